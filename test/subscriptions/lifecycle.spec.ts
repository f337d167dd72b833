import { expectInvariants } from '../support/invariants.js';
import { colleague } from '../support/people.js';
import { type Answer, type Customer, startTenure, type Tenure } from '../support/tenure.js';

const START = '2026-03-10T08:00:00.000Z';
const CHECKOUT = 'https://pay.example.com/checkout';

let tenure: Tenure;
let operator: string;
beforeAll(async () => {
  tenure = await startTenure({ CHECKOUT_URL: CHECKOUT });
  operator = await tenure.operator();
  for (const plan of [
    { code: 'small', price: { amount: 1000, currency: 'USD' }, limits: { recordings: 10, applications: 1 } },
    { code: 'twin', price: { amount: 1000, currency: 'USD' }, selfService: true, limits: { recordings: 20 } },
    {
      code: 'large',
      price: { amount: 3000, currency: 'USD' },
      selfService: true,
      limits: { recordings: 30 },
    },
    {
      code: 'seated',
      price: { amount: 3000, currency: 'USD' },
      selfService: true,
      perSeat: true,
      limits: { seats: 1 },
    },
    { code: 'euro', price: { amount: 9000, currency: 'EUR' }, selfService: true },
    { code: 'sticky', price: { amount: 9000, currency: 'USD' }, trialDays: 10, whenTrialEnds: 'renew' },
    { code: 'gone', price: { amount: 0, currency: 'USD' } },
    { code: 'ends', price: { amount: 0, currency: 'USD' }, whenCycleEnds: 'end' },
  ]) {
    const body = { name: plan.code, interval: { unit: 'month', count: 1 }, ...plan };
    expect(await tenure.post('/v1/admin/plans', { token: operator, body })).toMatchObject({ status: 201 });
  }
});
afterAll(() => tenure.close());

type Living = Customer & { clockId: string };
const living = (planCode?: string, now = START): Promise<Living> =>
  tenure.onTestClock(operator, now, planCode);
const advance = ({ clockId }: Living, to: string) =>
  tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: operator, body: { to } });
const change = ({ token }: Customer, planCode: string, when?: string): Promise<Answer> =>
  tenure.put('/v1/subscription/plan', { token, body: { planCode, when } });
const own = async ({ token }: Customer): Promise<any> =>
  (await tenure.get('/v1/subscription', { token })).body;
const ask = ({ token }: Customer, method: string, path: string): Promise<Answer> =>
  tenure.send(method, `/v1/subscription/${path}`, { token });
const byOperator = ({ businessId }: Customer, method: string, path = '', body?: unknown): Promise<Answer> =>
  tenure.send(method, `/v1/admin/businesses/${businessId}/subscription${path}`, { token: operator, body });
const spend = ({ key }: Customer, amount = 1): Promise<Answer> =>
  tenure.post('/v1/usage', { key, body: { feature: 'recordings', amount } });

