import { violations } from '../../invariants/invariants.js';
import { distribute } from '../database/distribution.js';
import { refuseUndistributable } from '../database/distributable.js';
import { distributionFaults } from '../database/distribution-faults.js';
import { explainIfPending, refuseWhenPending } from '../database/pending.js';
import { type Command, done, Misused, type Result } from './command.js';
import { reachedDatabase } from './database-url.js';

/**
 * The default number of shards. Statements about many businesses cost more with more shards: two to three times as much with 16 as
 * with 4.
 */
const SHARDS = '8';
const MOST_SHARDS = 256;

export const distributeCommand: Command = {
  usage: 'distribute [--shards 8]',
  summary: 'distributes the database over the workers of a Citus cluster; stop all servers first',
  options: { shards: { type: 'string', default: SHARDS } },
  takesWords: false,
  async run({ options, env }) {
    const shards = shardsOf(options.shards);
    const { databaseUrl, auditDays } = await reachedDatabase(env);
    // This comes before the check of migrations, because a worker has no table of migrations.
    await refuseUndistributable(databaseUrl);
    await refuseWhenPending(databaseUrl);
    const made = await distribute(databaseUrl, shards);
    const faults = await faultsOf(databaseUrl, auditDays);
    const lines =
      made.length > 0 ? made.map((name) => `distributed ${name}`) : ['Nothing was left to distribute.'];
    return done([...lines, ...faults], { made, faults }, faults.length > 0 ? 1 : 0);
  },
};

/** Does `check distribution`. */
export async function checkDistribution(env: NodeJS.ProcessEnv): Promise<Result> {
  const { databaseUrl, auditDays } = await reachedDatabase(env);
  const faults = await explainIfPending(databaseUrl, () => faultsOf(databaseUrl, auditDays));
  return done(
    faults.length > 0 ? faults : ['The database is distributed as it should be.'],
    { faults },
    faults.length > 0 ? 1 : 0,
  );
}

const faultsOf = async (url: string, auditDays: number | null): Promise<string[]> => [
  ...(await distributionFaults(url)),
  ...(await violations(url, { auditDays }))
    .filter(({ count }) => count > 0)
    .map(({ id, count, title }) => `${id} ${count} ${title}`),
];

function shardsOf(given: string | boolean | undefined): number {
  const shards = typeof given === 'string' && /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (shards < 1 || shards > MOST_SHARDS)
    throw new Misused(`--shards is a whole number from 1 to ${MOST_SHARDS}.`);
  return shards;
}
