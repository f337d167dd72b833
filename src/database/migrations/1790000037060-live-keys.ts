import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** Finds the keys of a bot, or of a business, that are not revoked, expired ones too. Revoked keys stay for ever. */
export class LiveKeys1790000037060 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const live = 'api_keys (business_id, bot_id, id) WHERE revoked_at IS NULL';
    await buildIndex(runner, 'api_keys_live_idx', live);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS api_keys_live_idx');
  }
}