describe("An owner's change of plan", () => {
  it('starts an unused trial at once and closes the running cycle where it begins', async () => {
    const customer = await living();
    await advance(customer, '2026-03-12T08:00:00.000Z');
    const changed = await change(customer, 'pro');
    expect(changed).toMatchObject({
      status: 200,
      body: {
        status: 'trialing',
        plan: { code: 'pro' },
        cycle: {
          index: 1,
          startsAt: '2026-03-12T08:00:00.000Z',
          endsAt: '2026-03-26T08:00:00.000Z',
          trial: true,
        },
        trialEndsAt: '2026-03-26T08:00:00.000Z',
      },
    });
  });

  it('sells no seats where nobody collects', async () => {
    const { token } = await living();
    const body = { planCode: 'seated', quantity: 5 };
    const asked = await tenure.put('/v1/subscription/plan', { token, body });
    expect(asked).toMatchObject({ status: 402, body: { code: 'payment_required' } });
  });

  it('has each trial once: afterwards the plan has to be paid for', async () => {
    const customer = await living();
    await change(customer, 'pro');
    await advance(customer, '2026-04-01T00:00:00.000Z');
    expect(await own(customer)).toMatchObject({ status: 'active', plan: { code: 'free' } });
    expect(await change(customer, 'pro')).toMatchObject({
      status: 402,
      body: { code: 'payment_required', planCode: 'pro', checkoutUrl: CHECKOUT },
    });
  });

  it('never starts a trial that renews by itself without payment', async () => {
    expect(await change(await living(), 'sticky')).toMatchObject({
      status: 402,
      body: { code: 'payment_required' },
    });
  });

  it('waits for the end of the cycle when the plan is cheaper, and is refused now', async () => {
    const customer = await living('large');
    expect(await change(customer, 'small', 'now')).toMatchObject({
      status: 409,
      body: { code: 'change_at_cycle_end', cycleEndsAt: '2026-04-10T08:00:00.000Z' },
    });
    // "small" is not for everyone, but it costs less than what is paid for now.
    expect(await change(customer, 'small')).toMatchObject({
      status: 200,
      body: { plan: { code: 'large' }, pendingPlan: { code: 'small', name: 'small' } },
    });
    await advance(customer, '2026-04-10T08:00:00.000Z');
    expect(await own(customer)).toMatchObject({
      plan: { code: 'small' },
      pendingPlan: null,
      cycle: { index: 1, startsAt: '2026-04-10T08:00:00.000Z', endsAt: '2026-05-10T08:00:00.000Z' },
    });
  });

  it('is at once to an equally dear plan of the same interval: boundaries and usage stay, the limit is new', async () => {
    const customer = await living('small');
    expect(await spend(customer, 10)).toMatchObject({ status: 200 });
    expect(await spend(customer)).toMatchObject({ status: 402 });
    const before = customer.subscription.cycle;
    expect(await change(customer, 'twin')).toMatchObject({
      status: 200,
      body: { plan: { code: 'twin' }, cycle: before },
    });
    expect(await spend(customer)).toMatchObject({
      status: 200,
      body: { used: 11, limit: 20, cycle: { index: 0 } },
    });
  });

  it('compares with the price in force, not with an edit that the subscription has not met', async () => {
    const customer = await living('large');
    const price = { amount: 500, currency: 'USD' };
    await tenure.patch('/v1/admin/plans/large', { token: operator, body: { price } });
    const changed = await change(customer, 'small');
    await tenure.patch('/v1/admin/plans/large', {
      token: operator,
      body: { price: { amount: 3000, currency: 'USD' } },
    });
    expect(changed).toMatchObject({ status: 200, body: { pendingPlan: { code: 'small' } } });
  });

  it('to another currency waits for the end of the cycle, and is anchored there if the interval differs', async () => {
    const customer = await living();
    expect(await change(customer, 'euro', 'now')).toMatchObject({ status: 409 });
    expect(await change(customer, 'euro')).toMatchObject({ body: { pendingPlan: { code: 'euro' } } });
    await advance(customer, '2026-04-20T00:00:00.000Z');
    expect((await own(customer)).cycle).toMatchObject({
      startsAt: '2026-03-25T08:00:00.000Z',
      endsAt: '2026-04-25T08:00:00.000Z',
    });
  });

  it('to a free plan during a trial waits for its end; the price of a trial buys nothing', async () => {
    const customer = await living();
    await change(customer, 'pro');
    expect(await change(customer, 'free', 'now')).toMatchObject({ status: 409 });
    expect(await change(customer, 'small')).toMatchObject({ status: 402 });
    expect(await change(customer, 'free')).toMatchObject({ body: { pendingPlan: { code: 'free' } } });
    await advance(customer, '2026-03-24T08:00:00.000Z');
    expect(await own(customer)).toMatchObject({
      plan: { code: 'free' },
      status: 'active',
      cycle: { startsAt: '2026-03-24T08:00:00.000Z', trial: false },
    });
  });

  it('naming its own plan takes the pending one and a pending cancel back, and changes nothing else', async () => {
    const customer = await living('large');
    await change(customer, 'small');
    await ask(customer, 'POST', 'cancel');
    const kept = await change(customer, 'large');
    expect(kept).toMatchObject({
      status: 200,
      body: { ...customer.subscription, pendingPlan: null, cancelAtCycleEnd: false },
    });
    expect((await change(customer, 'large')).body).toEqual(kept.body);
    await ask(customer, 'POST', 'cancel');
    expect(await change(customer, 'large')).toMatchObject({ status: 200, body: { cancelAtCycleEnd: false } });
    expect(await byOperator(customer, 'POST', '/cancel')).toMatchObject({ body: { cancelAtCycleEnd: true } });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'large' })).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: false },
    });
  });

  it('naming its own pending plan again changes nothing, also where choosing it again is not allowed', async () => {
    const customer = await living();
    for (const planCode of ['scale', 'limitless', 'gone']) {
      const scheduled = await byOperator(customer, 'PUT', '', { planCode, when: 'cycleEnd' });
      if (planCode === 'gone') await tenure.post('/v1/admin/plans/gone/archive', { token: operator });
      const again = await change(customer, planCode);
      expect(again).toMatchObject({ status: 200, body: { pendingPlan: { code: planCode } } });
      expect(again.body).toEqual(scheduled.body);
      expect((await change(customer, planCode, 'cycleEnd')).body).toEqual(scheduled.body);
      expect(await byOperator(customer, 'PUT', '', { planCode, when: 'cycleEnd' })).toEqual(
        expect.objectContaining({ status: 200, body: scheduled.body }),
      );
      expect((await change(customer, planCode, 'now')).status).toBeGreaterThanOrEqual(400);
    }
    await ask(customer, 'POST', 'cancel');
    expect(await change(customer, 'gone')).toMatchObject({
      body: { pendingPlan: { code: 'gone' }, cancelAtCycleEnd: false },
    });
    await tenure.dataSource.query("UPDATE plans SET archived_at = NULL WHERE code = 'gone'");
  });

  it('naming a pending plan again that it may have at once begins it only if it is asked for now', async () => {
    const customer = await living();
    const scheduled = await change(customer, 'twin', 'cycleEnd');
    expect(scheduled).toMatchObject({ status: 200, body: { pendingPlan: { code: 'twin' } } });
    expect((await change(customer, 'twin')).body).toEqual(scheduled.body);
    expect(await change(customer, 'twin', 'now')).toMatchObject({
      status: 200,
      body: { plan: { code: 'twin' }, pendingPlan: null },
    });
  });

  it('takes a pending cancel back and replaces a pending plan', async () => {
    const customer = await living('large');
    await change(customer, 'small');
    await ask(customer, 'POST', 'cancel');
    expect(await change(customer, 'free')).toMatchObject({
      body: { pendingPlan: { code: 'free' }, cancelAtCycleEnd: false },
    });
  });

  it('sees no hidden, unknown or archived plan, and needs the owner', async () => {
    const customer = await living();
    await tenure.post('/v1/admin/plans/gone/archive', { token: operator });
    expect(await change(customer, 'limitless')).toMatchObject({
      status: 404,
      body: { code: 'unknown_plan' },
    });
    expect(await change(customer, 'nowhere')).toMatchObject({ status: 404, body: { code: 'unknown_plan' } });
    expect(await change(customer, 'gone')).toMatchObject({ status: 409, body: { code: 'plan_archived' } });
    expect(await ask(customer, 'PUT', 'plan')).toMatchObject({ status: 400 });
    expect(await tenure.put('/v1/subscription/plan', { body: { planCode: 'pro' } })).toMatchObject({
      status: 401,
    });
    expect(await own(customer)).toEqual(customer.subscription);
  });
});

