import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

const LIVE = 'collects AND ended_at IS NULL AND test_clock_id IS NULL';
const BEFORE = `subscriptions (plan_code, price_seen) WHERE ${LIVE}`;
const AFTER = `${BEFORE} AND price_override IS NULL AND NOT cancel_at_cycle_end AND pending_plan_code IS NULL`;

/**
 * The index of subscriptions whose owner may have to be told of a higher price leaves out those that do not pay it. In the one before
 * they stayed for ever, and were read every five seconds. A server of the release before names the same conditions, so it uses the
 * new index, too.
 */
export class DearerPrices1790000036500 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await buildIndex(runner, 'subscriptions_dearer', AFTER);
    await runner.query('DROP INDEX IF EXISTS subscriptions_price_seen');
  }

  async down(runner: QueryRunner): Promise<void> {
    // A step back is made in a transaction.
    await runner.query(`CREATE INDEX subscriptions_price_seen ON ${BEFORE}`);
    await runner.query('DROP INDEX IF EXISTS subscriptions_dearer');
  }
}
