import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new column without a value: a server of the release before goes on. A choice from before costs what it costs when it begins. */
const UP = [
  'ALTER TABLE subscriptions ADD COLUMN pending_version_id uuid',
  `COMMENT ON COLUMN subscriptions.pending_version_id IS 'the version of the pending plan when it was chosen: it costs no more than that one; counts only with pending_plan_code'`,
];

export class ChosenPrices1790000036000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE subscriptions DROP COLUMN pending_version_id');
  }
}
