import { SystemClock } from '../../src/common/clock.js';
import { distribute } from '../../src/database/distribution.js';
import { distributionFaults } from '../../src/database/distribution-faults.js';
import { type Cluster, freshCluster, run } from '../support/cluster.js';
import { expectInvariants } from '../support/invariants.js';
import { startSecond } from '../support/second-server.js';
import { expectExact, spendSteadily } from '../support/steady-spends.js';
import type { Customer } from '../support/tenure.js';

describe('Shards that move while customers spend', () => {
  let cluster: Cluster;
  let server: Awaited<ReturnType<typeof startSecond>>;
  beforeAll(async () => {
    cluster = await freshCluster();
    await cluster.addWorkers();
    await distribute(cluster.url, 4);
    server = await startSecond(cluster.url, new SystemClock());
  });
  afterAll(async () => {
    await server.close();
    await cluster.drop();
  });

  it('take every spend along, off a worker that is drained and back to it', async () => {
    const customers = await newCustomers(8);
    const { told, stop } = spendSteadily(customers);
    const { hostname, port } = new URL(cluster.workers.at(-1) as string);
    await run(cluster.url, `SELECT citus_drain_node('${hostname}', ${port}, 'force_logical')`);
    expect(await shards()).toEqual([4]);
    await run(
      cluster.url,
      `SELECT citus_set_node_property('${hostname}', ${port}, 'shouldhaveshards', true)`,
    );
    await run(cluster.url, `SELECT rebalance_table_shards(shard_transfer_mode := 'force_logical')`);
    expect(await shards()).toEqual([2, 2]);
    await stop();
    for (const { answers } of told) {
      expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
      expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(100);
      expect(answers.at(-1)?.status).toBe(200);
    }
    await expectExact(server.client, told);
    await expectInvariants(cluster.url);
    expect(await distributionFaults(cluster.url)).toEqual([]);
  }, 300_000);

  async function newCustomers(count: number): Promise<Customer[]> {
    const { client } = server;
    const operator = await client.operator();
    const made: Customer[] = [];
    while (made.length < count) {
      const customer = await client.signUp();
      const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
      await client.put(path, { token: operator, body: { planCode: 'limitless' } });
      made.push(customer);
    }
    return made;
  }

  /** How many shards each worker has that has any. */
  const shards = async (): Promise<number[]> =>
    (
      await run<{ shards: number }>(
        cluster.url,
        `SELECT count(*)::integer AS shards FROM citus_shards WHERE table_name = 'businesses'::regclass GROUP BY nodeport`,
      )
    ).map((row) => row.shards);
});
