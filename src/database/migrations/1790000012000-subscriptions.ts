import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a version was brought to the cycles under way, so that one which is closed or opened late finds the version of its
 * time. Of the versions that stand already nobody knows: `infinity` says so, and brings them nowhere.
 */
const UP = `
  ALTER TABLE plan_versions ADD COLUMN running_at timestamptz;
  UPDATE plan_versions SET running_at = 'infinity';
  COMMENT ON COLUMN plan_versions.running_at IS
    'when it was brought to running cycles; NULL: never; infinity: older than this column, so nobody knows';
`;

const DOWN = 'ALTER TABLE plan_versions DROP COLUMN running_at';

export class Subscriptions1790000012000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
