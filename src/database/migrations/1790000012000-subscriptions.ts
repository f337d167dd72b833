import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reference table, as users and plans are: which trials a person has used, for whichever of their businesses. */
const TRIALS = `
  CREATE TABLE user_trials (
    user_id uuid NOT NULL CONSTRAINT user_trials_user_fkey REFERENCES users (id) ON DELETE CASCADE,
    plan_code text NOT NULL CONSTRAINT user_trials_plan_fkey REFERENCES plans (code),
    used_at timestamptz NOT NULL,
    CONSTRAINT user_trials_pkey PRIMARY KEY (user_id, plan_code)
  );
  INSERT INTO user_trials
  SELECT m.user_id, v.plan_code, min(c.starts_at)
  FROM cycles c
  JOIN plan_versions v ON v.id = c.plan_version_id
  JOIN members m ON m.business_id = c.business_id AND m.role = 'owner'
  WHERE c.trial GROUP BY m.user_id, v.plan_code;
`;

/**
 * When a version was brought to the cycles under way, so that one which is closed or opened late finds the version of its
 * time. Of the versions that stand already nobody knows: `infinity` says so, and brings them nowhere.
 */
const VERSIONS = `
  ALTER TABLE plan_versions ADD COLUMN running_at timestamptz;
  UPDATE plan_versions SET running_at = 'infinity';
  COMMENT ON COLUMN plan_versions.running_at IS
    'when it was brought to running cycles; NULL: never; infinity: older than this column, so nobody knows';
`;

/** Few ever, and counted at each scrape. */
const SET_ASIDE = `
  CREATE INDEX subscriptions_set_aside ON subscriptions (business_id) WHERE attempts > 0 AND due_at IS NOT NULL;
`;

const DOWN = `
  DROP INDEX subscriptions_set_aside;
  DROP TABLE user_trials;
  ALTER TABLE plan_versions DROP COLUMN running_at;
`;

export class Subscriptions1790000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRIALS);
    await runner.query(SET_ASIDE);
    // Last, because everybody who reads a plan waits from here.
    await runner.query(VERSIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