describe('A pending plan', () => {
  it('is taken back by itself, and taking back what is not there changes nothing', async () => {
    const customer = await living('large');
    await change(customer, 'small');
    expect(await ask(customer, 'DELETE', 'pending-plan')).toMatchObject({ status: 204 });
    expect(await ask(customer, 'DELETE', 'pending-plan')).toMatchObject({ status: 204 });
    expect(await own(customer)).toMatchObject({ pendingPlan: null });
    await advance(customer, '2026-05-01T00:00:00.000Z');
    expect(await own(customer)).toMatchObject({ plan: { code: 'large' }, cycle: { index: 1 } });
  });

  it('that has since been archived is honoured', async () => {
    const body = {
      code: 'late',
      name: 'Late',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'day', count: 3 },
    };
    await tenure.post('/v1/admin/plans', { token: operator, body });
    const customer = await living('large');
    await change(customer, 'late');
    await tenure.post('/v1/admin/plans/late/archive', { token: operator });
    await advance(customer, '2026-04-11T00:00:00.000Z');
    expect(await own(customer)).toMatchObject({ plan: { code: 'late' } });
    // Whoever is on an archived plan goes on.
    expect(await change(customer, 'late')).toMatchObject({ status: 200 });
  });
});

describe('Cancel and resume', () => {
  it('ends with the cycle, and after the end nothing is left to change but to subscribe again', async () => {
    const customer = await living('large');
    expect(await ask(customer, 'POST', 'cancel')).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: true },
    });
    expect(await ask(customer, 'POST', 'cancel')).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: true },
    });
    expect(await spend(customer)).toMatchObject({ status: 200 });
    await advance(customer, '2026-04-10T08:00:00.000Z');
    const ended = await own(customer);
    expect(ended).toMatchObject({
      status: 'ended',
      endReason: 'canceled',
      endedAt: '2026-04-10T08:00:00.000Z',
    });
    for (const [method, path] of [
      ['POST', 'cancel'],
      ['POST', 'resume'],
      ['DELETE', 'pending-plan'],
    ] as const) {
      expect(await ask(customer, method, path)).toMatchObject({
        status: 409,
        body: { code: 'wrong_state', status: 409, state: 'ended' },
      });
    }
    expect(await change(customer, 'free', 'cycleEnd')).toMatchObject({
      status: 409,
      body: { state: 'ended' },
    });
    expect(await spend(customer)).toMatchObject({ status: 403, body: { code: 'no_active_subscription' } });
    expect(await change(customer, 'small')).toMatchObject({ status: 402 });
    const again = await change(customer, 'free');
    expect(again).toMatchObject({
      status: 200,
      body: { status: 'active', cycle: { index: 0, startsAt: '2026-04-10T08:00:00.000Z' }, endedAt: null },
    });
    expect(again.body.id).not.toBe(ended.id);
    expect(await spend(customer)).toMatchObject({ status: 200, body: { used: 1 } });
  });

  it('is taken back before the end', async () => {
    const customer = await living();
    await ask(customer, 'POST', 'cancel');
    expect(await ask(customer, 'POST', 'resume')).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: false },
    });
    await advance(customer, '2026-03-30T00:00:00.000Z');
    expect(await own(customer)).toMatchObject({ status: 'active', cycle: { index: 1 } });
  });

  it('subscribing again starts a trial that was never had', async () => {
    const customer = await living('ends');
    await advance(customer, '2026-04-11T00:00:00.000Z');
    expect(await own(customer)).toMatchObject({ status: 'ended', endReason: 'expired' });
    expect(await change(customer, 'pro')).toMatchObject({
      body: { status: 'trialing', cycle: { trial: true } },
    });
  });
});

