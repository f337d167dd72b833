import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expectInvariants } from '../support/invariants.js';
import { CrashingPostgres } from '../support/crashing-postgres.js';
import { freshDatabase } from '../support/database.js';
import { ServerProcess, type Servers, startServers } from '../support/server-process.js';
import { SilentProxy } from '../support/silent-proxy.js';
import { type Answer, type Client, type Customer, settings } from '../support/tenure.js';
import { figure } from './figure.js';
import { outages } from './g12.outage.js';
import {
  bystandersOf,
  editUnderLoad,
  type Enough,
  floodBatches,
  holdClock,
  holdCounter,
  holdSubscriptions,
  holdWhatOpensCycles,
  type Met,
  TOO_FEW_SPENDS,
} from './g23.bystanders.js';
import { meanwhile } from '../support/meanwhile.js';
import { until, untilRight } from '../support/until.js';

const RIGHT_AGAIN_MS = 15_000;
const EDITED = Number(process.env.EDITED ?? 4_000);
/** Ends an edit that hangs. It grows with the size, because a slow machine edits fewer than 1,000 in a second. */
const EDIT_LIMIT_MS = 120_000 + 3 * EDITED;
const OUTAGES = Number(process.env.OUTAGES ?? 1);
/** At full size nothing goes on beside a hold: a slow answer then comes from the lock, and not from the load of another test. */
const IS_ALONE = process.env.EDITED !== undefined;

const underWay: Promise<unknown>[] = [];
/** Returns a function that begins the work when it is first called. Each call returns the one result. */
function lazily<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    if (result === undefined) underWay.push((result = meanwhile(work)));
    return result;
  };
}
const silence = lazily(fallSilent);
const outage = lazily(loseDatabase);
afterAll(() => Promise.allSettled(underWay));

async function fallSilent(): Promise<void> {
  const database = await freshDatabase();
  const proxy = await SilentProxy.start(database.url);
  const server = await ServerProcess.start({
    ...settings(proxy.url),
    PORT: '0',
    MIGRATE: 'off',
    RENEWALS: 'on',
  });
  try {
    await expectRightAgain(server, proxy);
  } finally {
    await server.stop();
    await proxy.close();
    await database.drop();
  }
}

/** Of spends, reads, changes, renewals and readiness, after all connections fell silent. */
async function expectRightAgain(server: ServerProcess, proxy: SilentProxy): Promise<void> {
  const token = await server.operator();
  const { key, token: owner } = await server.signUp();
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
  const late = Object.keys(calls).filter((_, place) => (right[place] as number) >= RIGHT_AGAIN_MS);
  expect(late).toEqual([]);
  while ((await lastRun()) === before && performance.now() - begun < 2 * RIGHT_AGAIN_MS) await sleep(100);
  // A tick comes every five seconds.
  expect(performance.now() - begun).toBeLessThan(RIGHT_AGAIN_MS + 5_000);
  figure(`silent connections: right again within ${Math.round(Math.max(...right))} ms`);
}

