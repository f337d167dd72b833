import pg from 'pg';
import type { ConfigWithDatabase } from '../config/config-with-database.js';
import { variables } from '../config/variables.js';
import { Misused } from './command.js';

/**
 * Prints on standard error which database a command works on. Where several are configured, as beside a restored copy, one could
 * take the wrong one for the right one.
 */
export function printDatabase({ databaseUrl, databaseVariable }: ConfigWithDatabase): void {
  const { host, port, database } = new pg.Client({ connectionString: databaseUrl });
  console.error(`Database ${database} at ${host}:${port} (${databaseVariable})`);
}

/** The URL of a database that an option names. @throws Misused when DATABASE_URL could not have it */
export function databaseUrlOf(option: string, given: string): string {
  const { data, error } = variables.shape.DATABASE_URL.safeParse(given);
  if (typeof data === 'string') return data;
  throw new Misused(`${option} ${error?.issues[0]?.message ?? 'is empty'}`);
}
