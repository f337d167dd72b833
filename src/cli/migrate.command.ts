import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../database/data-source.js';
import { migrate } from '../database/migrate.js';
import { migrations } from '../database/migrations/index.js';
import { checkReachable } from '../database/reachable.js';
import { type Command, done } from './command.js';
import { configWithDatabase } from './database-url.js';

export const migrating: Command = {
  usage: 'migrate [--check]',
  summary: 'brings the database to the newest schema; with --check, only says what is missing',
  options: { check: { type: 'boolean' } },
  async run({ options, env }) {
    const { databaseUrl } = await configWithDatabase(env);
    await checkReachable(databaseUrl);
    const pending = await pendingMigrations(databaseUrl);
    if (options.check === true) {
      const lines = pending.map((name) => `pending ${name}`);
      return done(
        lines.length > 0 ? lines : ['Nothing is pending.'],
        { pending },
        pending.length > 0 ? 2 : 0,
      );
    }
    await migrate(databaseUrl);
    return done(pending.length > 0 ? pending.map((name) => `made ${name}`) : ['Nothing was pending.'], {
      made: pending,
    });
  },
};

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
