import { BillingMailsService } from '../../src/subscriptions/index.js';
import { type Customer, OPERATOR } from '../support/tenure.js';
import { until } from '../support/until.js';
import { BillingScene } from './scene.js';

describe('What happens to an invoice', () => {
  let scene: BillingScene;
  beforeAll(async () => (scene = await BillingScene.start('2030-01-10T12:00:00Z')));
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });
  beforeEach(() => scene.clock.set('2030-01-10T12:00:00Z'));

  const invoiced = async (plan = 'pro', terms = {}): Promise<{ customer: Customer; ref: any }> => {
    const customer = await scene.customer(plan, { netDays: 30, ...terms });
    await scene.dunning();
    const [{ id }] = await scene.invoices(customer);
    // As by Stripe without days to pay.
    await scene.tenure.dataSource.query('UPDATE invoices SET due_at = NULL WHERE id = $1', [id]);
    return { customer, ref: { businessId: customer.businessId, id } };
  };
  const payment = (amount = 4900, currency = 'USD') => ({
    at: scene.clock.now(),
    reference: 'p',
    amount,
    currency,
  });
  const decline = (more = {}) => ({
    at: scene.clock.now(),
    code: 'insufficient_funds',
    hard: false,
    ...more,
  });
  const of = async (customer: Customer) => (await scene.invoices(customer))[0];

  it('declined: past due from then, and tried again on the days that are set', async () => {
    const { customer, ref } = await invoiced();
    const next = [];
    for (let n = 0; n < 7; n += 1) next.push((await scene.settlement.declined(ref, decline())).nextAttemptAt);
    expect(next.map((at) => at?.toISOString())).toEqual([
      '2030-01-11T12:00:00.000Z',
      '2030-01-13T12:00:00.000Z',
      '2030-01-15T12:00:00.000Z',
      '2030-01-18T12:00:00.000Z',
      '2030-01-22T12:00:00.000Z',
      '2030-01-24T11:50:00.000Z',
      '2030-01-24T11:50:00.000Z',
    ]);
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-01-24T12:00:00.000Z',
    });
    await scene.settlement.paid(ref, payment());
    await scene.settlement.paid(ref, payment());
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active' });
    const entries = await scene.tenure.dataSource.query(
      `SELECT action, actor_kind AS by FROM audit_log WHERE business_id = $1 AND action LIKE 'invoice.%' ORDER BY id`,
      [customer.businessId],
    );
    expect(entries).toEqual([
      ...Array.from({ length: 7 }, () => ({ action: 'invoice.payment_failed', by: 'system' })),
      { action: 'invoice.paid', by: 'system' },
    ]);
  });

  it('declined with a short grace: tried for the last time before it ends, not on the days after it', async () => {
    await scene.plan('hasty', 4900, { graceDays: 3 });
    const { ref } = await invoiced('hasty');
    const next = [];
    for (let n = 0; n < 3; n += 1) next.push((await scene.settlement.declined(ref, decline())).nextAttemptAt);
    expect(next.map((at) => at?.toISOString())).toEqual([
      '2030-01-11T12:00:00.000Z',
      '2030-01-13T11:50:00.000Z',
      '2030-01-13T11:50:00.000Z',
    ]);
    await scene.settlement.paid(ref, payment());
  });

  it('declined after an outage: tried next on a day to come, not at once for each day that has passed', async () => {
    const { ref } = await invoiced();
    await scene.settlement.declined(ref, decline());
    scene.clock.set('2030-01-16T12:00:00Z');
    const next = [];
    for (let n = 0; n < 2; n += 1) {
      const { nextAttemptAt } = await scene.settlement.declined(ref, decline());
      scene.clock.set(nextAttemptAt);
      next.push(nextAttemptAt?.toISOString());
    }
    expect(next).toEqual(['2030-01-18T12:00:00.000Z', '2030-01-22T12:00:00.000Z']);
    await scene.settlement.paid(ref, payment());
  });

  it('declined in a trial: tried again after the trial, and past due from then', async () => {
    await scene.plan('tried', 6900, { trialDays: 20, whenTrialEnds: 'renew' });
    const { customer, ref } = await invoiced();
    scene.clock.set('2030-01-12T12:00:00Z');
    await scene.put(customer, { planCode: 'tried', trial: true });
    const declined = await scene.settlement.declined(ref, decline({ hard: true }));
    expect(await scene.subscription(customer)).toMatchObject({ status: 'trialing' });
    expect(declined.nextAttemptAt).toEqual(new Date('2030-02-01T12:01:00Z'));
    // The trial is over, and nobody has renewed it yet.
    scene.clock.set('2030-02-01T12:01:00Z');
    const early = await scene.settlement.declined(ref, decline({ hard: true }));
    expect(early.nextAttemptAt).toEqual(new Date('2030-02-02T12:01:00Z'));
    await scene.at('2030-02-02T12:01:00Z');
    await scene.settlement.declined(ref, decline({ hard: true }));
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-02-16T12:01:00.000Z',
    });
    await scene.settlement.paid(ref, payment());
  });

  it('declined by a person, or for good: uses up no attempt of its own', async () => {
    const { ref } = await invoiced();
    await scene.settlement.declined(ref, decline());
    const again = await scene.settlement.declined(ref, decline({ byPerson: true }));
    expect(again).toMatchObject({ retry: 0, attempt: 2, nextAttemptAt: new Date('2030-01-11T12:00:00Z') });
    const hard = await scene.settlement.declined(ref, decline({ hard: true }));
    expect(hard.nextAttemptAt).toEqual(new Date('2030-01-24T11:50:00Z'));
    await scene.settlement.paid(ref, payment());
  });

  it('a decline that is learned of late has a full grace from then', async () => {
    const { customer, ref } = await invoiced();
    await scene.settlement.processing(ref);
    scene.clock.set('2030-01-30T00:00:00Z');
    await scene.settlement.declined(ref, decline({ at: new Date('2030-01-12T00:00:00Z') }));
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-02-13T00:00:00.000Z',
    });
    await scene.settlement.paid(ref, payment());
  });

  it('an unpaid invoice of an earlier cycle makes it past due just so', async () => {
    const { customer, ref } = await invoiced();
    await scene.at('2030-02-10T12:00:00Z');
    await scene.settlement.declined(ref, decline());
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      cycle: { index: 1, endsAt: '2030-03-10T12:00:00.000Z' },
      accessUntil: '2030-02-24T12:00:00.000Z',
    });
    await scene.at('2030-02-24T12:00:00Z');
    expect((await scene.invoices(customer)).map(({ status }) => status)).toEqual(['void', 'void']);
    await scene.sound();
  });

  it('a payment of another amount changes nothing until an operator accepts it', async () => {
    for (const [amount, currency] of [
      [4800, 'USD'],
      [4900, 'EUR'],
    ] as const) {
      const { customer, ref } = await invoiced();
      await scene.settlement.declined(ref, decline());
      await scene.settlement.paid(ref, payment(amount, currency));
      expect(await of(customer)).toMatchObject({ status: 'paid', problem: 'amountMismatch' });
      expect(await scene.subscription(customer)).toMatchObject({ status: 'pastDue' });
      await scene.act(customer, ref.id, 'mark-paid', { reference: 'accepted' });
      expect(await of(customer)).toMatchObject({ status: 'paid', problem: null });
      expect(await scene.subscription(customer)).toMatchObject({ status: 'active' });
    }
  });

  it('paid after it was void: nothing is applied, and it is to be sent back', async () => {
    const { customer, ref } = await invoiced();
    await scene.act(customer, ref.id, 'void', { reason: 'mistake' });
    await scene.settlement.paid(ref, payment());
    expect(await of(customer)).toMatchObject({ status: 'paid', problem: 'unapplied', refundDue: 4900 });
    await scene.moneyBack.refunded(ref, { amount: 4900, reason: 'unapplied', reference: 're_1' });
    await scene.moneyBack.refunded(ref, { amount: 4900, reason: 'unapplied', reference: 're_1' });
    expect(await of(customer)).toMatchObject({ status: 'refunded', refunded: 4900, refundDue: 0 });
  });

  it('paid with less for nothing: what was paid is all that goes back', async () => {
    const { customer, ref } = await invoiced();
    await scene.act(customer, ref.id, 'void', { reason: 'mistake' });
    await scene.settlement.paid(ref, payment(3900));
    expect(await of(customer)).toMatchObject({ problem: 'unapplied', refundDue: 3900, paidAmount: 3900 });
    await scene.moneyBack.refunded(ref, { reason: 'unapplied', reference: 're_2' });
    expect(await of(customer)).toMatchObject({ status: 'refunded', refunded: 3900, refundDue: 0 });
    await scene.sound();
  });

  it('a dispute is noted, and one that is lost ends access at once', async () => {
    const { customer, ref } = await invoiced();
    await scene.settlement.paid(ref, payment());
    scene.clock.set('2030-01-12T12:00:00Z');
    await scene.moneyBack.disputed(ref, scene.clock.now());
    await scene.moneyBack.disputed(ref, scene.clock.now());
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active', plan: { code: 'pro' } });
    await scene.moneyBack.chargedBack(ref, scene.clock.now());
    expect(await of(customer)).toMatchObject({ status: 'chargedBack' });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'free' }, status: 'active' });
    const { number } = await of(customer);
    const about = async () =>
      (await scene.tenure.mails.to(OPERATOR.email)).filter(({ parsed }) => parsed.subject?.includes(number));
    await until(async () => (await about()).length > 0, 'the mail to the operators');
    expect((await about()).map(({ parsed }) => parsed.subject)).toEqual([
      `The payment of invoice ${number} is disputed`,
    ]);
    await scene.sound();
  });

  it('a lost dispute about money that bought nothing ends no access', async () => {
    const { customer, ref } = await invoiced();
    await scene.settlement.voided(ref);
    await scene.settlement.paid(ref, payment());
    expect(await of(customer)).toMatchObject({ problem: 'unapplied', refundDue: 4900 });
    await scene.moneyBack.chargedBack(ref, scene.clock.now());
    expect(await of(customer)).toMatchObject({ status: 'chargedBack', refundDue: 0 });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'pro' }, status: 'active' });
  });

  it('a lost dispute about a change that was paid with another amount ends no access', async () => {
    await scene.plan('finer', 9900);
    const { customer, ref } = await invoiced();
    await scene.settlement.paid(ref, payment());
    scene.clock.set('2030-01-12T12:00:00Z');
    const { body } = await customer.changePlan('finer');
    const change = { businessId: customer.businessId, id: body.invoiceId as string };
    await scene.settlement.paid(change, payment(100));
    expect((await scene.invoices(customer)).at(-1)).toMatchObject({ problem: 'amountMismatch' });
    await scene.moneyBack.chargedBack(change, scene.clock.now());
    expect((await scene.invoices(customer)).at(-1)).toMatchObject({ status: 'chargedBack' });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'pro' }, status: 'active' });
  });

  it('paid while its mail of the last day waits for links: the mail is not sent', async () => {
    const [paid, late] = [await invoiced(), await invoiced()];
    for (const { ref } of [paid, late]) await scene.settlement.declined(ref, decline());
    scene.clock.set('2030-01-23T12:00:01Z');
    const renew = async ({ id }: { id: string }) => {
      if (id === paid.ref.id) await scene.settlement.paid(paid.ref, payment());
    };
    const { dataSource, app } = scene.tenure;
    await app.get(BillingMailsService).tellOfEnds(dataSource, scene.clock.now(), renew);
    const told = await dataSource.query(
      `SELECT about FROM billing_notices WHERE kind = 'invoice-unpaid-ending' AND about IN ($1, $2)`,
      [paid.ref.id, late.ref.id],
    );
    expect(told).toEqual([{ about: late.ref.id }]);
  });

  it('overdue, then paid from a bank account: each refusal by the bank is told', async () => {
    const { customer, ref } = await invoiced();
    const due = new Date('2030-01-20T12:00:00Z');
    await scene.tenure.dataSource.query('UPDATE invoices SET due_at = $2 WHERE id = $1', [ref.id, due]);
    await scene.at('2030-01-20T12:00:01Z');
    expect(await scene.subscription(customer)).toMatchObject({ status: 'pastDue' });
    await scene.settlement.processing(ref);
    await scene.settlement.declined(ref, decline());
    // The next try by itself is no news.
    await scene.settlement.declined(ref, decline());
    const told = await scene.tenure.dataSource.query(
      `SELECT kind FROM billing_notices WHERE about = $1 AND kind LIKE 'invoice-unpaid%' ORDER BY kind`,
      [ref.id],
    );
    expect(told).toEqual([{ kind: 'invoice-unpaid' }, { kind: 'invoice-unpaid:1' }]);
  });

  it('an unknown invoice is not found', async () => {
    const { customer } = await invoiced();
    const unknown = { businessId: customer.businessId, id: customer.businessId };
    await expect(scene.settlement.paid(unknown, payment())).rejects.toMatchObject({ code: 'not_found' });
    expect(await scene.act(customer, customer.businessId, 'mark-paid', { reference: 'x' })).toMatchObject({
      status: 404,
    });
  });

  it('a price per seat, an override and a discount make the lines', async () => {
    await scene.plan('team', 900, { perSeat: true, limits: { seats: 1 } });
    const { customer } = await invoiced('team', {
      quantity: 5,
      discount: { percent: 15, cycles: 2 },
    });
    expect(await of(customer)).toMatchObject({
      total: 3825,
      lines: [
        { description: 'team', quantity: 5, unitAmount: 900, amount: 4500 },
        { description: 'Discount', quantity: 1, unitAmount: -675, amount: -675 },
      ],
    });
    expect(await scene.subscription(customer)).toMatchObject({
      billing: { quantity: 5, discount: { percent: 15, cycles: 1 } },
    });
    const { body } = await scene.tenure.get(
      `/v1/admin/businesses/${customer.businessId}/subscription/upcoming?cycles=3`,
      { token: scene.operator },
    );
    expect(body.data.map(({ amount }: { amount: number }) => amount)).toEqual([3825, 4500, 4500]);
    expect(await scene.put(customer, { planCode: 'team', quantity: 1_000_001 })).toMatchObject({
      status: 400,
    });
    for (const discount of [
      { cycles: 5 },
      { percent: 5, amount: 5, cycles: null },
      { percent: 101, cycles: 1 },
    ])
      expect(await scene.put(customer, { planCode: 'team', discount })).toMatchObject({ status: 400 });
    expect(await scene.put(customer, { planCode: 'team', priceOverride: 100 })).toMatchObject({
      body: { billing: { priceOverride: 100 } },
    });
    expect(await scene.put(customer, { planCode: 'pro', discount: null })).toMatchObject({
      body: { billing: { priceOverride: null, discount: null } },
    });
  });

  it('half a minor unit of a discount is rounded up', async () => {
    await scene.plan('odd', 333);
    const { customer } = await invoiced('odd', { discount: { percent: 50, cycles: null } });
    expect(await of(customer)).toMatchObject({ total: 166, lines: [{ amount: 333 }, { amount: -167 }] });
  });

  it('a plan that is taken in the middle of a free cycle costs what is left of it', async () => {
    const customer = await scene.tenure.signUp();
    scene.clock.set('2030-01-31T12:00:00Z');
    await scene.put(customer, { planCode: 'pro', collect: true });
    // 10 of 31 days are left.
    expect(await of(customer)).toMatchObject({ total: 1581, cycle: { index: 0 } });
    await scene.put(customer, { planCode: 'team' });
    expect(await scene.invoices(customer)).toHaveLength(1);
  });

  it('new terms of the money without a plan leave a trial, a pending plan and a cancel as they are', async () => {
    await scene.plan('probed', 900, { trialDays: 14 });
    const [trying, leaving] = [await scene.tenure.signUp(), await scene.customer()];
    await scene.put(trying, { planCode: 'probed', trial: true });
    await scene.put(trying, { planCode: 'pro', when: 'cycleEnd' });
    const cancel = `/v1/admin/businesses/${leaving.businessId}/subscription/cancel`;
    await scene.tenure.post(cancel, { token: scene.operator, body: { when: 'cycleEnd' } });
    const terms = { collect: true, priceOverride: 800, discount: { percent: 50, cycles: null }, netDays: 3 };
    const money = { priceOverride: 800, discount: { percent: 50, cycles: null } };
    expect(await scene.put(trying, terms)).toMatchObject({
      status: 200,
      body: { status: 'trialing', plan: { code: 'probed' }, pendingPlan: { code: 'pro' }, billing: money },
    });
    expect(await scene.put(leaving, terms)).toMatchObject({
      status: 200,
      body: { cancelAtCycleEnd: true, plan: { code: 'pro' }, billing: money },
    });
    expect(await scene.invoices(trying)).toEqual([]);
    expect(await scene.invoices(leaving)).toHaveLength(1);
    const audit = `SELECT action FROM audit_log WHERE business_id = $1 ORDER BY id DESC LIMIT 1`;
    expect(await scene.tenure.dataSource.query(audit, [trying.businessId])).toEqual([
      { action: 'subscription.billing_changed' },
    ]);
    await scene.sound();
  });

  it('refuses terms that name no plan and no money, or say how to change a plan that is not named', async () => {
    const customer = await scene.customer();
    const refused = (field: string) => ({ status: 400, body: { errors: [{ field }] } });
    for (const [field, body] of [
      ['planCode', {}],
      ['planCode', { planCode: null, collect: true }],
      ['when', { when: 'cycleEnd', collect: true }],
      ['terms', { terms: 'newest', collect: true }],
      ['trial', { trial: true, collect: true }],
    ] as const)
      expect(await scene.put(customer, body)).toMatchObject(refused(field));
  });

  it('collect is refused where nobody collects', async () => {
    const other = await BillingScene.start('2030-01-10T12:00:00Z', { PAYMENTS: 'none' });
    try {
      const customer = await other.tenure.signUp();
      expect(await other.put(customer, { planCode: 'pro', collect: true })).toMatchObject({
        status: 409,
        body: { code: 'no_payment_provider' },
      });
    } finally {
      await other.close();
    }
  });
});

