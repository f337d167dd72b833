import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CONFIG } from '../../src/config/config.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import { ACTIVITY } from '../support/row-lock.js';
import { type Customer } from '../support/tenure.js';
import { until } from '../support/until.js';
import { BillingScene } from './scene.js';

describe('PAYMENTS=manual', () => {
  let scene: BillingScene;
  beforeAll(async () => (scene = await BillingScene.start('2030-01-10T12:00:00Z')));
  afterAll(async () => {
    await scene.sound();
    await scene.close();
  });
  beforeEach(() => scene.clock.set('2030-01-10T12:00:00Z'));

  const spendAt = (customer: Customer, now: string) => {
    scene.clock.set(now);
    return customer.spend();
  };

  /** The limits of the cycles of the subscription, the oldest first. */
  const limits = async ({ businessId }: Customer): Promise<number[]> => {
    const path = `/v1/admin/businesses/${businessId}/subscription/cycles?limit=100`;
    const { body } = await scene.tenure.get(path, { token: scene.operator });
    return body.data.map(({ usage }: any) => usage.recordings.limit).toReversed();
  };

  it('renews the cycle, and writes its invoice in the same statement', async () => {
    const customer = await scene.customer();
    await scene.at('2030-02-10T12:00:05Z');
    expect((await scene.subscription(customer)).cycle).toMatchObject({ index: 1 });
    expect(await spendAt(customer, '2030-02-10T12:00:06Z')).toMatchObject({ status: 200 });
    expect(await scene.invoices(customer)).toMatchObject([
      {
        reason: 'cycle',
        planCode: 'pro',
        status: 'open',
        currency: 'USD',
        subtotal: 4900,
        tax: 0,
        total: 4900,
        cycle: { index: 0, startsAt: '2030-01-10T12:00:00.000Z', endsAt: '2030-02-10T12:00:00.000Z' },
        lines: [{ description: 'pro', quantity: 1, unitAmount: 4900, amount: 4900 }],
      },
      { cycle: { index: 1, startsAt: '2030-02-10T12:00:00.000Z' }, total: 4900 },
    ]);
  });

  it('writes the invoice also in a process that lost its PAYMENTS, and none after collecting was turned off', async () => {
    const config = scene.tenure.app.get<{ payments: string }>(CONFIG);
    const [customer, off, late] = [
      await scene.customer(),
      await scene.customer(),
      await scene.customer('pro', { netDays: 30 }),
    ];
    config.payments = 'none';
    try {
      expect(await scene.put(off, { planCode: 'pro', collect: false })).toMatchObject({ status: 200 });
      await scene.at('2030-02-10T12:00:05Z');
      scene.clock.set('2030-03-10T12:00:05Z');
      await late.spend();
    } finally {
      config.payments = 'manual';
    }
    expect(await scene.invoices(customer)).toMatchObject([{}, { total: 4900, cycle: { index: 1 } }]);
    expect(await scene.invoices(off)).toHaveLength(1);
    expect(await scene.invoices(late)).toHaveLength(3);
    await scene.dunning();
    expect(await scene.invoices(customer)).toMatchObject([
      {},
      { number: expect.any(String), status: 'open' },
    ]);
  });

  it('lets the subscription decide about its money also where PAYMENTS is none: at a change, a cancel, and a lapse', async () => {
    const config = scene.tenure.app.get<{ payments: string }>(CONFIG);
    await scene.plan('brief', 1900, { interval: { unit: 'week', count: 1 }, selfService: true });
    const [changed, ordered, lapsing] = [
      await scene.customer('pro', { netDays: 30 }),
      await scene.tenure.signUp(),
      await scene.customer(),
    ];
    expect(await ordered.changePlan('pro')).toMatchObject({ status: 402 });
    await scene.dunning();
    expect(await scene.subscription(lapsing)).toMatchObject({ status: 'pastDue' });
    await scene.put(lapsing, { collect: false });
    config.payments = 'none';
    try {
      expect(await changed.changePlan('brief')).toMatchObject({ status: 402 });
      scene.clock.set('2030-01-11T12:00:00Z');
      const path = `/v1/admin/businesses/${changed.businessId}/subscription/plan/preview?planCode=brief`;
      expect((await scene.tenure.get(path, { token: scene.operator })).body.dueNow).toMatchObject({
        amount: 1900,
      });
      await scene.put(changed, { planCode: 'brief' });
      await scene.tenure.post('/v1/subscription/cancel', { token: ordered.token });
      await scene.at('2030-01-24T12:00:00Z');
    } finally {
      config.payments = 'manual';
    }
    expect((await scene.invoices(changed)).map(({ total }) => total)).toEqual([4900, 1900, 1900]);
    expect(await scene.invoices(ordered)).toMatchObject([{ reason: 'start', status: 'void' }]);
    expect(await scene.subscription(lapsing)).toMatchObject({ plan: { code: 'free' } });
    expect(await scene.invoices(lapsing)).toMatchObject([{ status: 'void' }]);
    await scene.sound();
  });

  it('tells of no hold, because without a provider there is nothing to hold', async () => {
    const account = scene.tenure.app.get(ProviderAccountService);
    await account.hold(scene.clock.now());
    const shown = await scene.tenure.get('/v1/admin/payments', { token: scene.operator });
    expect(shown.body).toMatchObject({ provider: 'manual', heldSince: null });
    await account.resume();
  });

  it('invoices nothing that does not collect, costs nothing, or is a trial', async () => {
    await scene.plan('tried', 900, { trialDays: 14 });
    const [free, trying, other] = [
      await scene.customer('free'),
      await scene.customer('tried', { trial: true }),
      await scene.customer('pro', { collect: false }),
    ];
    await scene.at('2030-01-20T12:00:00Z');
    for (const customer of [free, trying, other]) expect(await scene.invoices(customer)).toEqual([]);
    expect(await scene.subscription(other)).not.toHaveProperty('billing');
  });

  it('gives numbers without a gap when two servers issue at once', async () => {
    for (let n = 0; n < 5; n += 1) await scene.customer();
    await Promise.all([scene.dunning(), scene.dunning(), scene.dunning()]);
    const all = await scene.tenure.get('/v1/admin/invoices?limit=100', { token: scene.operator });
    const numbers = all.body.data.map(({ number }: { number: string | null }) => number).filter(Boolean);
    expect(numbers.toSorted()).toEqual(
      numbers.map((_: string, n: number) => `INV-${String(n + 1).padStart(6, '0')}`),
    );
    expect(numbers.length).toBeGreaterThanOrEqual(5);
  });

  it('gives an invoice its number also where it is marked paid before the loop came to it', async () => {
    const customer = await scene.customer();
    const [{ id, number }] = await scene.invoices(customer);
    expect(number).toBeNull();
    const paid = await scene.act(customer, id, 'mark-paid', { reference: 'at once' });
    expect(paid).toMatchObject({
      status: 200,
      body: { status: 'paid', number: expect.stringMatching(/^INV-/) },
    });
    await scene.dunning();
    expect(await scene.invoices(customer)).toMatchObject([{ number: paid.body.number }]);
    await scene.sound();
  });

  it('finds the invoice whose number a bank transfer names, and no other', async () => {
    const [customer, other] = [await scene.customer(), await scene.customer()];
    await scene.dunning();
    const [{ id, number }] = await scene.invoices(customer);
    const found = async (filters: string) =>
      (await scene.tenure.get(`/v1/admin/invoices?${filters}`, { token: scene.operator })).body.data;
    expect(await found(`number=${number}`)).toMatchObject([{ id, number, status: 'open' }]);
    expect(await found(`number=${number.slice(0, -1)}`)).toEqual([]);
    expect(await found(`number=${number}&status=paid`)).toEqual([]);
    expect(await found(`number=${number}&businessId=${other.businessId}`)).toEqual([]);
  });

  it('gives numbers without a gap while an invoice is cancelled', async () => {
    const customers = [await scene.customer(), await scene.customer(), await scene.customer()];
    const cancel = new pg.Client({ connectionString: scene.tenure.databaseUrl });
    await cancel.connect();
    try {
      await cancel.query('BEGIN');
      await cancel.query(
        `UPDATE invoices SET status = 'void', voided_at = now(), next_attempt_at = NULL WHERE business_id = $1`,
        [customers[1]!.businessId],
      );
      const issued = scene.dunning();
      // A distributed database waits for the cancel; another passes over the invoice.
      await Promise.race([issued, sleep(500)]);
      await cancel.query('COMMIT');
      await issued;
    } finally {
      await cancel.end();
    }
    customers.push(await scene.customer());
    await scene.dunning();
    const numberOf = async (customer: Customer) =>
      (await scene.invoices(customer))[0].number as string | null;
    const numbers = await Promise.all(customers.map(numberOf));
    const first = Number(numbers[0]?.slice('INV-'.length));
    const after = (n: number) => `INV-${String(first + n).padStart(6, '0')}`;
    expect(numbers).toEqual([after(0), null, after(1), after(2)]);
  });

  it('makes a subscription past due after the due date, with access until the grace is over', async () => {
    const customer = await scene.customer('pro', { netDays: 5 });
    await scene.dunning();
    expect(await scene.invoices(customer)).toMatchObject([{ dueAt: '2030-01-15T12:00:00.000Z' }]);
    await scene.at('2030-01-15T11:59:59Z');
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active' });
    await scene.at('2030-01-15T12:00:01Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-01-29T12:00:00.000Z',
      cycle: { endsAt: '2030-02-10T12:00:00.000Z' },
    });
    const spent = await spendAt(customer, '2030-01-29T11:00:00Z');
    expect(spent).toMatchObject({ status: 200, body: { cycle: { endsAt: '2030-02-10T12:00:00.000Z' } } });
    expect(await scene.put(customer, { planCode: 'free' })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'pastDue' },
    });
    const [invoice] = await scene.invoices(customer);
    expect(await scene.tenure.get('/v1/billing', { token: customer.token })).toMatchObject({
      status: 200,
      body: { provider: 'manual', card: null, pastDue: { invoiceId: invoice.id } },
    });
    await scene.sound();
  });

  it('recovers when it is paid, also late, and has its planned end again', async () => {
    const customer = await scene.customer();
    await scene.at('2030-01-10T12:00:05Z');
    await scene.at('2030-01-10T12:00:10Z');
    const [invoice] = await scene.invoices(customer);
    expect(await scene.subscription(customer)).toMatchObject({ status: 'pastDue' });
    // Access is over, but nobody has looked: the money counts.
    scene.clock.set('2030-01-26T12:00:00Z');
    const paid = await scene.act(customer, invoice.id, 'mark-paid', { reference: 'transfer 1' });
    expect(paid).toMatchObject({ status: 200, body: { status: 'paid', reference: 'transfer 1' } });
    const after = await scene.subscription(customer);
    expect(after).toMatchObject({
      status: 'active',
      cycle: { index: 0, endsAt: '2030-02-10T12:00:00.000Z' },
    });
    expect(after).not.toHaveProperty('accessUntil');
    expect(await scene.act(customer, invoice.id, 'mark-paid', { reference: 'again' })).toMatchObject({
      body: { reference: 'transfer 1' },
    });
    await scene.sound();
  });

  it('recovers under the terms of an edit of running cycles that was made when its access was over but nobody had looked', async () => {
    await scene.plan('edited', 4900);
    const [paid, lapsed] = [await scene.customer('edited'), await scene.customer('edited')];
    await scene.at('2030-01-10T12:00:05Z');
    await scene.at('2030-01-10T12:00:10Z');
    scene.clock.set('2030-01-26T12:00:00Z');
    const edit = { token: scene.operator, body: { limits: { recordings: 20, seats: 3 } } };
    expect(await scene.tenure.patch('/v1/admin/plans/edited?runningCycles=true', edit)).toMatchObject({
      status: 200,
    });
    scene.clock.set('2030-01-26T12:00:01Z');
    const [invoice] = await scene.invoices(paid);
    await scene.act(paid, invoice.id, 'mark-paid', { reference: 'late' });
    expect(await paid.spend(11)).toMatchObject({ status: 200, body: { limit: 20, cycle: { index: 0 } } });
    expect(await limits(paid)).toEqual([20]);
    // Access was over before the edit, and stays over: the cycle keeps its terms.
    await lapsed.spend();
    expect(await limits(lapsed)).toEqual([10, 10]);
    await scene.sound();
  });

  it('recovers when the invoice is waived', async () => {
    const customer = await scene.customer();
    await scene.at('2030-01-10T12:00:05Z');
    await scene.dunning();
    const [invoice] = await scene.invoices(customer);
    expect(await scene.act(customer, invoice.id, 'void', { reason: 'goodwill' })).toMatchObject({
      body: { status: 'void' },
    });
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active' });
    expect(await scene.act(customer, invoice.id, 'mark-paid', { reference: 'x' })).toMatchObject({
      status: 409,
    });
  });

  it('lapses to the free default plan when nobody pays, and voids what is open', async () => {
    const customer = await scene.customer();
    await scene.at('2030-01-10T12:00:05Z');
    await scene.dunning();
    await scene.at('2030-01-24T12:00:10Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'active',
      plan: { code: 'free' },
      cycle: { index: 1, startsAt: '2030-01-24T12:00:05.000Z', endsAt: '2030-02-24T12:00:05.000Z' },
    });
    expect(await scene.invoices(customer)).toMatchObject([{ status: 'void' }]);
    await scene.sound();
  });

  it('voids no invoice that was paid while the lapse was under way', async () => {
    await scene.plan('of-weeks', 900, { interval: { unit: 'week', count: 1 } });
    const customer = await scene.customer('of-weeks');
    for (const now of ['2030-01-10T12:00:05Z', '2030-01-17T12:00:05Z', '2030-01-24T12:00:01Z']) {
      await scene.at(now);
      await scene.dunning();
    }
    const [first] = await scene.invoices(customer);
    const { dataSource } = scene.tenure;
    const other = dataSource.createQueryRunner();
    await other.startTransaction();
    const business = [customer.businessId];
    await other.query('SELECT 1 FROM subscriptions WHERE business_id = $1 FOR NO KEY UPDATE', business);
    const lapsed = scene.at('2030-01-24T12:00:10Z');
    const waits = `SELECT 1 FROM ${ACTIVITY} WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await until(async () => (await dataSource.query(waits)).length > 0, 'the renewal waits');
    // As a payment that leaves the subscription as it is, because it owes another invoice.
    await other.query(
      `UPDATE invoices SET status = 'paid', paid_at = $2, declined_at = NULL, next_attempt_at = NULL WHERE id = $1`,
      [first.id, scene.clock.now()],
    );
    await other.commitTransaction();
    await other.release();
    await lapsed;
    expect(await scene.subscription(customer)).toMatchObject({ plan: { code: 'free' } });
    expect(await scene.invoices(customer)).toMatchObject([
      { status: 'paid' },
      { status: 'void' },
      { status: 'void' },
    ]);
  });

  it('ends unpaid where the plan says so, also for a bot that comes late', async () => {
    await scene.plan('strict', 900, { whenUnpaid: 'end', graceDays: 3 });
    const customer = await scene.customer('strict');
    await scene.at('2030-01-10T12:00:05Z');
    await scene.dunning();
    expect(await spendAt(customer, '2030-01-13T12:00:06Z')).toMatchObject({
      status: 403,
      body: { code: 'no_active_subscription' },
    });
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'ended',
      endReason: 'unpaid',
      endedAt: '2030-01-13T12:00:05.000Z',
    });
    await scene.sound();
  });

  it('ends as canceled at the end of access when a cancel is pending', async () => {
    const customer = await scene.customer();
    await scene.at('2030-01-10T12:00:05Z');
    await scene.dunning();
    const cancel = `/v1/admin/businesses/${customer.businessId}/subscription/cancel`;
    await scene.tenure.post(cancel, { token: scene.operator, body: { when: 'cycleEnd' } });
    await scene.at('2030-01-25T00:00:00Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'ended',
      endReason: 'canceled',
      endedAt: '2030-01-24T12:00:05.000Z',
    });
    await scene.sound();
  });

  it('turns a cycle normally that is over before access is, and cuts the next one likewise', async () => {
    await scene.plan('weekly', 500, { interval: { unit: 'week', count: 1 } });
    await scene.plan('weekly2', 700, { interval: { unit: 'week', count: 1 } });
    const customer = await scene.customer('weekly');
    await scene.at('2030-01-10T12:00:05Z');
    await scene.dunning();
    await scene.put(customer, { planCode: 'weekly2', when: 'cycleEnd' });
    await scene.at('2030-01-17T12:00:01Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      plan: { code: 'weekly2' },
      cycle: { index: 1, endsAt: '2030-01-24T12:00:00.000Z' },
      accessUntil: '2030-01-24T12:00:05.000Z',
    });
    await scene.at('2030-01-24T12:00:01Z');
    expect(await scene.subscription(customer)).toMatchObject({ cycle: { index: 2 }, status: 'pastDue' });
    await scene.sound();
    await scene.at('2030-01-24T12:00:06Z');
    expect(await scene.subscription(customer)).toMatchObject({ cycle: { index: 3 }, plan: { code: 'free' } });
    await scene.sound();
  });

  it('waits 30 days where that was agreed: three cycles turn, and the oldest invoice decides', async () => {
    const customer = await scene.customer('pro', { netDays: 30 });
    await scene.dunning();
    await scene.at('2030-02-09T12:00:00Z');
    await scene.act(customer, (await scene.invoices(customer))[0].id, 'mark-paid', { reference: 'first' });
    await scene.at('2030-02-10T12:00:00Z');
    await scene.at('2030-03-10T12:00:00Z');
    expect(await scene.invoices(customer)).toMatchObject([
      { status: 'paid' },
      { status: 'open', dueAt: '2030-03-12T12:00:00.000Z' },
      { status: 'open', dueAt: '2030-04-09T12:00:00.000Z' },
    ]);
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active', cycle: { index: 2 } });
    await scene.at('2030-03-12T12:00:01Z');
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-03-26T12:00:00.000Z',
    });
  });

  it('keeps its invoices open after a planned end, and voids them when the business closes', async () => {
    await scene.plan('once', 700, { whenCycleEnds: 'end' });
    const net = { netDays: 60 };
    const [canceled, closed] = [await scene.customer('pro', net), await scene.customer('once', net)];
    await scene.dunning();
    const cancel = `/v1/admin/businesses/${canceled.businessId}/subscription/cancel`;
    await scene.tenure.post(cancel, { token: scene.operator, body: { when: 'cycleEnd' } });
    await scene.at('2030-02-10T12:00:01Z');
    expect(await scene.subscription(canceled)).toMatchObject({ status: 'ended', endReason: 'canceled' });
    expect(await scene.subscription(closed)).toMatchObject({ status: 'ended', endReason: 'expired' });
    const [{ id, status }] = await scene.invoices(canceled);
    expect(status).toBe('open');
    expect(await scene.invoices(closed)).toMatchObject([
      { status: 'open', dueAt: '2030-03-11T12:00:00.000Z' },
    ]);
    await scene.sound();
    await scene.tenure.post(`/v1/admin/businesses/${closed.businessId}/close`, { token: scene.operator });
    expect(await scene.invoices(closed)).toMatchObject([{ status: 'void' }]);
    scene.clock.set('2030-03-01T12:00:00Z');
    const paid = await scene.act(canceled, id, 'mark-paid', { reference: 'the last month' });
    expect(paid).toMatchObject({ status: 200, body: { status: 'paid', problem: null } });
    expect(await scene.subscription(canceled)).toMatchObject({ status: 'ended', endReason: 'canceled' });
  });

  it('lets nobody lapse unseen: a due date that is noticed late has a full grace', async () => {
    const customer = await scene.customer('pro', { netDays: 1 });
    await scene.dunning();
    scene.clock.set('2030-02-05T00:00:00Z');
    await scene.dunning();
    expect(await scene.subscription(customer)).toMatchObject({
      status: 'pastDue',
      accessUntil: '2030-02-19T00:00:00.000Z',
    });
  });

  it('sends money back by credit notes with numbers of their own, and never more than was paid', async () => {
    const customer = await scene.customer();
    await scene.dunning();
    const [{ id }] = await scene.invoices(customer);
    const refund = (body: Record<string, unknown>) => scene.act(customer, id, 'refund', body);
    expect(await refund({ reason: 'early' })).toMatchObject({ status: 409 });
    await scene.act(customer, id, 'mark-paid', { reference: 'transfer' });
    expect(await refund({ amount: 900, reason: 'outage' })).toMatchObject({
      body: { status: 'paid', refunded: 900 },
    });
    const keyed = (amount: number) =>
      scene.tenure.post(`/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`, {
        token: scene.operator,
        body: { amount, reason: 'outage' },
        headers: { 'idempotency-key': 'form-1' },
      });
    for (let twice = 0; twice < 2; twice += 1)
      expect(await keyed(50)).toMatchObject({ status: 200, body: { refunded: 950 } });
    // A server that died before it kept the answer.
    await scene.tenure.dataSource.query(
      `UPDATE idempotency_records SET answer = '{"pending": true}' WHERE key = 'form-1'`,
    );
    expect(await keyed(50)).toMatchObject({ status: 200, body: { refunded: 950 } });
    expect(await keyed(60)).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await refund({ amount: 4001, reason: 'too much' })).toMatchObject({ status: 409 });
    expect(await refund({ reason: 'all of it' })).toMatchObject({
      body: { status: 'refunded', refunded: 4900 },
    });
    expect(await refund({ reason: 'once more' })).toMatchObject({ status: 409 });
    const seen = await scene.tenure.get(`/v1/invoices/${id}`, { token: customer.token });
    expect(seen.body.creditNotes).toMatchObject([
      { number: 'CN-000001', amount: 900 },
      { number: 'CN-000002', amount: 50 },
      { number: 'CN-000003', amount: 3950 },
    ]);
    // Why the money went back is a note of the operator's own.
    expect(JSON.stringify(seen.body)).not.toContain('outage');
    const listed = await scene.tenure.get(`/v1/admin/invoices?businessId=${customer.businessId}`, {
      token: scene.operator,
    });
    expect(listed.body.data).toMatchObject([{ id, businessName: 'Analytical Engines' }]);
    expect(await scene.subscription(customer)).toMatchObject({ status: 'active', plan: { code: 'pro' } });
  });

  it('voids what is open when an operator ends the subscription or closes the business', async () => {
    const [ended, closed] = [await scene.customer(), await scene.customer()];
    const path = `/v1/admin/businesses/${ended.businessId}/subscription/cancel`;
    await scene.tenure.post(path, { token: scene.operator, body: { when: 'now' } });
    await scene.tenure.post(`/v1/admin/businesses/${closed.businessId}/close`, { token: scene.operator });
    for (const customer of [ended, closed])
      expect(await scene.invoices(customer)).toMatchObject([{ status: 'void' }]);
  });

  it('keeps invoices of a business that is erased, for operators alone', async () => {
    const customer = await scene.customer();
    await scene.dunning();
    const [{ id }] = await scene.invoices(customer);
    await scene.act(customer, id, 'mark-paid', { reference: 'transfer' });
    const admin = `/v1/admin/businesses/${customer.businessId}`;
    await scene.tenure.post(`${admin}/close`, { token: scene.operator });
    expect(await scene.tenure.post(`${admin}/erase`, { token: scene.operator })).toMatchObject({
      status: 200,
    });
    expect(await scene.invoices(customer)).toMatchObject([
      { id, status: 'paid', total: 4900, businessName: null },
    ]);
    expect(await scene.act(customer, id, 'refund', { amount: 100, reason: 'late' })).toMatchObject({
      body: { refunded: 100 },
    });
  });
});
