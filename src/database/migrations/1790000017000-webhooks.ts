import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks. An endpoint is of one business, or of the operators, who hear of all businesses. A delivery is an event that an
 * endpoint takes; what was tried for it stands in its attempts.
 */
const UP = `
  CREATE TABLE webhook_endpoints (
    id uuid NOT NULL,
    business_id uuid CONSTRAINT webhook_endpoints_business_fkey REFERENCES businesses (id),
    url text NOT NULL,
    types text[] NOT NULL,
    description text,
    secrets jsonb NOT NULL,
    sealed_by text NOT NULL,
    heard_from bigint NOT NULL,
    disabled_at timestamptz,
    disabled_reason text,
    failing_since timestamptz,
    warned_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (id),
    CONSTRAINT webhook_endpoints_types_check CHECK (cardinality(types) > 0),
    CONSTRAINT webhook_endpoints_disabled_check CHECK (
      (disabled_at IS NULL) = (disabled_reason IS NULL) AND disabled_reason IN ('manual', 'failing', 'gone'))
  ) WITH (fillfactor = 80);
  CREATE INDEX webhook_endpoints_business_idx ON webhook_endpoints (business_id) WHERE deleted_at IS NULL;
  CREATE INDEX webhook_endpoints_deleted_idx ON webhook_endpoints (deleted_at) WHERE deleted_at IS NOT NULL;
  COMMENT ON COLUMN webhook_endpoints.business_id IS 'NULL: an endpoint of the operators, which hears of all businesses';
  COMMENT ON COLUMN webhook_endpoints.types IS 'an asterisk is every type';
  COMMENT ON COLUMN webhook_endpoints.secrets IS 'encrypted, the newest first: [{secret, endsAt}]; endsAt null is never';
  COMMENT ON COLUMN webhook_endpoints.sealed_by IS 'names the key that encrypted the secrets';
  COMMENT ON COLUMN webhook_endpoints.heard_from IS
    'the last position at which it did not take these types yet: it has a delivery of every later event of them';
  COMMENT ON COLUMN webhook_endpoints.failing_since IS 'the first failed attempt since the last success';
  COMMENT ON COLUMN webhook_endpoints.warned_at IS 'when a mail told that it fails; NULL: not since the last success';

  CREATE TABLE webhook_deliveries (
    business_id uuid NOT NULL,
    event_id uuid NOT NULL,
    endpoint_id uuid NOT NULL CONSTRAINT webhook_deliveries_endpoint_fkey REFERENCES webhook_endpoints (id),
    type text NOT NULL,
    position bigint NOT NULL,
    created_at timestamptz NOT NULL,
    state text NOT NULL,
    run integer NOT NULL DEFAULT 1,
    tries integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    next_at timestamptz,
    delivered_at timestamptz,
    last_status integer,
    last_error text,
    CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (event_id, endpoint_id, business_id),
    CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('pending', 'delivered', 'givenUp', 'skipped')),
    CONSTRAINT webhook_deliveries_next_check CHECK ((state = 'pending') = (next_at IS NOT NULL)),
    CONSTRAINT webhook_deliveries_delivered_check CHECK (state <> 'delivered' OR delivered_at IS NOT NULL)
  ) WITH (fillfactor = 80);
  CREATE INDEX webhook_deliveries_list_idx
    ON webhook_deliveries (endpoint_id, created_at DESC, position DESC);
  CREATE INDEX webhook_deliveries_open_idx
    ON webhook_deliveries (endpoint_id, state, created_at DESC, position DESC) WHERE state <> 'delivered';
  CREATE INDEX webhook_deliveries_business_idx ON webhook_deliveries (business_id);
  CREATE INDEX webhook_deliveries_pending_idx ON webhook_deliveries (next_at) WHERE state = 'pending';
  CREATE INDEX webhook_deliveries_created_at_idx ON webhook_deliveries USING brin (created_at);
  COMMENT ON COLUMN webhook_deliveries.business_id IS 'of the event';
  COMMENT ON COLUMN webhook_deliveries.run IS 'raised by each replay, so that the job of the run before does nothing';
  COMMENT ON COLUMN webhook_deliveries.tries IS 'attempts of this run';
  COMMENT ON COLUMN webhook_deliveries.attempts IS 'attempts of all runs';
  COMMENT ON COLUMN webhook_deliveries.next_at IS 'when the next attempt is due, in real time';
  COMMENT ON COLUMN webhook_deliveries.delivered_at IS 'when it was last delivered, in real time';

  CREATE TABLE webhook_attempts (
    business_id uuid NOT NULL,
    event_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    number integer NOT NULL,
    at timestamptz NOT NULL,
    ms integer NOT NULL,
    status integer,
    error text,
    response text,
    CONSTRAINT webhook_attempts_pkey PRIMARY KEY (event_id, endpoint_id, business_id, number),
    CONSTRAINT webhook_attempts_delivery_fkey FOREIGN KEY (business_id, event_id, endpoint_id)
      REFERENCES webhook_deliveries (business_id, event_id, endpoint_id) ON DELETE CASCADE,
    CONSTRAINT webhook_attempts_outcome_check CHECK ((status IS NULL) = (error IS NOT NULL))
  );
  CREATE INDEX webhook_attempts_business_idx ON webhook_attempts (business_id);
  CREATE INDEX webhook_attempts_at_idx ON webhook_attempts (at);
  COMMENT ON COLUMN webhook_attempts.response IS 'the first bytes of the answer';
`;

const DOWN = `
  DROP TABLE webhook_attempts;
  DROP TABLE webhook_deliveries;
  DROP TABLE webhook_endpoints;
  DELETE FROM graphile_worker._private_jobs
  WHERE task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier = 'webhook');
`;

export class Webhooks1790000017000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
