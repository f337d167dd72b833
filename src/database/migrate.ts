import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { bounded, MIGRATING } from './bounds.js';
import { dataSourceOptions } from './data-source.js';

/** An arbitrary number. It is the same in every version, so two servers never migrate at once. */
const MIGRATION_LOCK = 7_305_001;

/**
 * Brings the database at `url` to the newest schema, the job queue's own (`graphile_worker`) included. Servers that
 * start together take turns: the lock is held in a transaction of its own, because session locks do not survive a
 * transaction-pooling proxy.
 */
export async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(url, MIGRATING));
  const queue = new pg.Pool({ ...bounded(MIGRATING), connectionString: url, max: 1 });
  queue.on('error', () => undefined);
  await dataSource.initialize();
  try {
    await dataSource.transaction(async (gate) => {
      await gate.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await dataSource.runMigrations({ transaction: 'each' });
      await runMigrations({ pgPool: queue, logger: new QueueLogger(() => () => {}) });
    });
  } finally {
    await queue.end();
    await dataSource.destroy();
  }
}
