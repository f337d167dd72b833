import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { migrate } from '../database/migrate.js';
import { migrations } from '../database/migrations/index.js';
import { OTHER_CONNECTIONS } from '../database/other-connections.sql.js';
import { ExplainedError } from '../errors/explained.error.js';
import { BackupRefused } from './backup-refused.error.js';
import { changingTriggersOf, migrationOf, tablesOf } from './schema.js';
import { inTransaction } from './connection.js';
import { fileName, JOBS, type Manifest, readManifest } from './manifest.js';
import { countFile, countRows, loadJobs, loadRows, type Passed, selectOf } from './rows.js';

/** How often to check for other connections. With the pauses this takes two seconds. */
const LOOKS = 21;
/** The pause between two checks. */
const PAUSE_MS = 100;
/** A backup of an earlier release has no place for the hold. The migration that adds this column accepts that it is there. */
const MAKE_HOLD = 'ALTER TABLE payment_cursor ADD COLUMN IF NOT EXISTS held_since timestamptz';
/**
 * Holds collecting. Without a row the database is tied to no account of a payment provider. Then the row has an empty account,
 * until a server ties it.
 */
const HOLD = `
  INSERT INTO payment_cursor (provider, account, mode, held_since) VALUES ('', '', 'live', now())
  ON CONFLICT (single) DO UPDATE SET held_since = now() WHERE payment_cursor.held_since IS NULL`;

export interface RestoreOptions {
  /** Only checks everything that can be checked without writing. */
  dryRun: boolean;
  /** Deletes the data of the target first. Without it, the target has to be empty. */
  replace: boolean;
  /** Ends all sessions, so that everybody has to log in again. A token that was stolen before the backup then does not work. */
  endSessions: boolean;
}

/**
 * Loads a backup into the database at `url`. It makes the tables of the release that made the backup, loads all rows in one
 * transaction, and then runs the migrations of this release. The transaction commits only if every table has the same rows as in
 * the backup.
 *
 * The same transaction holds collecting: what was charged after the backup is unknown to the restored database, and would be
 * charged again. If the restore ends after it, only migrations are missing, and the next start or `tenure migrate` runs them.
 *
 * @throws BackupRefused when a file is damaged, when the backup is of a newer release, when the target has data and `replace` is
 *   false, or when a server is connected to it; the data of the target does not change
 */
export async function restore(
  url: string,
  folder: string,
  { dryRun, replace, endSessions }: RestoreOptions,
): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (!migrations.some(({ name }) => name === manifest.migration))
    throw new BackupRefused(
      `The backup is of a newer release: this one has no migration ${manifest.migration}.`,
    );
  await checkFiles(manifest, folder);
  const check = (client: Client) => checkTarget(client, manifest, replace);
  await inTransaction(url, 'BEGIN READ ONLY', check);
  if (dryRun) return manifest;
  await migrate(url, manifest.migration);
  await inTransaction(url, 'BEGIN', async (client) => {
    // A server may have connected since the first check.
    await check(client);
    await load(client, manifest, folder);
    await compare(client, manifest);
    // Without statistics PostgreSQL plans for empty tables, until its autovacuum comes.
    await client.query(`ANALYZE ${namesOf(manifest)}`);
    if (endSessions) await client.query('DELETE FROM sessions');
    if (manifest.tables.some(({ name }) => name === 'payment_cursor')) await holdCollecting(client);
  });
  await migrate(url);
  // A backup of a release without payments has no table for it before the migrations.
  await inTransaction(url, 'BEGIN', holdCollecting);
  return manifest;
}

async function holdCollecting(client: Client): Promise<void> {
  await client.query(MAKE_HOLD);
  await client.query(HOLD);
}

/** Checks that all files are complete, before anything is written and before the data of the target is deleted. */
async function checkFiles(manifest: Manifest, folder: string): Promise<void> {
  for (const { name, ...expected } of [...manifest.tables, { name: JOBS, ...manifest.jobs }]) {
    const path = join(folder, fileName(name));
    if (!isSame(await countFile(path), expected))
      throw new BackupRefused(`${path} is damaged: its rows are not those that were saved.`);
  }
}

async function checkTarget(client: Client, { migration }: Manifest, replace: boolean): Promise<void> {
  const others = await othersOn(client);
  if (others.length > 0)
    throw new BackupRefused(
      `Other programs are connected to the target: ${others.join(', ')}. Stop all servers and commands first, then try again.`,
    );
  const present = await migrationOf(client);
  if (present === null) {
    const { rows } = await client.query(
      `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'migrations'`,
    );
    if (rows.length > 0)
      throw new BackupRefused('The target holds tables of something else. Name an empty database.');
    return;
  }
  if (present !== migration)
    throw new BackupRefused(
      `The target is at migration ${present}, the backup at ${migration}. Name an empty database.`,
    );
  if (replace) return;
  const { rows } = await client.query('SELECT FROM businesses UNION ALL SELECT FROM users LIMIT 1');
  if (rows.length > 0)
    throw new BackupRefused(
      'The target holds data. Name an empty database, or say --replace to delete them.',
    );
}

/**
 * Names the other connections. PostgreSQL needs a moment to end a connection that was just closed, such as that of the migrations,
 * so this waits for two seconds.
 */
async function othersOn(client: Client): Promise<string[]> {
  for (let look = 1; ; look += 1) {
    const { rows } = await client.query<{ name: string }>(OTHER_CONNECTIONS);
    if (rows.length === 0 || look === LOOKS) return rows.map(({ name }) => name);
    await sleep(PAUSE_MS);
    // Within a transaction PostgreSQL repeats its first answer about connections, until this call.
    await client.query('SELECT pg_stat_clear_snapshot()');
  }
}

async function load(client: Client, manifest: Manifest, folder: string): Promise<void> {
  await client.query(`TRUNCATE ${namesOf(manifest)}`);
  await client.query('DELETE FROM graphile_worker._private_jobs');
  // The rows come back as they were saved, also where a trigger would change a new row.
  const triggers = await changingTriggersOf(client);
  const turn = async (how: 'DISABLE' | 'ENABLE') => {
    for (const { table, name } of triggers)
      await client.query(`ALTER TABLE "${table}" ${how} TRIGGER "${name}"`);
  };
  await turn('DISABLE');
  for (const { name, columns } of manifest.tables)
    await loadRows(client, name, columns, join(folder, fileName(name)));
  await turn('ENABLE');
  for (const { table, column, next } of manifest.counters)
    await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3, false)', [table, column, next]);
  await loadJobs(client, join(folder, fileName(JOBS)));
}

/** Compares all tables with the backup. @throws ExplainedError when one differs; the transaction is rolled back */
async function compare(client: Client, manifest: Manifest): Promise<void> {
  const tables = await tablesOf(client);
  for (const { name, ...saved } of manifest.tables) {
    const table = tables.find((one) => one.name === name);
    // The target may have a column more: that of the hold, from a restore that was interrupted.
    const found = table && (await countRows(client, selectOf({ ...table, columns: saved.columns })));
    if (found === undefined || !isSame(found, saved))
      throw new ExplainedError(`Table ${name} does not read as it was saved. Nothing was restored.`, 1);
  }
}

const namesOf = ({ tables }: Manifest): string => tables.map(({ name }) => `"${name}"`).join(', ');

const isSame = (one: Passed, other: Passed): boolean =>
  one.rows === other.rows && one.sha256 === other.sha256;
