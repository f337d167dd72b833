import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';

/** Any number; the same one in every version, so that two servers never migrate at once. */
const MIGRATION_LOCK = 7_305_001;

/**
 * Brings the database at `url` to the newest schema, the job queue's own (`graphile_worker`) included. Servers that
 * start together take turns: the lock is held in a transaction of its own, because session locks do not survive a
 * transaction-pooling proxy.
 */
export async function migrate(url: string): Promise<void> {
  const dataSource = new DataSource(dataSourceOptions(url));
  await dataSource.initialize();
  try {
    await dataSource.transaction(async (gate) => {
      await gate.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      await dataSource.runMigrations({ transaction: 'each' });
      await runMigrations({ connectionString: url, maxPoolSize: 1, logger: new QueueLogger(() => () => {}) });
    });
  } finally {
    await dataSource.destroy();
  }
}
