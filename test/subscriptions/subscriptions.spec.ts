import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, UNKNOWN_ID } from '../support/shapes.js';

const START = '2026-01-31T12:00:00.000Z';

describe('Putting a business on a plan', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
    const monthly = {
      name: 'Monthly',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
    };
    const limits = { recordings: 10, applications: 1, seats: 1 };
    for (const body of [
      { code: 'small', ...monthly, limits },
      { code: 'ends', ...monthly, limits, interval: { unit: 'day', count: 1 }, whenCycleEnds: 'end' },
      { code: 'old', ...monthly },
    ]) {
      expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
    }
    await tenure.post('/v1/admin/plans/old/archive', { token });
  });
  afterAll(() => tenure.close());

  const on = (planCode: string) => tenure.onTestClock(token, START, planCode);
  const cyclesOf = ({ businessId }: Customer) =>
    tenure.dataSource.query(
      `SELECT index, starts_at::text AS starts, ends_at::text AS ends, trial, cut_short AS cut FROM cycles
       WHERE business_id = $1 ORDER BY subscription_id, index`,
      [businessId],
    );

  it('answers the subscription, which its people and operators see alike', async () => {
    const customer = await on('small');
    const { status, body } = await customer.putOnPlan({ planCode: 'limitless', when: 'now' });
    expect(status).toBe(200);
    expect(fields(body)).toEqual(FIELDS.subscription);
    expect(fields(body.cycle)).toEqual(FIELDS.cycle);
    expect(body.plan).toEqual({ code: 'limitless', name: 'Limitless' });
    expect((await tenure.get('/v1/subscription', { token: customer.token })).body).toEqual(body);
    const shown = await tenure.get(`/v1/admin/businesses/${customer.businessId}/subscription`, { token });
    expect(shown).toMatchObject({ status: 200, body });
  });

  it('of the same interval keeps boundaries and usage: only the limits change, at once', async () => {
    const customer = await on('small');
    await customer.spend(10);
    await customer.advance('2026-02-10T00:00:00Z');
    const { body } = await customer.putOnPlan({ planCode: 'pro' });
    expect(body).toMatchObject({
      id: customer.subscription.id,
      status: 'active',
      cycle: customer.subscription.cycle,
      trialEndsAt: null,
    });
    expect((await customer.spend(90)).body).toMatchObject({ used: 100, limit: 5000, cycle: { index: 0 } });
    await customer.putOnPlan({ planCode: 'small' });
    expect((await customer.spend(1)).body).toMatchObject({
      code: 'limit_reached',
      used: 100,
      limit: 10,
      remaining: 0,
    });
    expect(await cyclesOf(customer)).toHaveLength(1);
  });

  it('of another interval closes the cycle at that moment and anchors the next there', async () => {
    const customer = await on('small');
    await customer.spend(4);
    await customer.advance('2026-02-10T06:00:00.123Z');
    const { body } = await customer.putOnPlan({ planCode: 'scale' });
    expect(body).toMatchObject({
      id: customer.subscription.id,
      cycle: {
        index: 1,
        startsAt: '2026-02-10T06:00:00.123Z',
        endsAt: '2027-02-10T06:00:00.123Z',
        trial: false,
      },
    });
    expect((await customer.spend(1)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    expect(await cyclesOf(customer)).toMatchObject([
      { index: 0, cut: true, ends: expect.stringContaining('2026-02-10 06:00:00.123') },
      { index: 1, cut: false, starts: expect.stringContaining('2026-02-10 06:00:00.123') },
    ]);
  });

  it('at exactly the start of a cycle rewrites that cycle and keeps its usage', async () => {
    const customer = await on('small');
    await customer.spend(4);
    const { body } = await customer.putOnPlan({ planCode: 'scale' });
    expect(body.cycle).toEqual({
      index: 0,
      startsAt: START,
      endsAt: '2027-01-31T12:00:00.000Z',
      trial: false,
    });
    expect((await customer.spend(1)).body).toMatchObject({ used: 5, limit: 100_000, cycle: { index: 0 } });
    expect(await cyclesOf(customer)).toHaveLength(1);
    await customer.advance('2027-01-31T12:00:00Z');
    expect((await customer.putOnPlan({ planCode: 'free' })).body.cycle).toMatchObject({
      index: 1,
      startsAt: '2027-01-31T12:00:00.000Z',
      endsAt: '2027-02-15T12:00:00.000Z',
    });
    expect(await cyclesOf(customer)).toMatchObject([{ cut: false }, { cut: false }]);
  });

  it('of the plan it is on changes nothing', async () => {
    const customer = await on('small');
    const before = await rowCounts(tenure);
    expect((await customer.putOnPlan({ planCode: 'small' })).body).toEqual(customer.subscription);
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('whose subscription has ended begins a new one; the old one stays as it ended', async () => {
    const customer = await on('ends');
    await customer.spend(10);
    expect((await customer.advance('2026-02-03T00:00:00Z')).body).toMatchObject({ ended: 1 });
    const ended = (await tenure.get('/v1/subscription', { token: customer.token })).body;
    expect(ended).toMatchObject({
      status: 'ended',
      endReason: 'expired',
      endedAt: '2026-02-01T12:00:00.000Z',
      plan: { code: 'ends' },
    });
    const { body } = await customer.putOnPlan({ planCode: 'ends' });
    expect(body).toMatchObject({
      status: 'active',
      endedAt: null,
      cycle: { index: 0, startsAt: '2026-02-03T00:00:00.000Z' },
    });
    expect(body.id).not.toBe(ended.id);
    expect((await customer.spend(10)).body).toMatchObject({ used: 10 });
    const rows = await tenure.dataSource.query(
      'SELECT status FROM subscriptions WHERE business_id = $1 ORDER BY id',
      [customer.businessId],
    );
    expect(rows).toEqual([{ status: 'ended' }, { status: 'active' }]);
  });

  it('that asks at once for two plans ends on one of them, with cycles that tile', async () => {
    const customer = await on('ends');
    await customer.advance('2026-02-03T00:00:00Z');
    const answers = await Promise.all(
      ['small', 'scale', 'free', 'limitless'].map((planCode) => customer.putOnPlan({ planCode })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const live = await tenure.dataSource.query(
      'SELECT 1 FROM subscriptions WHERE business_id = $1 AND ended_at IS NULL',
      [customer.businessId],
    );
    expect(live).toHaveLength(1);
  });

  it('is refused for what is unknown, then archived, and writes nothing', async () => {
    const customer = await on('small');
    const before = await rowCounts(tenure);
    for (const planCode of ['pro', 'old']) {
      const call = { token, body: { planCode } };
      expect(await tenure.put(`/v1/admin/businesses/${UNKNOWN_ID}/subscription`, call)).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
    expect(await customer.putOnPlan({ planCode: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 'unknown_plan' },
    });
    expect(await customer.putOnPlan({ planCode: 'old' })).toMatchObject({
      status: 409,
      body: { code: 'plan_archived' },
    });
    expect(await customer.putOnPlan({ planCode: 'pro', when: 'never' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'when' }] },
    });
    const shown = await tenure.get(`/v1/admin/businesses/${UNKNOWN_ID}/subscription`, { token });
    expect(shown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await rowCounts(tenure)).toEqual(before);
  });
});
