import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ServerProcess, type Servers, startServers } from '../support/server-process.js';
import { SilentProxy } from '../support/silent-proxy.js';
import { type Answer, type Client, type Customer, settings } from '../support/tenure.js';
import { figure } from './figure.js';
import {
  bystandersOf,
  editUnderLoad,
  holdSubscriptions,
  holdWhatOpensCycles,
  type Met,
  untilRight,
} from './g23.bystanders.js';

const RIGHT_AGAIN_MS = 15_000;
const EDITED = Number(process.env.EDITED ?? 10_000);

describe('Connections to the database that fall silent', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await freshDatabase();
    proxy = await SilentProxy.start(database.url);
    server = await ServerProcess.start({ ...settings(proxy.url), PORT: '0', RENEWALS: 'on' });
  });
  afterAll(async () => {
    await server.stop();
    await proxy.close();
    await database.drop();
  });

  it('hold up nobody for longer than 15 s: spends, reads, changes, renewals and readiness are right again', async () => {
    const token = await server.operator();
    const { key, token: owner } = await server.signUp({ planCode: 'limitless' }).catch(() => server.signUp());
    const lastRun = async () =>
      (await server.get('/v1/admin/renewals', { token })).body.lastRunAt as string | null;
    const calls = {
      spend: () => server.post('/v1/usage', { key, body: { feature: 'recordings' } }),
      hold: () => server.put('/v1/allocations/applications/a', { key, body: {} }),
      read: () => server.get('/v1/subscription', { token: owner }),
      change: () => server.post('/v1/subscription/resume', { token: owner }),
      ready: () => server.get('/health/ready'),
    };
    // Every pool has connections by then.
    await Promise.all(Array.from({ length: 12 }, () => Object.values(calls).map((call) => call())).flat());
    const before = await lastRun();
    proxy.fallSilent();
    const begun = performance.now();
    const right = await Promise.all(Object.values(calls).map((call) => untilRight(call, 2 * RIGHT_AGAIN_MS)));
    expect(Math.max(...right)).toBeLessThan(RIGHT_AGAIN_MS);
    while ((await lastRun()) === before && performance.now() - begun < 2 * RIGHT_AGAIN_MS) await sleep(100);
    // A tick comes every five seconds.
    expect(performance.now() - begun).toBeLessThan(RIGHT_AGAIN_MS + 5_000);
    figure(`silent connections: right again within ${Math.round(Math.max(...right))} ms`);
  }, 60_000);
});

describe('Locks that others hold', () => {
  let cluster: Servers;
  let server: ServerProcess;
  let strangers: Customer[];
  let holder: pg.Client;
  beforeAll(async () => {
    cluster = await startServers(1);
    server = cluster.servers[0] as ServerProcess;
    strangers = await unlimited(server, 3);
    holder = new pg.Client({ connectionString: cluster.databaseUrl });
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await cluster.close();
  });

  const fair = ({ spends, p99, others }: Met) => {
    expect(others).toEqual({});
    expect(spends).toBeGreaterThan(100);
    expect(p99).toBeLessThan(1_000);
  };

  it('on the subscriptions of ten customers that change them keep no stranger from spending', async () => {
    const held = await customersOf(server, 10);
    const answers: Answer[] = [];
    fair(await bystandersOf(server, strangers, () => holdSubscriptions(server, holder, held, answers)));
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(answers).toHaveLength(30);
  }, 60_000);

  it('on all that opens cycles keep no stranger from spending', async () => {
    const held = await customersOf(server, 8);
    const answers: Answer[] = [];
    fair(await bystandersOf(server, strangers, () => holdWhatOpensCycles(server, holder, held, answers)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  }, 60_000);

  it('by an edit of all running cycles of a plan keep no stranger waiting, and all meet it', async () => {
    const token = await server.operator();
    const met = await bystandersOf(server, strangers, () => editUnderLoad(server, holder, token, EDITED));
    fair(met);
    figure(`an edit of ${EDITED}: strangers' p99 ${Math.round(met.p99)} ms`);
    expect((await violations(cluster.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]);
  }, 240_000);

  it('by an edit whose server is killed midway are finished by another server', async () => {
    const token = await server.operator();
    const [customer] = (await customersOf(server, 1)) as [Customer];
    await holder.query('BEGIN');
    await holder.query('SELECT FROM subscriptions WHERE business_id = $1 FOR UPDATE', [customer.businessId]);
    const body = { limits: { recordings: 77, seats: 3 } };
    const edit = server.patch('/v1/admin/plans/free?runningCycles=true', { token, body }).catch(() => null);
    const moving = 'SELECT FROM plan_versions WHERE moving';
    while ((await holder.query(moving)).rowCount === 0) await sleep(20);
    await server.stop('SIGKILL');
    expect(await edit).toBeNull();
    await holder.query('COMMIT');
    const next = await cluster.another();
    for (let tries = 0; (await holder.query(moving)).rowCount !== 0 && tries < 200; tries += 1)
      await sleep(100);
    const { body: entitlement } = await next.get('/v1/entitlements/recordings', { key: customer.key });
    expect(entitlement.limit).toBe(77);
    server = next;
  }, 60_000);
});

async function customersOf(client: Client, n: number): Promise<Customer[]> {
  const customers: Customer[] = [];
  for (let k = 0; k < n; k += 1) customers.push(await client.signUp());
  return customers;
}

async function unlimited(client: Client, n: number): Promise<Customer[]> {
  const token = await client.operator();
  const customers = await customersOf(client, n);
  for (const { businessId } of customers) {
    const path = `/v1/admin/businesses/${businessId}/subscription`;
    await client.put(path, { token, body: { planCode: 'limitless' } });
  }
  return customers;
}
