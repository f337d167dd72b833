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
    if (options.check === true) {
      const pending = await pendingMigrations(databaseUrl);
      const lines = pending.map((name) => `pending ${name}`);
      return done(
        lines.length > 0 ? lines : ['Nothing is pending.'],
        { pending },
        pending.length > 0 ? 2 : 0,
      );
    }
    const made = await migrate(databaseUrl);
    return done(made.length > 0 ? made.map((name) => `ran ${name}`) : ['No migration was pending.'], {
      made,
    });
  },
};
