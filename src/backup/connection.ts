import pg from 'pg';
import { bounded, type Bounds } from '../database/bounds.js';

const DAY_MS = 86_400_000;
/** A large table takes hours to read or write. Locks are short: nobody else works here. */
const BACKUP: Bounds = { connect: 10_000, statement: DAY_MS, lock: 30_000, idle: DAY_MS, silence: DAY_MS };

/** Values are written alike whatever the database's own settings are. */
const PLAIN_FORMATS = `SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'`;

/** Works on a connection of its own, within one transaction, which is rolled back when the work fails. */
export async function inTransaction<T>(
  url: string,
  begin: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...bounded(BACKUP), connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(PLAIN_FORMATS);
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    // Ends the transaction too, when it is still open.
    await client.end();
  }
}