describe('An operator', () => {
  it('converts a trial by naming its plan, and the cycle paid for begins there', async () => {
    const customer = await living();
    await change(customer, 'pro');
    await advance(customer, '2026-03-20T00:00:00.000Z');
    expect(await byOperator(customer, 'PUT', '', { planCode: 'pro' })).toMatchObject({
      status: 200,
      body: {
        status: 'active',
        plan: { code: 'pro' },
        cycle: {
          index: 1,
          startsAt: '2026-03-20T00:00:00.000Z',
          endsAt: '2026-04-20T00:00:00.000Z',
          trial: false,
        },
        trialEndsAt: '2026-03-20T00:00:00.000Z',
      },
    });
  });

  it('is bound by no price, and uses the trial up', async () => {
    const customer = await living();
    expect(await byOperator(customer, 'PUT', '', { planCode: 'pro' })).toMatchObject({
      body: { status: 'active' },
    });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'free' })).toMatchObject({
      body: { plan: { code: 'free' } },
    });
    expect(await change(customer, 'pro')).toMatchObject({ status: 402 });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'pro', trial: true })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'trial_used' },
    });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'scale', trial: true })).toMatchObject({
      status: 409,
      body: { state: 'no_trial' },
    });
  });

  it('who schedules a plan and takes it back has used no trial', async () => {
    const customer = await living();
    await byOperator(customer, 'PUT', '', { planCode: 'pro', when: 'cycleEnd' });
    expect(await byOperator(customer, 'DELETE', '/pending-plan')).toMatchObject({ status: 204 });
    expect(await change(customer, 'pro')).toMatchObject({ status: 200, body: { status: 'trialing' } });
  });

  it('gives a trial, schedules a plan, takes it back, cancels and resumes', async () => {
    const customer = await living();
    expect(await byOperator(customer, 'PUT', '', { planCode: 'sticky', trial: true })).toMatchObject({
      body: { status: 'trialing', plan: { code: 'sticky' } },
    });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'scale', when: 'cycleEnd' })).toMatchObject({
      body: { pendingPlan: { code: 'scale' } },
    });
    expect(
      await byOperator(customer, 'PUT', '', { planCode: 'pro', when: 'cycleEnd', trial: true }),
    ).toMatchObject({ status: 400 });
    expect(await byOperator(customer, 'DELETE', '/pending-plan')).toMatchObject({ status: 204 });
    expect(await byOperator(customer, 'POST', '/cancel')).toMatchObject({ body: { cancelAtCycleEnd: true } });
    expect(await byOperator(customer, 'POST', '/resume')).toMatchObject({
      body: { cancelAtCycleEnd: false },
    });
    await advance(customer, '2026-03-20T08:00:00.000Z');
    expect(await own(customer)).toMatchObject({ status: 'active', plan: { code: 'sticky' } });
  });

  it('extends a running trial: what follows begins at the new end, as the forecast says', async () => {
    const customer = await living();
    await change(customer, 'pro');
    await advance(customer, '2026-03-12T00:00:00.000Z');
    await spend(customer, 3);
    await byOperator(customer, 'PUT', '', { planCode: 'large', when: 'cycleEnd' });
    const endsAt = '2026-04-30T23:30:00.000Z';
    const extended = await byOperator(customer, 'POST', '/trial', { endsAt });
    expect(extended).toMatchObject({
      status: 200,
      body: {
        status: 'trialing',
        plan: { code: 'pro' },
        pendingPlan: { code: 'large' },
        cycle: { index: 0, startsAt: START, endsAt, trial: true },
        trialEndsAt: endsAt,
      },
    });
    // Again changes nothing.
    expect((await byOperator(customer, 'POST', '/trial', { endsAt })).body).toEqual(extended.body);
    expect((await spend(customer)).body).toMatchObject({ used: 4, cycle: { index: 0, endsAt } });
    const { body: upcoming } = await byOperator(customer, 'GET', '/upcoming?cycles=2');
    expect(upcoming.data).toMatchObject([
      { index: 1, startsAt: endsAt, endsAt: '2026-05-30T23:30:00.000Z', planCode: 'large', event: 'switch' },
      { index: 2, startsAt: '2026-05-30T23:30:00.000Z', endsAt: '2026-06-30T23:30:00.000Z', event: 'renew' },
    ]);
    expect((await advance(customer, '2026-04-30T23:29:59.999Z')).body).toMatchObject({ switched: 0 });
    expect((await advance(customer, '2026-06-01T00:00:00.000Z')).body).toMatchObject({
      switched: 1,
      renewed: 1,
    });
    expect(await own(customer)).toMatchObject({
      status: 'active',
      cycle: { index: 2, startsAt: '2026-05-30T23:30:00.000Z', endsAt: '2026-06-30T23:30:00.000Z' },
      trialEndsAt: endsAt,
    });
    const { data } = (await tenure.get('/v1/business/audit?limit=100', { token: customer.token })).body;
    expect(
      data.filter(({ action }: { action: string }) => action === 'subscription.trial_extended'),
    ).toMatchObject([
      { before: { cycleEndsAt: '2026-03-24T08:00:00.000Z' }, after: { cycleEndsAt: endsAt } },
    ]);
    await expectInvariants(tenure.databaseUrl);
  });

  it('extends a trial forward only, to at most 730 days, and only while it runs', async () => {
    const customer = await living();
    const extend = (endsAt: unknown) => byOperator(customer, 'POST', '/trial', { endsAt });
    const notTrying = (state: string) => ({ status: 409, body: { code: 'wrong_state', state } });
    expect(await extend('2026-05-01T00:00:00Z')).toMatchObject(notTrying('active'));
    await change(customer, 'pro');
    const trial = await own(customer);
    for (const endsAt of ['2026-03-24T07:59:59.999Z', '2028-03-09T08:00:00.001Z', '2026-02-30T00:00:00Z', 7])
      expect(await extend(endsAt)).toMatchObject({ status: 400, body: { errors: [{ field: 'endsAt' }] } });
    expect(await own(customer)).toEqual(trial);
    await ask(customer, 'POST', 'cancel');
    expect(await extend('2028-03-09T08:00:00Z')).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: true, trialEndsAt: '2028-03-09T08:00:00.000Z' },
    });
    await advance(customer, '2028-03-09T08:00:00.000Z');
    expect(await extend('2028-03-10T00:00:00Z')).toMatchObject(notTrying('ended'));
    await tenure.post(`/v1/admin/businesses/${customer.businessId}/close`, { token: operator });
    expect(await extend('2028-03-10T00:00:00Z')).toMatchObject({
      status: 409,
      body: { code: 'business_closed' },
    });
    await expectInvariants(tenure.databaseUrl);
  });

  it('ends a subscription at once, and the cycle is cut there', async () => {
    const customer = await living();
    await advance(customer, '2026-03-12T00:00:00.000Z');
    expect(await byOperator(customer, 'POST', '/cancel', { when: 'now' })).toMatchObject({
      status: 200,
      body: {
        status: 'ended',
        endReason: 'operator',
        endedAt: '2026-03-12T00:00:00.000Z',
        cycle: { index: 0, endsAt: '2026-03-12T00:00:00.000Z' },
      },
    });
    expect(await byOperator(customer, 'POST', '/resume')).toMatchObject({
      status: 409,
      body: { state: 'ended' },
    });
    expect(await byOperator(customer, 'PUT', '', { planCode: 'pro' })).toMatchObject({
      body: { status: 'active' },
    });
  });

  it('ends it at its very start: no cycle is empty', async () => {
    const customer = await living();
    expect(await byOperator(customer, 'POST', '/cancel', { when: 'now' })).toMatchObject({
      body: { status: 'ended', endedAt: START, cycle: { endsAt: '2026-03-25T08:00:00.000Z' } },
    });
    const cycles = await tenure.dataSource.query('SELECT cut_short FROM cycles WHERE business_id = $1', [
      customer.businessId,
    ]);
    expect(cycles).toEqual([{ cut_short: true }]);
  });

  it('rewrites the cycle when it changes the plan at its very start, and its usage stays', async () => {
    const customer = await living();
    await spend(customer, 40);
    expect(await byOperator(customer, 'PUT', '', { planCode: 'pro' })).toMatchObject({
      body: { cycle: { index: 0, startsAt: START, endsAt: '2026-04-10T08:00:00.000Z' } },
    });
    expect(await spend(customer, 1)).toMatchObject({ body: { used: 41, limit: 5000 } });
  });

  it('finds every change in the audit, with who made it', async () => {
    const customer = await living();
    await change(customer, 'pro');
    await ask(customer, 'POST', 'cancel');
    await ask(customer, 'POST', 'cancel');
    await ask(customer, 'POST', 'resume');
    await change(customer, 'free');
    await ask(customer, 'DELETE', 'pending-plan');
    await byOperator(customer, 'POST', '/cancel', { when: 'now' });
    await byOperator(customer, 'PUT', '', { planCode: 'free' });
    const rows = await tenure.dataSource.query(
      `SELECT action, actor_kind FROM audit_log WHERE business_id = $1 AND action LIKE 'subscription.%' ORDER BY id`,
      [customer.businessId],
    );
    expect(rows.map((row: any) => `${row.actor_kind} ${row.action}`)).toEqual([
      'member subscription.changed',
      'member subscription.canceled',
      'member subscription.resumed',
      'member subscription.change_scheduled',
      'member subscription.pending_plan_dropped',
      'operator subscription.ended',
      'operator subscription.started',
    ]);
  });

  it('changes nothing of a closed business, and finds no unknown one', async () => {
    const customer = await living();
    await byOperator(customer, 'POST', '/cancel', { when: 'now' });
    await tenure.dataSource.query('UPDATE businesses SET closed_at = now() WHERE id = $1', [
      customer.businessId,
    ]);
    expect(await byOperator(customer, 'PUT', '', { planCode: 'free' })).toMatchObject({
      status: 409,
      body: { code: 'business_closed' },
    });
    const nobody = { ...customer, businessId: '01900000-0000-7000-8000-00000000dead' };
    expect(await byOperator(nobody, 'POST', '/resume')).toMatchObject({ status: 404 });
  });
});

