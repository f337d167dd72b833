import type { MigrationInterface, QueryRunner } from 'typeorm';
import { buildIndex } from '../build-index.js';

/**
 * Every list and figure of webhooks seeks by an index. An endpoint counts its generations, so that an answer which comes late
 * says nothing about its next URL. Deliveries may be many: each index is built while others work, so it is no transaction, and
 * each step can be made again.
 */
const COLUMN = 'ALTER TABLE webhook_endpoints ADD COLUMN IF NOT EXISTS generation integer NOT NULL DEFAULT 1';
const COMMENT = `COMMENT ON COLUMN webhook_endpoints.generation IS 'raised by each new URL, and each time it is turned on'`;
const INDEXES: [name: string, on: string][] = [
  [
    'webhook_endpoints_disabled_idx',
    'webhook_endpoints (disabled_at) WHERE disabled_at IS NOT NULL AND deleted_at IS NULL',
  ],
  [
    'webhook_deliveries_some_idx',
    'webhook_deliveries (endpoint_id, state, type, created_at DESC, position DESC)',
  ],
  [
    'webhook_deliveries_failed_idx',
    `webhook_deliveries (endpoint_id, created_at, position) WHERE state <> 'delivered' AND (state <> 'pending' OR tries > 0)`,
  ],
  ['webhook_deliveries_oldest_idx', `webhook_deliveries (created_at) WHERE state = 'pending'`],
  ['webhook_attempts_delivered_idx', 'webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS TRUE'],
  ['webhook_attempts_failed_idx', 'webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS NOT TRUE'],
];
const REPLACED = ['webhook_deliveries_open_idx', 'webhook_attempts_at_idx'];

const DOWN = `
  DROP INDEX webhook_attempts_failed_idx;
  DROP INDEX webhook_attempts_delivered_idx;
  CREATE INDEX webhook_attempts_at_idx ON webhook_attempts (at);

  DROP INDEX webhook_deliveries_oldest_idx;
  DROP INDEX webhook_deliveries_failed_idx;
  DROP INDEX webhook_deliveries_some_idx;
  CREATE INDEX webhook_deliveries_open_idx
    ON webhook_deliveries (endpoint_id, state, created_at DESC, position DESC) WHERE state <> 'delivered';

  DROP INDEX webhook_endpoints_disabled_idx;
  ALTER TABLE webhook_endpoints DROP COLUMN generation;
`;

export class WebhookLists1790000019000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMN);
    await runner.query(COMMENT);
    for (const [name, on] of INDEXES) await buildIndex(runner, name, on);
    for (const name of REPLACED) await runner.query(`DROP INDEX IF EXISTS ${name}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
