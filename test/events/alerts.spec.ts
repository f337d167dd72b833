import { startSecond } from '../support/second-server.js';
import { FakeClock, startTenure, type Answer, type Customer, type Tenure } from '../support/tenure.js';
import { putOnPlan } from '../support/people.js';
import { eventsOf } from './support.js';

const CALLERS = 200;

describe.each(['on', 'off'])('An alert with USAGE_BATCHING=%s', (batching) => {
  let tenure: Tenure;
  let second: Awaited<ReturnType<typeof startSecond>>;
  let operator: string;
  const clock = new FakeClock();
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: batching }, clock);
    second = await startSecond(tenure.databaseUrl, clock);
    operator = await tenure.operator();
  }, 120_000);
  afterAll(async () => {
    await second.close();
    await tenure.close();
  });

  const alertsOf = async ({ businessId }: Customer) =>
    (await eventsOf(tenure, businessId, 'usage.threshold_reached')).map(({ data }) => data.usage);
  const percents = async (customer: Customer) =>
    (await alertsOf(customer)).map(({ percent, limit }) => `${percent} of ${limit}`);
  /** Half of the callers ask one server, half the other. */
  const crowd = (call: (client: Pick<Tenure, 'post'>, n: number) => Promise<Answer>) =>
    Promise.all(Array.from({ length: CALLERS }, (_, n) => call(n % 2 === 0 ? tenure : second.client, n)));
  const spend = (client: Pick<Tenure, 'post'>, key: string, amount = 1, idempotencyKey?: string) =>
    client.post('/v1/usage', {
      key,
      body: { feature: 'recordings', amount },
      headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
    });

  it('comes once at 80 % and once at 100 %, with what was used, for callers without keys', async () => {
    const customer = await tenure.signUp();
    await spend(tenure, customer.key, 79);
    expect(await alertsOf(customer)).toEqual([]);
    await crowd((client) => spend(client, customer.key));
    const [first, last, ...more] = await alertsOf(customer);
    const { cycle } = (await tenure.get('/v1/subscription', { token: customer.token })).body;
    expect(first).toMatchObject({
      feature: 'recordings',
      percent: 80,
      threshold: 80,
      limit: 100,
      subscriptionId: customer.subscription.id,
      cycle: { index: 0, startsAt: cycle.startsAt, endsAt: cycle.endsAt },
    });
    expect(first.used).toBeGreaterThanOrEqual(80);
    expect(last).toMatchObject({ percent: 100, threshold: 100, used: 100 });
    expect(more).toEqual([]);
  });

  it('comes once for callers with keys, twins among them', async () => {
    const customer = await tenure.signUp();
    await spend(tenure, customer.key, 60);
    await crowd((client, n) => spend(client, customer.key, 1, `key-${n % 120}`));
    expect(await percents(customer)).toEqual(['80 of 100', '100 of 100']);
  });

  it('comes once for batches', async () => {
    const customer = await tenure.signUp();
    const items = Array.from({ length: 10 }, () => ({ feature: 'recordings', amount: 1 }));
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? tenure : second.client).post('/v1/usage/batch', {
          key: customer.key,
          body: { items },
        }),
      ),
    );
    expect(await percents(customer)).toEqual(['80 of 100', '100 of 100']);
  });

  it('comes once on the slow path, counts no credits, and does not come again after a refund', async () => {
    const customer = await tenure.signUp();
    await tenure.post(`/v1/admin/businesses/${customer.businessId}/credits`, {
      token: operator,
      body: { feature: 'recordings', amount: 300, reason: 'more' },
    });
    await spend(tenure, customer.key, 70);
    await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        spend(n % 2 === 0 ? tenure : second.client, customer.key, 3, `slow-${n}`),
      ),
    );
    const alerts = await alertsOf(customer);
    expect(alerts.map(({ percent, limit }) => `${percent} of ${limit}`)).toEqual(['80 of 100', '100 of 100']);
    expect(alerts[1]).toMatchObject({ used: 100 });
    const other = await tenure.signUp();
    const spent = await spend(tenure, other.key, 80, 'refunded');
    await tenure.post(`/v1/usage/${spent.body.id}/refund`, { key: other.key });
    await spend(tenure, other.key, 85);
    expect(await percents(other)).toEqual(['80 of 100']);
  });

  it('comes again under a larger limit, and in the next cycle', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    await spend(tenure, customer.key, 100);
    expect(await percents(customer)).toEqual(['80 of 100', '100 of 100']);
    await tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, {
      token: operator,
      body: { to: '2030-01-20T00:00:00Z' },
    });
    await spend(tenure, customer.key, 81);
    await putOnPlan(tenure, customer, 'pro');
    await spend(tenure, customer.key, 4_500);
    expect(await percents(customer)).toEqual(['80 of 100', '100 of 100', '80 of 100', '80 of 5000']);
  });

  it('comes once for what is held, however many hold at once', async () => {
    const customer = await tenure.signUp();
    await putOnPlan(tenure, customer, 'pro');
    const hold = (client: Pick<Tenure, 'put'>, n: number) =>
      client.put(`/v1/allocations/applications/app-${n}`, { key: customer.key, body: {} });
    await Promise.all(Array.from({ length: 24 }, (_, n) => hold(n % 2 === 0 ? tenure : second.client, n)));
    await tenure.delete('/v1/allocations/applications/app-0', { key: customer.key });
    await hold(tenure, 99);
    const alerts = await alertsOf(customer);
    expect(alerts.map(({ feature, percent, used }) => `${feature} ${percent}: ${used}`)).toEqual([
      'applications 80: 8',
      'applications 100: 10',
    ]);
  });

  it('is none for a spend that was refused', async () => {
    const customer = await tenure.signUp();
    expect(await spend(tenure, customer.key, 101)).toMatchObject({ status: 402 });
    expect(await alertsOf(customer)).toEqual([]);
  });
});

