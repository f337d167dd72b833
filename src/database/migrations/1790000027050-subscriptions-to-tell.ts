import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/** The indexes for notices and for lists of what is past due. Each is built while others work, outside of a transaction, and can be made again. */
const INDEXES: [name: string, on: string][] = [
  ['subscriptions_past_due', `subscriptions (business_id) WHERE status = 'pastDue'`],
  [
    'subscriptions_price_seen',
    'subscriptions (plan_code, price_seen) WHERE collects AND ended_at IS NULL AND test_clock_id IS NULL',
  ],
  [
    'subscriptions_to_announce',
    `subscriptions (due_at) WHERE collects AND due_at IS NOT NULL AND test_clock_id IS NULL
       AND (turn = -1 OR every >= interval '1 year')`,
  ],
];

export class SubscriptionsToTell1790000027050 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) await buildIndex(runner, name, on);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX ${INDEXES.map(([name]) => name).join(', ')}`);
  }
}
