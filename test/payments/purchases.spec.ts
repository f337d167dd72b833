import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ClockGuardService } from '../../src/common/clock-guard.service.js';
import { DomainError } from '../../src/common/domain-error.js';
import { InvoiceSettlementService, LifecycleService } from '../../src/subscriptions/index.js';
import { CycleOpeningService } from '../../src/subscriptions/cycles/cycle-opening.service.js';
import { CheckoutFollowService } from '../../src/payments/checkouts/checkout-follow.service.js';
import { InvoiceChargeService } from '../../src/payments/invoice-charge.service.js';
import { InvoiceFollowService } from '../../src/payments/invoice-follow.service.js';
import { ProviderRunsService } from '../../src/payments/provider-runs.service.js';
import { ComparisonService } from '../../src/payments/comparison.service.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import { DunningService } from '../../src/payments/invoices/dunning.service.js';
import { violations } from '../../invariants/invariants.js';
import { RowLock } from '../support/row-lock.js';
import { CARDS, type TestCard } from '../support/stripe/cards.js';
import type { Customer } from '../support/tenure.js';
import { until } from '../support/until.js';
import { StripeTenure } from './stripe-tenure.js';

const never = new AbortController().signal;
const MONTH = { unit: 'month', count: 1 };

describe('Changes of plan that Stripe charges', () => {
  let shop: StripeTenure;
  let operator: string;
  beforeAll(async () => {
    shop = await StripeTenure.start();
    operator = await shop.tenure.operator();
    await plan('solo', 4900, MONTH);
    await plan('studio', 9900, MONTH);
    await plan('yearly', 60_000, { unit: 'year', count: 1 });
    await plan('weekly', 1500, { unit: 'week', count: 1 });
    await plan('weeks', 1500, { unit: 'week', count: 1 }, { selfService: true });
    await plan('tried', 2900, MONTH, { trialDays: 14, whenTrialEnds: 'renew' });
    await plan('team', 900, MONTH, { perSeat: true, trialDays: 14, whenTrialEnds: 'renew' });
    await plan('taster', 900, MONTH, { perSeat: true, trialDays: 14, whenTrialEnds: 'end' });
    for (const next of ['solo', 'free'])
      await plan(`to-${next}`, 900, MONTH, {
        perSeat: true,
        trialDays: 14,
        whenTrialEnds: { switchTo: next },
      });
  });
  afterAll(async () => {
    const found = await violations(shop.tenure.databaseUrl, { auditDays: null });
    expect(found.filter(({ count }) => count > 0)).toEqual([]);
    await shop.close();
  });
  beforeEach(async () => {
    operator = await shop.tenure.operator();
  });
  afterEach(async () => {
    shop.stripe.fault = () => null;
    await shop.retire();
  });

  async function plan(code: string, amount: number, interval: object, more: object = {}): Promise<void> {
    const price = { amount, currency: 'USD' };
    const body = { code, name: code, price, interval, limits: { recordings: 100, seats: 5 }, ...more };
    const made = await shop.tenure.post('/v1/admin/plans', { token: operator, body });
    expect(made).toMatchObject({ status: 201 });
  }

  /** A customer on the free plan, with a card if one is named, who then buys a plan. */
  async function owner(card: TestCard | null, planCode?: string): Promise<Customer> {
    const customer = await shop.tenure.signUp();
    if (card !== null) await shop.saveCard(customer, card);
    if (planCode === undefined) return customer;
    expect((await put(customer, { planCode })).status).toBe(200);
    // Invoices of the same millisecond have no order.
    await shop.pass(0.001);
    return customer;
  }

  const put = async (customer: Customer, body: object) =>
    shop.tenure.put('/v1/subscription/plan', { token: await shop.token(customer), body });
  const checkout = async (customer: Customer, body: object) =>
    shop.tenure.post('/v1/billing/checkout', { token: await shop.token(customer), body });
  const showCheckout = async (customer: Customer, id: string) =>
    shop.tenure.get(`/v1/billing/checkouts/${id}`, { token: await shop.token(customer) });
  const preview = async (customer: Customer, planCode: string) =>
    (
      await shop.tenure.get(`/v1/subscription/plan/preview?planCode=${planCode}`, {
        token: await shop.token(customer),
      })
    ).body;
  const shown = async (customer: Customer) =>
    (await shop.tenure.get('/v1/subscription', { token: await shop.token(customer) })).body;
  const planOf = async (customer: Customer): Promise<string> => (await shown(customer)).plan.code;
  const last = async (customer: Customer) => (await shop.invoices(customer)).at(-1);
  /** The part that is left of the running cycle. */
  const left = async (customer: Customer): Promise<number> => {
    const { startsAt, endsAt } = (await shown(customer)).cycle;
    const [from, end] = [Date.parse(startsAt), Date.parse(endsAt)];
    return (end - shop.clock.now().getTime()) / (end - from);
  };
  const dunning = () => shop.tenure.app.get(DunningService).run(shop.clock.now());

  it('shows what is due now, charges it first, and then begins the plan', async () => {
    const customer = await owner(CARDS.good);
    expect(await preview(customer, 'solo')).toMatchObject({
      when: 'now',
      paymentRequired: true,
      dueNow: { amount: 4900, tax: 0, currency: 'USD', lines: [{ description: 'solo', amount: 4900 }] },
    });
    expect(await put(customer, { planCode: 'solo', maxAmount: 4899 })).toMatchObject({
      status: 409,
      body: { code: 'price_changed', amount: 4900, currency: 'USD' },
    });
    expect(await shop.invoices(customer)).toEqual([]);
    expect(await put(customer, { planCode: 'solo', maxAmount: 4900 })).toMatchObject({
      status: 200,
      body: { plan: { code: 'solo' }, billing: { quantity: 1 } },
    });
    expect(await shop.invoices(customer)).toMatchObject([
      { reason: 'start', status: 'paid', total: 4900, cycle_index: 0 },
    ]);
    expect((await put(customer, { planCode: 'solo' })).status).toBe(200);
    expect(shop.stripe.chargesOf((await last(customer)).id)).toHaveLength(1);
  });

  it('charges the difference for what is left of the cycle, and the next cycle in full', async () => {
    const customer = await owner(CARDS.good, 'solo');
    const { cycle } = await shown(customer);
    await shop.pass(12);
    const due = Math.round(5000 * (await left(customer)));
    expect(await preview(customer, 'studio')).toMatchObject({ dueNow: { amount: due } });
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({
      status: 200,
      body: { plan: { code: 'studio' }, cycle: { endsAt: cycle.endsAt } },
    });
    expect(await last(customer)).toMatchObject({
      reason: 'upgrade',
      status: 'paid',
      total: due,
      lines: [{ description: 'studio' }, { description: 'Already paid for solo' }],
    });
    await shop.pass(21);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ reason: 'cycle', status: 'paid', total: 9900 });
  });

  it('takes what was paid off a plan of another interval, and waits where that is more than it costs', async () => {
    const customer = await owner(CARDS.good, 'solo');
    await shop.pass(10);
    expect(await preview(customer, 'weekly')).toMatchObject({
      when: 'cycleEnd',
      dueNow: null,
      paymentRequired: false,
    });
    expect(await put(customer, { planCode: 'weekly', when: 'now' })).toMatchObject({
      body: { code: 'change_at_cycle_end' },
    });
    await shop.tenure.dataSource.query(
      `UPDATE payment_accounts SET payment_method = NULL, brand = NULL, last4 = NULL, expires_month = NULL, expires_year = NULL
       WHERE business_id = $1`,
      [customer.businessId],
    );
    expect(await put(customer, { planCode: 'weeks' })).toMatchObject({
      status: 200,
      body: { pendingPlan: { code: 'weeks' } },
    });
    // A plan that has to be bought needs a card first, and a page saves one.
    expect(await put(customer, { planCode: 'weekly' })).toMatchObject({ status: 402 });
    const page = await checkout(customer, { planCode: 'weekly' });
    expect(page).toMatchObject({ status: 201, body: { mode: 'setup', planCode: null } });
    shop.stripe.person.checkOut(page.body.url, CARDS.good);
    await showCheckout(customer, page.body.id);
    expect(await put(customer, { planCode: 'weekly' })).toMatchObject({
      status: 200,
      body: { pendingPlan: { code: 'weekly' } },
    });
    const due = Math.round(60_000 - 4900 * (await left(customer)));
    expect(await put(customer, { planCode: 'yearly', maxAmount: due })).toMatchObject({
      status: 200,
      body: { plan: { code: 'yearly' }, pendingPlan: null, cycle: { index: 1 } },
    });
    expect(await last(customer)).toMatchObject({
      reason: 'upgrade',
      total: due,
      whole: 60_000,
      cycle_index: 1,
    });
  });

  it('ends a trial for the whole price, of the same plan too', async () => {
    const [other, same] = [await owner(CARDS.good, 'tried'), await owner(CARDS.good, 'tried')];
    expect(await shown(same)).toMatchObject({ status: 'trialing' });
    await shop.pass(3);
    await put(other, { planCode: 'studio' });
    expect(await last(other)).toMatchObject({ reason: 'start', total: 9900, cycle_index: 1 });
    expect(await put(same, { planCode: 'tried' })).toMatchObject({ body: { status: 'trialing' } });
    expect(await put(same, { planCode: 'tried', when: 'now' })).toMatchObject({ body: { status: 'active' } });
    expect(await last(same)).toMatchObject({ reason: 'start', status: 'paid', total: 2900 });
  });

  it('keeps the old plan when the card is declined, and begins the new one with another card', async () => {
    const customer = await owner(CARDS.good, 'solo');
    await shop.saveCard(customer, CARDS.noFunds);
    const refused = await put(customer, { planCode: 'studio' });
    const invoice = await last(customer);
    expect(refused).toMatchObject({
      status: 402,
      body: {
        code: 'payment_failed',
        invoiceId: invoice.id,
        declineCode: 'insufficient_funds',
        payUrl: expect.any(String),
      },
    });
    expect(await shown(customer)).toMatchObject({ plan: { code: 'solo' }, status: 'active' });
    await shop.pass(0.5);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ id: invoice.id, status: 'open', attempt: 1 });
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    expect(await planOf(customer)).toBe('studio');
    expect(shop.stripe.chargesOf(invoice.id)).toHaveLength(1);
  });

  it('waits for a person to confirm, and sends back what is confirmed too late', async () => {
    const [soon, late] = [await owner(CARDS.toConfirm), await owner(CARDS.toConfirm)];
    for (const customer of [soon, late])
      expect(await put(customer, { planCode: 'solo' })).toMatchObject({
        status: 402,
        body: { code: 'payment_failed', declineCode: 'authentication_required' },
      });
    shop.stripe.person.payOnPage((await last(soon)).provider_invoice);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    expect(await planOf(soon)).toBe('solo');
    expect(await put(late, { planCode: 'free' })).toMatchObject({ status: 200 });
    expect(await last(late)).toMatchObject({ status: 'void' });
    shop.stripe.person.payOnPage((await last(late)).provider_invoice);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    await shop.collect();
    expect(await last(late)).toMatchObject({ status: 'refunded', problem: 'unapplied', refunded: 4900 });
    expect(await planOf(late)).toBe('free');
  });

  it('charges once and begins the plan when the server dies between the charge and the change', async () => {
    const customer = await owner(CARDS.good);
    shop.stripe.fault = ({ route, method }) =>
      method === 'POST' && route.endsWith('/pay') ? 'unanswered' : null;
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({
      status: 503,
      body: { code: 'payment_unavailable' },
    });
    expect(await planOf(customer)).toBe('free');
    shop.stripe.fault = () => null;
    await shop.pass(0.05);
    await shop.collect();
    expect(await planOf(customer)).toBe('solo');
    expect(shop.stripe.chargesOf((await last(customer)).id)).toHaveLength(1);
  });

  it('charges no change that another decision overtook while Stripe did not answer, unless it was charged before', async () => {
    const cancel = async (customer: Customer) =>
      shop.tenure.post('/v1/subscription/cancel', { token: await shop.token(customer) });
    const byOperator = async ({ businessId }: Customer) =>
      shop.tenure.put(`/v1/admin/businesses/${businessId}/subscription`, {
        token: operator,
        body: { planCode: 'yearly' },
      });
    const charges = shop.tenure.app.get(InvoiceChargeService);
    const original = charges.charge.bind(charges);
    for (const decide of [cancel, byOperator])
      for (const charged of [false, true]) {
        const customer = await owner(CARDS.good, 'solo');
        const charge = jest.spyOn(charges, 'charge').mockImplementationOnce(async (...asked) => {
          expect(await decide(customer)).toMatchObject({ status: 200 });
          shop.stripe.fault = ({ route, method }) =>
            method === 'POST' && route.endsWith('/pay') ? (charged ? 'unanswered' : 'broken') : null;
          return original(...asked);
        });
        expect(await put(customer, { planCode: 'studio' })).toMatchObject({
          status: 503,
          body: { code: 'payment_unavailable' },
        });
        charge.mockRestore();
        shop.stripe.fault = () => null;
        await shop.pass(0.01);
        await shop.collect();
        const order = (await shop.invoices(customer)).find(({ plan_code }) => plan_code === 'studio');
        expect(shop.stripe.chargesOf(order.id as string)).toHaveLength(charged ? 1 : 0);
        expect(order).toMatchObject({ status: charged ? (decide === cancel ? 'paid' : 'refunded') : 'void' });
        const after = decide === cancel ? { code: charged ? 'studio' : 'solo' } : { code: 'yearly' };
        expect(await shown(customer)).toMatchObject({
          plan: after,
          cancelAtCycleEnd: decide === cancel,
        });
      }
  });

  it('says to a person who pays a change that was overtaken that it is void', async () => {
    const charges = shop.tenure.app.get(InvoiceChargeService);
    const original = charges.charge.bind(charges);
    const customer = await owner(CARDS.good, 'solo');
    const token = await shop.token(customer);
    const charge = jest.spyOn(charges, 'charge').mockImplementationOnce(async (...asked) => {
      expect(await shop.tenure.post('/v1/subscription/cancel', { token })).toMatchObject({ status: 200 });
      shop.stripe.fault = ({ route, method }) =>
        method === 'POST' && route.endsWith('/finalize') ? 'unanswered' : null;
      return original(...asked);
    });
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({ status: 503 });
    charge.mockRestore();
    shop.stripe.fault = () => null;
    const order = await last(customer);
    expect(order).toMatchObject({ status: 'open', provider_invoice: null });
    const paid = await shop.tenure.post(`/v1/invoices/${order.id}/pay`, { token });
    expect(paid).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'void' } });
    expect(await last(customer)).toMatchObject({ id: order.id, status: 'void' });
    expect(shop.stripe.chargesOf(order.id as string)).toEqual([]);
  });

  it.each([
    ['after its issue got no answer', false],
    ['while it is issued', true],
  ])('closes at Stripe an order that became void %s', async (_, meanwhile) => {
    const charges = shop.tenure.app.get(InvoiceChargeService);
    const original = charges.charge.bind(charges);
    const customer = await owner(CARDS.good, 'solo');
    const unanswered = () =>
      (shop.stripe.fault = ({ route, method }) =>
        method === 'POST' && route.endsWith('/finalize') ? 'unanswered' : null);
    const charge = jest.spyOn(charges, 'charge').mockImplementationOnce(async (...asked) => {
      unanswered();
      if (!meanwhile) return original(...asked);
      const { businessId, id } = asked[0];
      const path = `/v1/admin/businesses/${businessId}/invoices/${id}/void`;
      const waived = await shop.tenure.post(path, { token: operator, body: { reason: 'A mistake' } });
      expect(waived).toMatchObject({ status: 200 });
      return original(...asked);
    });
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({ status: 503 });
    charge.mockRestore();
    shop.stripe.fault = () => null;
    await shop.deliver();
    if (!meanwhile) {
      const token = await shop.token(customer);
      expect(await shop.tenure.post('/v1/subscription/cancel', { token })).toMatchObject({ status: 200 });
    }
    const order = (await shop.invoices(customer)).find(({ plan_code: code }) => code === 'studio')!;
    expect(order).toMatchObject({ status: 'void', provider_invoice: null });
    const there = () =>
      [...shop.stripe.world.invoices.values()].find(({ metadata }) => metadata?.tenure_invoice === order.id)!;
    expect(there()).toMatchObject({ status: 'open' });
    await shop.pass(0.01);
    await shop.collect();
    expect(there()).toMatchObject({ status: 'void' });
    const after = (await shop.invoices(customer)).find(({ id }) => id === order.id);
    expect(after).toMatchObject({ status: 'void', provider_invoice: there().id, in_flight_until: null });
  });

  it('voids no change with days to pay while its card is charged', async () => {
    const customer = await owner(CARDS.good);
    await shop.netDays(customer, 20);
    let goOn = () => {};
    const after = new Promise<void>((resolve) => (goOn = resolve));
    let asked = () => {};
    const paying = new Promise<void>((resolve) => (asked = resolve));
    shop.stripe.fault = ({ method, route }) => {
      if (method !== 'POST' || !route.endsWith('/pay')) return null;
      asked();
      return { after };
    };
    const changed = put(customer, { planCode: 'solo' });
    await paying;
    const token = await shop.token(customer);
    expect(await shop.tenure.post('/v1/subscription/cancel', { token })).toMatchObject({ status: 200 });
    goOn();
    expect(await changed).toMatchObject({ status: 200 });
    expect(await last(customer)).toMatchObject({ status: 'paid', problem: null, in_flight_until: null });
    expect(await shown(customer)).toMatchObject({ plan: { code: 'solo' }, cancelAtCycleEnd: true });
  });

  it('charges by itself an order whose issue got no answer, also if the business has days to pay', async () => {
    const customer = await owner(CARDS.good);
    await shop.netDays(customer, 20);
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route.endsWith('/finalize') ? 'unanswered' : null;
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({ status: 503 });
    shop.stripe.fault = () => null;
    await shop.pass(0.002);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'paid', due_at: null });
    expect(await planOf(customer)).toBe('studio');
  });

  it('says that the outcome is unknown where the card was charged and that could not be noted', async () => {
    const customer = await owner(CARDS.good);
    const failed = new DomainError('renewal_failed', 'The subscription cannot be renewed.');
    const settle = jest
      .spyOn(shop.tenure.app.get(InvoiceSettlementService), 'paid')
      .mockRejectedValueOnce(failed);
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({
      status: 503,
      body: { code: 'outcome_unknown' },
    });
    settle.mockRestore();
    error.mockRestore();
    await shop.pass(0.002);
    await shop.collect();
    expect(await planOf(customer)).toBe('solo');
    expect(shop.stripe.chargesOf((await last(customer)).id)).toHaveLength(1);
  });

  it('charges nothing for a change whose subscription cannot be renewed', async () => {
    const customer = await owner(CARDS.noFunds);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({ status: 402 });
    const { id } = await last(customer);
    shop.stripe.person.changeCard(await shop.customerAtStripe(customer), CARDS.good);
    const failed = new DomainError('renewal_failed', 'The subscription cannot be renewed.');
    const roll = jest
      .spyOn(shop.tenure.app.get(CycleOpeningService), 'rollForward')
      .mockRejectedValue(failed);
    const pay = async () => shop.tenure.post(`/v1/invoices/${id}/pay`, { token: await shop.token(customer) });
    const refused = await pay().finally(() => roll.mockRestore());
    expect(refused).toMatchObject({ status: 503, body: { code: 'renewal_failed' } });
    expect(shop.stripe.chargesOf(id).filter(({ paid }) => paid)).toEqual([]);
    expect(await pay()).toMatchObject({ status: 200, body: { status: 'paid' } });
  });

  it('orders and charges nothing for a person by a clock that is wrong', async () => {
    const customer = await owner(CARDS.noFunds, undefined);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({ status: 402 });
    const { id } = await last(customer);
    await shop.saveCard(customer, CARDS.good);
    const newcomer = await owner(CARDS.good);
    const onClock = await shop.tenure.onTestClock(operator, '2031-03-01T00:00:00Z');
    const wrong = jest.spyOn(shop.tenure.app.get(ClockGuardService), 'isWrong', 'get').mockReturnValue(true);
    const clockWrong = { status: 503, body: { code: 'clock_wrong' } };
    expect(await put(newcomer, { planCode: 'solo' })).toMatchObject(clockWrong);
    expect(await checkout(newcomer, { planCode: 'solo' })).toMatchObject(clockWrong);
    const token = await shop.token(customer);
    expect(await shop.tenure.post(`/v1/invoices/${id}/pay`, { token })).toMatchObject(clockWrong);
    expect(await onClock.changePlan('solo')).toMatchObject({ status: 200 });
    wrong.mockRestore();
    expect(await shop.invoices(newcomer)).toEqual([]);
    expect(await last(customer)).toMatchObject({ status: 'open' });
  });

  it('charges once when two tabs ask at once', async () => {
    const customer = await owner(CARDS.good);
    const answers = await Promise.all([1, 2, 3].map(() => put(customer, { planCode: 'solo' })));
    expect(answers.map(({ status }) => status)).toContain(200);
    for (const { status, body } of answers)
      if (status !== 200) expect(body).toMatchObject({ code: 'wrong_state' });
    const paid = (await shop.invoices(customer)).filter(({ status }) => status === 'paid');
    expect(paid).toHaveLength(1);
    expect(shop.stripe.chargesOf(paid[0].id)).toHaveLength(1);
    expect(await planOf(customer)).toBe('solo');
  });

  it('applies nothing when another amount was paid, until an operator accepts it', async () => {
    const customer = await owner(CARDS.toConfirm);
    await put(customer, { planCode: 'solo' });
    const { id, provider_invoice: reference } = await last(customer);
    await shop.tenure.dataSource.query(
      'UPDATE invoices SET subtotal = 5000, total = 5000 WHERE business_id = $1',
      [customer.businessId],
    );
    shop.stripe.person.payOnPage(reference);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'paid', problem: 'amountMismatch' });
    expect(await planOf(customer)).toBe('free');
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
    await shop.tenure.post(path, { token: operator, body: { reference: 'agreed' } });
    expect(await planOf(customer)).toBe('solo');
  });

  it('says that an operator decides when an order is paid that a credit note made cheaper', async () => {
    const customer = await owner(CARDS.declined);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({ body: { code: 'payment_failed' } });
    const { provider_invoice: invoice } = await last(customer);
    shop.stripe.person.creditInDashboard({ invoice, amount: 1000 });
    await shop.saveCard(customer, CARDS.good);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'amountMismatch', detail: expect.stringContaining('An operator') },
    });
    expect(await last(customer)).toMatchObject({ status: 'paid', refund_due: 0 });
    expect(await planOf(customer)).toBe('free');
  });

  it('sends the money back when the plan is not to be had any more', async () => {
    await plan('fleeting', 3900, MONTH);
    const customer = await owner(CARDS.toConfirm);
    await put(customer, { planCode: 'fleeting' });
    await shop.tenure.post('/v1/admin/plans/fleeting/archive', { token: operator });
    shop.stripe.person.payOnPage((await last(customer)).provider_invoice);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'refunded', problem: 'unapplied' });
    expect(await planOf(customer)).toBe('free');
  });

  it('applies a change whose bank took longer than its cycle, and the next invoice has the difference', async () => {
    const customer = await owner(CARDS.good, 'solo');
    await shop.pass(25);
    await shop.saveCard(customer, CARDS.bankAccount);
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'processing' },
    });
    const paid = Number((await last(customer)).total);
    await shop.pass(2);
    await dunning();
    expect(await last(customer)).toMatchObject({ status: 'processing' });
    await shop.saveCard(customer, CARDS.good);
    await shop.pass(6);
    await shop.collect();
    shop.stripe.person.bankDecides('pays');
    await shop.deliver();
    await shop.collect();
    expect(await planOf(customer)).toBe('studio');
    const difference = Math.round(5000 * (await left(customer))) - paid;
    const path = `/v1/admin/businesses/${customer.businessId}/subscription/upcoming?cycles=2`;
    const { body } = await shop.tenure.get(path, { token: operator });
    expect(body.data).toMatchObject([{ amount: 9900 + difference }, { amount: 9900 }]);
    await shop.pass(31);
    await shop.collect();
    expect(await last(customer)).toMatchObject({
      reason: 'cycle',
      status: 'paid',
      total: 9900 + difference,
      whole: 9900,
      lines: [
        { description: 'studio' },
        { description: 'Difference of an earlier change', amount: difference },
      ],
    });
  });

  it('is void when an operator puts the business on a plan, and nothing is charged for it', async () => {
    const customer = await owner(CARDS.noFunds);
    expect((await put(customer, { planCode: 'solo' })).status).toBe(402);
    const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
    await shop.tenure.put(path, { token: operator, body: { planCode: 'studio' } });
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    const found = async (planCode: string) =>
      (await shop.invoices(customer)).find(({ plan_code }) => plan_code === planCode);
    expect(await found('solo')).toMatchObject({ status: 'void' });
    expect(shop.stripe.chargesOf((await found('solo')).id)).toEqual([]);
    expect(await found('studio')).toMatchObject({ reason: 'cycle', status: 'paid' });
    expect(await planOf(customer)).toBe('studio');
  });

  it('looks how it ended when the bank’s answer comes before the invoice waits for it', async () => {
    const customer = await owner(CARDS.good, 'solo');
    await shop.saveCard(customer, CARDS.bankAccount);
    expect((await put(customer, { planCode: 'studio' })).body).toMatchObject({ state: 'processing' });
    // The bank refuses at once, and its event is followed before the invoice is noted as waiting.
    shop.stripe.person.bankDecides('refuses');
    const seen = shop.stripe.world.events.length;
    await shop.tenure.dataSource.query(
      `INSERT INTO payment_events (id, type, received_at) SELECT id, 'seen', now() FROM unnest($1::text[]) AS id
       ON CONFLICT (id) DO NOTHING`,
      [shop.stripe.world.events.slice(0, seen).map(({ id }) => id)],
    );
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'processing' });
    await shop.pass(0.01);
    // Another server reads it at the same time. The refusal is counted once.
    const { provider_invoice: reference, attempt } = await last(customer);
    const settlement = shop.tenure.app.get(InvoiceSettlementService);
    const declined = settlement.declined.bind(settlement);
    const twice = jest.spyOn(settlement, 'declined').mockImplementationOnce(async (...report) => {
      await shop.tenure.app.get(InvoiceFollowService).read(reference, never);
      return declined(...report);
    });
    await shop.collect();
    expect(twice).toHaveBeenCalledTimes(2);
    twice.mockRestore();
    const once = { status: 'open', decline_code: 'insufficient_funds', attempt: attempt + 1 };
    expect(await last(customer)).toMatchObject(once);
    expect(await planOf(customer)).toBe('solo');
  });

  it('sells a plan on a page to a business without a card, keeps the card, and what was agreed to', async () => {
    const customer = await owner(null);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({
      status: 402,
      body: { code: 'payment_required', planCode: 'solo' },
    });
    const first = await checkout(customer, { planCode: 'solo', termsVersion: '2030-01' });
    expect(first).toMatchObject({ status: 201, body: { mode: 'pay', planCode: 'solo', state: 'open' } });
    const second = await checkout(customer, { planCode: 'solo' });
    expect(() => shop.stripe.person.checkOut(first.body.url)).toThrow('expired');
    expect(second.body.invoiceId).toBe(first.body.invoiceId);
    shop.stripe.person.checkOut(second.body.url);
    expect(await showCheckout(customer, second.body.id)).toMatchObject({
      body: { state: 'done', problem: null },
    });
    expect(await planOf(customer)).toBe('solo');
    expect(await shop.invoices(customer)).toMatchObject([
      { id: first.body.invoiceId, status: 'paid', number: expect.stringContaining('TENURE-') },
    ]);
    expect(await shop.card(customer)).toBe('4242');
    const [{ consent }] = await shop.tenure.dataSource.query('SELECT consent FROM checkouts WHERE id = $1', [
      first.body.id,
    ]);
    expect(consent).toMatchObject({ termsVersion: '2030-01', address: expect.any(String) });
    await shop.pass(32);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ reason: 'cycle', status: 'paid', total: 4900 });
    expect(await checkout(customer, { planCode: 'free' })).toMatchObject({ status: 409 });
  });

  it('says so where what paid on a page cannot be charged later, and begins the plan', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'solo' });
    shop.stripe.person.checkOut(body.url);
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route === '/v1/customers/{customer}' ? 'refused' : null;
    await showCheckout(customer, body.id);
    shop.stripe.fault = () => null;
    expect(await showCheckout(customer, body.id)).toMatchObject({
      body: { mode: 'pay', state: 'done', problem: 'no_payment_method' },
    });
    expect(await shown(customer)).toMatchObject({ plan: { code: 'solo' }, status: 'active' });
  });

  it('takes what was paid on a page from its events alone', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'solo' });
    shop.stripe.person.checkOut(body.url);
    await shop.deliver(shop.stripe.world.events.slice(-6));
    await shop.collect();
    expect(await planOf(customer)).toBe('solo');
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(shop.stripe.chargesOf(body.invoiceId)).toHaveLength(1);
  });

  it('saves the card of a page that is read before Stripe has made its invoice', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'solo' });
    const session = shop.stripe.person.checkOut(body.url);
    const { invoice } = session;
    session.invoice = null;
    await shop.deliver(shop.stripe.world.events.slice(-6));
    await shop.collect();
    expect(await planOf(customer)).toBe('solo');
    const find = `SELECT c.state, a.payment_method IS NOT NULL AS saved
                  FROM checkouts c JOIN payment_accounts a USING (business_id) WHERE c.id = $1`;
    const found = async () => (await shop.tenure.dataSource.query(find, [body.id]))[0];
    expect(await found()).toEqual({ state: 'processing', saved: false });
    session.invoice = invoice;
    await shop.pass(0.01);
    await shop.collect();
    expect(await found()).toEqual({ state: 'done', saved: true });
  });

  it('reads a paid page for which Stripe makes no invoice for a day by its event, and not for ever', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'solo' });
    const session = shop.stripe.person.checkOut(body.url);
    const { invoice } = session;
    session.invoice = null;
    await shop.deliver(shop.stripe.world.events.slice(-6));
    const waiting = async () => {
      await shop.collect();
      const find = 'SELECT FROM payment_events WHERE reference = $1 AND due_at IS NOT NULL';
      return (await shop.tenure.dataSource.query(find, [session.id])).length > 0;
    };
    expect(await waiting()).toBe(true);
    // Long after the page has ended, as when a bank decides.
    await shop.pass(5);
    expect(await waiting()).toBe(true);
    for (let tries = 0; tries < 30; tries += 1) {
      await shop.pass(0.05);
      await shop.collect();
    }
    expect(await waiting()).toBe(false);
    // The invoice itself is asked about until it is there.
    session.invoice = invoice;
    await shop.pass(0.3);
    await shop.collect();
    expect(await planOf(customer)).toBe('solo');
  });

  it('counts what was paid on a page in time, and closes the page of an order that expires', async () => {
    const [paid, unpaid] = [await owner(null), await owner(null)];
    const { endsAt } = (await shown(paid)).cycle;
    shop.clock.set(new Date(Date.parse(endsAt) - 60_000));
    const pages = [await checkout(paid, { planCode: 'solo' }), await checkout(unpaid, { planCode: 'solo' })];
    shop.stripe.person.checkOut(pages[0]!.body.url);
    shop.clock.set(new Date(Date.parse(endsAt) + 60_000));
    const account = shop.tenure.app.get(ProviderAccountService);
    const upkeep = () => shop.tenure.app.get(ProviderRunsService).runUpkeep(never);
    const closed = () => shop.stripe.requests('POST /v1/checkout/sessions/{session}/expire').length;
    const before = closed();
    expect(await account.hold(shop.clock.now())).toBe(true);
    await dunning();
    await upkeep();
    expect(closed()).toBe(before);
    for (const each of [paid, unpaid]) expect(await last(each)).toMatchObject({ status: 'open' });
    await account.resume();
    await upkeep();
    await dunning();
    expect(await last(paid)).toMatchObject({ status: 'paid', problem: null });
    expect(await planOf(paid)).toBe('solo');
    expect(await last(unpaid)).toMatchObject({ status: 'void' });
    expect(() => shop.stripe.person.checkOut(pages[1]!.body.url)).toThrow('expired');
  });

  it('closes the pages of orders that expire also if Stripe does not answer about other pages', async () => {
    const broken = [await owner(null), await owner(null), await owner(null)];
    const other = await owner(null);
    const { endsAt } = (await shown(other)).cycle;
    shop.clock.set(new Date(Date.parse(endsAt) - 60_000));
    const urls: string[] = [];
    for (const customer of broken) urls.push((await checkout(customer, { planCode: 'solo' })).body.url);
    const businesses = broken.map(({ businessId }) => businessId);
    const sessions: { provider_session: string }[] = await shop.tenure.dataSource.query(
      'SELECT provider_session FROM checkouts WHERE business_id = ANY ($1)',
      [businesses],
    );
    const { url } = (await checkout(other, { planCode: 'solo' })).body;
    shop.clock.set(new Date(Date.parse(endsAt) + 60_000));
    shop.stripe.fault = ({ path }) =>
      sessions.some(({ provider_session: session }) => path.includes(session)) ? 'broken' : null;
    const isClosed = async () => {
      const text = `SELECT 1 FROM checkouts WHERE business_id = $1 AND state = 'open'`;
      return (await shop.tenure.dataSource.query(text, [other.businessId])).length === 0;
    };
    // A run ends after three pages without an answer, and each run has another order.
    for (let run = 0; run < 40 && !(await isClosed()); run += 1) {
      shop.clock.set(new Date(shop.clock.now().getTime() + 1_000));
      await shop.tenure.app.get(CheckoutFollowService).expireOld(never);
    }
    expect(() => shop.stripe.person.checkOut(url)).toThrow('expired');
    shop.stripe.fault = () => null;
    await shop.tenure.app.get(ProviderRunsService).runUpkeep(never);
    for (const each of urls) expect(() => shop.stripe.person.checkOut(each)).toThrow('expired');
  });

  it('counts what was paid for a declined change in its last minute, and closes its page when it expires', async () => {
    const [paid, unpaid, byBank] = [
      await owner(CARDS.toConfirm),
      await owner(CARDS.toConfirm),
      await owner(CARDS.toConfirm),
    ];
    for (const customer of [paid, unpaid, byBank])
      expect(await put(customer, { planCode: 'solo' })).toMatchObject({ status: 402 });
    const { expires_at: expiresAt } = await last(unpaid);
    shop.clock.set(new Date(expiresAt.getTime() - 20_000));
    shop.stripe.person.payOnPage((await last(paid)).provider_invoice);
    shop.stripe.person.payOnPage((await last(byBank)).provider_invoice, CARDS.bankAccount);
    shop.clock.set(new Date(expiresAt.getTime() + 60_000));
    await dunning();
    for (const each of [paid, unpaid, byBank]) expect(await last(each)).toMatchObject({ status: 'open' });
    // No event has come.
    await shop.tenure.app.get(ProviderRunsService).runUpkeep(never);
    expect(await last(paid)).toMatchObject({ status: 'paid', problem: null });
    expect(await planOf(paid)).toBe('solo');
    expect(await last(unpaid)).toMatchObject({ status: 'void', pay_url: null });
    const { provider_invoice: closed } = await last(unpaid);
    expect(() => shop.stripe.person.payOnPage(closed)).toThrow('void');
    expect(await last(byBank)).toMatchObject({ status: 'processing', next_attempt_at: expect.any(Date) });
    shop.stripe.person.bankDecides('pays');
    await shop.deliver(shop.stripe.world.events.slice(-3));
    await shop.collect();
    expect(await planOf(byBank)).toBe('solo');
  });

  it.each(['broken', 'refused'] as const)(
    'lets a change expire that Stripe does not close (%s), and other changes be ordered meanwhile',
    async (fault) => {
      const upkeep = () => shop.tenure.app.get(ProviderRunsService).runUpkeep(never);
      const [orders, waits] = [await owner(CARDS.toConfirm), await owner(CARDS.toConfirm)];
      for (const customer of [orders, waits])
        expect(await put(customer, { planCode: 'studio' })).toMatchObject({ status: 402 });
      const [ordered] = await shop.invoices(orders);
      const { expires_at: expiresAt, provider_invoice: reference } = await last(waits);
      let tries = 0;
      shop.stripe.fault = ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/void')) return null;
        if (path.includes(reference)) tries += 1;
        return fault;
      };
      const minutesLater = (minutes: number) =>
        shop.clock.set(new Date(expiresAt.getTime() + minutes * 60_000));
      minutesLater(1);
      await upkeep();
      expect(await put(orders, { planCode: 'solo' })).toMatchObject({ status: 402 });
      expect(await shop.invoices(orders)).toMatchObject([
        { id: ordered.id, status: 'void' },
        { status: 'open' },
      ]);

      const atFirst = tries;
      expect(atFirst).toBeGreaterThan(0);
      minutesLater(10);
      await upkeep();
      expect(tries).toBe(atFirst);
      minutesLater(12);
      await upkeep();
      expect(tries).toBeGreaterThan(atFirst);
      minutesLater(24 * 60 - 1);
      await dunning();
      expect(await last(waits)).toMatchObject({ status: 'open', pay_url: expect.any(String) });
      minutesLater(24 * 60);
      await dunning();
      expect(await last(waits)).toMatchObject({ status: 'void', pay_url: expect.any(String) });
      shop.stripe.fault = () => null;
      await upkeep();
      expect(await last(waits)).toMatchObject({ status: 'void', pay_url: null });
    },
  );

  it('charges no order that has expired, also while Stripe does not close it', async () => {
    const customer = await owner(CARDS.good);
    const broken = (call: string) =>
      (shop.stripe.fault = ({ method, path }) =>
        method === 'POST' && path.endsWith(call) ? 'broken' : null);
    broken('/pay');
    expect(await put(customer, { planCode: 'studio' })).toMatchObject({ status: 503 });
    const { id, expires_at: expiresAt } = await last(customer);
    broken('/void');
    shop.clock.set(new Date(expiresAt.getTime() + 60_000));
    await shop.collect();
    const token = await shop.token(customer);
    expect(await shop.tenure.post(`/v1/invoices/${id}/pay`, { token })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'void' },
    });
    const tried = await last(customer);
    expect(tried).toMatchObject({ status: 'open', in_flight_until: expect.any(Date) });
    expect(shop.stripe.chargesOf(id)).toEqual([]);
    // Another server began to charge it before it expired.
    const claim = 'UPDATE invoices SET in_flight_until = $2 WHERE id = $1';
    await shop.tenure.dataSource.query(claim, [id, new Date(expiresAt.getTime() + 120_000)]);
    expect(await shop.tenure.post(`/v1/invoices/${id}/pay`, { token })).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'processing' },
    });
    await shop.tenure.dataSource.query(claim, [id, tried.in_flight_until]);
    shop.stripe.fault = () => null;
    shop.clock.set(new Date(expiresAt.getTime() + 12 * 60_000));
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'void', pay_url: null });
  });

  it('leaves no change open whose page was never opened because the server died', async () => {
    const customer = await owner(null);
    const { endsAt } = (await shown(customer)).cycle;
    shop.clock.set(new Date(Date.parse(endsAt) - 60_000));
    const { body } = await checkout(customer, { planCode: 'solo' });
    const asServerDied = `UPDATE checkouts SET state = 'creating', provider_session = NULL, url = NULL WHERE id = $1`;
    await shop.tenure.dataSource.query(asServerDied, [body.id]);
    for (const [minutes, status] of [
      [1, 'open'],
      [10, 'void'],
    ] as const) {
      shop.clock.set(new Date(Date.parse(endsAt) + minutes * 60_000));
      await shop.collect();
      await dunning();
      expect(await last(customer)).toMatchObject({ status });
    }
  });

  it('says by mail that a bank has refused a change days after it was ordered, and nothing of a card', async () => {
    const [byBank, byCard] = [await owner(CARDS.bankAccount), await owner(CARDS.noFunds)];
    expect(await put(byBank, { planCode: 'solo' })).toMatchObject({
      status: 409,
      body: { state: 'processing' },
    });
    expect(await put(byCard, { planCode: 'solo' })).toMatchObject({ status: 402 });
    shop.stripe.person.bankDecides('refuses');
    await shop.deliver(shop.stripe.world.events.slice(-4));
    await shop.collect();
    expect(await last(byBank)).toMatchObject({ status: 'open', decline_code: 'insufficient_funds' });
    const subjects = async ({ email }: Customer) =>
      (await shop.tenure.mails.to(email)).map(({ parsed }) => parsed.subject);
    const failed = 'The payment for your change of plan failed';
    await until(async () => (await subjects(byBank)).includes(failed), 'the mail');
    expect(await subjects(byCard)).not.toContain(failed);
  });

  it('takes what a bank did with one page for no news of the next page, and lets no invoice wait for ever', async () => {
    const customer = await owner(null);
    const following = shop.tenure.app.get(CheckoutFollowService);
    const settlement = shop.tenure.app.get(InvoiceSettlementService);
    const payByDebit = async () => {
      const { body } = await checkout(customer, { planCode: 'solo' });
      return shop.stripe.person.checkOut(body.url, CARDS.bankAccount).id;
    };
    const first = await payByDebit();
    const processing = settlement.processing.bind(settlement);
    const waits = jest.spyOn(settlement, 'processing').mockImplementationOnce(async (...report) => {
      shop.stripe.person.bankDecides('refuses');
      await following.followSession(first, never);
      return processing(...report);
    });
    await following.followSession(first, never);
    waits.mockRestore();
    expect(await last(customer)).toMatchObject({ status: 'open', decline_code: 'bank_refused' });
    const second = await payByDebit();
    await following.followSession(second, never);
    await following.followSession(first, never);
    expect(await last(customer)).toMatchObject({ status: 'processing' });
    // The state that an earlier release could leave behind.
    const set = `UPDATE checkouts SET state = 'failed', settled_at = now() WHERE provider_session = $1`;
    await shop.tenure.dataSource.query(set, [second]);
    await shop.pass(0.3);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'open' });
  });

  it('writes no order that takes money while collecting is held, on a page or to a card', async () => {
    const customer = await owner(CARDS.good);
    await shop.collect();
    const account = shop.tenure.app.get(ProviderAccountService);
    expect(await account.hold(shop.clock.now())).toBe(true);
    const unavailable = { status: 503, body: { code: 'payment_unavailable' } };
    expect(await put(customer, { planCode: 'solo' })).toMatchObject(unavailable);
    expect(await checkout(customer, { planCode: 'solo' })).toMatchObject(unavailable);
    // It is held only after the request has looked, while it waits for the subscription.
    await account.resume();
    const { databaseUrl } = shop.tenure;
    for (const order of [put, checkout]) {
      const row = 'SELECT 1 FROM subscriptions WHERE business_id = $1';
      const lock = await RowLock.take(databaseUrl, row, [customer.businessId]);
      const ordered = order(customer, { planCode: 'solo' });
      await lock.waiting(1);
      await account.hold(shop.clock.now());
      await lock.release();
      expect(await ordered).toMatchObject(unavailable);
      await account.resume();
    }
    await account.hold(shop.clock.now());
    expect(await shop.invoices(customer)).toEqual([]);
    // Nothing is paid for a card that is saved, for a plan that costs nothing now, or on a test clock.
    expect(await checkout(customer, {})).toMatchObject({ status: 201, body: { mode: 'setup' } });
    expect(await put(customer, { planCode: 'tried' })).toMatchObject({ status: 200 });
    const onClock = await shop.tenure.onTestClock(operator, '2031-03-01T00:00:00Z');
    expect(await onClock.changePlan('solo')).toMatchObject({ status: 200 });
    expect(await account.resume()).toBe(true);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({ status: 200 });
  });

  it('charges no order by itself that was refused because collecting is held since it was written', async () => {
    const customer = await owner(CARDS.good);
    await shop.collect();
    const account = shop.tenure.app.get(ProviderAccountService);
    const order = jest.spyOn(account, 'refuseOrderWhileHeld');
    order.mockImplementationOnce(async () => void (await account.hold(shop.clock.now())));
    const refused = await put(customer, { planCode: 'solo' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'payment_unavailable' } });
    order.mockRestore();
    expect(await account.resume()).toBe(true);
    await shop.pass(0.3);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open' }]);
    expect(await put(customer, { planCode: 'solo' })).toMatchObject({ status: 200 });
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
  });

  it('orders nothing on a page for a business on a test clock, where the clock pays', async () => {
    const onClock = await shop.tenure.onTestClock(operator, '2031-03-01T00:00:00Z');
    const state = { status: 409, body: { code: 'wrong_state', state: 'test' } };
    expect(await checkout(onClock, { planCode: 'solo' })).toMatchObject(state);
    expect(await shop.invoices(onClock)).toEqual([]);
    expect(await onClock.changePlan('solo')).toMatchObject({ status: 200 });
  });

  it('writes nothing at Stripe for a page of before a restore until collecting is resumed', async () => {
    const customer = await owner(CARDS.noFunds);
    const { body } = await checkout(customer, {});
    shop.stripe.person.checkOut(body.url);
    await shop.collect();
    const account = shop.tenure.app.get(ProviderAccountService);
    const asked = () => shop.stripe.requests('POST /v1/customers/{customer}').length;
    const before = asked();
    await account.hold(shop.clock.now());
    await shop.deliver(shop.stripe.world.events.slice(-3));
    await shop.tenure.app.get(ProviderRunsService).listen(never);
    const page = await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token: customer.token });
    expect(page).toMatchObject({ status: 503, body: { code: 'payment_unavailable' } });
    expect(asked()).toBe(before);
    expect(await shop.card(customer)).not.toBe('4242');
    await account.resume();
    await shop.pass(0.01);
    await shop.collect();
    expect(await shop.card(customer)).toBe('4242');
  });

  describe('of a business that is closed meanwhile', () => {
    const closeBusiness = async (customer: Customer) => {
      const token = await shop.token(customer);
      expect(await shop.tenure.post('/v1/business/close', { token })).toMatchObject({ status: 204 });
    };
    const states = ({ businessId }: Customer) =>
      shop.tenure.dataSource.query(
        `SELECT c.state, a.payment_method AS card FROM checkouts c LEFT JOIN payment_accounts a USING (business_id)
         WHERE c.business_id = $1`,
        [businessId],
      );

    it('opens no page', async () => {
      const customer = await owner(null);
      const { databaseUrl, dataSource } = shop.tenure;
      const { businessId } = customer;
      const lock = await RowLock.take(databaseUrl, 'SELECT 1 FROM businesses WHERE id = $1', [businessId]);
      const opened = checkout(customer, {});
      await lock.waiting(1);
      await lock.query('UPDATE businesses SET closed_at = now() WHERE id = $1', [businessId]);
      await lock.release();
      expect(await opened).toMatchObject({ status: 403, body: { code: 'business_closed' } });
      await dataSource.query('UPDATE businesses SET closed_at = NULL WHERE id = $1', [businessId]);
      expect(await states(customer)).toEqual([]);
    });

    it('closes a page that is open, and saves no card of one that was completed', async () => {
      const [open, completed] = [await owner(null), await owner(null)];
      expect(await checkout(open, {})).toMatchObject({ status: 201 });
      const { body } = await checkout(completed, {});
      for (const each of [open, completed]) await closeBusiness(each);
      shop.stripe.person.checkOut(body.url);
      await shop.collect();
      expect(await states(open)).toEqual([{ state: 'expired', card: null }]);
      expect(await states(completed)).toEqual([{ state: 'done', card: null }]);
    });
  });

  it('refuses a price in a currency that Stripe counts in another way or does not know, by its field', async () => {
    const asked = (currency: string, amount: number) => {
      const terms = { interval: MONTH, limits: { recordings: 100, seats: 5 } };
      const code = `in-${currency.toLowerCase()}`;
      const body = { code, name: code, price: { amount, currency }, ...terms };
      return shop.tenure.post('/v1/admin/plans', { token: operator, body });
    };
    const refused = (field: string, currency: string) => ({
      status: 400,
      body: { errors: [{ field, message: expect.stringContaining(`${currency} cannot be charged`) }] },
    });
    for (const currency of ['ISK', 'UGX', 'MGA', 'BHD', 'JOD', 'KWD', 'OMR', 'TND', 'IQD', 'LYD'])
      expect(await asked(currency, 4900)).toMatchObject(refused('price.currency', currency));
    for (const currency of ['JPY', 'HUF']) expect(await asked(currency, 4900)).toMatchObject({ status: 201 });

    expect(await asked('ISK', 0)).toMatchObject({ status: 201 });
    const edit = (body: object) => shop.tenure.patch('/v1/admin/plans/in-isk', { token: operator, body });
    const price = { amount: 4900, currency: 'ISK' };
    expect(await edit({ price })).toMatchObject(refused('price.currency', 'ISK'));
    expect(await edit({ name: 'Ísland', price: { ...price, amount: 0 } })).toMatchObject({ status: 200 });
    const customer = await shop.tenure.signUp();
    const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
    const own = (priceOverride: number) =>
      shop.tenure.put(path, { token: operator, body: { planCode: 'in-isk', priceOverride } });
    expect(await own(4900)).toMatchObject(refused('priceOverride', 'ISK'));
    expect(await own(0)).toMatchObject({ status: 200 });
  });

  it('says that money came twice where a page is paid after an operator marked the invoice paid', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'solo' });
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${body.invoiceId}/mark-paid`;
    const marked = await shop.tenure.post(path, { token: operator, body: { reference: 'transfer' } });
    expect(marked).toMatchObject({ status: 200, body: { status: 'paid' } });
    shop.stripe.person.checkOut(body.url);
    const said = jest.spyOn(Logger.prototype, 'error');
    await shop.deliver(shop.stripe.world.events.slice(-6));
    await shop.collect();
    const lines = said.mock.calls.map(([line]) => String(line));
    said.mockRestore();
    expect(lines).toContainEqual(
      expect.stringMatching(`^The invoice ${body.invoiceId} was paid twice: also by in_`),
    );
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'paid', reference: 'transfer', provider_invoice: null, total: 4900, refunded: 0 },
    ]);
    const compare = async () =>
      (await shop.tenure.app.get(ComparisonService).compare(new Date(0), never)).differences.join('\n');
    const [, reference] = new RegExp(
      `${body.invoiceId} .(in_.*).: paid at the provider, and here it is not issued`,
    ).exec(await compare())!;
    shop.stripe.person.refundInDashboard(reference!, 4900);
    expect(await compare()).not.toContain(body.invoiceId);
  });

  it('charges the card or the page, and never both', async () => {
    const [closed, completed] = [await owner(CARDS.good), await owner(CARDS.good)];
    const first = await checkout(closed, { planCode: 'solo' });
    expect(await put(closed, { planCode: 'solo' })).toMatchObject({
      status: 200,
      body: { plan: { code: 'solo' } },
    });
    expect(() => shop.stripe.person.checkOut(first.body.url)).toThrow('expired');
    const second = await checkout(completed, { planCode: 'solo' });
    shop.stripe.person.checkOut(second.body.url, CARDS.other);
    expect(await put(completed, { planCode: 'solo' })).toMatchObject({
      status: 200,
      body: { plan: { code: 'solo' } },
    });
    for (const customer of [closed, completed]) {
      const [invoice, ...more] = await shop.invoices(customer);
      expect(more).toEqual([]);
      expect(shop.stripe.chargesOf(invoice.id)).toHaveLength(1);
    }
  });

  it('signs up for a paid plan on the default plan, and says what is to be paid', async () => {
    const person = { firstName: 'Ada', lastName: 'Lovelace', password: 'correct horse battery' };
    const body = { business: { name: 'New' }, planCode: 'solo', email: 'new@example.com', ...person };
    expect(await shop.tenure.post('/v1/auth/signup', { body })).toMatchObject({
      status: 201,
      body: { toPay: 'solo', subscription: { plan: { code: 'free' } } },
    });
    const free = { ...body, planCode: 'free', email: 'free@example.com' };
    expect(await shop.tenure.post('/v1/auth/signup', { body: free })).toMatchObject({
      body: { toPay: null },
    });
  });

  it('begins a trial that renews by itself when its card is saved, and charges it at the end', async () => {
    const customer = await owner(null);
    expect(await put(customer, { planCode: 'tried' })).toMatchObject({ body: { code: 'payment_required' } });
    const { body } = await checkout(customer, { planCode: 'tried' });
    expect(body).toMatchObject({ mode: 'setup', planCode: 'tried', invoiceId: null });
    // Stripe offers the methods that can pay in the currency of the page.
    const session = shop.stripe.person.checkOut(body.url);
    expect(session).toMatchObject({ currency: 'usd' });
    // As if the server had been killed after the trial began.
    const following = shop.tenure.app.get(CheckoutFollowService);
    const killed = jest.spyOn(following, 'set').mockRejectedValueOnce(new Error('The server is killed.'));
    await expect(following.followSession(session.id, never)).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await showCheckout(customer, body.id)).toMatchObject({ body: { state: 'done', problem: null } });
    expect(await shown(customer)).toMatchObject({ plan: { code: 'tried' }, status: 'trialing' });
    const bare = await checkout(customer, {});
    expect(shop.stripe.person.checkOut(bare.body.url)).toMatchObject({ currency: 'usd' });
    await shop.pass(14.1);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ reason: 'cycle', status: 'paid', total: 2900 }]);
  });

  it('begins no trial of a plan for whose cycles the business has paid already', async () => {
    const onClock = await shop.tenure.onTestClock(operator, '2031-03-01T00:00:00Z');
    expect(await onClock.putOnPlan({ planCode: 'solo', collect: true })).toMatchObject({ status: 200 });
    expect(await onClock.changePlan('tried', 'cycleEnd')).toMatchObject({ status: 200 });
    await onClock.advance('2031-04-02T00:00:00Z');
    const token = await shop.token(onClock);
    const paid = await shop.tenure.get('/v1/invoices', { token });
    expect(paid.body.data[0]).toMatchObject({ planCode: 'tried', status: 'paid' });
    const refund = `/v1/admin/businesses/${onClock.businessId}/invoices/${paid.body.data[0].id}/refund`;
    const back = { token: operator, body: { reason: 'goodwill' } };
    expect(await shop.tenure.post(refund, back)).toMatchObject({ status: 200, body: { status: 'refunded' } });
    expect(await shop.tenure.post('/v1/subscription/cancel', { token })).toMatchObject({ status: 200 });
    await onClock.advance('2031-05-02T00:00:00Z');
    expect(await onClock.changePlan('tried')).toMatchObject({ status: 200, body: { status: 'active' } });
    expect((await shop.invoices(onClock)).map(({ plan_code, reason }) => `${plan_code} ${reason}`)).toEqual([
      'solo cycle',
      'tried cycle',
      'tried start',
    ]);
  });

  it('begins a trial with the seats that were asked for, and bills them from its first paid cycle', async () => {
    const customer = await owner(null);
    const { body } = await checkout(customer, { planCode: 'team', quantity: 4 });
    expect(body).toMatchObject({ mode: 'setup', planCode: 'team' });
    shop.stripe.person.checkOut(body.url);
    // What passes is no end: the page is followed once more.
    const wrong = jest.spyOn(shop.tenure.app.get(LifecycleService), 'purchasePlan');
    wrong.mockRejectedValueOnce(new DomainError('clock_wrong', 'Ask again.'));
    expect(await showCheckout(customer, body.id)).toMatchObject({
      status: 503,
      body: { code: 'clock_wrong' },
    });
    wrong.mockRestore();
    expect(await showCheckout(customer, body.id)).toMatchObject({ body: { state: 'done', problem: null } });
    expect(await shown(customer)).toMatchObject({ status: 'trialing', billing: { quantity: 4 } });
    expect(await put(customer, { planCode: 'team', quantity: 6 })).toMatchObject({
      status: 200,
      body: { status: 'trialing', billing: { quantity: 6 } },
    });
    expect(await shop.invoices(customer)).toEqual([]);
    await shop.pass(14.1);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ reason: 'cycle', status: 'paid', total: 5400 }]);
  });

  it('asks for no card for the seats of a trial that does not renew by itself, and never bills them', async () => {
    const customer = await owner(null);
    expect(await put(customer, { planCode: 'taster', quantity: 3 })).toMatchObject({
      status: 200,
      body: { status: 'trialing', billing: { quantity: 3 } },
    });
    expect(await put(customer, { planCode: 'taster', quantity: 5 })).toMatchObject({
      status: 200,
      body: { billing: { quantity: 5 } },
    });
    await shop.pass(14.1);
    await shop.collect();
    expect(await shown(customer)).toMatchObject({ status: 'ended' });
    expect(await shop.invoices(customer)).toEqual([]);
  });

  it('asks for a card for the seats of a trial where another plan follows that costs something', async () => {
    const customer = await owner(null);
    const ask = (planCode: string) => put(customer, { planCode, quantity: 3 });
    expect(await ask('to-solo')).toMatchObject({ status: 402, body: { code: 'payment_required' } });
    expect(await ask('to-free')).toMatchObject({ status: 200, body: { status: 'trialing' } });
    const paying = await owner(CARDS.good);
    expect(await put(paying, { planCode: 'to-solo', quantity: 3 })).toMatchObject({
      status: 200,
      body: { status: 'trialing', billing: { quantity: 3 } },
    });
  });
});
