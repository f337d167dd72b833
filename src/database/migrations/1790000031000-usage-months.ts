import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two columns without a default and a new table: a server of the release before goes on closing days, and one of this
 * release counts them.
 */
const UP = `
  ALTER TABLE stats_days ADD COLUMN usage_after uuid, ADD COLUMN usage_counted_at timestamptz;
  COMMENT ON COLUMN stats_days.usage_after IS 'the last business whose use of the day is in usage_months';
  COMMENT ON COLUMN stats_days.usage_counted_at IS 'when the use of every business was in usage_months';

  CREATE TABLE usage_months (
    business_id uuid NOT NULL,
    month date NOT NULL,
    feature_key text NOT NULL,
    used bigint NOT NULL,
    CONSTRAINT usage_months_pkey PRIMARY KEY (business_id, month, feature_key),
    CONSTRAINT usage_months_business_fkey FOREIGN KEY (business_id) REFERENCES businesses (id),
    CONSTRAINT usage_months_used_check CHECK (used BETWEEN 1 AND 9007199254740991)
  );
  CREATE INDEX usage_months_rank ON usage_months (month, feature_key, used, business_id);
  COMMENT ON TABLE usage_months IS 'units that a business used on the days of a month, in UTC, that are over';
  COMMENT ON COLUMN usage_months.month IS 'the first day of the month';
`;

const DOWN = `
  DROP TABLE usage_months;
  ALTER TABLE stats_days DROP COLUMN usage_after, DROP COLUMN usage_counted_at;
`;

export class UsageMonths1790000031000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