describe('A preview', () => {
  const preview = ({ token }: Customer, query: string) =>
    tenure.get(`/v1/subscription/plan/preview?${query}`, { token });

  it('says from when, for how much, and what would be above its limit; and changes nothing', async () => {
    const customer = await living('large');
    await byOperator(customer, 'PUT', '', { planCode: 'pro' });
    for (const resource of ['one', 'two']) {
      await tenure.put(`/v1/allocations/applications/${resource}`, { key: customer.key, body: {} });
    }
    expect(await preview(customer, 'planCode=small')).toMatchObject({
      status: 200,
      body: {
        planCode: 'small',
        when: 'cycleEnd',
        effectiveAt: '2026-04-10T08:00:00.000Z',
        price: { amount: 1000, currency: 'USD' },
        interval: { unit: 'month', count: 1 },
        trial: false,
        overLimit: [
          { feature: 'applications', used: 2, limit: 1 },
          { feature: 'seats', used: 1, limit: 0 },
        ],
      },
    });
    expect(await own(customer)).toMatchObject({ plan: { code: 'pro' }, pendingPlan: null });
    await change(customer, 'small');
    await advance(customer, '2026-04-11T00:00:00.000Z');
    const more = await tenure.put('/v1/allocations/applications/three', { key: customer.key, body: {} });
    expect(more).toMatchObject({ status: 402, body: { used: 2, limit: 1 } });
  });

  it('names metered features that would be over where the cycle goes on, and none where counters begin again', async () => {
    const customer = await living('large');
    await spend(customer, 25);
    const metered = { feature: 'recordings', used: 25, limit: 10 };
    const now = await byOperator(customer, 'GET', '/plan/preview?planCode=small');
    expect(now).toMatchObject({ status: 200, body: { when: 'now', trial: false } });
    expect(now.body.overLimit).toContainEqual(metered);
    expect((await preview(customer, 'planCode=small')).body.overLimit).not.toContainEqual(metered);
  });

  it('of a closed business is refused as the change is, to its owner and to operators', async () => {
    const customer = await living();
    await tenure.post('/v1/business/close', { token: customer.token });
    const closed = (status: number) => ({ status, body: { code: 'business_closed' } });
    for (const planCode of ['pro', 'free']) {
      expect(await byOperator(customer, 'GET', `/plan/preview?planCode=${planCode}`)).toMatchObject(
        closed(409),
      );
      expect(await byOperator(customer, 'PUT', '', { planCode })).toMatchObject(closed(409));
      expect(await preview(customer, `planCode=${planCode}`)).toMatchObject(closed(403));
      expect(await change(customer, planCode)).toMatchObject(closed(403));
    }
  });

  it('shows a plan that has to be paid for, a trial, and what the change would refuse', async () => {
    const customer = await living();
    expect(await preview(customer, 'planCode=scale')).toMatchObject({
      status: 200,
      body: { when: 'now', effectiveAt: START, trial: false, overLimit: [] },
    });
    expect(await preview(customer, 'planCode=pro')).toMatchObject({ body: { trial: true } });
    expect(await preview(customer, 'planCode=euro&when=now')).toMatchObject({
      status: 409,
      body: { code: 'change_at_cycle_end' },
    });
    expect(await preview(customer, 'planCode=limitless')).toMatchObject({ status: 404 });
    expect(await byOperator(customer, 'GET', '/plan/preview?planCode=limitless&when=cycleEnd')).toMatchObject(
      {
        status: 200,
        body: { when: 'cycleEnd', effectiveAt: '2026-03-25T08:00:00.000Z' },
      },
    );
  });
});

