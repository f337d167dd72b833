/** @jest-environment-options {"ownService": true} */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SystemClock } from '../../src/common/clock.js';
import { loadConfig } from '../../src/config/config.js';
import { MigrationsPending } from '../../src/database/migrations-pending.error.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { settings, startApp } from '../support/tenure.js';
import { until } from '../support/until.js';

/** Both lead to the same PostgreSQL here; their connections are told apart by a name. */
const named = (url: string, name: string): string => `${url}?application_name=${name}`;

describe('Where DATABASE_URL leads to a connection pooler', () => {
  let database: TestDatabase;
  let dataDir: string;
  let client: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase();
    dataDir = await mkdtemp(join(tmpdir(), 'tenure-data-'));
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = (url: string, directUrl: string) => {
    const env = { DIRECT_DATABASE_URL: directUrl, DATA_DIR: dataDir, DOCS: 'off', PAGES: 'off' };
    return startApp(loadConfig({ ...settings(url), ...env }), url, new SystemClock());
  };

  it('the queues listen past it, and requests go through it', async () => {
    const app = await start(named(database.url, 'pooled'), named(database.url, 'direct'));
    try {
      const namesOf = async (what: string): Promise<string[]> => {
        const { rows } = await client.query<{ name: string }>(
          `SELECT application_name AS name FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND query ~* $1`,
          [what],
        );
        return rows.map(({ name }) => name);
      };
      const listeners = await until(async () => {
        const names = await namesOf('^listen');
        return names.length >= 2 && names;
      }, 'mails and webhooks listen for jobs');
      expect(new Set(listeners)).toEqual(new Set(['direct']));
      // PostgreSQL tells the last statement of a connection, and the server has other work for it each second.
      const served = await until(async () => {
        await fetch(`${await app.getUrl()}/v1/plans`);
        const names = await namesOf('FROM plans');
        return names.length > 0 && names;
      }, 'a request is served');
      expect(new Set(served)).toEqual(new Set(['pooled']));
    } finally {
      await app.close();
    }
  });

  it('a pooler in front of another database stops the start', async () => {
    const other = process.env.TENURE_TEST_DATABASE_URL!;
    await expect(start(other, database.url)).rejects.toThrow(MigrationsPending);
  });

  it('a direct address alone is refused: nobody would know whether requests may go there', () => {
    expect(() => loadConfig({ DIRECT_DATABASE_URL: database.url })).toThrow('DATABASE_URL is missing');
  });
});
