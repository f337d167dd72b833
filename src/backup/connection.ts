import type pg from 'pg';
import type { Bounds } from '../database/bounds.js';
import { withClient } from '../database/with-client.js';

const DAY_MS = 86_400_000;
/** The time limits of a backup. A large table takes hours to read or write. To wait long for a lock makes no sense. */
const BACKUP: Bounds = { connect: 10_000, statement: DAY_MS, lock: 30_000, idle: DAY_MS, silence: DAY_MS };

/** Settings with which values are always written in the same way, whatever the settings of the database are. */
const PLAIN_FORMATS = `SET timezone = 'UTC'; SET datestyle = 'ISO'; SET intervalstyle = 'postgres';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET client_encoding = 'UTF8'`;

/** Does the work on a new connection, in one transaction. If the work fails, the transaction is rolled back. */
export const inTransaction = <T>(
  url: string,
  begin: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> =>
  withClient(
    url,
    async (client) => {
      await client.query(PLAIN_FORMATS);
      await client.query(begin);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    },
    BACKUP,
  );