describe('The newest terms of its own plan', () => {
  let plans = 0;
  const sold = async (terms: object = {}) => {
    const code = `sold-${(plans += 1)}`;
    const body = {
      code,
      name: code,
      price: { amount: 2000, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 10, applications: 5, export: false },
      ...terms,
    };
    expect((await tenure.post('/v1/admin/plans', { token: operator, body })).status).toBe(201);
    return code;
  };
  const edit = async (code: string, body: object) =>
    expect((await tenure.patch(`/v1/admin/plans/${code}`, { token: operator, body })).status).toBe(200);
  const meet = ({ token }: Customer, planCode: string) =>
    tenure.put('/v1/subscription/plan', { token, body: { planCode, terms: 'newest' } });
  const preview = ({ token }: Customer, query: string) =>
    tenure.get(`/v1/subscription/plan/preview?${query}`, { token });
  const more = { limits: { recordings: 50, applications: 1, export: true } };

  it('are met at once by owners and operators who ask for them; boundaries and usage stay', async () => {
    for (const by of ['owner', 'operator']) {
      const code = await sold();
      const customer = await living(code);
      await spend(customer, 10);
      expect((await spend(customer)).body.unlockedBy.map((plan: any) => plan.code)).not.toContain(code);
      await edit(code, more);
      // Now choosing its own plan helps.
      expect((await spend(customer)).body.unlockedBy).toContainEqual({ code, name: code, limit: 50 });
      expect(await change(customer, code)).toMatchObject({ body: { limits: { recordings: 10 } } });
      const met =
        by === 'owner'
          ? await meet(customer, code)
          : await byOperator(customer, 'PUT', '', { planCode: code, terms: 'newest' });
      expect(met).toMatchObject({
        status: 200,
        body: { cycle: customer.subscription.cycle, limits: more.limits, price: { amount: 2000 } },
      });
      expect(await spend(customer)).toMatchObject({ status: 200, body: { used: 11, limit: 50 } });
      expect((await meet(customer, code)).body).toEqual(met.body);
      expect((await spend(customer, 50)).body.unlockedBy.map((plan: any) => plan.code)).not.toContain(code);
    }
  });

  it('are paid for first where they are more expensive, and an operator completes it', async () => {
    const code = await sold();
    const customer = await living(code);
    await edit(code, { ...more, price: { amount: 2001, currency: 'USD' } });
    expect(await meet(customer, code)).toMatchObject({ status: 402, body: { code: 'payment_required' } });
    expect(await own(customer)).toMatchObject({ price: { amount: 2000 }, limits: { recordings: 10 } });
    expect(await byOperator(customer, 'PUT', '', { planCode: code, terms: 'newest' })).toMatchObject({
      status: 200,
      body: { price: { amount: 2001 } },
    });
  });

  it('are met in a trial without ending it, but not by an owner whom they would make pay by themselves', async () => {
    const tries = { trialDays: 5, whenTrialEnds: 'end' };
    const code = await sold(tries);
    const customer = await living(code);
    await edit(code, more);
    const trial = customer.subscription.cycle;
    expect(await meet(customer, code)).toMatchObject({
      status: 200,
      body: { status: 'trialing', cycle: trial, limits: more.limits },
    });
    await edit(code, { whenTrialEnds: 'renew' });
    expect(await meet(customer, code)).toMatchObject({ status: 402 });
    expect(await byOperator(customer, 'PUT', '', { planCode: code, terms: 'newest' })).toMatchObject({
      body: { status: 'trialing', cycle: trial },
    });
  });

  it('stand in a preview only if asked for: without that it tells those in force', async () => {
    const code = await sold();
    const customer = await living(code);
    await spend(customer, 10);
    for (const resource of ['one', 'two'])
      await tenure.put(`/v1/allocations/applications/${resource}`, { key: customer.key, body: {} });
    const price = { amount: 500, currency: 'USD' };
    await edit(code, { limits: { recordings: 4, applications: 1 }, price });
    expect(await preview(customer, `planCode=${code}`)).toMatchObject({
      status: 200,
      body: { when: 'now', price: { amount: 2000 }, overLimit: [{ feature: 'seats' }] },
    });
    expect(await preview(customer, `planCode=${code}&terms=newest`)).toMatchObject({
      body: {
        when: 'now',
        price,
        overLimit: [
          { feature: 'applications', used: 2, limit: 1 },
          { feature: 'recordings', used: 10, limit: 4 },
          { feature: 'seats', used: 1, limit: 0 },
        ],
      },
    });
    expect(await meet(customer, code)).toMatchObject({ status: 200, body: { price } });
  });

  it('name at most 20 plans that would allow what was refused', async () => {
    for (let n = 0; n < 21; n += 1) await sold({ limits: { recordings: 1_000_000 + n } });
    const customer = await living('small');
    const { body } = await spend(customer, 500_000);
    expect(body.unlockedBy).toHaveLength(20);
    expect(body.unlockedBy[0]).toMatchObject({ limit: 1_000_000 });
  });
});

