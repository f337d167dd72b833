import type { QueryRunner } from 'typeorm';

/** How long the build of an index waits for transactions that began before it. Meanwhile nobody else has to wait. */
const PATIENCE_MS = 60_000;

/**
 * Builds an index while others read and write the table. `name` is the name of the index, `on` is the SQL after ON. This cannot run
 * in a transaction. So a migration that calls this sets `transaction = false`, and each of its steps must be repeatable. An index
 * that a failed attempt left invalid is dropped first.
 */
export async function buildIndex(runner: QueryRunner, name: string, on: string): Promise<void> {
  const [found] = (await runner.query(
    'SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass($1)',
    [name],
  )) as { valid: boolean }[];
  if (found?.valid === true) return;
  const [{ before }] = (await runner.query(`SELECT current_setting('lock_timeout') AS before`)) as [
    { before: string },
  ];
  await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [String(PATIENCE_MS)]);
  try {
    if (found !== undefined) await runner.query(`DROP INDEX CONCURRENTLY ${name}`);
    await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
  } finally {
    await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [before]);
  }
}
