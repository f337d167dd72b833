import { setTimeout as sleep } from 'node:timers/promises';
import { SystemClock } from '../../src/common/clock.js';
import { clusterWithFrailWorker, run } from '../support/cluster.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { expectExact, spendSteadily, type Told } from '../support/steady-spends.js';
import type { Client, Customer } from '../support/tenure.js';
import { until } from '../support/until.js';

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
    await sleep(1_000);
    const dead = performance.now();
    await cluster.frail.hangUp();
    await sleep(3_000);
    const back = performance.now();
    await cluster.frail.pickUp();
    await until(() => told.every(({ answers }) => answers.at(-1)?.status === 200), 'all spend again');
    const works = performance.now() - back;
    await sleep(300);
    await stop();

    const during = (one: Told) =>
      one.answers.filter(({ at, ms }) => at > dead + 100 && at + ms < back).map(({ status }) => status);
    for (const one of told.slice(0, 2)) {
      expect(new Set(during(one))).toEqual(new Set([503]));
      expect(during(one).length).toBeGreaterThan(10);
    }
    for (const one of told.slice(2)) {
      expect(new Set(one.answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(during(one).length).toBeGreaterThan(50);
      expect(Math.max(...one.answers.map(({ ms }) => ms))).toBeLessThan(1_000);
    }
    expect(works).toBeLessThan(5_000);
    await expectExact(client, told);
    await expectInvariants(cluster.url);
  }, 60_000);
});
