import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/common/clock.js';
import { clusterWithFrailWorker, customersByWorker } from '../support/cluster.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { expectExact, spendSteadily } from '../support/steady-spends.js';
import type { Answer, Client, Customer } from '../support/tenure.js';
import { until } from '../support/until.js';

/** How long the worker is silent. A statement may take 8 s, so without the watch it takes the connections of all for this long. */
const SILENT_MS = 20_000;
/** By then the server knows it: a statement is suspicious after 1 s, and the worker has 1 s to accept a connection. */
const KNOWN_MS = 5_000;

interface Read {
  status: number;
  at: number;
  ms: number;
}

describe('A worker that is silent: connections stay open, and no data pass', () => {
  let cluster: Awaited<ReturnType<typeof clusterWithFrailWorker>>;
  let server: Awaited<ReturnType<typeof startSecond>>;
  let client: Client;
  beforeAll(async () => {
    cluster = await clusterWithFrailWorker();
    server = await startSecond(cluster.url, new SystemClock());
    client = server.client;
  });
  afterAll(async () => {
    await server.close();
    await cluster.drop();
  });

  /** Repeats requests of a customer until `isOver`: a read by key, a read by token, a change. */
  function use({ key, token }: Customer, isOver: () => boolean): { reads: Read[]; done: Promise<unknown> } {
    const reads: Read[] = [];
    const repeat = async (ask: () => Promise<Answer>) => {
      while (!isOver()) {
        const at = performance.now();
        const { status } = await ask();
        reads.push({ status, at, ms: performance.now() - at });
        await sleep(100);
      }
    };
    let names = 0;
    const done = Promise.all([
      repeat(() => client.get('/v1/entitlements/recordings', { key })),
      repeat(() => client.get('/v1/subscription', { token })),
      repeat(() => client.patch('/v1/business', { token, body: { name: `Engines ${names++}` } })),
    ]);
    return { reads, done };
  }

  it('holds up its own businesses alone, and everything ends in time', async () => {
    const { its, others } = await customersByWorker(cluster, client);
    const { told, stop } = spendSteadily([...its, ...others]);
    let over = false;
    const [uses, usesOfOthers] = [its, others].map(([customer]) => use(customer as Customer, () => over)) as [
      ReturnType<typeof use>,
      ReturnType<typeof use>,
    ];
    // By now every connection knows the plans.
    await sleep(8_000);
    const silent = performance.now();
    cluster.frail.fallSilent({ newOnesToo: true });
    await sleep(KNOWN_MS);
    const known = performance.now();
    const person = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' };
    const signUp = { business: { name: 'Engines' }, ...person, password: 'correct horse battery' };
    expect((await client.post('/v1/auth/signup', { body: signUp })).status).toBe(503);
    expect(performance.now() - known).toBeLessThan(3_000);
    await sleep(silent + SILENT_MS - performance.now());
    const back = performance.now();
    // It starts again, and its old connections are reset.
    await cluster.frail.hangUp();
    cluster.frail.hearAgain();
    await cluster.frail.pickUp();
    await until(() => told.every(({ answers }) => answers.at(-1)?.status === 200), 'all spend again');
    expect(performance.now() - back).toBeLessThan(10_000);
    await until(
      async () => (await client.post('/v1/auth/signup', { body: signUp })).status === 201,
      'people sign up again',
    );
    over = true;
    await Promise.all([stop(), uses.done, usesOfOthers.done]);

    const ofOthers = [...told.slice(2).flatMap(({ answers }) => answers), ...usesOfOthers.reads];
    const failed = ofOthers.filter(({ status }) => status !== 200);
    expect(failed.map(({ at, ...answer }) => ({ ...answer, after: at - silent }))).toEqual([]);
    expect(longest(ofOthers.filter(({ at }) => at > silent && at < known))).toBeLessThan(KNOWN_MS + 2_000);
    const begunLater = ofOthers.filter(({ at }) => at > known && at < back);
    expect(begunLater.length).toBeGreaterThan(100);
    expect(longest(begunLater)).toBeLessThan(4_000);

    const ofIts = [...told.slice(0, 2).flatMap(({ answers }) => answers), ...uses.reads].filter(
      ({ at, ms }) => at > silent && at + ms < back,
    );
    expect(new Set(ofIts.map(({ status }) => status))).toEqual(new Set([503]));
    expect(longest(ofIts)).toBeLessThan(KNOWN_MS + 2_000);
    expect(longest(ofIts.filter(({ at }) => at > known))).toBeLessThan(4_000);
    await expectExact(client, told);
    await expectInvariants(cluster.url);
  }, 120_000);

  const longest = (answers: Read[]): number => Math.max(0, ...answers.map(({ ms }) => ms));
});
