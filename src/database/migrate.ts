import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from './advisory-locks.js';
import { bounded, MIGRATING } from './bounds.js';
import { dataSourceOptions } from './data-source.js';
import { distributeNewTables } from './distributable.js';
import { migrations } from './migrations/index.js';
import { isLockTimeout } from './outage.js';

/**
 * The text has no parameter. A statement with a parameter keeps its snapshot until the transaction ends, and an index that is
 * being built would wait for that.
 */
const TRY_GATE = `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.migrations}) AS got`;
/** How long a migration asks for a table that somebody else keeps, and the rest between two attempts. */
const PATIENCE_MS = 300_000;
const PAUSE_MS = 1_000;
/** How often a server that waits for another one asks. */
const POLL_MS = 100;

/**
 * Brings the database at `url` to the newest schema, the job queue's own (`graphile_worker`) included. Servers that
 * start together take turns: the lock is held in a transaction of its own, because session locks do not survive a
 * transaction-pooling proxy. With `last`, it goes no further than the migration of that name.
 */
export async function migrate(url: string, last?: string): Promise<void> {
  const end = last === undefined ? migrations.length : migrations.findIndex(({ name }) => name === last) + 1;
  const dataSource = new DataSource({
    ...dataSourceOptions(url, MIGRATING),
    migrations: migrations.slice(0, end),
  });
  const queue = new pg.Pool({ ...bounded(MIGRATING), connectionString: url, max: 1 });
  queue.on('error', () => undefined);
  await dataSource.initialize();
  try {
    await dataSource.transaction(async (gate) => {
      await takeGate(gate);
      await withoutHoldingUp(() => dataSource.runMigrations({ transaction: 'each' }));
      await withoutHoldingUp(() => distributeNewTables(url));
      await runMigrations({ pgPool: queue, logger: new QueueLogger(() => () => {}) });
    });
  } finally {
    await queue.end();
    await dataSource.destroy();
  }
}

/**
 * Waits for the other server that migrates, by asking again and again. It must not wait inside a statement: an index that is
 * built concurrently waits for every running statement, so each would wait for the other.
 */
async function takeGate(gate: EntityManager): Promise<void> {
  for (let asked = 0; asked < MIGRATING.statement / POLL_MS; asked += 1) {
    const [{ got }] = (await gate.query(TRY_GATE)) as [{ got: boolean }];
    if (got) return;
    await sleep(POLL_MS);
  }
  throw new Error('Another server has been migrating this database for half an hour.');
}

/**
 * Tries again when somebody holds a table for longer than a migration waits. Between two attempts, the statements that queued
 * behind it can run. A migration is done as a whole or not at all, or can repeat each of its steps, so an attempt continues where
 * the last one stopped.
 */
async function withoutHoldingUp(work: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() > end) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
