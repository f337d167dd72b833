import { migrate } from '../database/migrate.js';
import { pendingMigrations } from '../database/pending.js';
import { type Command, done } from './command.js';
import { reachedDatabase } from './database-url.js';

export const migrateCommand: Command = {
  usage: 'migrate [--check]',
  summary:
    'migrates the database to the newest schema; with --check, only lists the migrations that are pending',
  options: { check: { type: 'boolean' } },
  takesWords: false,
  async run({ options, env }) {
    const { databaseUrl } = await reachedDatabase(env);
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
    return done(pending.length > 0 ? pending.map((name) => `ran ${name}`) : ['Nothing was pending.'], {
      made: pending,
    });
  },
};
