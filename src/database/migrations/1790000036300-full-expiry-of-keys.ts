import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns without a default: a server of the release before goes on, and does not know them. */
const UP = ['api_keys', 'operator_keys'].flatMap((table) => [
  `ALTER TABLE ${table} ADD COLUMN full_expiry timestamptz`,
  `COMMENT ON COLUMN ${table}.full_expiry IS 'when a rotated key would expire without its rotation, infinity for never; NULL: expires_at says it'`,
]);

export class FullExpiryOfKeys1790000036300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const command of UP) await runner.query(command);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE operator_keys DROP COLUMN full_expiry');
    await runner.query('ALTER TABLE api_keys DROP COLUMN full_expiry');
  }
}
