import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was told already, so that it is told once: a share of a limit that was reached, and a trial that ends soon. */
const UP = `
  CREATE TABLE usage_alerts (
    business_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    cycle_index integer NOT NULL,
    feature_key text NOT NULL,
    "limit" bigint NOT NULL,
    percent smallint NOT NULL,
    cycle_ends_at timestamptz NOT NULL,
    CONSTRAINT usage_alerts_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key, "limit", percent),
    CONSTRAINT usage_alerts_cycle_fkey FOREIGN KEY (business_id, subscription_id, cycle_index)
      REFERENCES cycles (business_id, subscription_id, index),
    CONSTRAINT usage_alerts_percent_check CHECK (percent IN (80, 100))
  );
  CREATE INDEX usage_alerts_cycle_ends_at_idx ON usage_alerts (cycle_ends_at);
  COMMENT ON TABLE usage_alerts IS 'shares of limits that were reached, each told once';
  COMMENT ON COLUMN usage_alerts.cycle_ends_at IS 'the end of the cycle when the share was reached';

  CREATE TABLE trial_notices (
    business_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT trial_notices_pkey PRIMARY KEY (business_id, subscription_id, ends_at),
    CONSTRAINT trial_notices_subscription_fkey FOREIGN KEY (business_id, subscription_id)
      REFERENCES subscriptions (business_id, id)
  );
  CREATE INDEX trial_notices_ends_at_idx ON trial_notices (ends_at);
  COMMENT ON TABLE trial_notices IS 'ends of trials that were told beforehand, each once';
`;

const DOWN = `
  DROP TABLE trial_notices;
  DROP TABLE usage_alerts;
`;

export class Alerts1790000016100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
