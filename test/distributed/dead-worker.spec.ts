import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/common/clock.js';
import { clusterWithFrailWorker, customersByWorker } from '../support/cluster.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { expectExact, spendSteadily, type Told } from '../support/steady-spends.js';
import type { Client } from '../support/tenure.js';
import { until } from '../support/until.js';

/** How long spends are counted with all workers, and then without one. */
const LONG_MS = 3_000;

describe('A worker that is dead', () => {
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

  it('holds up its own businesses alone, and what was acknowledged is there when it is back', async () => {
    const { its, others } = await customersByWorker(cluster, client);
    const { told, stop } = spendSteadily([...its, ...others]);
    // By now every connection knows the plans.
    await sleep(4_000);
    const whole = performance.now();
    await sleep(LONG_MS);
    const dead = performance.now();
    await cluster.frail.hangUp();
    await sleep(LONG_MS);
    const back = performance.now();
    await cluster.frail.pickUp();
    await until(() => told.every(({ answers }) => answers.at(-1)?.status === 200), 'all spend again');
    const works = performance.now() - back;
    await sleep(300);
    await stop();

    const between = (begin: number, end: number, ones: Told[]) =>
      ones.flatMap(({ answers }) => answers.filter(({ at, ms }) => at > begin && at + ms < end));
    for (const one of told.slice(0, 2)) {
      const statuses = between(dead + 100, back, [one]).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([503]));
    }
    for (const { answers } of told.slice(2))
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(Math.max(...between(whole, back, told).map(({ ms }) => ms))).toBeLessThan(1_000);
    // How many the machine carries is not the question, but whether a dead worker takes any of it away.
    const [before, during] = [between(whole, dead, told.slice(2)), between(dead, back, told.slice(2))];
    expect(during.length / before.length).toBeGreaterThan(0.6);
    expect(works).toBeLessThan(5_000);
    await expectExact(client, told);
    await expectInvariants(cluster.url);
  }, 60_000);
});
