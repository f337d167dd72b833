import pg from 'pg';
import { databaseOnEachNode } from './database.js';

/**
 * Lets a database look for deadlocks sooner than any lock timeout of the service ends. Otherwise a statement of a deadlock ends by
 * its timeout, is tried again, and is never counted. All other connections end, so that the new ones have the setting.
 */
export async function noticeDeadlocks(databaseUrl: string): Promise<void> {
  const setting = `ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET deadlock_timeout = '20ms'`;
  // Each node is set by itself. Citus refuses to pass such a command on from a worker.
  await alone(databaseUrl, (client) => client.query(`SET citus.enable_ddl_propagation = off; ${setting}`));
}

/**
 * Counts the deadlocks in a database so far. On a distributed database, rows of businesses are locked on the workers, and their
 * deadlocks count too. A connection reports its deadlocks for certain only when it ends.
 */
export async function countDeadlocks(databaseUrl: string): Promise<number> {
  const counted = await alone(databaseUrl, (client) =>
    client.query<{ deadlocks: number }>(
      'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
    ),
  );
  return counted.reduce((sum, { rows }) => sum + (rows[0]?.deadlocks ?? Number.NaN), 0);
}

/** Works in a database, on one node after the other, after all other connections are ended. */
async function alone<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (const connectionString of databaseOnEachNode(databaseUrl)) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      await client.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
      );
      done.push(await work(client));
    } finally {
      await client.end();
    }
  }
  return done;
}
