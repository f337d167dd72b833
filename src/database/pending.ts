import { migrations as queueMigrations } from 'graphile-worker/dist/generated/sql.js';
import type pg from 'pg';
import { ExplainedError } from '../errors/explained.error.js';
import { migrations } from './migrations/index.js';
import { MigrationsPending } from './migrations-pending.error.js';
import { withClient } from './with-client.js';

const IS_LISTED = `SELECT to_regclass('public.migrations') IS NOT NULL AS there`;
const MADE = 'SELECT name FROM migrations';
/** With Citus, new tables may still have to be distributed. */
const IS_COMPARABLE = `
  SELECT to_regclass('public.migrations') IS NOT NULL AND to_regclass('graphile_worker.migrations') IS NOT NULL
     AND to_regclass('citus_tables') IS NULL AS there`;
const ALL_MADE = `
  SELECT ARRAY(SELECT name FROM migrations) AS names, (SELECT max(id) FROM graphile_worker.migrations) AS queue`;
/** The newest migration that the job queue has in this release. */
const NEWEST_OF_QUEUE = Math.max(...Object.keys(queueMigrations).map((file) => Number.parseInt(file, 10)));

/** The migrations of this release that the database does not have yet, oldest first. */
export async function pendingMigrations(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows: found } = await client.query<{ there: boolean }>(IS_LISTED);
    if (found[0]?.there !== true) return pendingAfter([]);
    const { rows } = await client.query<{ name: string }>(MADE);
    return pendingAfter(rows.map(({ name }) => name));
  });
}

/**
 * Whether the database has all migrations of this release and those of its job queue, and no Citus: then there is nothing to
 * migrate and nothing to distribute. False if the job queue is newer, because `migrate` decides whether this
 * release can use it.
 */
export async function isMigrated(client: pg.Client): Promise<boolean> {
  const { rows: found } = await client.query<{ there: boolean }>(IS_COMPARABLE);
  if (found[0]?.there !== true) return false;
  const { rows } = await client.query<{ names: string[]; queue: number | null }>(ALL_MADE);
  return rows.every(({ names, queue }) => queue === NEWEST_OF_QUEUE && pendingAfter(names).length === 0);
}

/** Checks that no migration is pending. The database may have migrations of a newer release. @throws MigrationsPending */
export async function refuseWhenPending(url: string): Promise<void> {
  const pending = await pendingMigrations(url);
  if (pending.length > 0) throw new MigrationsPending(pending);
}

/**
 * Does work on the tables of this release, also while migrations are pending that do not matter for it.
 *
 * @throws MigrationsPending when the work fails while migrations are pending, because a table or a column may be missing
 */
export async function explainIfPending<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ExplainedError)) await refuseWhenPending(url);
    throw error;
  }
}

function pendingAfter(made: string[]): string[] {
  const names = new Set(made);
  return migrations.map(({ name }) => name).filter((name) => !names.has(name));
}
