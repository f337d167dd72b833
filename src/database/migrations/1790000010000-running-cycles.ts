import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An edit that running cycles meet is written down with its version, and the subscriptions follow in chunks: whichever
 * server finds the work unfinished goes on with it.
 */
const UP = `
  ALTER TABLE plan_versions ADD COLUMN moving boolean NOT NULL DEFAULT false;
  COMMENT ON COLUMN plan_versions.moving IS 'running cycles are still being put under the version';
`;
const DOWN = 'ALTER TABLE plan_versions DROP COLUMN moving';

export class RunningCycles1790000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
