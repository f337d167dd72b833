import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface TestDatabase {
  url: string;
  /** Drops the database, and ends every connection to it. */
  drop(): Promise<void>;
}

const OBJECT_IN_USE = '55006';

/** Makes a migrated, empty database for one test. It copies the template of the run, in about 30 ms. */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`;
  await createFromTemplate(name);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Takes everything out of a database, so that it is as a new one. */
export async function emptyDatabase(url: string): Promise<void> {
  await asAdminOf(
    url,
    'DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS graphile_worker CASCADE',
  );
}

async function createFromTemplate(name: string): Promise<void> {
  const create = `CREATE DATABASE ${name} TEMPLATE tenure_template STRATEGY file_copy`;
  await Promise.all([adminUrl(), ...workerUrls()].map((url) => createOn(url, create)));
}

async function createOn(url: string, create: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await asAdminOf(url, create);
    } catch (error) {
      // Another worker is copying the template at this moment.
      if ((error as pg.DatabaseError).code !== OBJECT_IN_USE || attempt === 50) throw error;
      await sleep(20);
    }
  }
}

/** Runs a statement on the server; on a distributed database, on every node. */
async function asAdmin(statement: string): Promise<void> {
  await Promise.all([adminUrl(), ...workerUrls()].map((url) => asAdminOf(url, statement)));
}

async function asAdminOf(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The addresses of a database: of itself, and on a distributed database also of its part on each worker. */
export function databaseOnEachNode(databaseUrl: string): string[] {
  const { pathname } = new URL(databaseUrl);
  return [databaseUrl, ...workerUrls().map((url) => Object.assign(new URL(url), { pathname }).href)];
}

const workerUrls = (): string[] => (process.env.TENURE_TEST_WORKERS ?? '').split(',').filter(Boolean);

function adminUrl(): string {
  const url = process.env.TENURE_TEST_DATABASE_URL;
  if (!url) throw new Error('TENURE_TEST_DATABASE_URL is missing: test/support/global-setup.mjs sets it');
  return url;
}
