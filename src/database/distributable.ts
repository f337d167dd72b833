import pg from 'pg';
import { bounded } from './bounds.js';
import { distribute, NotDistributable } from './distribution.js';

const HAS_CITUS = `SELECT to_regclass('citus_tables') IS NOT NULL AS "is"`;
const IS_COORDINATOR = 'SELECT citus_is_coordinator() AS "is"';
const IS_DISTRIBUTED = `
  SELECT EXISTS (SELECT 1 FROM citus_tables WHERE table_name = to_regclass('public.businesses')) AS "is"`;
const SERVERS = `
  SELECT count(*)::integer AS servers FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'tenure' AND pid <> pg_backend_pid()`;

/**
 * Looks whether the database is one that can be distributed, before anything is done.
 *
 * @throws NotDistributable when it has no Citus, is not the coordinator, or serves: a statement under way would be in the form for
 *   a plain database
 */
export async function refuseUndistributable(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await refuseWithoutCitus(client);
    if (!(await holds(client, IS_COORDINATOR)))
      throw new NotDistributable('This is a worker. DATABASE_URL has to lead to the coordinator.');
    const { rows } = await client.query<{ servers: number }>(SERVERS);
    if ((rows[0]?.servers ?? 0) > 0)
      throw new NotDistributable(
        `Servers are connected (${rows[0]?.servers} connections). Stop them first, and the commands.`,
      );
  });
}

/** Distributes the tables that a migration has made, where the database is distributed. Servers may go on: no row is in them yet. */
export async function distributeNewTables(url: string): Promise<void> {
  const isDistributed = await withClient(
    url,
    async (client) => (await holds(client, HAS_CITUS)) && (await holds(client, IS_DISTRIBUTED)),
  );
  // The number of shards is that of `businesses`: new tables go beside it.
  if (isDistributed) await distribute(url, 1);
}

/** @throws NotDistributable when the database has no Citus */
export async function refuseWithoutCitus(client: pg.Client): Promise<void> {
  if (!(await holds(client, HAS_CITUS)))
    throw new NotDistributable(
      'This PostgreSQL has no Citus. Run CREATE EXTENSION citus on the coordinator and on each worker first.',
    );
}

/** Works on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...bounded(), connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const holds = async (client: pg.Client, sql: string): Promise<boolean> =>
  (await client.query<{ is: boolean }>(sql)).rows[0]?.is === true;
