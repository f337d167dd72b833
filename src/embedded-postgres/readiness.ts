import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const LONGEST_RECOVERY_SECONDS = 300;

/**
 * Waits until the server answers at `url`, and makes the database in `url` if it is missing. It waits up to five
 * minutes, because recovery after a crash may take long.
 *
 * @throws EmbeddedPostgresError when the server ended (with the end of its log), was not ready in time, or `signal` was aborted
 */
export async function untilReady(
  server: ChildProcess,
  url: string,
  logFile: string,
  signal?: AbortSignal,
): Promise<void> {
  for (let waited = 0; waited < LONGEST_RECOVERY_SECONDS * 1000; waited += 20) {
    if (signal?.aborted) throw new EmbeddedPostgresError('The start of PostgreSQL was given up.');
    if (server.exitCode !== null || server.signalCode !== null) {
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start. The end of ${logFile}:\n${await endOf(logFile)}`,
      );
    }
    if (await madeDatabase(url)) return;
    await sleep(20);
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL was not ready after ${LONGEST_RECOVERY_SECONDS} s; see ${logFile}`,
  );
}

/** Makes the database if it is missing; false if nothing answers yet, or if another program answers on the port. */
async function madeDatabase(url: string): Promise<boolean> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return false;
  }
  try {
    const name = new URL(url).pathname.slice(1);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    return true;
  } finally {
    await client.end();
  }
}

async function endOf(logFile: string): Promise<string> {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  return log.trimEnd().split('\n').slice(-8).join('\n');
}
