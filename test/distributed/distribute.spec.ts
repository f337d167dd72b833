import { distributeNewTables } from '../../src/database/distributable.js';
import { loadConfig } from '../../src/config/config.js';
import { SystemClock } from '../../src/common/clock.js';
import { freshCluster, type Cluster, run } from '../support/cluster.js';
import { CommandLine } from '../support/command-line.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { type Customer, settings, startApp } from '../support/tenure.js';

describe('tenure distribute', () => {
  let cluster: Cluster;
  let commandLine: CommandLine;
  const customers: Customer[] = [];
  const tenure = (words: string[], url = cluster.url) =>
    commandLine.run(words, { PATH: process.env.PATH, DATABASE_URL: url, NODE_ENV: 'test' });
  const serve = (distributed: string) =>
    startSecond(cluster.url, new SystemClock(), { DISTRIBUTED: distributed });

  beforeAll(async () => {
    cluster = await freshCluster();
    commandLine = await CommandLine.start();
  });
  afterAll(async () => {
    await commandLine.stop();
    await cluster.drop();
  });

  it('refuses a database that serves, and one without a worker', async () => {
    const server = await serve('off');
    try {
      for (let n = 0; n < 6; n += 1) customers.push(await server.client.signUp());
      for (const { key } of customers)
        await server.client.post('/v1/usage', { key, body: { feature: 'recordings', amount: 3 } });
      const refused = await tenure(['distribute']);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('Other programs are connected');
    } finally {
      await server.close();
    }
    expect((await tenure(['distribute'])).stderr).toContain('There is no worker');
    await cluster.addWorkers();
    expect((await tenure(['distribute'], cluster.workers[0])).stderr).toContain('This is a worker');
  });

  it('refuses a table of which it does not know what it is, and does nothing', async () => {
    await run(cluster.url, 'CREATE TABLE stranger (id integer)');
    const refused = await tenure(['distribute']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('Unknown tables: stranger');
    await run(cluster.url, 'DROP TABLE stranger');
    expect(await run(cluster.url, 'SELECT FROM citus_tables')).toEqual([]);
  });

  it('distributes all tables with their rows and foreign keys, once', async () => {
    const counted = () =>
      run(
        cluster.url,
        `SELECT (SELECT count(*) FROM members) AS members, (SELECT count(*) FROM cycles) AS cycles,
        (SELECT sum(used) FROM usage_counters) AS used, (SELECT count(*) FROM users) AS users`,
      );
    const before = await counted();
    const made = await tenure(['distribute', '--shards', '4']);
    expect(made).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Database .*\n$/) });
    expect(made.stdout).toMatch(/^distributed features\n[^]*^distributed businesses$/m);
    expect(await counted()).toEqual(before);
    expect((await tenure(['distribute'])).stdout).toBe('Nothing was left to distribute.\n');
    expect(await tenure(['check', 'distribution'])).toMatchObject({
      code: 0,
      stdout: 'The database is distributed as it should be.\n',
    });
    expect(
      await run(
        cluster.url,
        `SELECT count(DISTINCT nodeport)::integer AS nodes, count(*)::integer AS shards FROM citus_shards
      WHERE table_name = 'businesses'::regclass`,
      ),
    ).toEqual([{ nodes: 2, shards: 4 }]);
  });

  it('leaves a database on which only a server with DISTRIBUTED=on starts, and goes on where it was', async () => {
    const off = loadConfig({ ...settings(cluster.url), DISTRIBUTED: 'off' });
    await expect(startApp(off, cluster.url, new SystemClock())).rejects.toThrow('DISTRIBUTED is off');
    const server = await serve('on');
    try {
      for (const { key } of customers) {
        const spent = await server.client.post('/v1/usage', {
          key,
          body: { feature: 'recordings', amount: 2 },
        });
        expect(spent).toMatchObject({ status: 200, body: { used: 5 } });
      }
      expect((await server.client.signUp()).businessId).toBeDefined();
    } finally {
      await server.close();
    }
    await expectInvariants(cluster.url);
  });

  it('names what is not where it should be, and distributes the tables that a migration makes', async () => {
    await run(
      cluster.url,
      'CREATE TABLE made_later (business_id uuid NOT NULL, id uuid, PRIMARY KEY (business_id, id))',
    );
    const found = await tenure(['check', 'distribution']);
    expect(found).toMatchObject({ code: 1, stdout: 'made_later: is not distributed\n' });
    await distributeNewTables(cluster.url);
    await run(
      cluster.url,
      `INSERT INTO sessions (id, user_id, successor_key, current_hash, rotated_at, created_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), '', '', now(), now())`,
    );
    expect((await tenure(['check', 'distribution'])).stdout).toBe('sessions: 1 of users that do not exist\n');
    await run(cluster.url, 'DELETE FROM sessions');
    expect((await tenure(['check', 'distribution'])).code).toBe(0);
  });
});