/** Returns the figure. */
async function loseDatabase(): Promise<string> {
  const postgres = await CrashingPostgres.start();
  try {
    const env = { ...settings(postgres.url), PORT: '0', RENEWALS: 'on', LOG_LEVEL: 'warn' };
    const server = await ServerProcess.start(env);
    try {
      const [customer] = (await unlimited(server, 1)) as [Customer];
      const { granted, refused, others, rightAgain, linesPerSecond } = await outages(
        postgres,
        server,
        customer,
        OUTAGES,
      );
      expect(others).toEqual({});
      expect([granted > 0, refused > 0]).toEqual([true, true]);
      expect(rightAgain).toBeLessThan(5_000);
      expect(linesPerSecond).toBeLessThan(1.5);
      expect(await server.stop()).toBe(0);
      return `${OUTAGES} outages of 3 s, ${granted} granted, ${refused} refused, right again within ${Math.round(rightAgain)} ms`;
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.close();
  }
}

/** A server with businesses that have nothing to do with what `holder` holds in its database. */
interface Scene {
  cluster: Servers;
  server: ServerProcess;
  strangers: Customer[];
  holder: pg.Client;
}

async function startScene(): Promise<Scene> {
  const cluster = await startServers(1);
  const server = cluster.servers[0] as ServerProcess;
  const holder = new pg.Client({ connectionString: cluster.databaseUrl });
  try {
    await holder.connect();
    return { cluster, server, strangers: await unlimited(server, 3), holder };
  } catch (error) {
    await holder.end();
    await cluster.close();
    throw error;
  }
}

async function closeScene({ cluster, holder }: Scene): Promise<void> {
  await holder.end();
  await cluster.close();
}

/** Holds something. Returns what strangers met, and what those were answered who met the lock. */
async function holdIn<Held>(
  { server, holder, strangers }: Scene,
  make: (server: ServerProcess) => Promise<Held>,
  hold: (
    server: ServerProcess,
    holder: pg.Client,
    held: Held,
    answers: Answer[],
    enough: Enough,
  ) => Promise<void>,
): Promise<{ met: Met; answers: Answer[] }> {
  const held = await make(server);
  const answers: Answer[] = [];
  const met = await bystandersOf(server, strangers, (enough) => hold(server, holder, held, answers, enough));
  return { met, answers };
}

describe('G23: what others hold', () => {
  let scenes: Scene[] = [];
  let cluster: Servers;
  let server: ServerProcess;
  let strangers: Customer[];
  let holder: pg.Client;
  /** Who meets these locks waits until a limit. So each has its own server, and in `npm test` they go on beside each other. */
  const holds = {
    subscriptions: lazily(() => holdIn(scenes[1]!, (own) => customersOf(own, 10), holdSubscriptions)),
    cycles: lazily(() => holdIn(scenes[2]!, (own) => customersOf(own, 8), holdWhatOpensCycles)),
    clock: lazily(() => holdIn(scenes[3]!, clockOf, holdClock)),
  };
  beforeAll(async () => {
    // Both wait most of the time.
    if (!IS_ALONE) for (const begin of [silence, outage]) void begin();
    // All have started before one is measured.
    const starts = await Promise.allSettled(Array.from({ length: 4 }, startScene));
    scenes = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) throw failed.reason as Error;
    ({ cluster, server, strangers, holder } = scenes[0]!);
    if (!IS_ALONE) for (const begin of Object.values(holds)) void begin();
  });
  afterAll(async () => {
    await Promise.allSettled(underWay);
    await Promise.all(scenes.map(closeScene));
  });

  const fair = ({ spends, p99, others }: Met) => {
    expect(others).toEqual({});
    expect(spends).toBeGreaterThan(TOO_FEW_SPENDS);
    expect(p99).toBeLessThan(1_000);
  };

  it('on the counter of a customer that spends do not delay spends of other businesses', async () => {
    const [held] = (await customersOf(server, 1)) as [Customer];
    const answers: Answer[] = [];
    fair(
      await bystandersOf(server, strangers, (enough) => holdCounter(server, holder, held, answers, enough)),
    );
    for (const { status } of answers) expect([200, 503]).toContain(status);
  });

  it('on the subscriptions of ten customers that change them do not delay spends of other businesses', async () => {
    const { met, answers } = await holds.subscriptions();
    fair(met);
    for (const { status, headers } of answers) {
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(answers.length).toBeGreaterThanOrEqual(30);
  });

  it('on all that opens cycles do not delay spends of other businesses', async () => {
    const { met, answers } = await holds.cycles();
    fair(met);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
  });

  it('on a test clock that eight requests advance do not delay spends of other businesses', async () => {
    const { met, answers } = await holds.clock();
    fair(met);
    for (const { status } of answers) expect([200, 409, 503]).toContain(status);
    expect(answers.map(({ status }) => status)).toContain(503);
  });

  it('in batches that are refused, from sixteen callers, keep no stranger waiting', async () => {
    const [flooder] = (await customersOf(server, 1)) as [Customer];
    fair(await bystandersOf(server, strangers, (enough) => floodBatches(server, flooder, enough)));
  });

  it(
    'by an edit of all running cycles of a plan keep no stranger waiting, and all meet it',
    async () => {
      const token = await server.operator();
      const met = await bystandersOf(server, strangers, (enough) =>
        editUnderLoad(server, holder, token, EDITED, enough),
      );
      fair(met);
      figure(`an edit of ${EDITED}: strangers' p99 ${Math.round(met.p99)} ms`);
      await expectInvariants(cluster.databaseUrl);
    },
    EDIT_LIMIT_MS,
  );

  it('by an edit whose server is killed midway are finished by another server', async () => {
    const token = await server.operator();
    const [customer] = (await customersOf(server, 1)) as [Customer];
    await holder.query('BEGIN');
    await holder.query('SELECT FROM subscriptions WHERE business_id = $1 FOR UPDATE', [customer.businessId]);
    const body = { limits: { recordings: 77, seats: 3 } };
    const edit = server.patch('/v1/admin/plans/free?runningCycles=true', { token, body }).catch(() => null);
    const moving = 'SELECT FROM plan_versions WHERE moving';
    await until(async () => (await holder.query(moving)).rowCount !== 0, 'the edit begins', 20);
    await server.stop('SIGKILL');
    expect(await edit).toBeNull();
    await holder.query('COMMIT');
    const next = await cluster.another();
    await until(async () => (await holder.query(moving)).rowCount === 0, 'the edit is finished', 20);
    const { body: entitlement } = await next.get('/v1/entitlements/recordings', { key: customer.key });
    expect(entitlement.limit).toBe(77);
  });
});

describe('G12: a database that is gone for three seconds', () => {
  it('is an outage, not a crash: 503 with Retry-After, a line a second, right again within 5 s', async () => {
    figure(await outage());
  }, 180_000);
});

describe('G23: connections to the database that fall silent', () => {
  it('hold up nobody for longer than 15 s: spends, reads, changes, renewals and readiness are right again', () =>
    silence());
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

async function clockOf(client: Client): Promise<{ token: string; clockId: string }> {
  const token = await client.operator();
  const { clockId } = await client.onTestClock(token, '2026-01-01T00:00:00.000Z', 'free');
  return { token, clockId };
}
