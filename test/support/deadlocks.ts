import pg from 'pg';

/**
 * Lets a database look for deadlocks sooner than any lock timeout of the service ends. Otherwise a statement of a deadlock ends by
 * its timeout, is tried again, and is never counted. All other connections end, so that the new ones have the setting.
 */
export async function noticeDeadlocks(databaseUrl: string): Promise<void> {
  await alone(databaseUrl, (client) =>
    client.query(`ALTER DATABASE ${new URL(databaseUrl).pathname.slice(1)} SET deadlock_timeout = '20ms'`),
  );
}

/** Counts the deadlocks in a database so far. A connection reports its deadlocks for certain only when it ends. */
export async function countDeadlocks(databaseUrl: string): Promise<number> {
  const { rows } = await alone(databaseUrl, (client) =>
    client.query<{ deadlocks: number }>(
      'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
    ),
  );
  return rows[0]?.deadlocks ?? Number.NaN;
}

/** Works in a database after all other connections are ended. */
async function alone<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    return await work(client);
  } finally {
    await client.end();
  }
}
