import fc from 'fast-check';
import { type Customer, type CustomerOnClock, PASSWORD } from '../support/tenure.js';
import { ACTIVITY } from '../support/row-lock.js';
import { until } from '../support/until.js';
import { BillingScene } from './scene.js';

const RUNS = Number(process.env.FORETOLD_RUNS ?? 8);
const START = '2030-01-10T12:00:00Z';

describe('Changes of plan that are paid by hand, or by a test clock', () => {
  let scene: BillingScene;
  beforeAll(async () => {
    scene = await BillingScene.start(START);
    await scene.plan('studio', 9900);
    await scene.plan('yearly', 60_000, { interval: { unit: 'year', count: 1 } });
    await scene.plan('team', 900, { perSeat: true, limits: { seats: 1 } });
  });
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });
  beforeEach(async () => {
    scene.clock.set(START);
    // The sessions of a test that lived for months have ended.
    scene.operator = await scene.tenure.operator();
  });

  /** Invoices of the same millisecond have no order. */
  const later = () => scene.clock.set(new Date(scene.clock.now().getTime() + 1_000));
  const last = async (customer: Customer) => (await scene.invoices(customer)).at(-1);
  const paid = async (customer: Customer, id: string) =>
    scene.act(customer, id, 'mark-paid', { reference: 'transfer' });

  it('writes an invoice with a number, and begins the plan when an operator marks it paid', async () => {
    const customer = await scene.tenure.signUp();
    const asked = await customer.changePlan('pro');
    const invoice = await last(customer);
    expect(asked).toMatchObject({
      status: 402,
      body: { code: 'payment_required', planCode: 'pro', invoiceId: invoice.id },
    });
    expect(await customer.changePlan('pro')).toMatchObject({ body: { invoiceId: invoice.id } });
    await scene.dunning();
    expect(await last(customer)).toMatchObject({ reason: 'start', status: 'open', total: 4900 });
    expect((await last(customer)).number).toMatch(/^INV-/);
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'free' } });
    scene.clock.set('2030-01-12T12:00:00Z');
    expect(await paid(customer, invoice.id)).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(await scene.subscription(customer)).toMatchObject({
      plan: { code: 'pro' },
      billing: { quantity: 1 },
      cycle: { index: 0, endsAt: '2030-02-10T12:00:00.000Z' },
    });
    const changes = await scene.tenure.dataSource.query(
      `SELECT action, actor_kind AS by FROM audit_log WHERE business_id = $1 AND action ~ '^(subscription|plan_change)' ORDER BY id`,
      [customer.businessId],
    );
    expect(changes).toEqual([
      { action: 'plan_change.ordered', by: 'member' },
      { action: 'subscription.changed', by: 'operator' },
    ]);
    await scene.at('2030-02-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({ reason: 'cycle', total: 4900, cycle: { index: 1 } });
  });

  it('is due at the latest when it expires, also if the business has more days to pay', async () => {
    const customer = await scene.tenure.signUp();
    expect(await scene.put(customer, { netDays: 30 })).toMatchObject({ status: 200 });
    expect(await customer.changePlan('pro')).toMatchObject({ status: 402 });
    await scene.dunning();
    expect(await last(customer)).toMatchObject({
      dueAt: '2030-01-24T12:00:00.000Z',
      expiresAt: '2030-01-24T12:00:00.000Z',
    });
  });

  it('takes the rest of a paid cycle off, and begins no trial that would cut it short', async () => {
    await scene.plan('finest', 99_000, { trialDays: 14, whenTrialEnds: 'end' });
    const customer = await scene.tenure.signUp();
    await customer.changePlan('yearly');
    await paid(customer, (await last(customer)).id);
    later();
    expect(await customer.changePlan('finest')).toMatchObject({ status: 402 });
    const invoice = await last(customer);
    expect(invoice).toMatchObject({ reason: 'upgrade', status: 'open' });
    expect(invoice.total).toBeLessThan(99_000 - 59_000);
    await paid(customer, invoice.id);
    expect(await scene.subscription(customer)).toMatchObject({
      plan: { code: 'finest' },
      status: 'active',
      trialEndsAt: null,
    });
    // What the business has bought it does not try later.
    await scene.tenure.post(`/v1/admin/businesses/${customer.businessId}/subscription/cancel`, {
      token: scene.operator,
      body: { when: 'now' },
    });
    expect(await customer.changePlan('finest')).toMatchObject({ status: 402 });
    // Nothing was paid here, so the trial begins.
    const other = await scene.tenure.signUp();
    expect(await other.changePlan('finest')).toMatchObject({ status: 200, body: { status: 'trialing' } });
  });

  it('gives no trial later of a plan that was had for the rest of a paid cycle', async () => {
    await scene.plan('equal', 4900, { trialDays: 14, whenTrialEnds: 'end' });
    const customer = await scene.tenure.signUp();
    await customer.changePlan('pro');
    await paid(customer, (await last(customer)).id);
    later();
    const changed = await customer.changePlan('equal', 'now');
    expect(changed).toMatchObject({ status: 200, body: { plan: { code: 'equal' }, status: 'active' } });
    await scene.tenure.post(`/v1/admin/businesses/${customer.businessId}/subscription/cancel`, {
      token: scene.operator,
      body: { when: 'now' },
    });
    expect(await customer.changePlan('equal')).toMatchObject({ status: 402 });
  });

  it('takes the rest of a paid cycle off also where the plan is for everyone, with a trial and without', async () => {
    const terms = { selfService: true, interval: { unit: 'year', count: 1 } };
    await scene.plan('for-all', 60_000, terms);
    await scene.plan('for-all-tried', 60_000, { ...terms, trialDays: 14 });
    for (const planCode of ['for-all', 'for-all-tried']) {
      scene.clock.set(START);
      const customer = await scene.tenure.signUp();
      await customer.changePlan('pro');
      await paid(customer, (await last(customer)).id);
      later();
      expect(await customer.changePlan(planCode)).toMatchObject({ status: 402 });
      const invoice = await last(customer);
      expect(invoice).toMatchObject({ reason: 'upgrade', status: 'open', total: 60_000 - 4900 });
      expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'pro' } });
      await paid(customer, invoice.id);
      expect(await scene.subscription(customer)).toMatchObject({
        plan: { code: planCode },
        status: 'active',
      });
      expect(await scene.invoices(customer)).toHaveLength(2);
      // Nothing was paid here, so nothing has to be paid before the plan begins.
      const other = await scene.tenure.signUp();
      expect(await other.changePlan(planCode)).toMatchObject({
        status: 200,
        body: { plan: { code: planCode } },
      });
    }
  });

  it('has one change open: another wish voids it, and it expires with its cycle', async () => {
    const customer = await scene.tenure.signUp();
    await customer.changePlan('pro');
    later();
    await customer.changePlan('studio');
    expect(await scene.invoices(customer)).toMatchObject([
      { planCode: 'pro', status: 'void' },
      { planCode: 'studio', status: 'open' },
    ]);
    expect(await customer.changePlan('free')).toMatchObject({ status: 200 });
    expect(await last(customer)).toMatchObject({ status: 'void' });
    later();
    await customer.changePlan('pro');
    scene.clock.set('2030-01-24T12:00:05Z');
    await scene.dunning();
    const { id, status } = await last(customer);
    expect(status).toBe('void');
    expect(await paid(customer, id)).toMatchObject({ status: 409 });
  });

  it('is for as many seats as are held, and the next more expensive plan takes what was paid off', async () => {
    const customer = await scene.tenure.signUp();
    for (const name of ['a', 'b'])
      await scene.tenure.post('/v1/invitations', {
        token: customer.token,
        body: { email: `${name}-${customer.businessId}@example.com`, role: 'member' },
      });
    const path = '/v1/subscription/plan/preview?planCode=team';
    const { body } = await scene.tenure.get(path, { token: customer.token });
    expect(body).toMatchObject({ dueNow: { amount: 2700 }, overLimit: [] });
    await customer.changePlan('team');
    const bought = await last(customer);
    expect(bought).toMatchObject({ total: 2700, lines: [{ quantity: 3, unitAmount: 900, amount: 2700 }] });
    await paid(customer, bought.id);
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 3 } });
    later();
    await customer.changePlan('pro');
    expect(await last(customer)).toMatchObject({
      reason: 'upgrade',
      total: 2200,
      lines: [
        { description: 'pro', amount: 4900 },
        { description: 'Already paid for team', amount: -2700 },
      ],
    });
  });

  it('has no fewer seats than are held, also where people joined between the order and its payment', async () => {
    const customer = await scene.tenure.signUp();
    await customer.changePlan('team');
    const { id, total } = await last(customer);
    expect(total).toBe(900);
    for (const name of ['a', 'b']) expect((await invite(customer, name)).status).toBe(201);
    await paid(customer, id);
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 3 } });
    // Their seats are a line of the next invoice, and count as paid for a more expensive plan.
    later();
    await customer.changePlan('pro');
    expect(await last(customer)).toMatchObject({ reason: 'upgrade', total: 4900 - 2700 });
    await customer.changePlan('team');
    expect(await upcoming(customer)).toMatchObject([{ amount: 2700 + 1800 }, { amount: 2700 }]);
    await scene.at('2030-02-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({
      total: 2700 + 1800,
      lines: [
        { quantity: 3, amount: 2700 },
        { description: 'Difference of an earlier change', amount: 1800 },
      ],
    });
    scene.clock.set('2030-01-10T12:00:00Z');
    const left = await scene.tenure.signUp();
    for (const name of ['a', 'b']) await invite(left, name);
    await left.changePlan('team');
    await scene.tenure.dataSource.query(
      `DELETE FROM allocations WHERE business_id = $1 AND expires_at IS NOT NULL`,
      [left.businessId],
    );
    await paid(left, (await last(left)).id);
    expect(await scene.subscription(left)).toMatchObject({ billing: { quantity: 3 } });
  });

  it('sells more seats for what is left of the cycle', async () => {
    const customer = await scene.tenure.signUp();
    scene.clock.set('2030-01-10T12:00:01Z');
    const ask = async (body: object) =>
      scene.tenure.put('/v1/subscription/plan', {
        token: customer.token,
        body: { planCode: 'team', ...body },
      });
    expect(await scene.subscription(customer)).not.toHaveProperty('perSeat');
    await ask({ quantity: 4 });
    expect(await last(customer)).toMatchObject({
      reason: 'start',
      lines: [{ quantity: 4, unitAmount: 900 }],
    });
    await paid(customer, (await last(customer)).id);
    expect(await scene.subscription(customer)).toMatchObject({ perSeat: true, billing: { quantity: 4 } });
    later();
    const path = '/v1/subscription/plan/preview?planCode=team&quantity=6';
    const { body } = await scene.tenure.get(path, { token: customer.token });
    expect(body).toMatchObject({ when: 'now', dueNow: { amount: 1800 }, paymentRequired: true });
    expect(await ask({ quantity: 6, maxAmount: 1799 })).toMatchObject({ body: { code: 'price_changed' } });
    expect(await ask({ quantity: 6, maxAmount: 1800 })).toMatchObject({ body: { code: 'payment_required' } });
    const more = await last(customer);
    expect(more).toMatchObject({ reason: 'upgrade', total: 1800 });
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 4 } });
    const { cycle } = await scene.subscription(customer);
    await paid(customer, more.id);
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 6 }, cycle });
    for (const refused of [
      { quantity: 8, when: 'cycleEnd' },
      { planCode: 'pro', quantity: 2 },
    ])
      expect(await ask(refused)).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    expect(await ask({ quantity: 6 })).toMatchObject({ status: 200 });
    await scene.at('2030-02-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({ reason: 'cycle', total: 5400 });
  });

  /** An owner with `quantity` seats of the plan `team`, paid. */
  async function team(quantity: number): Promise<Customer> {
    const customer = await scene.tenure.signUp();
    await seats(customer, quantity);
    await paid(customer, (await last(customer)).id);
    later();
    return customer;
  }
  const seats = (customer: Customer, quantity?: number, more: object = {}) =>
    scene.tenure.put('/v1/subscription/plan', {
      token: customer.token,
      body: { planCode: 'team', quantity, ...more },
    });
  const invite = ({ token, businessId }: Customer, name: string) =>
    scene.tenure.post('/v1/invitations', {
      token,
      body: { email: `${name}-${businessId}@example.com`, role: 'member' },
    });
  /** The owner logs in again at `now`. */
  const at = async (now: string, customer: Customer) => {
    scene.clock.set(now);
    const body = { email: customer.email, password: PASSWORD };
    const { tokens } = (await scene.tenure.post('/v1/auth/login', { body })).body;
    Object.assign(customer, { token: tokens.accessToken });
  };
  const upcoming = async ({ token }: Customer) =>
    (await scene.tenure.get('/v1/subscription/upcoming?cycles=2', { token })).body.data;

  /** Edits a plan as earlier releases could, with or without a price per seat from now on. Such plans are still there. */
  const edited = async (code: string, body: object, perSeat: boolean) => {
    const edit = { token: scene.operator, body };
    expect(await scene.tenure.patch(`/v1/admin/plans/${code}`, edit)).toMatchObject({ status: 200 });
    const newest = 'UPDATE plan_versions SET per_seat = $2 WHERE plan_code = $1 AND newest';
    await scene.tenure.dataSource.query(newest, [code, perSeat]);
  };

  it('takes seats away when the cycle ends, and tells before what that costs', async () => {
    const customer = await team(5);
    const path = '/v1/subscription/plan/preview?planCode=team&quantity=2';
    const { cycle } = await scene.subscription(customer);
    expect(await scene.tenure.get(path, { token: customer.token })).toMatchObject({
      body: { when: 'cycleEnd', effectiveAt: cycle.endsAt, dueNow: null, paymentRequired: false },
    });
    expect(await seats(customer, 2, { when: 'now' })).toMatchObject({
      status: 409,
      body: { code: 'change_at_cycle_end', cycleEndsAt: cycle.endsAt },
    });
    expect(await seats(customer, 2)).toMatchObject({
      status: 200,
      body: { billing: { quantity: 5, pendingQuantity: 2 } },
    });
    // Until then the seats are there that were paid. An invitation holds one for some days.
    await at('2030-02-09T12:00:00Z', customer);
    for (const name of ['a', 'b']) expect((await invite(customer, name)).status).toBe(201);
    expect(await upcoming(customer)).toMatchObject([{ amount: 2700 }, { amount: 2700 }]);
    await scene.at('2030-02-10T12:00:05Z');
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 3, pendingQuantity: null },
    });
    expect(await last(customer)).toMatchObject({ reason: 'cycle', total: 2700, lines: [{ quantity: 3 }] });
    await at('2030-02-10T12:00:05Z', customer);
    expect((await invite(customer, 'c')).status).toBe(402);
  });

  it('is named to a business whose seats are all taken, unless it has bought them on that plan', async () => {
    const full = async (customer: Customer) => {
      for (const name of ['a', 'b']) expect((await invite(customer, name)).status).toBe(201);
      const refused = await invite(customer, 'c');
      expect(refused).toMatchObject({ status: 402, body: { code: 'limit_reached', used: 3, limit: 3 } });
      return refused.body.unlockedBy;
    };
    expect(await full(await scene.tenure.signUp())).toContainEqual({
      code: 'team',
      name: 'team',
      limit: null,
    });
    expect(await full(await team(3))).not.toContainEqual(expect.objectContaining({ code: 'team' }));
  });

  it('never leaves fewer seats than are held, and takes fewer seats back', async () => {
    const customer = await team(5);
    await invite(customer, 'a');
    for (const answer of [
      await seats(customer, 1),
      await scene.tenure.get('/v1/subscription/plan/preview?planCode=team&quantity=1', {
        token: customer.token,
      }),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'seats_held' } });
    const fewer = { status: 200, body: { billing: { quantity: 5, pendingQuantity: 2 } } };
    const back = { status: 200, body: { billing: { quantity: 5, pendingQuantity: null } } };
    for (const undo of [
      () => seats(customer, 5),
      () => seats(customer),
      () => seats(customer, 5, { when: 'now' }),
    ]) {
      expect(await seats(customer, 2)).toMatchObject(fewer);
      expect(await seats(customer, 2)).toMatchObject(fewer);
      expect(await undo()).toMatchObject(back);
    }
    // More seats, another number of an operator and another plan at once take them back, too.
    await seats(customer, 2);
    await seats(customer, 6);
    await paid(customer, (await last(customer)).id);
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 6, pendingQuantity: null },
    });
    await seats(customer, 2);
    await scene.put(customer, { planCode: 'team', quantity: 4 });
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 4, pendingQuantity: null },
    });
    await seats(customer, 2);
    await scene.put(customer, { planCode: 'pro' });
    expect(await scene.subscription(customer)).toMatchObject({ billing: { pendingQuantity: null } });
    const { body } = await scene.tenure.get('/v1/business/audit?limit=100', { token: customer.token });
    const actions = (body.data as { action: string }[]).map(({ action }) => action);
    expect(actions.filter((action) => action === 'subscription.change_scheduled')).toHaveLength(6);
  });

  it('keeps fewer seats to come where an operator says nothing of seats', async () => {
    const customer = await team(5);
    await seats(customer, 3);
    const discount = { percent: 10, cycles: 1 };
    await scene.put(customer, { planCode: 'team', discount });
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 5, pendingQuantity: 3 },
    });
    await scene.put(customer, { planCode: 'team', quantity: 5 });
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 5, pendingQuantity: null },
    });
  });

  it('keeps fewer seats to come where an operator applies the newest terms, unless these know no seats', async () => {
    await scene.plan('squad', 900, { perSeat: true, limits: { seats: 1 } });
    const customer = await scene.customer('squad', { quantity: 5 });
    const fewer = () => seats(customer, 3, { planCode: 'squad' });
    expect(await fewer()).toMatchObject({ body: { billing: { pendingQuantity: 3 } } });
    const meet = async (recordings: number, perSeat: boolean) => {
      await edited('squad', { limits: { seats: 1, recordings } }, perSeat);
      later();
      await scene.put(customer, { planCode: 'squad', terms: 'newest' });
      return scene.subscription(customer);
    };
    expect(await meet(20, true)).toMatchObject({
      limits: { recordings: 20 },
      billing: { quantity: 5, pendingQuantity: 3 },
    });
    expect(await meet(30, false)).toMatchObject({ billing: { pendingQuantity: null } });
  });

  it('counts a seat that is being taken while the renewal looks', async () => {
    const customer = await team(5);
    await invite(customer, 'a');
    await seats(customer, 2);
    await at('2030-02-09T12:00:00Z', customer);
    const { dataSource } = scene.tenure;
    const other = dataSource.createQueryRunner();
    await other.startTransaction();
    const business = [customer.businessId];
    await other.query('SELECT 1 FROM subscriptions WHERE business_id = $1 FOR NO KEY UPDATE', business);
    await other.query(
      `INSERT INTO allocations (business_id, feature_key, resource, held_at, id)
       SELECT $1, 'seats', resource, now(), gen_random_uuid() FROM unnest(ARRAY['b', 'c']) AS resource`,
      business,
    );
    const renewed = scene.at('2030-02-10T12:00:05Z');
    const locked = `SELECT 1 FROM ${ACTIVITY} WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(async () => (await dataSource.query(locked)).length > 0, 'the renewal waits');
    await other.commitTransaction();
    await other.release();
    await renewed;
    const { billing } = await scene.subscription(customer);
    const [{ held }] = await dataSource.query(
      `SELECT count(*)::integer AS held FROM allocations WHERE business_id = $1 AND (expires_at IS NULL OR expires_at > $2)`,
      [customer.businessId, scene.clock.now()],
    );
    expect(held).toBe(3);
    expect(billing).toMatchObject({ quantity: 3, pendingQuantity: null });
    const seatsOfNobody = `DELETE FROM allocations WHERE business_id = $1 AND resource IN ('b', 'c')`;
    await dataSource.query(seatsOfNobody, business);
  });

  it('takes seats away beside a plan that takes over then', async () => {
    const customer = await team(5);
    await seats(customer, 3);
    expect(
      await scene.tenure.put('/v1/subscription/plan', { token: customer.token, body: { planCode: 'free' } }),
    ).toMatchObject({
      status: 200,
      body: { pendingPlan: { code: 'free' }, billing: { quantity: 5, pendingQuantity: 3 } },
    });
    await scene.at('2030-02-10T12:00:05Z');
    expect(await scene.subscription(customer)).toMatchObject({
      plan: { code: 'free' },
      billing: { pendingQuantity: null },
    });
    later();
    // The plan without a price per seat took none of them along.
    await seats(customer);
    expect(await last(customer)).toMatchObject({ total: 900, lines: [{ quantity: 1 }] });
  });

  it('bills no fewer seats than are held, where a plan per seat takes over later or is given', async () => {
    const customer = await scene.customer('pro');
    await at('2030-02-09T12:00:00Z', customer);
    await invite(customer, 'a');
    await scene.put(customer, { planCode: 'team', when: 'cycleEnd' });
    await scene.at('2030-02-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({ total: 1800, lines: [{ quantity: 2 }] });
    const given = await scene.customer('pro');
    await invite(given, 'a');
    await scene.put(given, { planCode: 'team' });
    expect(await scene.subscription(given)).toMatchObject({ billing: { quantity: 2 } });
  });

  it('counts people for a plan per seat that takes over by itself, or that a plan becomes', async () => {
    const terms = { whenCycleEnds: { switchTo: 'team' } };
    await scene.plan('intro', 500, terms);
    await scene.plan('grows', 500);
    for (const [code, total] of [
      ['intro', 2700],
      ['grows', 1500],
    ] as const) {
      const customer = await scene.customer(code);
      await at('2030-02-09T12:00:00Z', customer);
      for (const name of ['a', 'b']) expect((await invite(customer, name)).status).toBe(201);
      if (code === 'grows') await edited('grows', { graceDays: 10 }, true);
      expect(await upcoming(customer)).toMatchObject([{ amount: total }, { amount: total }]);
      await scene.at('2030-02-10T12:00:05Z');
      expect(await last(customer)).toMatchObject({ reason: 'cycle', total, lines: [{ quantity: 3 }] });
      expect(await scene.subscription(customer)).toMatchObject({
        billing: { quantity: 3, pendingQuantity: null },
      });
      scene.clock.set(START);
    }
  });

  it('takes no seats along to a plan per seat that comes after a plan without', async () => {
    const customer = await team(5);
    await scene.put(customer, { planCode: 'pro' });
    await scene.put(customer, { planCode: 'team', when: 'cycleEnd' });
    await at('2030-02-09T12:00:00Z', customer);
    expect(await upcoming(customer)).toMatchObject([{ amount: 900 }, { amount: 900 }]);
  });

  it('counts people for a plan per seat, also if more people or seats were there before a plan without', async () => {
    const customer = await team(5);
    await scene.put(customer, { planCode: 'pro', when: 'cycleEnd' });
    await at('2030-02-10T12:00:05Z', customer);
    expect(await scene.subscription(customer)).toMatchObject({
      plan: { code: 'pro' },
      billing: { quantity: 1 },
    });
    await scene.put(customer, { planCode: 'team', when: 'cycleEnd' });
    await at('2030-03-09T12:00:00Z', customer);
    expect(await upcoming(customer)).toMatchObject([{ amount: 900 }, { amount: 900 }]);
    await scene.at('2030-03-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({ total: 900, lines: [{ quantity: 1 }] });

    scene.clock.set(START);
    const left = await team(3);
    for (const name of ['a', 'b']) expect((await invite(left, name)).status).toBe(201);
    await scene.put(left, { planCode: 'pro' });
    expect(await scene.subscription(left)).toMatchObject({ billing: { quantity: 1 } });
  });

  it('raises no seats on a plan that has no price per seat any more', async () => {
    await scene.plan('was', 500, { perSeat: true, limits: { seats: 9 } });
    await edited('was', { graceDays: 10 }, false);
    const customer = await scene.customer('was');
    await at('2030-02-09T12:00:00Z', customer);
    for (const name of ['a', 'b']) expect((await invite(customer, name)).status).toBe(201);
    await scene.at('2030-02-10T12:00:05Z');
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 1, pendingQuantity: null },
    });
  });

  it('counts people for a plan per seat when it takes over, and not when it was asked for', async () => {
    const customer = await scene.customer('pro');
    await scene.put(customer, { planCode: 'team', when: 'cycleEnd' });
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 1, pendingQuantity: 1 },
    });
    await scene.put(customer, { planCode: 'team', when: 'cycleEnd', quantity: 2 });
    await at('2030-02-09T12:00:00Z', customer);
    for (const name of ['a', 'b']) await invite(customer, name);
    expect(await upcoming(customer)).toMatchObject([{ amount: 2700 }, { amount: 2700 }]);
    await scene.at('2030-02-10T12:00:05Z');
    expect(await last(customer)).toMatchObject({ total: 2700, lines: [{ quantity: 3 }] });
    const back = await scene.customer('pro');
    for (const planCode of ['free', 'pro']) {
      await scene.put(back, { planCode: 'team', when: 'cycleEnd' });
      await scene.put(back, { planCode, when: planCode === 'free' ? 'cycleEnd' : 'now' });
      expect(await scene.subscription(back)).toMatchObject({ billing: { pendingQuantity: null } });
    }
  });

  it('gives no seats for nothing, with newer terms, a plan for everyone or a plan for later', async () => {
    await scene.plan('crew', 1000, { perSeat: true, limits: { seats: 1 } });
    await scene.plan('open', 500, { perSeat: true, limits: { seats: 1 }, selfService: true });
    await scene.plan('dear', 1100, { perSeat: true, limits: { seats: 1 } });
    const edit = async (code: string, body: object) =>
      expect(
        await scene.tenure.patch(`/v1/admin/plans/${code}`, { token: scene.operator, body }),
      ).toMatchObject({ status: 200 });
    const customer = await scene.tenure.signUp();
    const { token } = customer;
    const ask = (body: object) => scene.tenure.put('/v1/subscription/plan', { token, body });
    const seatsNow = { status: 409, body: { code: 'wrong_state', state: 'seats_now' } };
    const unpaid = { status: 402, body: { code: 'payment_required' } };
    expect(await ask({ planCode: 'open', quantity: 50 })).toMatchObject(unpaid);
    later();
    await ask({ planCode: 'crew', quantity: 4 });
    await paid(customer, (await last(customer)).id);
    later();
    await edit('crew', { limits: { seats: 1, recordings: 9 } });
    expect(await ask({ planCode: 'crew', terms: 'newest', quantity: 1000 })).toMatchObject(unpaid);
    // More expensive per day, but with fewer seats it costs less than what is paid.
    expect(await ask({ planCode: 'dear', quantity: 2 })).toMatchObject(seatsNow);
    expect(await ask({ planCode: 'dear', when: 'cycleEnd' })).toMatchObject({ status: 200 });
    expect(await ask({ planCode: 'dear', quantity: 9 })).toMatchObject(seatsNow);
    later();
    // The plan became cheaper: the seats are still to be had, at the price of the cycle.
    await edit('crew', { price: { amount: 900, currency: 'USD' } });
    expect(await ask({ planCode: 'crew', quantity: 6 })).toMatchObject(unpaid);
    expect(await last(customer)).toMatchObject({ total: 2000 });
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 4 } });
    await paid(customer, (await last(customer)).id);
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 6 }, pendingPlan: null });
  });

  it('leaves seats that are billed their discount when more are bought', async () => {
    const discount = { percent: 50, cycles: 1 };
    const customer = await scene.customer('team', { quantity: 4, discount });
    expect(await last(customer)).toMatchObject({ total: 1800 });
    scene.clock.set('2030-01-26T00:00:00Z');
    const ask = (planCode: string, quantity?: number) =>
      scene.tenure.put('/v1/subscription/plan', { token: customer.token, body: { planCode, quantity } });
    await ask('team', 5);
    expect(await last(customer)).toMatchObject({
      total: 450,
      lines: [
        { quantity: 5, amount: 2250 },
        { description: 'Already paid for team', amount: -1800 },
      ],
    });
    await paid(customer, (await last(customer)).id);
    later();
    // What the cycle was billed for is 1,800 and 900.
    await ask('pro');
    expect(await last(customer)).toMatchObject({ total: 1100 });
  });

  it('sends back what was paid for seats that an operator has given meanwhile', async () => {
    const customer = await scene.tenure.signUp();
    await customer.changePlan('team');
    await paid(customer, (await last(customer)).id);
    later();
    const body = { planCode: 'team', quantity: 3 };
    await scene.tenure.put('/v1/subscription/plan', { token: customer.token, body });
    const { id } = await last(customer);
    await scene.put(customer, { planCode: 'team', quantity: 9 });
    expect(await paid(customer, id)).toMatchObject({ body: { problem: 'unapplied', refundDue: 1800 } });
    expect(await scene.subscription(customer)).toMatchObject({ billing: { quantity: 9 } });
  });

  it('sends back what was paid for a plan that was deleted meanwhile', async () => {
    await scene.plan('gone', 2900);
    const customer = await scene.tenure.signUp();
    await customer.changePlan('gone');
    const { id } = await last(customer);
    const deleted = await scene.tenure.delete('/v1/admin/plans/gone', { token: scene.operator });
    expect(deleted.status).toBe(204);
    expect(await paid(customer, id)).toMatchObject({
      status: 200,
      body: { status: 'paid', problem: 'unapplied', refundDue: 2900 },
    });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'free' } });
  });

  it('takes off the price of a whole cycle, also where only a part of it was paid', async () => {
    const customer = await scene.tenure.signUp();
    scene.clock.set('2030-01-31T12:00:00Z');
    const token = (
      await scene.tenure.post('/v1/auth/login', { body: { email: customer.email, password: PASSWORD } })
    ).body.tokens.accessToken;
    const ask = (planCode: string) =>
      scene.tenure.put('/v1/subscription/plan', { token, body: { planCode } });
    await ask('pro');
    expect(await last(customer)).toMatchObject({ reason: 'start', total: 1581 });
    await paid(customer, (await last(customer)).id);
    later();
    await ask('studio');
    expect(await last(customer)).toMatchObject({ reason: 'upgrade', total: 1613 });
  });

  it('schedules a more expensive plan only for those who pay for one', async () => {
    const [free, paying] = [await scene.tenure.signUp(), await scene.customer('pro')];
    await scene.plan('tested', 900, { trialDays: 14 });
    const trying = await scene.customer('tested', { trial: true });
    for (const customer of [free, trying])
      expect(await customer.changePlan('studio', 'cycleEnd')).toMatchObject({
        status: 402,
        body: { code: 'payment_required' },
      });
    expect(await paying.changePlan('studio', 'cycleEnd')).toMatchObject({
      status: 200,
      body: { pendingPlan: { code: 'studio' } },
    });
  });

  const cancelAs = {
    owner: ({ token }: Customer) => scene.tenure.post('/v1/subscription/cancel', { token }),
    operator: ({ businessId }: Customer) =>
      scene.tenure.post(`/v1/admin/businesses/${businessId}/subscription/cancel`, {
        token: scene.operator,
        body: { when: 'cycleEnd' },
      }),
  };

  it('voids a change that waits when the subscription is canceled, by whomever, also a second time', async () => {
    for (const cancel of Object.values(cancelAs)) {
      const customer = await scene.customer('pro');
      for (const canceledBefore of [false, true]) {
        later();
        expect(await customer.changePlan('studio')).toMatchObject({ status: 402 });
        const { id } = await last(customer);
        expect(await scene.subscription(customer)).toMatchObject({ cancelAtCycleEnd: canceledBefore });
        expect(await cancel(customer)).toMatchObject({ status: 200, body: { cancelAtCycleEnd: true } });
        expect(await last(customer)).toMatchObject({ id, status: 'void' });
        expect(await paid(customer, id)).toMatchObject({ status: 409 });
      }
      await scene.at('2030-02-10T12:00:05Z');
      expect(await scene.subscription(customer)).toMatchObject({ status: 'ended', endReason: 'canceled' });
      scene.clock.set(START);
    }
  });

  it('keeps a cancel that came while the change was being paid, unless it was taken back', async () => {
    const orders = [{ planCode: 'studio' }, { planCode: 'yearly' }, { planCode: 'team', quantity: 9 }];
    for (const order of orders)
      for (const cancel of Object.values(cancelAs))
        for (const resumes of [false, true]) {
          const customer =
            order.planCode === 'team'
              ? await scene.customer('team', { quantity: 5 })
              : await scene.customer();
          const ref = { businessId: customer.businessId, id: '' };
          const { token } = customer;
          later();
          await scene.tenure.put('/v1/subscription/plan', { token, body: order });
          const { id, total } = await last(customer);
          ref.id = id;
          await scene.settlement.processing(ref);
          expect(await cancel(customer)).toMatchObject({ status: 200, body: { cancelAtCycleEnd: true } });
          if (resumes)
            expect(await scene.tenure.post('/v1/subscription/resume', { token })).toMatchObject({
              status: 200,
            });
          const payment = { reference: 'debit', amount: total, currency: 'USD' };
          await scene.settlement.paid(ref, { ...payment, at: scene.clock.now() });
          expect(await last(customer)).toMatchObject({ id, status: 'paid', problem: null });
          expect(await scene.subscription(customer)).toMatchObject({
            plan: { code: order.planCode },
            cancelAtCycleEnd: !resumes,
          });
          scene.clock.set(START);
        }
  });

  it.each(['cancel', 'change'])(
    'gives up a change that was declined after a %s, so that a new card does not pay it',
    async (decision) => {
      const customer = await scene.customer('pro');
      later();
      await customer.changePlan('studio');
      const { id } = await last(customer);
      const ref = { businessId: customer.businessId, id };
      await scene.settlement.processing(ref);
      if (decision === 'cancel') await cancelAs.owner(customer);
      else await scene.put(customer, { planCode: 'yearly' });
      await scene.settlement.declined(ref, { at: scene.clock.now(), code: 'bank_refused', hard: false });
      const order = (await scene.invoices(customer)).find((each) => each.id === id);
      expect(order).toMatchObject({ status: 'void' });
      expect(await scene.subscription(customer)).toMatchObject({ cancelAtCycleEnd: decision === 'cancel' });
    },
  );

  it('sends money back that came for a subscription that has ended since', async () => {
    const customer = await scene.customer('pro');
    await paid(customer, (await last(customer)).id);
    later();
    await customer.changePlan('studio');
    const { id } = await last(customer);
    await scene.settlement.processing({ businessId: customer.businessId, id });
    await scene.tenure.post(`/v1/admin/businesses/${customer.businessId}/subscription/cancel`, {
      token: scene.operator,
      body: { when: 'cycleEnd' },
    });
    await scene.at('2030-02-11T12:00:00Z');
    await scene.settlement.paid(
      { businessId: customer.businessId, id },
      { at: scene.clock.now(), reference: 'late', amount: 5000, currency: 'USD' },
    );
    expect(await last(customer)).toMatchObject({ status: 'paid', problem: 'unapplied', refundDue: 5000 });
    expect(await scene.subscription(customer)).toMatchObject({ status: 'ended' });
  });

  it.each([
    ['before it ended', null],
    ['after it had ended', '1 second'],
  ])('sends money back of an order %s once another subscription has begun', async (_, ordered) => {
    const customer = await scene.customer('pro');
    await paid(customer, (await last(customer)).id);
    later();
    await customer.changePlan('studio');
    const { id } = await last(customer);
    const ref = { businessId: customer.businessId, id };
    await scene.settlement.processing(ref);
    await scene.tenure.post(`/v1/admin/businesses/${customer.businessId}/subscription/cancel`, {
      token: scene.operator,
      body: { when: 'cycleEnd' },
    });
    await scene.at('2030-02-11T12:00:00Z');
    scene.operator = await scene.tenure.operator();
    expect(await scene.put(customer, { planCode: 'free' })).toMatchObject({ status: 200 });
    if (ordered !== null)
      await scene.tenure.dataSource.query(
        `UPDATE invoices i SET created_at = s.ended_at + $2::interval FROM subscriptions s
         WHERE i.id = $1 AND s.business_id = i.business_id AND s.id = i.subscription_id`,
        [id, ordered],
      );
    const money = { at: scene.clock.now(), reference: 'late', amount: 5000, currency: 'USD' };
    await scene.settlement.paid(ref, money);
    expect(await last(customer)).toMatchObject({ status: 'paid', problem: 'unapplied', refundDue: 5000 });
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active', plan: { code: 'free' } });
  });

  it('is settled by the clock of a business: at once, or declined until the clock pays', async () => {
    const customer = await scene.tenure.onTestClock(scene.operator, '2031-03-01T00:00:00Z');
    expect(await customer.changePlan('pro')).toMatchObject({ status: 200, body: { plan: { code: 'pro' } } });
    expect(await last(customer)).toMatchObject({ status: 'paid', total: 4900, number: null, test: true });
    const clock = (payments: string) =>
      scene.tenure.patch(`/v1/admin/test-clocks/${customer.clockId}`, {
        token: scene.operator,
        body: { payments },
      });
    await clock('decline');
    expect(await customer.changePlan('studio')).toMatchObject({
      status: 402,
      body: { code: 'payment_failed', declineCode: 'test_clock' },
    });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'pro' }, status: 'active' });
    await clock('succeed');
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'studio' } });
    await customer.advance('2031-04-01T00:00:00Z');
    expect(await last(customer)).toMatchObject({ reason: 'cycle', status: 'paid', total: 9900 });
  });

  it('takes no amounts along to another currency, whether the plan is changed or takes over', async () => {
    const euros = { amount: 3000, currency: 'EUR' };
    await scene.plan('euro', 0, { price: euros });
    await scene.plan('euro-weekly', 0, { price: euros, interval: { unit: 'week', count: 1 } });
    await scene.plan('to-euro', 4900, { whenCycleEnds: { switchTo: 'euro' } });
    const moves = [
      ['pro', 'now', 'euro'],
      ['pro', 'now', 'euro-weekly'],
      ['pro', 'cycleEnd', 'euro'],
      ['to-euro', null, 'euro'],
    ] as const;
    for (const [from, when, to] of moves)
      for (const discount of [
        { amount: 1000, cycles: 9 },
        { percent: 50, cycles: 9 },
      ]) {
        scene.clock.set(START);
        const customer = await scene.customer(from, { netDays: 365 });
        await scene.put(customer, { planCode: from, discount });
        const { dataSource } = scene.tenure;
        await dataSource.query('UPDATE subscriptions SET carried = 700 WHERE business_id = $1', [
          customer.businessId,
        ]);
        if (when === null) await at('2030-02-09T12:00:00Z', customer);
        else await scene.put(customer, { planCode: to, when });
        const total = discount.percent === undefined ? 3000 : 1500;
        expect((await upcoming(customer))[0]).toMatchObject({ amount: total, currency: 'EUR' });
        await scene.at('2030-02-10T12:00:05Z');
        expect(await last(customer)).toMatchObject({ total, currency: 'EUR' });
        const { billing } = await scene.subscription(customer);
        if (discount.percent === undefined) expect(billing.discount).toBe(null);
        else expect(billing.discount).toMatchObject({ percent: 50 });
      }
    scene.clock.set(START);
    const customer = await scene.customer('free', { discount: { amount: 1000, cycles: null } });
    const path = `/v1/admin/businesses/${customer.businessId}/subscription/plan/preview?planCode=euro`;
    expect(await scene.tenure.get(path, { token: scene.operator })).toMatchObject({
      body: { dueNow: { amount: 3000, currency: 'EUR' } },
    });
    await scene.put(customer, { planCode: 'euro' });
    expect(await last(customer)).toMatchObject({ total: 3000, currency: 'EUR' });
  });

  it('begins the grace of a test clock that declines when the cycle is invoiced, also in the middle of it', async () => {
    const customer = await scene.tenure.onTestClock(scene.operator, '2031-03-01T00:00:00Z');
    await scene.tenure.patch(`/v1/admin/test-clocks/${customer.clockId}`, {
      token: scene.operator,
      body: { payments: 'decline' },
    });
    await customer.advance('2031-03-25T00:00:00Z');
    await scene.put(customer, { planCode: 'pro', collect: true });
    expect(await last(customer)).toMatchObject({ status: 'open', declinedAt: '2031-03-25T00:00:00.000Z' });
    expect(await scene.subscription(customer)).toMatchObject({
      plan: { code: 'pro' },
      status: 'pastDue',
      accessUntil: '2031-04-08T00:00:00.000Z',
    });
  });

  it(
    `invoices what upcoming foretold, to the cent: ${RUNS} random prices, changes and discounts`,
    async () => {
      const plans = fc.constantFrom('pro', 'studio', 'yearly', 'team');
      const property = fc.asyncProperty(
        plans,
        fc.option(plans, { nil: null }),
        fc.option(plans, { nil: null }),
        fc.record({ percent: fc.integer({ min: 1, max: 100 }), cycles: fc.integer({ min: 1, max: 4 }) }),
        fc.integer({ min: -12_000, max: 12_000 }),
        fc.integer({ min: 1, max: 27 }),
        async (first, next, pending, discount, carried, days) => {
          const customer = await scene.tenure.onTestClock(scene.operator, '2031-01-31T10:00:00Z');
          await customer.changePlan(first);
          await scene.put(customer, { planCode: first, discount });
          await customer.advance(new Date(Date.UTC(2031, 0, 31 + days, 10)).toISOString());
          if (next !== null) await customer.changePlan(next, 'now');
          if (pending !== null) await scene.put(customer, { planCode: pending, when: 'cycleEnd' });
          await scene.tenure.dataSource.query(
            'UPDATE subscriptions SET carried = $2 WHERE business_id = $1',
            [customer.businessId, carried],
          );
          expect(await comesTrue(customer)).toBeGreaterThan(0);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    60_000 + RUNS * 3_000,
  );

  /** Lives through the next cycles, and compares each invoice with what was foretold. */
  async function comesTrue(customer: CustomerOnClock): Promise<number> {
    const path = `/v1/admin/businesses/${customer.businessId}/subscription/upcoming?cycles=5`;
    const said: any[] = (await scene.tenure.get(path, { token: scene.operator })).body.data;
    const before = (await scene.invoices(customer)).length;
    await customer.advance(said.at(-1).startsAt);
    const invoices = (await scene.invoices(customer)).slice(before);
    const foretold = said.filter(({ amount }) => amount > 0);
    expect(invoices.map(({ cycle, total }) => [cycle.startsAt, total])).toEqual(
      foretold.map(({ startsAt, amount }) => [startsAt, amount]),
    );
    return said.length;
  }
});
