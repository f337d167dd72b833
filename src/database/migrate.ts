import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { ExplainedError } from '../errors/explained.error.js';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { poolOptions, MIGRATING } from './bounds.js';
import { dataSourceOptions } from './data-source.js';
import { databaseFailure } from './database-failure.js';
import { distributeNewTables } from './distributable.js';
import { migrations } from './migrations/index.js';
import { isDeadlock, isHeldUp, isLockTimeout } from './outage.js';
import { pendingMigrations } from './pending.js';

/**
 * Takes the lock of migrations, if it is free. The text has no parameter: a statement with one keeps its snapshot until the
 * transaction ends, and the build of an index would wait for that.
 */
const TRY_LOCK = `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.migrations}) AS got`;
/**
 * Lets the transaction that holds the lock be idle while migrations run, however long they take. Otherwise a second server would
 * begin.
 */
const OPEN_END = 'SET LOCAL idle_in_transaction_session_timeout = 0';
/** How long one migration is repeated while another transaction has a lock that it needs. */
const PATIENCE_MS = 300_000;
/** The pause between two attempts. */
const PAUSE_MS = 1_000;
/** How often a server checks whether another one still migrates. */
const POLL_MS = 100;

/**
 * Migrates the database at `url` to the newest schema, and that of the job queue (`graphile_worker`). Servers that start at the
 * same time do this one after the other. The lock is held in a transaction of its own, because session locks do not work with a
 * pooler that shares sessions. With `last`, the migration of that name is the last one. Returns the names of the migrations that it
 * ran.
 */
export async function migrate(url: string, last?: string): Promise<string[]> {
  const end = last === undefined ? migrations.length : migrations.findIndex(({ name }) => name === last) + 1;
  const wanted = migrations.slice(0, end);
  const dataSource = new DataSource({ ...dataSourceOptions(url, MIGRATING), migrations: wanted });
  const queue = new pg.Pool({ ...poolOptions(MIGRATING), connectionString: url, max: 1 });
  queue.on('error', () => undefined);
  await dataSource.initialize();
  try {
    return await dataSource.transaction(async (manager) => {
      await manager.query(OPEN_END);
      await takeMigrationLock(manager);
      // Read under the lock: another server may have run them before.
      const pending = await pendingMigrations(url);
      const made = retryOnLocks(url, () => dataSource.runMigrations({ transaction: 'each' }));
      await made.catch((error: unknown) => nameMigration(url, error));
      await retryOnLocks(url, () => distributeNewTables(url));
      await runMigrations({ pgPool: queue, logger: new QueueLogger(() => () => {}) });
      return pending.filter((name) => wanted.some((migration) => migration.name === name));
    });
  } finally {
    await queue.end();
    await dataSource.destroy();
  }
}

/**
 * Waits until no other server migrates, by trying the lock again and again. It must not wait inside a statement: the concurrent
 * build of an index waits for every running statement, so the two servers would wait for each other.
 */
async function takeMigrationLock(manager: EntityManager): Promise<void> {
  for (let asked = 0; asked < MIGRATING.statement / POLL_MS; asked += 1) {
    const [{ got }] = (await manager.query(TRY_LOCK)) as [{ got: boolean }];
    if (got) return;
    await sleep(POLL_MS);
  }
  throw new ExplainedError('Another server has been migrating this database for half an hour.', 1);
}

/**
 * Tries again if somebody has locked a table for longer than a migration waits, or a migration and a server of the release before
 * lock each other out. In the pause, statements that waited behind the migration can run. A migration is one transaction, or each
 * of its steps is repeatable, so the next attempt goes on where the last one stopped. The time to try begins again with each
 * migration.
 */
async function retryOnLocks(url: string, work: () => Promise<unknown>): Promise<void> {
  let left = Infinity;
  let end = 0;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLockTimeout(error) && !isDeadlock(error)) throw error;
      const { length } = await pendingMigrations(url);
      if (length < left) end = performance.now() + PATIENCE_MS;
      else if (performance.now() > end) throw error;
      left = length;
      await sleep(PAUSE_MS);
    }
  }
}

/** Explains what held a migration up, and names the migration: it is the first that is pending. Other errors stay as they are. */
async function nameMigration(url: string, error: unknown): Promise<never> {
  const failure = isHeldUp(error) ? databaseFailure(error) : null;
  if (failure === null) throw error;
  const [name] = await pendingMigrations(url);
  throw new ExplainedError(`The migration ${name} was not made. ${failure.message}`, 1, { cause: error });
}
