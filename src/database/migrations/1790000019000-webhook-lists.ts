import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every list and figure of webhooks seeks by an index. An endpoint counts its generations, so that an answer which comes late
 * says nothing about its next URL. The tables came with this release: there is little to index yet.
 */
const UP = `
  ALTER TABLE webhook_endpoints ADD COLUMN generation integer NOT NULL DEFAULT 1;
  COMMENT ON COLUMN webhook_endpoints.generation IS 'raised by each new URL, and each time it is turned on';
  CREATE INDEX webhook_endpoints_disabled_idx ON webhook_endpoints (disabled_at)
    WHERE disabled_at IS NOT NULL AND deleted_at IS NULL;

  DROP INDEX webhook_deliveries_open_idx;
  CREATE INDEX webhook_deliveries_some_idx
    ON webhook_deliveries (endpoint_id, state, type, created_at DESC, position DESC);
  CREATE INDEX webhook_deliveries_failed_idx ON webhook_deliveries (endpoint_id, created_at, position)
    WHERE state <> 'delivered' AND (state <> 'pending' OR tries > 0);
  CREATE INDEX webhook_deliveries_oldest_idx ON webhook_deliveries (created_at) WHERE state = 'pending';

  DROP INDEX webhook_attempts_at_idx;
  CREATE INDEX webhook_attempts_delivered_idx ON webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS TRUE;
  CREATE INDEX webhook_attempts_failed_idx ON webhook_attempts (at) WHERE (status BETWEEN 200 AND 299) IS NOT TRUE;
`;

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
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
