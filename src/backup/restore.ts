import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { migrate } from '../database/migrate.js';
import { migrations } from '../database/migrations/index.js';
import { BackupRefused } from './backup-refused.error.js';
import { migrationOf, tablesOf } from './catalogue.js';
import { inTransaction } from './connection.js';
import { fileName, JOBS, type Manifest, readManifest } from './manifest.js';
import { countFile, countRows, loadJobs, loadRows, type Passed, rowsOf } from './rows.js';

/** How often other connections are looked for, and the rest between: two seconds in all. */
const LOOKS = 21;
const PAUSE_MS = 100;

export interface RestoreOptions {
  /** Checks all that can be checked without writing. */
  dryRun: boolean;
  /** Deletes what the target holds. Without it, the target has to be empty. */
  replace: boolean;
  /** Everybody has to log in again, so a token that was stolen before the backup is of no use. */
  endSessions: boolean;
}

/**
 * Brings a backup into the database at `url`: the tables as they were in the release that made it, then all rows in one
 * transaction, which is committed only when every table reads as it did, then the migrations of this release.
 *
 * @throws BackupRefused when a file is damaged, the backup is of a newer release, the target holds data and is not to be
 *   replaced, or a server is connected to it. The data of the target are untouched then.
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
    // Somebody may have come since.
    await check(client);
    await load(client, manifest, folder);
    await compare(client, manifest);
    if (endSessions) await client.query('DELETE FROM sessions');
  });
  await migrate(url);
  return manifest;
}

/** Before anything is written, and before the target is deleted, what is to take its place is known to be whole. */
async function checkFiles(manifest: Manifest, folder: string): Promise<void> {
  for (const { name, ...expected } of [...manifest.tables, { name: JOBS, ...manifest.jobs }]) {
    const path = join(folder, fileName(name));
    if (!isSame(await countFile(path), expected))
      throw new BackupRefused(`${path} is damaged: its rows are not those that were saved.`);
  }
}

async function checkTarget(client: Client, { migration }: Manifest, replace: boolean): Promise<void> {
  if (!(await isAlone(client)))
    throw new BackupRefused(
      'A server is connected to the target, or another command. Stop all servers first, then try again.',
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
 * Whether no other connection of this service is left. A connection that has just been closed, such as that of our own migrations,
 * may take PostgreSQL a moment to end: it is waited for.
 */
async function isAlone(client: Client): Promise<boolean> {
  for (let look = 1; ; look += 1) {
    const { rows } = await client.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tenure'
       AND pid <> pg_backend_pid()`,
    );
    if (rows.length === 0 || look === LOOKS) return rows.length === 0;
    await sleep(PAUSE_MS);
    // Within a transaction PostgreSQL answers what it saw first, until it is told to look again.
    await client.query('SELECT pg_stat_clear_snapshot()');
  }
}

async function load(client: Client, manifest: Manifest, folder: string): Promise<void> {
  const tables = manifest.tables.map(({ name }) => `"${name}"`).join(', ');
  await client.query(`TRUNCATE ${tables}`);
  await client.query('DELETE FROM graphile_worker._private_jobs');
  for (const { name, columns } of manifest.tables)
    await loadRows(client, name, columns, join(folder, fileName(name)));
  for (const { table, column, next } of manifest.counters)
    await client.query('SELECT setval(pg_get_serial_sequence($1, $2), $3, false)', [table, column, next]);
  await loadJobs(client, join(folder, fileName(JOBS)));
}

/** @throws Error when a table does not read as it did; the transaction is rolled back then */
async function compare(client: Client, manifest: Manifest): Promise<void> {
  const tables = await tablesOf(client);
  for (const { name, ...saved } of manifest.tables) {
    const table = tables.find((one) => one.name === name);
    const found = table && (await countRows(client, rowsOf(table)));
    if (found === undefined || !isSame(found, saved))
      throw new Error(`Table ${name} does not read as it was saved. Nothing was restored.`);
  }
}

const isSame = (one: Passed, other: Passed): boolean =>
  one.rows === other.rows && one.sha256 === other.sha256;
