import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source.js';
import { migrations } from './migrations/index.js';
import { MigrationsPending } from './migrations-pending.error.js';

/** The migrations of this release that the database does not have yet, oldest first. */
export async function pendingMigrations(url: string): Promise<string[]> {
  const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
  try {
    const [found] = await dataSource.query<{ there: boolean }[]>(
      `SELECT to_regclass('public.migrations') IS NOT NULL AS there`,
    );
    if (found?.there !== true) return migrations.map(({ name }) => name);
    const made = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    return migrations.map(({ name }) => name).filter((name) => !made.some((one) => one.name === name));
  } finally {
    await dataSource.destroy();
  }
}

/** Checks that no migration is pending. The database may have migrations of a newer release. @throws MigrationsPending */
export async function refuseWhenPending(url: string): Promise<void> {
  const pending = await pendingMigrations(url);
  if (pending.length > 0) throw new MigrationsPending(pending);
}
