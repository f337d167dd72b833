import pg from 'pg';
import { poolOptions, SERVING } from './bounds.js';
import { DatabaseUnreachable } from './database-unreachable.error.js';

const OLDEST_MAJOR = 15;
const CONNECT_TIMEOUT_MS = 10_000;
/** Finds settings that the connection requested but does not have. A connection pooler may drop or change them. */
const LOST_SETTINGS = `
  SELECT name FROM pg_settings
  JOIN (VALUES ('statement_timeout', ${SERVING.statement}), ('lock_timeout', ${SERVING.lock}),
               ('idle_in_transaction_session_timeout', ${SERVING.idle})) AS asked (name, most) USING (name)
  WHERE setting::integer NOT BETWEEN 1 AND most
  UNION ALL SELECT 'jit' WHERE current_setting('jit') <> 'off'
  ORDER BY name`;

/**
 * Connects to the database once, so that a start without a database fails with one clear line. `variable` is the name of the
 * variable that has the URL.
 *
 * @throws DatabaseUnreachable, which says where and why: nothing listens there, the password is wrong, there is no such database,
 *   PostgreSQL is older than 15, or a connection pooler removes the time limits of statements
 */
export const checkReachable = (url: string, variable?: string): Promise<void> =>
  onceReached(url, () => Promise.resolve(), variable);

/**
 * Connects as `checkReachable` does, and then works on that connection.
 *
 * @throws DatabaseUnreachable as `checkReachable`
 */
export async function onceReached<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  variable = 'DATABASE_URL',
): Promise<T> {
  const client = clientFor(url, variable);
  client.on('error', () => undefined);
  try {
    await reach(client).catch((error: Error & { code?: string }) => {
      throw new DatabaseUnreachable(client.host, client.port, variable, why(error));
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A client that is not connected yet. @throws DatabaseUnreachable when a file that the URL names cannot be read */
export function clientFor(url: string, variable: string): pg.Client {
  try {
    return new pg.Client({
      ...poolOptions(),
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
  } catch (error) {
    const { hostname, port } = new URL(url);
    throw new DatabaseUnreachable(hostname, port || '5432', variable, (error as Error).message);
  }
}

async function reach(client: pg.Client): Promise<void> {
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  const version = rows[0]?.server_version ?? '';
  if (Number.parseInt(version, 10) < OLDEST_MAJOR)
    throw new Error(`it is PostgreSQL ${version}, and ${OLDEST_MAJOR} or newer is needed`);
  const { rows: lost } = await client.query<{ name: string }>(LOST_SETTINGS);
  if (lost.length > 0)
    throw new Error(
      `its connections do not have our settings (${lost.map(({ name }) => name).join(', ')}). ` +
        'Set them in the connection pooler or on the role, as docs/scaling.md says',
    );
}

function why(error: Error & { code?: string }): string {
  // A host with several addresses fails once for each. The first error is enough.
  if (error instanceof AggregateError) return why(error.errors[0] as Error);
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'no such host is known';
  if (error.code === 'ECONNREFUSED') return 'nothing listens there (connection refused)';
  return error.message;
}
