import { countDeadlocks, noticeDeadlocks } from '../../support/deadlocks.js';
import { expectInvariants } from '../../support/invariants.js';
import { type Servers, startServers } from '../../support/server-process.js';
import type { Customer } from '../../support/tenure.js';

/** `npm run proof` asks for the full size. */
const REPEATS = Number(process.env.LAST_UNIT_REPEATS ?? 2);

/** Callers, units left and cost, and over how many servers. */
type Case = [callers: number, left: number, cost: number, servers: number];
const FULL: Case[] = [
  [200, 1, 1, 1],
  [1000, 1, 1, 1],
  [200, 500, 10, 3],
  [3200, 1000, 1, 2],
];
const SMALL: Case[] = [
  [200, 1, 1, 1],
  [200, 500, 10, 3],
  [400, 125, 1, 2],
];

describe('The last unit', () => {
  let cluster: Servers;
  let operator: string;
  beforeAll(async () => {
    cluster = await startServers(3);
    await noticeDeadlocks(cluster.databaseUrl);
    operator = await cluster.servers[0]!.operator();
  });
  afterAll(() => cluster?.close());

  /** A customer with `left` units, half of them credits when `paid`. */
  async function withLeft(left: number, paid: boolean, round: string): Promise<Customer> {
    const server = cluster.servers[0]!;
    const credits = paid ? Math.ceil(left / 2) : 0;
    const terms = { price: { amount: 0, currency: 'USD' }, interval: { unit: 'month', count: 1 } };
    const limits = { seats: 1, recordings: left - credits };
    await server.post('/v1/admin/plans', {
      token: operator,
      body: { code: round, name: round, ...terms, limits },
    });
    const customer = await server.signUp({ planCode: round });
    if (credits > 0) {
      const body = { feature: 'recordings', amount: credits, reason: 'Half of it' };
      await server.post(`/v1/admin/businesses/${customer.businessId}/credits`, { token: operator, body });
    }
    return customer;
  }

  it.each(REPEATS > 2 ? FULL : SMALL)(
    '%i callers on %i units at %i each, over %i servers, get exactly what is left',
    async (callers, left, cost, servers) => {
      for (let repeat = 0; repeat < REPEATS; repeat += 1) {
        const customer = await withLeft(left, repeat % 2 === 1, `u${callers}-${left}-${servers}-${repeat}`);
        const answers = await Promise.all(
          Array.from({ length: callers }, (_, n) =>
            cluster.servers[n % servers]!.post('/v1/usage', {
              key: customer.key,
              body: { feature: 'recordings', amount: cost },
              headers: n % 4 === 0 ? { 'idempotency-key': `caller-${n}` } : {},
            }),
          ),
        );
        const statuses = answers.map(({ status }) => status);
        expect(new Set(statuses)).toEqual(new Set([200, 402]));
        expect(statuses.filter((status) => status === 200)).toHaveLength(
          Math.min(callers, Math.floor(left / cost)),
        );
      }
      await expectInvariants(cluster.databaseUrl);
      expect(await countDeadlocks(cluster.databaseUrl)).toBe(0);
    },
    300_000,
  );
});
