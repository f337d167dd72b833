import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/common/clock.js';
import { clusterWithFrailWorker, run } from '../support/cluster.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { expectExact, spendSteadily, type Told } from '../support/steady-spends.js';
import type { Client, Customer } from '../support/tenure.js';
import { until } from '../support/until.js';

/** How long spends are counted with all workers, and then without one. */
const LONG_MS = 3_000;

describe('A worker that is dead', () => {
  let cluster: Awaited<ReturnType<typeof clusterWithFrailWorker>>;
  let server: Awaited<ReturnType<typeof startSecond>>;
  let client: Client;
  let operator: string;
  beforeAll(async () => {
    cluster = await clusterWithFrailWorker();
    server = await startSecond(cluster.url, new SystemClock());
    client = server.client;
    operator = await client.operator();
  });
  afterAll(async () => {
    await server.close();
    await cluster.drop();
  });

  /** Customers on a plan without limits: two of the worker that will die, two of others. */
  async function customers(): Promise<{ its: Customer[]; others: Customer[] }> {
    const [its, others]: [Customer[], Customer[]] = [[], []];
    while (its.length < 2 || others.length < 2) {
      const customer = await client.signUp();
      const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
      await client.put(path, { token: operator, body: { planCode: 'limitless' } });
      const [place] = await run<{ port: number }>(
        cluster.url,
        `SELECT nodeport AS port FROM citus_shards WHERE shardid = get_shard_id_for_distribution_column('businesses', $1::uuid)`,
        [customer.businessId],
      );
      const side = place?.port === cluster.frailPort ? its : others;
      if (side.length < 2) side.push(customer);
    }
    return { its, others };
  }

  it('holds up its own businesses alone, and what was acknowledged is there when it is back', async () => {
    const { its, others } = await customers();
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
