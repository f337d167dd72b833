import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A server of the release before does not count, and sessions that are open begin at 0. Both only put off the end of a session. */
const UP = [
  'ALTER TABLE sessions ADD COLUMN refreshes integer NOT NULL DEFAULT 0',
  `COMMENT ON COLUMN sessions.refreshes IS 'how many of its tokens were replaced, since this column exists'`,
];

export class Refreshes1790000037040 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN refreshes');
  }
}
