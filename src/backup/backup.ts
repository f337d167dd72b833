import { mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Client } from 'pg';
import { BackupRefused } from './backup-refused.error.js';
import { countersOf, migrationOf, tablesOf } from './catalogue.js';
import { inTransaction } from './connection.js';
import { fileName, JOBS, MANIFEST, type Manifest, newManifest, type TableManifest } from './manifest.js';
import { rowsOf, saveJobs, saveRows } from './rows.js';

const NOT_BEFORE =
  'The database has no tables of this service. Start the service once, or run its migrations.';

/**
 * Writes all data of the database at `url` into the new folder `to`, as it was at one moment. Servers go on meanwhile. The folder
 * gets its name only when everything is on the disk, so an incomplete backup never looks complete. Only the owner of the folder can
 * read it.
 *
 * @throws BackupRefused when the folder exists already, or the database has no data of this service
 */
export async function backUp(url: string, to: string, now: Date): Promise<Manifest> {
  const folder = resolve(to);
  if (await exists(folder)) throw new BackupRefused(`${folder} is there already. Name a new folder.`);
  const draft = `${folder}.part-${process.pid}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const manifest = await inTransaction(url, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', (client) =>
      save(client, draft, now),
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
    await rm(draft, { recursive: true, force: true });
  }
}

async function save(client: Client, folder: string, now: Date): Promise<Manifest> {
  const migration = await migrationOf(client);
  if (migration === null) throw new BackupRefused(NOT_BEFORE);
  const tables: TableManifest[] = [];
  for (const table of await tablesOf(client)) {
    const saved = await saveRows(client, rowsOf(table), join(folder, fileName(table.name)));
    tables.push({ name: table.name, columns: table.columns, ...saved });
  }
  const jobs = await saveJobs(client, join(folder, fileName(JOBS)));
  return newManifest({ migration, tables, counters: await countersOf(client), jobs }, now);
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
