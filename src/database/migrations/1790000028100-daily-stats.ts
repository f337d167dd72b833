import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE TABLE stats_days (
    day date NOT NULL CONSTRAINT stats_days_pkey PRIMARY KEY,
    state_at timestamptz,
    closed_at timestamptz
  );
  COMMENT ON TABLE stats_days IS 'days, in UTC, whose figures are kept';
  COMMENT ON COLUMN stats_days.state_at IS 'when live subscriptions and amounts were last counted; NULL: no server ran on the day';
  COMMENT ON COLUMN stats_days.closed_at IS 'when the day was over and its other figures were written, once';

  CREATE TABLE stats_figures (
    day date NOT NULL,
    metric text NOT NULL,
    plan_code text NOT NULL DEFAULT '',
    feature_key text NOT NULL DEFAULT '',
    currency text NOT NULL DEFAULT '',
    value bigint NOT NULL,
    CONSTRAINT stats_figures_pkey PRIMARY KEY (day, metric, plan_code, feature_key, currency),
    CONSTRAINT stats_figures_day_fkey FOREIGN KEY (day) REFERENCES stats_days (day) ON DELETE CASCADE,
    CONSTRAINT stats_figures_metric_check CHECK (metric IN ('signups', 'started', 'ended', 'live', 'monthlyAmount', 'used')),
    CONSTRAINT stats_figures_value_check CHECK (value >= 0)
  );
  COMMENT ON TABLE stats_figures IS 'figures of a day: of a plan, a feature or a currency, or of all where that is empty';
`;

export class DailyStats1790000028100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stats_figures, stats_days');
  }
}
