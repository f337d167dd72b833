import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ServerProcess } from '../support/server-process.js';
import { SilentProxy } from '../support/silent-proxy.js';
import { settings } from '../support/tenure.js';
import { until } from '../support/until.js';

/** Each runner of the job queue sends this when it starts. */
const FIRST_OF_A_RUNNER = '_private_known_crontabs';

describe('A server that loses its database while its job queue starts', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let proxy: SilentProxy;
  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    proxy = await SilentProxy.start(database.url);
  });
  afterAll(async () => {
    await proxy.close();
    await client.end();
    await database.drop();
  });

  it('goes on, and does its jobs once the database is back', async () => {
    proxy.breakAt(FIRST_OF_A_RUNNER, 3);
    const server = await ServerProcess.start({ ...settings(proxy.url), PORT: '0', MIGRATE: 'off' });
    try {
      await until(() => Promise.resolve(proxy.breaksLeft === 0), 'the runners have lost their database');
      await sleep(500);
      expect((await server.get('/health/ready')).status).toBe(200);
      // Its mail is a job.
      await server.signUp();
      const left = 'SELECT FROM graphile_worker._private_jobs WHERE run_at <= now()';
      await until(async () => (await client.query(left)).rowCount === 0, 'the jobs are done');
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
});
