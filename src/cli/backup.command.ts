import { backUp, type Manifest, restore } from '../backup/index.js';
import { SystemClock } from '../common/clock.js';
import { type Command, done, type Arguments, Misused } from './command.js';
import { databaseUrlOf, reach, reachedDatabase, type Target } from './database-url.js';
import { withoutServers } from './without-servers.js';

export const backupCommand: Command = {
  usage: 'backup --to DIR',
  summary: 'writes all data into a new folder, while servers go on',
  options: { to: { type: 'string' } },
  takesWords: false,
  async run({ options, env }) {
    const to = path(options, 'to');
    const { databaseUrl } = await reachedDatabase(env);
    const manifest = await backUp(databaseUrl, to, new SystemClock().now());
    return done([`Saved ${countsOf(manifest)} to ${to}.`], manifest);
  },
};

export const restoreCommand: Command = {
  usage: 'restore --from DIR [--into URL] [--dry-run] [--replace] [--end-sessions]',
  summary: 'loads a backup into an empty database, by default into that of DATABASE_URL',
  options: {
    from: { type: 'string' },
    into: { type: 'string' },
    'dry-run': { type: 'boolean' },
    replace: { type: 'boolean' },
    'end-sessions': { type: 'boolean' },
  },
  takesWords: false,
  async run({ options, env }) {
    const from = path(options, 'from');
    const dryRun = options['dry-run'] === true;
    const manifest = await into(options.into, env, async (target) => {
      await reach(target);
      return restore(target.databaseUrl, from, {
        dryRun,
        replace: options.replace === true,
        endSessions: options['end-sessions'] === true,
      });
    });
    const lines = dryRun
      ? [`The backup is whole and would be restored: ${countsOf(manifest)}.`]
      : [
          `Restored ${countsOf(manifest)}.`,
          `What was revoked, removed or erased after ${manifest.createdAt} is back: do it again (docs/backup.md).`,
          'Now run: check invariants',
          ...beforeCollecting(manifest.createdAt),
        ];
    return done(lines, manifest);
  },
};

/** Does the work on the target: the database of --into, or that of the configuration. */
const into = <T>(
  url: string | boolean | undefined,
  env: NodeJS.ProcessEnv,
  work: (target: Target) => Promise<T>,
): Promise<T> =>
  typeof url === 'string'
    ? work({ databaseUrl: databaseUrlOf('--into', url), databaseVariable: '--into' })
    : withoutServers(env, work);

function path(options: Arguments['options'], name: string): string {
  const value = options[name];
  if (typeof value !== 'string') throw new Misused(`--${name} is missing.`);
  return value;
}

/** What to do before money is collected again. The backup does not know whether a provider began to collect after it. */
const beforeCollecting = (createdAt: string): string[] => [
  'No money is collected: what was charged after the backup would be charged again. With a payment provider:',
  'Start the servers. When they have renewed what is due, list what was paid at the provider and is unknown here:',
  `  check payments --since ${createdAt}`,
  'Mark the new invoices paid that were paid before (docs/backup.md). Then: payments resume',
];

const countsOf = ({ tables, jobs }: Manifest): string =>
  `${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables and ${jobs.rows} queued jobs`;
