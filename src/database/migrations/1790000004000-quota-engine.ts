import type { MigrationInterface, QueryRunner } from 'typeorm';

const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/**
 * What the counter learns: how many of its units were paid by credits, and where its present day began. No column that
 * a spend writes is indexed, so that an update stays on its page (HOT).
 */
const COUNTERS = `
  ALTER TABLE usage_counters
    ADD COLUMN burnt bigint NOT NULL DEFAULT 0,
    ADD COLUMN day date,
    ADD COLUMN day_base bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT usage_counters_limit_check;
  UPDATE usage_counters u SET day = (c.starts_at AT TIME ZONE 'UTC')::date
  FROM cycles c
  WHERE c.business_id = u.business_id AND c.subscription_id = u.subscription_id AND c.index = u.cycle_index;
  ALTER TABLE usage_counters
    ALTER COLUMN burnt DROP DEFAULT,
    ALTER COLUMN day SET NOT NULL,
    ALTER COLUMN day_base DROP DEFAULT,
    ADD CONSTRAINT usage_counters_burnt_check CHECK (burnt BETWEEN 0 AND used),
    ADD CONSTRAINT usage_counters_day_base_check CHECK (day_base BETWEEN 0 AND used),
    ADD CONSTRAINT usage_counters_limit_check CHECK (used - burnt <= highest_limit);
  COMMENT ON COLUMN usage_counters.burnt IS 'units of used that credits paid; the plan paid the rest';
  COMMENT ON COLUMN usage_counters.day_base IS 'what used was before the first spend of day';
`;

/** `base` telescopes: the units of a day are the next day's base, or the counter, less its own. */
const DAYS = `
  CREATE TABLE usage_days (
    business_id uuid NOT NULL,
    subscription_id uuid NOT NULL,
    cycle_index integer NOT NULL,
    feature_key text NOT NULL,
    day date NOT NULL,
    base bigint NOT NULL,
    CONSTRAINT usage_days_pkey PRIMARY KEY (business_id, subscription_id, cycle_index, feature_key, day),
    CONSTRAINT usage_days_counter_fkey FOREIGN KEY (business_id, subscription_id, cycle_index, feature_key)
      REFERENCES usage_counters (business_id, subscription_id, cycle_index, feature_key),
    CONSTRAINT usage_days_base_check CHECK (base BETWEEN 0 AND ${MAX_UNITS})
  );
  COMMENT ON COLUMN usage_days.base IS 'what the counter showed before the first spend of the day';
  INSERT INTO usage_days SELECT business_id, subscription_id, cycle_index, feature_key, day, 0 FROM usage_counters;
`;

const GRANTS = `
  CREATE TABLE credit_grants (
    business_id uuid NOT NULL CONSTRAINT credit_grants_business_fkey REFERENCES businesses (id),
    id uuid NOT NULL,
    feature_key text NOT NULL CONSTRAINT credit_grants_feature_fkey REFERENCES features (key),
    amount bigint NOT NULL,
    burnt bigint NOT NULL,
    priority integer NOT NULL,
    starts_at timestamptz NOT NULL,
    expires_at timestamptz,
    reason text NOT NULL,
    voided_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT credit_grants_pkey PRIMARY KEY (business_id, id),
    CONSTRAINT credit_grants_amount_check CHECK (amount BETWEEN 1 AND ${MAX_UNITS}),
    CONSTRAINT credit_grants_burnt_check CHECK (burnt BETWEEN 0 AND amount),
    CONSTRAINT credit_grants_priority_check CHECK (priority BETWEEN 0 AND 100),
    CONSTRAINT credit_grants_expires_check CHECK (expires_at > starts_at)
  ) WITH (fillfactor = 50);
`;

/**
 * Answers that were given under an Idempotency-Key. A spend keeps its facts in columns, anything else its answer. A
 * spend points at the counter it raised, and no further: a reference to the business would lock one row for all.
 */
const RECORDS = `
  CREATE TABLE idempotency_records (
    business_id uuid NOT NULL,
    account uuid NOT NULL,
    key text NOT NULL,
    id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    created_at timestamptz NOT NULL,
    answer json,
    subscription_id uuid,
    cycle_index integer,
    feature_key text,
    amount bigint,
    used bigint,
    "limit" bigint,
    credits bigint,
    remaining bigint,
    cycle_starts_at timestamptz,
    cycle_ends_at timestamptz,
    day date,
    burns jsonb,
    refunded_at timestamptz,
    CONSTRAINT idempotency_records_pkey PRIMARY KEY (business_id, account, key),
    CONSTRAINT idempotency_records_id_key UNIQUE (business_id, id),
    CONSTRAINT idempotency_records_counter_fkey FOREIGN KEY (business_id, subscription_id, cycle_index, feature_key)
      REFERENCES usage_counters (business_id, subscription_id, cycle_index, feature_key),
    CONSTRAINT idempotency_records_kind_check CHECK (
      (answer IS NULL) = (subscription_id IS NOT NULL AND cycle_index IS NOT NULL AND feature_key IS NOT NULL AND
                          amount IS NOT NULL AND used IS NOT NULL AND credits IS NOT NULL AND day IS NOT NULL AND
                          cycle_starts_at IS NOT NULL AND cycle_ends_at IS NOT NULL)),
    CONSTRAINT idempotency_records_amount_check CHECK (amount > 0)
  );
  CREATE INDEX idempotency_records_created_at_idx ON idempotency_records USING brin (created_at);
  COMMENT ON COLUMN idempotency_records.account IS 'the operator who asked; zeros for the bots of the business';
  COMMENT ON COLUMN idempotency_records.burns IS 'what credits paid, in burn order: [{id, amount}]; NULL is nothing';
`;

export class QuotaEngine1790000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const step of [COUNTERS, DAYS, GRANTS, RECORDS]) await runner.query(step);
  }

  /** Fails, with nothing changed, where credits paid for units that the old counter could not have held. */
  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['idempotency_records', 'credit_grants', 'usage_days']) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query(`
      ALTER TABLE usage_counters
        DROP CONSTRAINT usage_counters_limit_check,
        DROP CONSTRAINT usage_counters_burnt_check,
        DROP CONSTRAINT usage_counters_day_base_check,
        DROP COLUMN burnt,
        DROP COLUMN day,
        DROP COLUMN day_base,
        ADD CONSTRAINT usage_counters_limit_check CHECK (used <= highest_limit)`);
  }
}
