import { randomInt } from 'node:crypto';
import { startSecond } from '../../support/second-server.js';
import { type Client, type Customer, FakeClock, startTenure, type Tenure } from '../../support/tenure.js';

const DAY = 86_400_000;
const CYCLE = 15 * DAY;
const plan = (code: string, amount: number, recordings: number) => ({
  code,
  name: code,
  price: { amount, currency: 'USD' },
  interval: { unit: 'day', count: 15 },
  selfService: true,
  limits: { recordings, seats: null },
});

/** What a round begins with: how many cycles late, and whether a cancel is pending. In time and late by turns. */
const SCENARIOS = [
  { late: 0, canceled: false },
  { late: 2, canceled: false },
  { late: 0, canceled: true },
  { late: 2, canceled: true },
];

export const OPERATIONS = [
  'consume',
  'renew',
  'change',
  'cancel',
  'resume',
  'edit limits',
  'suspend',
] as const;
type Operation = (typeof OPERATIONS)[number];

export const PAIRS = OPERATIONS.flatMap((one, n) =>
  OPERATIONS.slice(n).map((other): [Operation, Operation] => [one, other]),
);

/** Two servers over one database, and one business that every round begins again. */
export class Pairs {
  private round = 0;

  private constructor(
    readonly tenure: Tenure,
    private readonly second: { client: Client; close(): Promise<void> },
    private readonly clock: FakeClock,
    private readonly operator: string,
    private readonly customer: Customer,
  ) {}

  static async start(): Promise<Pairs> {
    const clock = new FakeClock();
    clock.set('2031-01-01T00:00:00.000Z');
    const tenure = await startTenure({}, clock);
    const second = await startSecond(tenure.databaseUrl, clock);
    const operator = await tenure.operator();
    for (const body of [plan('few', 100, 5), plan('more', 200, 10)]) {
      await tenure.post('/v1/admin/plans', { token: operator, body });
    }
    return new Pairs(tenure, second, clock, operator, await tenure.signUp({ planCode: 'few' }));
  }

  /**
   * What differs from both orders, over `rounds` rounds; empty when every round came out as one of them. The rounds have the scenarios
   * by turns. Which is the first is left to chance, so that fewer rounds than scenarios meet all of them over some runs.
   */
  async differences([one, other]: [Operation, Operation], rounds: number): Promise<string[]> {
    const from = randomInt(SCENARIOS.length);
    const scenarios = [...SCENARIOS.slice(from), ...SCENARIOS.slice(0, from)].slice(0, rounds);
    const orders: string[][] = [];
    for (const scenario of scenarios) {
      await this.begin(scenario);
      const forwards = [await this.run(one, this.tenure), await this.run(other, this.second.client)];
      const first = await this.outcome(forwards);
      await this.begin(scenario);
      const backwards = [
        await this.run(other, this.second.client),
        await this.run(one, this.tenure),
      ].toReversed();
      orders.push([first, await this.outcome(backwards)]);
    }
    const found: string[] = [];
    for (let n = 0; n < rounds; n += 1) {
      const turn = n % scenarios.length;
      const scenario = scenarios[turn] as (typeof SCENARIOS)[number];
      await this.begin(scenario);
      const both = [this.run(one, this.tenure), this.run(other, this.second.client)];
      const outcome = await this.outcome(await Promise.all(both));
      const expected = orders[turn] as string[];
      if (!expected.includes(outcome))
        found.push(
          `${one} with ${other}, ${JSON.stringify(scenario)}: ${outcome}\nis neither ${expected.join('\nnor     ')}`,
        );
    }
    return found;
  }

  async close(): Promise<void> {
    await this.second.close();
    await this.tenure.close();
  }