describe('The terms in force', () => {
  it('stand in the subscription for owners and operators, and for nobody else', async () => {
    const customer = await tenure.signUp();
    const terms = {
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'day', count: 15 },
      limits: { recordings: 100, applications: 1, seats: 3 },
    };
    expect(customer.subscription).toMatchObject(terms);
    expect(await own(customer)).toEqual(customer.subscription);
    expect((await byOperator(customer, 'GET')).body).toEqual(customer.subscription);
    const { price, interval, limits, ...state } = customer.subscription;
    expect({ price, interval, limits }).toEqual(terms);
    const { token } = await colleague(tenure, customer, 'admin');
    expect(await tenure.get('/v1/subscription', { token })).toMatchObject({ status: 200, body: state });
    expect((await tenure.get('/v1/subscription', { token })).body).toEqual(state);
  });
});

describe('The past', () => {
  it('lists every cycle of every subscription with what was used, newest first', async () => {
    const customer = await living();
    await spend(customer, 7);
    await advance(customer, '2026-03-26T00:00:00.000Z');
    await spend(customer, 3);
    await byOperator(customer, 'POST', '/cancel', { when: 'now' });
    await change(customer, 'pro');
    const first = await tenure.get('/v1/subscription/cycles?limit=2', { token: customer.token });
    const cursor = encodeURIComponent(first.body.nextCursor);
    const second = await byOperator(customer, 'GET', `/cycles?limit=2&cursor=${cursor}`);
    expect([...first.body.data, ...second.body.data]).toMatchObject([
      { index: 0, planCode: 'pro', trial: true, usage: { recordings: { used: 0, limit: 5000 } } },
      {
        index: 1,
        planCode: 'free',
        trial: false,
        startsAt: '2026-03-25T08:00:00.000Z',
        endsAt: '2026-03-26T00:00:00.000Z',
        usage: { recordings: { used: 3, limit: 100 } },
      },
      { index: 0, planCode: 'free', endsAt: '2026-03-25T08:00:00.000Z', usage: { recordings: { used: 7 } } },
    ]);
    expect(second.body.nextCursor).toBeNull();
    const wrong = await tenure.get('/v1/subscription/cycles?cursor=abc', { token: customer.token });
    expect(wrong).toMatchObject({ status: 400 });
  });
});

