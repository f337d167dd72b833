import pg from 'pg';
import { DatabaseUnreachable } from './reachable.error.js';

const OLDEST_MAJOR = 15;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * Connects to the database once, so that a start without a database fails with one clear line.
 *
 * @throws DatabaseUnreachable saying where, and why: nobody there, a wrong password, no such database, or a PostgreSQL
 *   older than 15.
 */
export async function checkReachable(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    const version = rows[0]?.server_version ?? '';
    if (Number.parseInt(version, 10) < OLDEST_MAJOR)
      throw new Error(`it is PostgreSQL ${version}, and ${OLDEST_MAJOR} or newer is needed`);
  } catch (error) {
    throw new DatabaseUnreachable(client.host, client.port, why(error as Error & { code?: string }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

function why(error: Error & { code?: string }): string {
  // A host with several addresses fails once for each. The first error is enough.
  if (error instanceof AggregateError) return why(error.errors[0] as Error);
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') return 'no such host is known';
  if (error.code === 'ECONNREFUSED') return 'nothing listens there (connection refused)';
  return error.message;
}
