import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { bounded, MIGRATING } from './bounds.js';
import { dataSourceOptions } from './data-source.js';
import { migrations } from './migrations/index.js';
import { isLockTimeout } from './outage.js';

/** An arbitrary number. It is the same in every version, so two servers never migrate at once. */
const MIGRATION_LOCK = 7_305_001;
/** How often a migration asks for a table that somebody else keeps, and the rest between: three minutes in all. */
const ATTEMPTS = 60;
const PAUSE_MS = 1_000;

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
      await gate.query(`SELECT set_config('lock_timeout', $1, true)`, [String(MIGRATING.statement)]);
      await gate.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await withoutHoldingUp(() => dataSource.runMigrations({ transaction: 'each' }));
      await runMigrations({ pgPool: queue, logger: new QueueLogger(() => () => {}) });
    });
  } finally {
    await queue.end();
    await dataSource.destroy();
  }
}

/**
 * Tries again when somebody keeps a table for longer than a migration waits: between two attempts those pass who came after
 * it. A migration is made whole or not at all, so an attempt goes on where the one before left off.
 */
async function withoutHoldingUp(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isLockTimeout(error) || attempt === ATTEMPTS) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
