import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from 'pg';
import { isDeadlock, isLockTimeout } from '../database/outage.js';
import { BackupRefused } from './backup-refused.error.js';
import { countersOf, migrationOf, type Table, tablesOf } from './schema.js';
import { inTransaction } from './connection.js';
import { fileName, JOBS, MANIFEST, type Manifest, newManifest, type TableManifest } from './manifest.js';
import { selectOf, saveJobs, saveRows } from './rows.js';

const NOT_BEFORE =
  'The database has no tables of this service. Start the service once, or run its migrations.';
const MIGRATING = 'The database is being migrated. Nothing was saved. Try again when that is done.';
/** The tables from which the queued jobs are read. */
const QUEUE = 'graphile_worker._private_jobs, graphile_worker._private_tasks';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The tables of a database, as a migration made them. */
interface Schema {
  migration: string;
  tables: Table[];
}

/**
 * Writes all data of the database at `url` into the new folder `to`, as it was at one moment. Servers go on meanwhile. The folder
 * gets its name only when everything is on the disk, so an incomplete backup never looks complete. Only the owner of the folder can
 * read it. A migration waits until the backup is done.
 *
 * @throws BackupRefused when the folder exists already, the database has no data of this service, or a migration is under way
 */
export async function backUp(url: string, to: string, now: Date): Promise<Manifest> {
  const folder = resolve(to);
  if (await exists(folder)) throw new BackupRefused(`${folder} is there already. Name a new folder.`);
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  // The name has no process id: in a container, the next process has the same id.
  const draft = await mkdtemp(`${folder}.part-`);
  const removeAndEnd = (signal: NodeJS.Signals): void => {
    rmSync(draft, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  for (const signal of ENDING) process.once(signal, removeAndEnd);
  try {
    // A transaction of its own, because the next one must take its locks before it reads anything.
    const schema = await inTransaction(url, 'BEGIN READ ONLY', schemaOf);
    const manifest = await inTransaction(url, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) =>
      save(client, schema, draft, now),
    );
    await writeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    await syncFolder(draft);
    await rename(draft, folder);
    await syncFolder(dirname(folder));
    return manifest;
  } finally {
    for (const signal of ENDING) process.off(signal, removeAndEnd);
    await rm(draft, { recursive: true, force: true });
  }
}

async function schemaOf(client: Client): Promise<Schema> {
  const migration = await migrationOf(client);
  if (migration === null) throw new BackupRefused(NOT_BEFORE);
  return { migration, tables: await tablesOf(client) };
}

async function save(client: Client, schema: Schema, folder: string, now: Date): Promise<Manifest> {
  await lockTables(client, schema.tables);
  if (!isDeepStrictEqual(await schemaOf(client), schema)) throw new BackupRefused(MIGRATING);
  const tables: TableManifest[] = [];
  for (const table of schema.tables) {
    const saved = await saveRows(client, selectOf(table), join(folder, fileName(table.name)));
    tables.push({ name: table.name, columns: table.columns, ...saved });
  }
  const jobs = await saveJobs(client, join(folder, fileName(JOBS)));
  return newManifest({ migration: schema.migration, tables, counters: await countersOf(client), jobs }, now);
}

/**
 * Locks all tables against changes of their definition, before the transaction takes its snapshot. A table that is rewritten after
 * the snapshot reads as empty, because none of its rows is as old as the snapshot. Servers read and write as before.
 */
async function lockTables(client: Client, tables: Table[]): Promise<void> {
  const names = tables.map(({ name }) => `"${name}"`).join(', ');
  try {
    await client.query(`LOCK TABLE ${names}, ${QUEUE} IN ACCESS SHARE MODE`);
  } catch (error) {
    throw isLockTimeout(error) || isDeadlock(error) ? new BackupRefused(MIGRATING) : error;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Syncs a folder, so that the names in it survive a power cut, too. Windows cannot do that. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
