import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expectInvariants } from '../../support/invariants.js';
import { type ServerProcess, type Servers, startServers } from '../../support/server-process.js';
import type { Answer, Customer } from '../../support/tenure.js';

const CALLERS = 200;
/** `npm run proof -- --only G1` asks for twenty. */
const REPEATS = Number(process.env.EXACTNESS_REPEATS ?? 3);
const IS_FULL = REPEATS > 3;
/** Units left and the cost of a call, so that the last grants are fought over: also a rest that fits nobody. */
const METERED: [left: number, cost: number][] = [
  [1, 1],
  [100, 7],
  [250, 1],
  ...(IS_FULL
    ? ([
        [100, 1],
        [199, 1],
        [1000, 10],
      ] as [number, number][])
    : []),
];
/** A hold is a transaction of its own, so fewer callers take as long. */
const HOLDERS = IS_FULL ? CALLERS : 120;
const HELD = [1, 50, 250, ...(IS_FULL ? [10, 199] : [])];

describe('Two servers and two hundred callers', () => {
  let cluster: Servers;
  let servers: ServerProcess[];
  let operator: string;
  let client: pg.Client;

  beforeAll(async () => {
    cluster = await startServers(2);
    ({ servers } = cluster);
    operator = await first().operator();
    client = new pg.Client({ connectionString: cluster.databaseUrl });
    await client.connect();
  });
  afterEach(async () => {
    await expectInvariants(cluster.databaseUrl);
  });
  afterAll(async () => {
    await client?.end();
    await cluster?.close();
  });

  const first = (): ServerProcess => servers[0] as ServerProcess;

  /** One call for each caller, over both servers by turns, all at once. */
  const storm = (call: (server: ServerProcess, n: number) => Promise<Answer>, callers = CALLERS) =>
    Promise.all(
      Array.from({ length: callers }, (_, n) => call(servers[n % servers.length] as ServerProcess, n)),
    );

  /** Asks again where a busy server has refused to do anything, as every client does. */
  async function decided(call: () => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await call();
      const { status, body } = answer;
      if (status !== 503 || body.code === 'outcome_unknown' || tries === 20) return answer;
      await sleep(1_000 * Number(answer.headers.get('retry-after')));
    }
  }

  const consume =
    ({ key }: Customer, amount: number) =>
    (server: ServerProcess) =>
      decided(() => server.post('/v1/usage', { key, body: { feature: 'recordings', amount } }));

  const hold =
    ({ key }: Customer, name: (n: number) => string) =>
    (server: ServerProcess, n: number) =>
      decided(() => server.put(`/v1/allocations/applications/${name(n)}`, { key }));

  const statuses = (answers: Answer[]) => answers.map(({ status }) => status);
  const granted = (answers: Answer[]) => answers.filter(({ status }) => status === 200);

  async function entitlement({ key }: Customer, feature: string) {
    return (await first().get(`/v1/entitlements/${feature}`, { key })).body;
  }

  async function put({ businessId }: Customer, planCode: string): Promise<void> {
    const answer = await first().put(`/v1/admin/businesses/${businessId}/subscription`, {
      token: operator,
      body: { planCode },
    });
    expect(answer.status).toBe(200);
  }

  let plans = 0;
  /** A customer on a plan of its own. */
  async function on(limits: Record<string, number | null>): Promise<Customer & { planCode: string }> {
    const planCode = `race-${(plans += 1)}`;
    const body = {
      code: planCode,
      name: planCode,
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { seats: 1, ...limits },
    };
    expect((await first().post('/v1/admin/plans', { token: operator, body })).status).toBe(201);
    return { ...(await first().signUp({ planCode })), planCode };
  }

  it('spend exactly what is left, all or nothing, again and again', async () => {
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const [left, cost] = METERED[repeat % METERED.length] as [number, number];
      const customer = await on({ recordings: left });
      const answers = await storm(consume(customer, cost));
      const fits = Math.min(CALLERS, Math.floor(left / cost));
      expect(granted(answers)).toHaveLength(fits);
      expect(new Set(statuses(answers))).toEqual(new Set(fits < CALLERS ? [200, 402] : [200]));
      // Every grant was answered with another balance: nobody was told of units that another one got.
      const balances = granted(answers).map(({ body }) => body.used as number);
      expect(balances.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: fits }, (_, n) => (n + 1) * cost),
      );
      expect(await entitlement(customer, 'recordings')).toMatchObject({
        used: fits * cost,
        remaining: left - fits * cost,
      });
    }
  }, 180_000);

  it('spend exactly what is left, whatever mixture of amounts they ask for', async () => {
    const customer = await on({ recordings: 300 });
    const answers = await storm((server, n) => consume(customer, 1 + (n % 5))(server));
    const spent = granted(answers).reduce((sum, { body }) => sum + (body.granted as number), 0);
    const { used } = await entitlement(customer, 'recordings');
    expect(used).toBe(spent);
    // 600 were asked for, so some were refused: each of them only for want of units, which never come back.
    const refused = answers.filter(({ status }) => status === 402);
    expect(granted(answers).length + refused.length).toBe(CALLERS);
    for (const { body } of refused) expect(body.requested).toBeGreaterThan(300 - spent);
  });

  it('hold exactly as many resources as the plan allows, again and again', async () => {
    for (let repeat = 0; repeat < REPEATS; repeat += 1) {
      const limit = HELD[repeat % HELD.length] as number;
      const customer = await on({ applications: limit });
      const answers = await storm(
        hold(customer, (n) => `app-${n}`),
        HOLDERS,
      );
      const fits = Math.min(HOLDERS, limit);
      expect(granted(answers)).toHaveLength(fits);
      expect(new Set(statuses(answers))).toEqual(new Set(fits < HOLDERS ? [200, 402] : [200]));
      expect(await entitlement(customer, 'applications')).toMatchObject({
        used: fits,
        remaining: limit - fits,
      });
    }
  }, 180_000);

  it('hold one resource once, and all are told so', async () => {
    const customer = await on({ applications: 1 });
    const answers = await storm(hold(customer, () => 'the-same'));
    expect(new Set(statuses(answers))).toEqual(new Set([200]));
    expect(await entitlement(customer, 'applications')).toMatchObject({ used: 1, remaining: 0 });
  });

  it('hold and free by turns and never pass the limit', async () => {
    const customer = await on({ applications: 5 });
    const { key } = customer;
    const answers = await storm(async (server, n) => {
      const held = await hold(customer, () => `app-${n}`)(server, n);
      if (held.status !== 200) return held;
      expect(held.body.used).toBeLessThanOrEqual(5);
      return decided(() => server.delete(`/v1/allocations/applications/app-${n}`, { key }));
    });
    expect(statuses(answers).filter((status) => status === 204).length).toBeGreaterThanOrEqual(5);
    expect(statuses(answers).every((status) => [204, 402].includes(status))).toBe(true);
    expect(await entitlement(customer, 'applications')).toMatchObject({ used: 0, remaining: 5 });
  });

  it('spend to the limit of the larger plan when an upgrade comes in between', async () => {
    const small = await on({ recordings: 50 });
    const large = await on({ recordings: 120 });
    const [answers] = await Promise.all([storm(consume(small, 1)), put(small, large.planCode)]);
    const more = await storm(consume(small, 1));
    expect(granted(answers).length).toBeGreaterThanOrEqual(50);
    expect(granted(answers).length + granted(more).length).toBe(120);
    expect(await entitlement(small, 'recordings')).toMatchObject({ used: 120, limit: 120, remaining: 0 });
  });

  it('take no unit and no resource above the smaller limit once a downgrade has been answered', async () => {
    const large = await on({ recordings: 120, applications: 20 });
    const small = await on({ recordings: 50, applications: 5 });
    let after: Answer[] = [];
    const downgrade = async () => {
      await put(large, small.planCode);
      after = [
        ...(await storm(consume(large, 1), 60)),
        ...(await storm(
          hold(large, (n) => `late-${n}`),
          60,
        )),
      ];
    };
    const [before] = await Promise.all([
      storm(consume(large, 1)),
      storm(hold(large, (n) => `app-${n}`)),
      downgrade(),
    ]);
    const { used } = await entitlement(large, 'recordings');
    expect(used).toBe(granted(before).length + granted(after).filter(({ body }) => 'granted' in body).length);
    expect(used).toBeLessThanOrEqual(120);
    for (const { body } of granted(after)) expect(body.used).toBeLessThanOrEqual(body.limit === 50 ? 50 : 5);
  });

  it('are all refused from the very next request on when the bot is switched off', async () => {
    const customer = await on({ recordings: 1000 });
    const { token, botId } = customer;
    let after: Answer[] = [];
    const switchOff = async () => {
      expect((await first().patch(`/v1/members/${botId}`, { token, body: { active: false } })).status).toBe(
        200,
      );
      after = await storm(consume(customer, 1), 50);
    };
    const [before] = await Promise.all([storm(consume(customer, 1)), switchOff()]);
    expect(new Set(statuses(after))).toEqual(new Set([401]));
    expect(statuses(before).every((status) => [200, 401].includes(status))).toBe(true);
    const { rows } = await client.query('SELECT used FROM usage_counters WHERE business_id = $1', [
      customer.businessId,
    ]);
    expect(Number(rows[0]?.used ?? 0)).toBe(granted(before).length);
  });
});
