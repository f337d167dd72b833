import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { violations } from './invariants.js';
import type { Violation } from './violation.js';

/** Prints a line for each invariant, or JSON, and answers whether all of them hold. */
export async function main(args: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const auditDays = env.AUDIT_DAYS ? Number(env.AUDIT_DAYS) : null;
  const found = await violations(await databaseUrl(env), { auditDays });
  const lines = args.includes('--json') ? [JSON.stringify(found, null, 2)] : found.flatMap(linesOf);
  process.stdout.write(`${lines.join('\n')}\n`);
  return found.every(({ count }) => count === 0);
}

const linesOf = ({ id, title, count, examples, unjudged }: Violation): string[] => [
  `${id} ${count} ${title}`,
  ...examples.map((example) => `   ${example}`),
  ...(unjudged === 0 ? [] : [`   not judged: ${unjudged}, for the audit log is cut at AUDIT_DAYS`]),
];

/** The URL of the service's database: from the environment, or that of the embedded database, which has to be running. */
async function databaseUrl({
  DIRECT_DATABASE_URL,
  DATABASE_URL,
  DATA_DIR,
}: NodeJS.ProcessEnv): Promise<string> {
  if (DIRECT_DATABASE_URL || DATABASE_URL) return (DIRECT_DATABASE_URL || DATABASE_URL) as string;
  const file = join(DATA_DIR || '.data', 'database-url');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    throw new Error(`Set DATABASE_URL, or start the service: there is no ${file}.`);
  }
}