describe('Invoices on a test clock', () => {
  let scene: BillingScene;
  beforeAll(async () => {
    scene = await BillingScene.start('2030-01-01T00:00:00Z');
    scene.clock.set(null);
  });
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });

  const onClock = async (planCode: string, terms: Record<string, unknown> = {}) => {
    const customer = await scene.tenure.onTestClock(scene.operator, '2030-01-31T00:00:00Z');
    await scene.put(customer, { planCode, collect: true, ...terms });
    return customer;
  };
  const payments = (clockId: string, what: string) =>
    scene.tenure.patch(`/v1/admin/test-clocks/${clockId}`, {
      token: scene.operator,
      body: { payments: what },
    });
  const upcoming = async ({ businessId }: { businessId: string }, cycles: number) => {
    const path = `/v1/admin/businesses/${businessId}/subscription/upcoming?cycles=${cycles}`;
    return (await scene.tenure.get(path, { token: scene.operator })).body.data;
  };

  it.each([
    ['a plain price', {}],
    ['a discount for some cycles', { discount: { percent: 33, cycles: 5 } }],
    ['an amount off for ever', { discount: { amount: 5000, cycles: null } }],
    ['an override', { priceOverride: 3333 }],
    ['seats, on a price per seat', { planCode: 'seats', quantity: 7, discount: { amount: 101, cycles: 3 } }],
  ])('are what was foretold, to the cent: %s', async (_, terms: Record<string, unknown>) => {
    if (terms.planCode === 'seats') await scene.plan('seats', 333, { perSeat: true, limits: { seats: 9 } });
    const customer = await onClock('pro', terms);
    const foretold = await upcoming(customer, 12);
    const before = (await scene.invoices(customer)).length;
    expect(await customer.advance('2031-01-31T00:00:00Z')).toMatchObject({
      status: 200,
      body: { renewed: 12 },
    });
    const invoices = (await scene.invoices(customer)).slice(before);
    expect(invoices.map(({ total }) => total)).toEqual(
      foretold.map(({ amount }: { amount: number }) => amount).filter((amount: number) => amount > 0),
    );
    expect(invoices.every(({ status, number, test }) => status === 'paid' && number === null && test)).toBe(
      true,
    );
  });

  it('rehearse a decline, the grace, a recovery and a lapse', async () => {
    const customer = await onClock('pro');
    await payments(customer.clockId, 'decline');
    await customer.advance('2030-03-01T00:00:00Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-03-14T00:00:00.000Z',
      cycle: { index: 1, endsAt: '2030-03-31T00:00:00.000Z' },
    });
    await scene.sound();
    expect(await payments(customer.clockId, 'succeed')).toMatchObject({ body: { payments: 'succeed' } });
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'active',
      cycle: { endsAt: '2030-03-31T00:00:00.000Z' },
    });
    await payments(customer.clockId, 'decline');
    const lapsed = await customer.advance('2030-12-31T00:00:00Z');
    expect(lapsed).toMatchObject({ status: 200, body: { switched: 1, ended: 0 } });
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'free' }, status: 'active' });
    expect((await scene.invoices(customer)).map(({ status }) => status)).toEqual(['paid', 'paid', 'void']);
  });

  it('count the switch of a lapse, and no change of plan', async () => {
    await scene.plan('weeks', 0, { interval: { unit: 'week', count: 1 } });
    const customer = await onClock('pro');
    await payments(customer.clockId, 'decline');
    const grace = '2030-03-15T00:00:00Z';
    expect(await customer.advance(grace)).toMatchObject({ body: { renewed: 1, switched: 1, ended: 0 } });
    await payments(customer.clockId, 'succeed');
    const none = { status: 200, body: { renewed: 0, switched: 0, ended: 0 } };
    for (const [planCode, to] of [
      ['pro', '2030-03-15T01:00:00Z'],
      ['weeks', '2030-03-15T02:00:00Z'],
    ] as const) {
      expect(await customer.putOnPlan({ planCode })).toMatchObject({ status: 200 });
      expect(await customer.advance(to)).toMatchObject(none);
    }
  });

  it('tell of it by events', async () => {
    const customer = await onClock('pro');
    await payments(customer.clockId, 'decline');
    await customer.advance('2030-04-30T00:00:00Z');
    const types = await scene.tenure.dataSource.query(
      `SELECT DISTINCT type FROM (SELECT type, business_id FROM event_outbox UNION ALL SELECT type, business_id FROM events) AS e
       WHERE business_id = $1 AND (type LIKE 'invoice.%' OR type IN ('subscription.past_due', 'subscription.lapsed')) ORDER BY type`,
      [customer.businessId],
    );
    expect(types.map(({ type }: { type: string }) => type)).toEqual([
      'invoice.payment_failed',
      'invoice.voided',
      'subscription.lapsed',
      'subscription.past_due',
    ]);
  });
});