describe('A trial that ends soon', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());

  it('is told once, three days before, also by an advance that jumps over it', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z', 'pro');
    const told = () => eventsOf(tenure, customer.businessId, 'subscription.trial_ending');
    const advance = (to: string) =>
      tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, { token: operator, body: { to } });
    await advance('2030-01-11T00:00:00Z');
    expect(await told()).toEqual([]);
    await advance('2030-02-20T00:00:00Z');
    await advance('2030-03-20T00:00:00Z');
    const events = await told();
    expect(events).toMatchObject([
      {
        timestamp: '2030-01-12T00:00:00.000Z',
        data: { subscription: { status: 'trialing', plan: { code: 'pro' } } },
      },
    ]);
    const types = (await eventsOf(tenure, customer.businessId)).map(({ type }) => type);
    expect(types.indexOf('subscription.trial_ending')).toBeLessThan(types.indexOf('subscription.changed'));
  });

  it('is told once in real time, however many servers look, and again before a later end', async () => {
    const { TrialNoticesService } = await import('../../src/subscriptions/notices/trial-notices.service.js');
    const notices = tenure.app.get(TrialNoticesService, { strict: false });
    const customer = await tenure.signUp({ planCode: 'pro' });
    const told = async () =>
      (await eventsOf(tenure, customer.businessId, 'subscription.trial_ending')).length;
    const at = (days: number) => new Date(Date.now() + days * 86_400_000);
    expect(await notices.run(at(10.9))).toBe(0);
    await Promise.all([notices.run(at(11.1)), notices.run(at(11.1)), notices.run(at(11.2))]);
    await notices.run(at(13));
    await notices.run(at(14.5));
    expect(await told()).toBe(1);
    const endsAt = new Date(Date.parse(customer.subscription.trialEndsAt) + 5 * 86_400_000);
    await tenure.post(`/v1/admin/businesses/${customer.businessId}/subscription/trial`, {
      token: operator,
      body: { endsAt },
    });
    await notices.run(at(16.5));
    expect(await told()).toBe(2);
  });
});
