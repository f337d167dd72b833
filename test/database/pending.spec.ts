import pg from 'pg';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { SystemClock } from '../../src/common/clock.js';
import { isMigrated } from '../../src/database/pending.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { startSecond } from '../support/second-server.js';

describe('A database that has all migrations', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeEach(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    await client.end();
    await database.drop();
  });

  it('is not migrated again: a start waits for no server that migrates', async () => {
    await client.query(`SELECT pg_advisory_lock(${ADVISORY_LOCKS.migrations})`);
    const { close } = await startSecond(database.url, new SystemClock(), { MIGRATE: 'boot' });
    await close();
  });

  it.each([
    ['lacks a migration', `DELETE FROM migrations WHERE name LIKE 'Foundation%'`],
    ['has no list of migrations', 'ALTER TABLE migrations RENAME TO other'],
    ['lacks a migration of the job queue', 'DELETE FROM graphile_worker.migrations WHERE id = 18'],
    ['has a newer job queue', 'INSERT INTO graphile_worker.migrations (id) VALUES (19)'],
    ['has no job queue', 'DROP SCHEMA graphile_worker CASCADE'],
    ['has Citus, where new tables may not be distributed yet', 'CREATE TABLE citus_tables ()'],
  ])('is told from one that %s', async (_, change) => {
    expect(await isMigrated(client)).toBe(true);
    await client.query(change);
    expect(await isMigrated(client)).toBe(false);
  });

  it('may have more of them, made by a newer release', async () => {
    await client.query(
      `INSERT INTO migrations (timestamp, name) VALUES (1990000000000, 'Newer1990000000000')`,
    );
    expect(await isMigrated(client)).toBe(true);
  });
});
