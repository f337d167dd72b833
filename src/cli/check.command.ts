import { violations } from '../../invariants/invariants.js';
import { instantFrom } from '../common/instant.js';
import { explainIfPending } from '../database/pending.js';
import { type Command, done, Misused, type Result } from './command.js';
import { reachedDatabase } from './database-url.js';
import { checkDistribution } from './distribute.command.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const checkCommand: Command = {
  usage: 'check invariants | check payments [--since DATE] | check distribution',
  summary:
    'checks the invariants of the database; compares invoices with those of the payment provider; checks a Citus cluster',
  options: { since: { type: 'string', onlyFor: 'payments' } },
  takesWords: true,
  async run({ words, options, env }) {
    const [what, ...rest] = words;
    if (rest.length > 0 || !['invariants', 'payments', 'distribution'].includes(what ?? ''))
      throw new Misused('Say what to check: check invariants, check payments, or check distribution.');
    if (what === 'invariants') return checkInvariants(env);
    if (what === 'distribution') return checkDistribution(env);
    const { checkPayments } = await import('./payments-work.js');
    return checkPayments(env, dateOf(options.since));
  },
};

async function checkInvariants(env: NodeJS.ProcessEnv): Promise<Result> {
  const { databaseUrl, auditDays } = await reachedDatabase(env);
  const found = await explainIfPending(databaseUrl, () => violations(databaseUrl, { auditDays }));
  const lines = found.flatMap(({ id, title, count, examples, notChecked }) => [
    `${id} ${count} ${title}`,
    ...examples.map((example) => `   ${example}`),
    ...(notChecked === 0
      ? []
      : [`   not checked: ${notChecked}, because the audit log keeps only AUDIT_DAYS days`]),
  ]);
  return done(lines, found, found.some(({ count }) => count > 0) ? 1 : 0);
}

function dateOf(since: string | boolean | undefined): Date | null {
  if (typeof since !== 'string') return null;
  const at = instantFrom(DATE.test(since) ? `${since}T00:00:00Z` : since);
  if (at === null)
    throw new Misused('--since is a date such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.');
  return at;
}
