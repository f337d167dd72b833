import { backUp, type Manifest, restore } from '../backup/index.js';
import { SystemClock } from '../common/clock.js';
import { type Command, done, type Given, Misused } from './command.js';
import { configWithDatabase } from './database-url.js';

export const backup: Command = {
  usage: 'backup --to DIR',
  summary: 'writes all data into a new folder, while servers go on',
  options: { to: { type: 'string' } },
  async run({ options, env }) {
    const to = path(options, 'to');
    const { databaseUrl } = await configWithDatabase(env);
    const manifest = await backUp(databaseUrl, to, new SystemClock().now());
    return done([`Saved ${countsOf(manifest)} to ${to}.`], manifest);
  },
};

export const restoring: Command = {
  usage: 'restore --from DIR [--into URL] [--dry-run] [--replace] [--end-sessions]',
  summary: 'loads a backup into an empty database, by default into that of DATABASE_URL',
  options: {
    from: { type: 'string' },
    into: { type: 'string' },
    'dry-run': { type: 'boolean' },
    replace: { type: 'boolean' },
    'end-sessions': { type: 'boolean' },
  },
  async run({ options, env }) {
    const from = path(options, 'from');
    const databaseUrl = options.into ?? (await configWithDatabase(env)).databaseUrl;
    const dryRun = options['dry-run'] === true;
    const manifest = await restore(String(databaseUrl), from, {
      dryRun,
      replace: options.replace === true,
      endSessions: options['end-sessions'] === true,
    });
    const lines = dryRun
      ? [`The backup is whole and would be restored: ${countsOf(manifest)}.`]
      : [`Restored ${countsOf(manifest)}.`, 'Now run: check invariants', ...payingAgain(manifest)];
    return done(lines, manifest);
  },
};

function path(options: Given['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string' || value === '') throw new Misused(`--${name} is missing.`);
  return value;
}

/** What to do before money is collected again. */
const payingAgain = ({ tables, createdAt }: Manifest): string[] =>
  tables.some(({ name, rows }) => name === 'payment_cursor' && rows > 0)
    ? [
        'No money is collected: what was charged after the backup would be charged again.',
        'Start the servers. When they have renewed what is due, see what was paid and is unknown:',
        `  check payments --since ${createdAt}`,
        'Mark the new invoices paid that were paid before (docs/backup.md). Then: payments resume',
      ]
    : ['No money is collected. If a payment provider is to collect with this database: payments resume'];

const countsOf = ({ tables, jobs }: Manifest): string =>
  `${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables and ${jobs.rows} queued jobs`;
