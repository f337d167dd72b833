import { type ConfigWithDatabase, configWithDatabase } from '../config/config-with-database.js';
import { variables } from '../config/variables.js';
import { checkReachable, clientFor } from '../database/reachable.js';
import { Misused } from './command.js';

/** The database that a command works on, and the variable or option that leads to it. */
export type Target = Pick<ConfigWithDatabase, 'databaseUrl' | 'databaseVariable'>;

/** The configuration of a command, with a database that `reach` has printed and reached. */
export async function reachedDatabase(env: NodeJS.ProcessEnv): Promise<ConfigWithDatabase> {
  const config = await configWithDatabase(env);
  await reach(config);
  return config;
}

/**
 * Prints on standard error which database a command works on, and checks that it can be reached. Where several are configured, as
 * beside a restored copy, one could take the wrong one for the right one.
 *
 * @throws DatabaseUnreachable as `checkReachable`
 */
export async function reach({ databaseUrl, databaseVariable }: Target): Promise<void> {
  const { host, port, database } = clientFor(databaseUrl, databaseVariable);
  console.error(`Database ${database} at ${host}:${port} (${databaseVariable})`);
  await checkReachable(databaseUrl, databaseVariable);
}

/** The URL of a database that an option names. @throws Misused when DATABASE_URL could not have it */
export function databaseUrlOf(option: string, given: string): string {
  const { data, error } = variables.shape.DATABASE_URL.safeParse(given);
  if (typeof data === 'string') return data;
  throw new Misused(`${option} ${error?.issues[0]?.message ?? 'is empty'}`);
}
