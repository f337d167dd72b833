import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** Retention deletes checkouts that sold something years after the others: each kind has an index. Each step can be made again. */
const BOUGHT = `consent IS NOT NULL AND state = 'done'`;

export class CheckoutsKept1790000030200 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'checkouts_bought_idx', `checkouts (settled_at) WHERE ${BOUGHT}`);
    await buildIndex(runner, 'checkouts_over_idx', `checkouts (settled_at) WHERE NOT (${BOUGHT})`);
    await runner.query('DROP INDEX IF EXISTS checkouts_settled_idx');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX IF NOT EXISTS checkouts_settled_idx ON checkouts (settled_at) WHERE settled_at IS NOT NULL',
    );
    await runner.query('DROP INDEX IF EXISTS checkouts_bought_idx, checkouts_over_idx');
  }
}