  /** A new subscription, 4 of 5 units spent. Rounds are far apart, so that nothing of one is due in another. */
  private async begin({ late, canceled }: { late: number; canceled: boolean }): Promise<void> {
    const { operator: token, tenure, customer } = this;
    const business = `/v1/admin/businesses/${customer.businessId}`;
    const must = async (answer: Promise<{ status: number; body: unknown }>, ...statuses: number[]) => {
      const { status, body } = await answer;
      if (![200, ...statuses].includes(status)) throw new Error(`${status} ${JSON.stringify(body)}`);
    };
    await must(tenure.patch(business, { token, body: { suspended: false } }));
    await must(
      tenure.patch('/v1/admin/plans/few', { token, body: { limits: { recordings: 5, seats: null } } }),
    );
    await must(tenure.post(`${business}/subscription/cancel`, { token, body: { when: 'now' } }), 409);
    this.round += 1;
    this.clock.set(this.startsAt());
    await must(tenure.put(`${business}/subscription`, { token, body: { planCode: 'few' } }));
    await must(tenure.post('/v1/usage', { key: customer.key, body: { feature: 'recordings', amount: 4 } }));
    if (canceled) await must(tenure.post(`${business}/subscription/cancel`, { token }));
    this.clock.set(new Date(this.startsAt().getTime() + (late === 0 ? DAY : late * CYCLE)));
  }

  private startsAt = (): Date => new Date(Date.UTC(2031, 0, 1) + this.round * 4 * CYCLE);

  private async run(operation: Operation, server: Client): Promise<number> {
    const { operator, customer } = this;
    const business = `/v1/admin/businesses/${customer.businessId}`;
    const asOperator = (body?: unknown) => ({ token: operator, body });
    const calls: Record<Operation, () => Promise<{ status: number; body: any }>> = {
      consume: () =>
        server.post('/v1/usage', { key: customer.key, body: { feature: 'recordings', amount: 3 } }),
      renew: () => server.post('/v1/admin/renewals', asOperator()),
      change: () =>
        server.put('/v1/subscription/plan', { token: customer.token, body: { planCode: 'more' } }),
      cancel: () => server.post('/v1/subscription/cancel', { token: customer.token }),
      resume: () => server.post('/v1/subscription/resume', { token: customer.token }),
      'edit limits': () =>
        server.patch(
          '/v1/admin/plans/few?runningCycles=true',
          asOperator({ limits: { recordings: 7, seats: null } }),
        ),
      suspend: () => server.patch(business, asOperator({ suspended: true })),
    };
    const { status, body } = await calls[operation]();
    // Somebody else is at it: the very work is done.
    return body?.code === 'renewal_running' ? 200 : status;
  }

  /** The answers, and all that the database then says of this subscription, in days from the round's beginning. */
  private async outcome(statuses: number[]): Promise<string> {
    const [state] = await this.tenure.dataSource.query(
      `SELECT s.status, s.plan_code, s.pending_plan_code, s.cancel_at_cycle_end, s.end_reason, s.cycle_index, s.attempts,
              extract(epoch FROM s.ended_at - $2)::int / 86400 AS ended_on, b.suspended_at IS NOT NULL AS suspended,
              (SELECT amount FROM plan_limits l JOIN plan_versions v ON v.id = l.version_id
               WHERE v.plan_code = 'few' AND v.newest AND l.feature_key = 'recordings') AS few,
              (SELECT json_agg(json_build_array(c.index, extract(epoch FROM c.starts_at - $2)::int / 86400,
                        extract(epoch FROM c.ends_at - $2)::int / 86400, v.plan_code, l.amount, c.cut_short, u.used) ORDER BY c.index)
               FROM cycles c JOIN plan_versions v ON v.id = c.plan_version_id
               LEFT JOIN plan_limits l ON l.version_id = v.id AND l.feature_key = 'recordings'
               LEFT JOIN usage_counters u ON (u.business_id, u.subscription_id, u.cycle_index) = (c.business_id, c.subscription_id, c.index)
               WHERE c.business_id = s.business_id AND c.subscription_id = s.id) AS cycles
       FROM subscriptions s JOIN businesses b ON b.id = s.business_id
       WHERE s.business_id = $1 ORDER BY s.id DESC LIMIT 1`,
      [this.customer.businessId, this.startsAt()],
    );
    return JSON.stringify({ statuses, ...state });
  }
}
