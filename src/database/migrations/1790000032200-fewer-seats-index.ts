import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** A renewal looks for subscriptions that are to have fewer seats, which few are. */
export class FewerSeatsIndex1790000032200 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    const rows = 'subscriptions (business_id) WHERE pending_quantity IS NOT NULL';
    await buildIndex(runner, 'subscriptions_fewer_seats_idx', rows);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX IF EXISTS subscriptions_fewer_seats_idx');
  }
}
