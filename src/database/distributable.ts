import type pg from 'pg';
import { distribute } from './distribution.js';
import { NotDistributable } from './not-distributable.error.js';
import { OTHER_CONNECTIONS } from './other-connections.sql.js';
import { withClient } from './with-client.js';

const HAS_CITUS = `SELECT to_regclass('citus_tables') IS NOT NULL AS "is"`;
const IS_COORDINATOR = 'SELECT citus_is_coordinator() AS "is"';
const IS_DISTRIBUTED = `
  SELECT EXISTS (SELECT 1 FROM citus_tables WHERE table_name = to_regclass('public.businesses')) AS "is"`;

/**
 * Checks that the database can be distributed. Nothing is changed.
 *
 * @throws NotDistributable when the database has no Citus, when it is not the coordinator, or when servers are connected: their
 *   statements have the form for a plain database
 */
export async function refuseUndistributable(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await refuseWithoutCitus(client);
    if (!(await holds(client, IS_COORDINATOR)))
      throw new NotDistributable('This is a worker. DATABASE_URL has to lead to the coordinator.');
    const { rows } = await client.query<{ name: string }>(OTHER_CONNECTIONS);
    if (rows.length > 0)
      throw new NotDistributable(
        `Other programs are connected to this database: ${rows.map(({ name }) => name).join(', ')}. Stop all servers and commands first.`,
      );
  });
}

/**
 * Distributes the tables that a migration has made, if the database is distributed. Servers may go on, because the tables are
 * empty.
 */
export async function distributeNewTables(url: string): Promise<void> {
  const isDistributed = await withClient(
    url,
    async (client) => (await hasCitus(client)) && (await holds(client, IS_DISTRIBUTED)),
  );
  // The number of shards does not matter here: new tables get those of `businesses`.
  if (isDistributed) await distribute(url, 1);
}

/** Whether the database has Citus. Only Citus has the view `citus_tables`. */
export const hasCitus = (client: pg.Client): Promise<boolean> => holds(client, HAS_CITUS);

/** Checks that the database has Citus. @throws NotDistributable when it has not */
export async function refuseWithoutCitus(client: pg.Client): Promise<void> {
  if (!(await hasCitus(client)))
    throw new NotDistributable(
      'This PostgreSQL has no Citus. Run CREATE EXTENSION citus on the coordinator and on each worker first.',
    );
}

const holds = async (client: pg.Client, sql: string): Promise<boolean> =>
  (await client.query<{ is: boolean }>(sql)).rows[0]?.is === true;
