import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { BackupRefused } from './backup-refused.error.js';
import type { Table } from './schema.js';

/** The number and the digest of rows. */
export interface Passed {
  rows: number;
  sha256: string;
}

/**
 * Reads jobs that have attempts left. They are loaded again by a function, because the tables of the queue differ between its
 * versions.
 */
const QUEUED_JOBS = `
  SELECT t.identifier, j.payload, j.run_at, j.max_attempts - j.attempts AS attempts, j.key, j.priority
  FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
  WHERE j.attempts < j.max_attempts ORDER BY j.id`;

const quoted = (names: string[]): string => names.map((name) => `"${name}"`).join(', ');

/** SQL that reads all rows of a table, in a fixed order. */
export const selectOf = ({ name, columns, order }: Table): string =>
  `SELECT ${quoted(columns)} FROM "${name}" ORDER BY ${order}`;

/** Writes the rows of a SELECT into a new file, compressed, and waits until they are on the disk. */
export async function saveRows(client: Client, select: string, path: string): Promise<Passed> {
  const counted = new Counted();
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(client.query(copyTo(`COPY (${select}) TO STDOUT`)), counted, createGzip(), file);
  return counted.passed();
}

export const saveJobs = (client: Client, path: string): Promise<Passed> =>
  saveRows(client, QUEUED_JOBS, path);

/** Counts the rows of a SELECT, without storing them. */
export async function countRows(client: Client, select: string): Promise<Passed> {
  const counted = new Counted();
  await pipeline(client.query(copyTo(`COPY (${select}) TO STDOUT`)), counted, nowhere());
  return counted.passed();
}

/** Counts the rows in a file, without loading them. @throws BackupRefused when the file cannot be read */
export async function countFile(path: string): Promise<Passed> {
  const counted = new Counted();
  try {
    await pipeline(createReadStream(path), createGunzip(), counted, nowhere());
  } catch (error) {
    throw new BackupRefused(`${path} is damaged or missing: ${(error as Error).message}`);
  }
  return counted.passed();
}

export async function loadRows(
  client: Client,
  table: string,
  columns: string[],
  path: string,
): Promise<void> {
  const into = client.query(copyFrom(`COPY "${table}" (${quoted(columns)}) FROM STDIN`));
  await pipeline(createReadStream(path), createGunzip(), into);
}

/** Queues the jobs of a backup again. */
export async function loadJobs(client: Client, path: string): Promise<void> {
  await client.query(
    `CREATE TEMPORARY TABLE restored_jobs
       (identifier text, payload json, run_at timestamptz, attempts int, key text, priority int) ON COMMIT DROP`,
  );
  await loadRows(
    client,
    'restored_jobs',
    ['identifier', 'payload', 'run_at', 'attempts', 'key', 'priority'],
    path,
  );
  await client.query(
    `SELECT graphile_worker.add_job(identifier, payload, run_at => run_at, max_attempts => attempts, job_key => key,
                                    priority => priority)
     FROM restored_jobs`,
  );
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

/** A stream that counts the rows in it. COPY ends each row with a line feed, and writes a line feed inside a value as `\n`. */
class Counted extends Transform {
  private readonly hash = createHash('sha256');
  private rows = 0;

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.hash.update(chunk);
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) this.rows += 1;
    done(null, chunk);
  }

  passed(): Passed {
    return { rows: this.rows, sha256: this.hash.digest('hex') };
  }
}