describe('The future', () => {
  const upcoming = async (customer: Customer, cycles = 12): Promise<any[]> =>
    (await tenure.get(`/v1/subscription/upcoming?cycles=${cycles}`, { token: customer.token })).body.data;

  it('tells the turns to come, counted from the anchor', async () => {
    const customer = await living('small', '2026-01-31T10:00:00.000Z');
    expect(await upcoming(customer, 2)).toEqual([
      {
        index: 1,
        startsAt: '2026-02-28T10:00:00.000Z',
        endsAt: '2026-03-31T10:00:00.000Z',
        planCode: 'small',
        event: 'renew',
      },
      {
        index: 2,
        startsAt: '2026-03-31T10:00:00.000Z',
        endsAt: '2026-04-30T10:00:00.000Z',
        planCode: 'small',
        event: 'renew',
      },
    ]);
  });

  it('tells a switch, and an end as the last; nothing after it', async () => {
    const customer = await living();
    await change(customer, 'pro');
    const [first] = await upcoming(customer);
    expect(first).toMatchObject({
      index: 1 - customer.subscription.cycle.index,
      event: 'switch',
      planCode: 'free',
    });
    await ask(customer, 'POST', 'cancel');
    expect(await upcoming(customer)).toEqual([
      { index: 1, startsAt: '2026-03-24T08:00:00.000Z', endsAt: null, planCode: 'pro', event: 'end' },
    ]);
    await advance(customer, '2026-03-24T08:00:00.000Z');
    expect(await upcoming(customer)).toEqual([]);
    expect((await tenure.get('/v1/subscription/upcoming?cycles=101', { token: customer.token })).status).toBe(
      400,
    );
    expect((await byOperator(customer, 'GET', '/upcoming')).body).toEqual({ data: [], nextCursor: null });
  });
});
