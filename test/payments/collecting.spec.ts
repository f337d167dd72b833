import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { InvoiceFollowService } from '../../src/payments/invoice-follow.service.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import type { ProviderInvoice } from '../../src/payments/provider-values.js';
import { ClockGuardService } from '../../src/common/clock-guard.service.js';
import { CONFIG, type Config } from '../../src/config/config.js';
import { ProviderRunsService } from '../../src/payments/provider-runs.service.js';
import { CustomersService } from '../../src/payments/customers.service.js';
import { CollectorService } from '../../src/payments/collector.service.js';
import { InvoiceSettlementService } from '../../src/subscriptions/index.js';
import { EventsService } from '../../src/events/index.js';
import { PaymentsScheduler } from '../../src/payments/payments.scheduler.js';
import { CARDS } from '../support/stripe/cards.js';
import { startSecond } from '../support/second-server.js';
import { FakeStripe } from '../support/stripe/fake-stripe.js';
import type { Customer } from '../support/tenure.js';
import { runPayments, StripeTenure } from './stripe-tenure.js';

describe('Collecting by Stripe', () => {
  let shop: StripeTenure;
  beforeAll(async () => (shop = await StripeTenure.start()));
  afterAll(() => shop.close());
  afterEach(async () => {
    shop.stripe.fault = () => null;
    await shop.retire();
  });

  const pay = async (customer: Customer, id: string) =>
    shop.tenure.post(`/v1/invoices/${id}/pay`, { token: await shop.token(customer) });

  it('charges the saved card for each cycle, once', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    await shop.collect();
    const [invoice, ...more] = await shop.invoices(customer);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({
      status: 'paid',
      total: 4900,
      number: expect.stringContaining('TENURE-'),
    });
    expect(shop.stripe.chargesOf(invoice.id)).toHaveLength(1);
  });

  it('recovers when another card is given, with one charge', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    const [declined] = await shop.invoices(customer);
    expect(declined).toMatchObject({ status: 'open', decline_code: 'insufficient_funds', attempt: 1 });
    expect(await shop.status(customer)).toBe('pastDue');
    expect((await customer.spend()).status).toBe(200);
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(await shop.status(customer)).toBe('active');
    expect(shop.stripe.chargesOf(declined.id)).toHaveLength(1);
  });

  it.each(['is under way', 'was left by a dead server'])(
    'tries a card at once that is saved while an attempt with the one before %s',
    async (attempt) => {
      const customer = await shop.customer(CARDS.lost);
      await shop.pass(31);
      const { businessId } = customer;
      const settlement = shop.tenure.app.get(InvoiceSettlementService);
      const declined = settlement.declined.bind(settlement);
      const changeCard = async () => {
        shop.clock.set(new Date(shop.clock.now().getTime() + 180_000));
        const id = await shop.customerAtStripe(customer);
        shop.stripe.person.changeCard(id, CARDS.good);
        await shop.tenure.app.get(CustomersService).refreshCard(id, new AbortController().signal);
      };
      const dies = attempt !== 'is under way';
      const noting = jest.spyOn(settlement, 'declined').mockImplementationOnce(async (...asked) => {
        if (dies) throw new Error('The server is killed.');
        await changeCard();
        return declined(...asked);
      });
      const begun = shop.clock.now();
      await shop.collect();
      noting.mockRestore();
      if (dies) {
        await shop.tenure.dataSource.query(
          `UPDATE invoices SET in_flight_until = $2, next_attempt_at = $3, outages = 0 WHERE business_id = $1`,
          [businessId, new Date(begun.getTime() + 600_000), begun],
        );
        await changeCard();
        await shop.pass(0.01);
      }
      await shop.collect();
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', decline_code: 'lost_card' }]);
      expect(await shop.status(customer)).toBe('active');
    },
  );

  it('tries a soft decline again on the days of PAYMENT_RETRY_DAYS, and a hard one only with another card', async () => {
    const soft = await shop.customer(CARDS.declined);
    const hard = await shop.customer(CARDS.lost);
    await shop.pass(31);
    await shop.collect();
    await shop.pass(1.01);
    await shop.collect();
    expect(await shop.invoices(soft)).toMatchObject([{ attempt: 2, retry: 1 }]);
    expect(await shop.invoices(hard)).toMatchObject([{ attempt: 1, decline_code: 'lost_card' }]);
  });

  it('makes past due where Stripe refuses the payment method itself, and charges another one', async () => {
    const customer = await shop.customer(CARDS.noMandate);
    await shop.pass(31);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      {
        status: 'open',
        decline_code: 'billing_invalid_mandate',
        problem: null,
        next_attempt_at: expect.any(Date),
      },
    ]);
    expect(await shop.status(customer)).toBe('pastDue');
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(await shop.status(customer)).toBe('active');
  });

  it('falls to the free plan when nobody pays, closes the invoice at Stripe, and sends late money back', async () => {
    const customer = await shop.customer(CARDS.lost);
    await shop.pass(31);
    await shop.collect();
    await shop.pass(13.995);
    await shop.collect();
    const [{ provider_invoice: reference }] = await shop.invoices(customer);
    await shop.tenure.dataSource.query(
      `UPDATE invoices SET problem = 'refused', refused_because = 'not_found' WHERE business_id = $1`,
      [customer.businessId],
    );
    await shop.pass(1);
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'void', problem: null, refused_because: null },
    ]);
    shop.stripe.person.payOnPage(reference as string);
    await shop.collect();
    await shop.collect();
    const [invoice] = await shop.invoices(customer);
    expect(invoice).toMatchObject({
      status: 'refunded',
      problem: 'unapplied',
      refunded: 4900,
      refund_due: 0,
    });
    const [charge] = shop.stripe.chargesOf(invoice.id as string);
    expect(charge).toMatchObject({ amount: 4900, amount_refunded: 4900 });
  });

  it('waits for a bank, and is past due when it refuses days later', async () => {
    const customer = await shop.customer(CARDS.bankAccount);
    await shop.pass(31);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'processing' }]);
    expect(await shop.status(customer)).toBe('active');
    await shop.pass(20);
    shop.stripe.person.bankDecides('refuses');
    expect(new Set(await shop.deliver())).toEqual(new Set([200]));
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', decline_code: 'insufficient_funds' },
    ]);
    expect(await shop.status(customer)).toBe('pastDue');
    expect(await shop.accessUntil(customer)).toBe(shop.clock.now().getTime() + 14 * 86_400_000);
  });

  it.each(['pays', 'refuses'] as const)(
    'lets access go on while a bank decides at the end of the grace, until it %s',
    async (how) => {
      const customer = await shop.customer(CARDS.noFunds);
      await shop.pass(31);
      await shop.collect();
      await shop.pass(10);
      await shop.saveCard(customer, CARDS.bankAccount);
      await shop.collect();
      for (const days of [4.1, 1.1]) {
        await shop.pass(days);
        await shop.collect();
        expect(await shop.invoices(customer)).toMatchObject([{ status: 'processing' }]);
        expect(await shop.accessUntil(customer)).toBe(shop.clock.now().getTime() + 86_400_000);
      }
      const end = await shop.accessUntil(customer);
      shop.stripe.person.bankDecides(how);
      await shop.deliver();
      await shop.collect();
      if (how === 'refuses') expect(await shop.accessUntil(customer)).toBe(end);
      // No debit begins before that end, because the bank would decide about it after the end again.
      await shop.pass(0.996);
      await shop.collect();
      await shop.pass(0.005);
      const { body } = await shop.tenure.get('/v1/subscription', { token: await shop.token(customer) });
      expect(body).toMatchObject({ status: 'active', plan: { code: how === 'pays' ? 'pro' : 'free' } });
      expect(await shop.invoices(customer)).toMatchObject([{ status: how === 'pays' ? 'paid' : 'void' }]);
    },
  );

  it.each([
    [10, ['invoice-unpaid', 'invoice-unpaid:2']],
    [13.5, ['invoice-unpaid', 'invoice-unpaid-ending', 'invoice-unpaid:2']],
  ])(
    'says by mail, once, that a bank refused a debit that began on day %d of the grace',
    async (day, mails) => {
      const customer = await shop.customer(CARDS.noFunds);
      await shop.pass(31);
      await shop.collect();
      await shop.pass(day);
      await shop.dunning();
      await shop.saveCard(customer, CARDS.bankAccount);
      await shop.collect();
      await shop.pass(14.6 - day);
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'processing' }]);
      shop.stripe.person.bankDecides('refuses');
      await shop.deliver();
      await shop.collect();
      await shop.dunning();
      const notices = await shop.tenure.dataSource.query(
        `SELECT kind FROM billing_notices WHERE business_id = $1 AND kind LIKE 'invoice-unpaid%' ORDER BY at`,
        [customer.businessId],
      );
      expect(notices.map(({ kind }: { kind: string }) => kind)).toEqual(mails);
    },
  );

  it('changes nothing when events come twice, in another order, or of others', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const before = await shop.invoices(customer);
    const events = [...shop.stripe.world.events].toReversed();
    await shop.deliver([...events, ...events]);
    const foreign = structuredClone(events[0]!);
    Object.assign(foreign, {
      id: 'evt_foreign',
      data: { object: { object: 'invoice', id: 'in_x', customer: 'cus_x' } },
    });
    expect(await shop.deliver([foreign])).toEqual([200]);
    expect(await shop.deliver([{ ...foreign, id: 'evt_live', livemode: true }])).toEqual([200]);
    await shop.collect();
    const kept = await shop.tenure.dataSource.query(
      `SELECT id FROM payment_events WHERE id IN ('evt_foreign', 'evt_live')`,
    );
    expect(kept).toEqual([]);
    expect(await shop.invoices(customer)).toEqual(before);
  });

  it('handles an event about an invoice that does not exist at Stripe any more, once', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ provider_invoice: reference }] = await shop.invoices(customer);
    const draft = { ...shop.stripe.world.invoices.get(reference as string)!, id: 'in_deleted' };
    shop.stripe.world.emit('invoice.created', draft);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    const found = await shop.tenure.dataSource.query(
      'SELECT due_at, tries FROM payment_events WHERE reference = $1',
      ['in_deleted'],
    );
    expect(found).toEqual([{ due_at: null, tries: 1 }]);
  });

  it('refuses an event that is not signed, reads nothing of it, and refuses one that is too large', async () => {
    const { tenure } = shop;
    const body = JSON.stringify({ id: 'evt_forged' });
    const headers = { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=00' };
    expect(await tenure.post('/v1/payments/stripe/events', { body, headers })).toMatchObject({ status: 400 });
    expect((await tenure.post('/v1/payments/stripe/events', { body: 'no json', headers })).status).toBe(400);
    const large = { body: `"${'x'.repeat(600_000)}"`, headers };
    expect((await tenure.post('/v1/payments/stripe/events', large)).status).toBe(413);
  });

  it('notes what was given back and disputed at Stripe', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ provider_invoice: reference }] = await shop.invoices(customer);
    shop.stripe.person.refundInDashboard(reference as string, 900);
    const dispute = shop.stripe.person.dispute(reference as string);
    await shop.pass(0.01);
    await shop.collect();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'paid', refunded: 900, disputed_at: expect.any(Date) },
    ]);
    expect(await shop.status(customer)).toBe('active');
    shop.stripe.person.closeDispute(dispute, 'lost');
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'chargedBack', refunded: 900 }]);
    const { body } = await shop.tenure.get('/v1/subscription', { token: await shop.token(customer) });
    expect(body.plan.code).toBe('free');
  });

  it('lets an owner pay at once, and says why that failed', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    const [{ id }] = await shop.invoices(customer);
    expect(await pay(customer, id as string)).toMatchObject({
      status: 402,
      body: {
        code: 'payment_failed',
        invoiceId: id,
        declineCode: 'insufficient_funds',
        payUrl: expect.any(String),
      },
    });
    expect(await shop.invoices(customer)).toMatchObject([{ attempt: 2, retry: 0 }]);
    shop.stripe.fault = () => 'broken';
    expect(await pay(customer, id as string)).toMatchObject({
      status: 503,
      body: { code: 'payment_unavailable' },
    });
    shop.stripe.fault = () => null;
    await shop.saveCard(customer, CARDS.good);
    await shop.tenure.dataSource.query('UPDATE invoices SET in_flight_until = NULL WHERE business_id = $1', [
      customer.businessId,
    ]);
    expect(await pay(customer, id as string)).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(await pay(customer, id as string)).toMatchObject({
      status: 409,
      body: { code: 'wrong_state' },
    });
    expect(shop.stripe.chargesOf(id as string)).toHaveLength(1);
    const bare = await shop.customer(null);
    await shop.pass(31);
    const [{ id: other }] = await shop.invoices(bare);
    expect(await pay(bare, other as string)).toMatchObject({ body: { code: 'no_payment_method' } });
    expect((await pay(bare, id as string)).status).toBe(404);
  });

  it('has one checkout of a business open, and takes what was completed in the other tab', async () => {
    const customer = await shop.customer(null);
    const token = await shop.token(customer);
    const open = (body = {}) => shop.tenure.post('/v1/billing/checkout', { token, body });
    const first = await open();
    expect(first).toMatchObject({ status: 201, body: { state: 'open', url: expect.any(String) } });
    const second = await open();
    expect(second.body.id).not.toBe(first.body.id);
    expect(() => shop.stripe.person.checkOut(first.body.url as string)).toThrow('expired');
    shop.stripe.person.checkOut(second.body.url as string);
    expect(await open()).toMatchObject({
      status: 201,
      body: { id: second.body.id, state: 'done', url: null },
    });
    expect(await shop.card(customer)).toBe('4242');
    expect(await open({ successUrl: 'https://evil.example.com/' })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field: 'successUrl' }] },
    });
  });

  it('opens the portal, shows operators how collecting goes, and syncs when told', async () => {
    const customer = await shop.customer(CARDS.good);
    const portal = await shop.tenure.post('/v1/billing/portal', {
      token: await shop.token(customer),
      body: {},
    });
    expect(portal).toMatchObject({ status: 200, body: { url: expect.stringContaining('/portal/cus_') } });
    await shop.pass(31);
    const synced = await shop.tenure.post('/v1/admin/payments/sync', { token: await shop.tenure.operator() });
    expect(synced).toMatchObject({
      status: 200,
      body: { provider: 'stripe', account: shop.stripe.world.accountId, mode: 'test' },
    });
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
  });

  it('keeps a payment of another amount apart, and changes nothing else', async () => {
    const customer = await shop.customer(CARDS.toConfirm);
    await shop.pass(31);
    await shop.collect();
    expect(await shop.status(customer)).toBe('pastDue');
    const [{ id, provider_invoice: reference }] = await shop.invoices(customer);
    await shop.tenure.dataSource.query(
      'UPDATE invoices SET subtotal = 5000, total = 5000 WHERE business_id = $1',
      [customer.businessId],
    );
    shop.stripe.person.payOnPage(reference as string);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ id, status: 'paid', problem: 'amountMismatch' }]);
    expect(await shop.status(customer)).toBe('pastDue');
  });

  it('charges a card shortly before the due date where there are days to pay', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.netDays(customer, 20);
    await shop.pass(31);
    const recorded = jest.spyOn(shop.tenure.app.get(EventsService), 'record');
    await shop.collect();
    const [issued] = await shop.invoices(customer);
    expect(issued).toMatchObject({ status: 'open', number: expect.any(String), due_at: expect.any(Date) });
    const mails = await shop.tenure.dataSource.query(
      `SELECT kind FROM billing_notices WHERE business_id = $1`,
      [customer.businessId],
    );
    expect(mails).toEqual([{ kind: 'invoice-issued' }]);
    const events = recorded.mock.calls.flatMap(([, some]) => some);
    expect(events.filter(({ businessId }) => businessId === customer.businessId)).toMatchObject([
      { type: 'invoice.issued', data: { invoice: { id: issued.id, number: issued.number } } },
    ]);
    recorded.mockRestore();
    await shop.pass(19.9);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open' }]);
    await shop.pass(0.08);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(await shop.status(customer)).toBe('active');
  });

  it('takes no plan away where a payment before the due date is declined, at once or by the bank later', async () => {
    const [atOnce, later] = [await shop.customer(CARDS.noFunds), await shop.customer(CARDS.bankAccount)];
    for (const customer of [atOnce, later]) await shop.netDays(customer, 30);
    await shop.pass(31);
    await shop.collect();
    await shop.pass(1);
    const [[{ id }], [{ id: other }]] = [await shop.invoices(atOnce), await shop.invoices(later)];
    expect(await pay(atOnce, id)).toMatchObject({ status: 402, body: { code: 'payment_failed' } });
    expect(await pay(later, other)).toMatchObject({ status: 200, body: { status: 'processing' } });
    await shop.pass(5);
    shop.stripe.person.bankDecides('refuses');
    await shop.deliver();
    await shop.collect();
    for (const customer of [atOnce, later]) {
      const [{ due_at: due, ...invoice }] = await shop.invoices(customer);
      expect(invoice).toMatchObject({
        status: 'open',
        attempt: 1,
        declined_at: null,
        decline_code: 'insufficient_funds',
        next_attempt_at: new Date(due.getTime() - 3_600_000),
        in_flight_until: null,
      });
      expect(await shop.status(customer)).toBe('active');
      const mails = 'SELECT kind FROM billing_notices WHERE business_id = $1';
      expect(await shop.tenure.dataSource.query(mails, [customer.businessId])).toEqual([
        { kind: 'invoice-issued' },
      ]);
    }
    await shop.pass(24);
    await shop.collect();
    expect(await shop.status(atOnce)).toBe('pastDue');
    await shop.saveCard(atOnce, CARDS.good);
    shop.stripe.person.bankDecides('pays');
    await shop.deliver();
    await shop.collect();
    // The next cycle may have begun, with an invoice of its own.
    expect((await shop.invoices(later))[0]).toMatchObject({ status: 'paid' });
    expect(await shop.status(atOnce)).toBe('active');
  });

  it('charges shortly before the due date also where a server dies right after it issued the invoice', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.netDays(customer, 30);
    await shop.pass(31);
    // The server dies before it writes to an invoice that is issued.
    const { dataSource } = shop.tenure;
    await dataSource.query(`
      CREATE FUNCTION dead() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'dead'; END $$;
      CREATE TRIGGER dead BEFORE UPDATE ON invoices FOR EACH ROW
        WHEN (OLD.provider_invoice IS NOT NULL AND OLD.business_id = '${customer.businessId}') EXECUTE FUNCTION dead()`);
    await shop.collect().catch(() => undefined);
    await dataSource.query('DROP TRIGGER dead ON invoices; DROP FUNCTION dead()');
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', number: expect.any(String) }]);
    await shop.pass(0.01);
    await shop.collect();
    const [{ id, due_at: due }] = await shop.invoices(customer);
    expect(shop.stripe.chargesOf(id as string)).toEqual([]);
    const left = ((due as Date).getTime() - shop.clock.now().getTime()) / 86_400_000;
    await shop.pass(left - 59 / 1440);
    await shop.collect();
    expect(shop.stripe.chargesOf(id as string)).toHaveLength(1);
  });

  it.each([0, 30])(
    'issues an invoice as a whole where a server dies in the middle and Stripe tells of it, with %i days to pay',
    async (days) => {
      for (const step of ['add_lines', 'finalize']) {
        const customer = await shop.customer(CARDS.good);
        if (days > 0) await shop.netDays(customer, days);
        await shop.pass(31);
        // With `add_lines` it stays a draft. With `finalize` it is issued, and nobody here knows.
        shop.stripe.fault = ({ route }) =>
          route === `/v1/invoices/{invoice}/${step}` ? (step === 'finalize' ? 'unanswered' : 'lost') : null;
        await shop.collect().catch(() => undefined);
        shop.stripe.fault = () => null;
        await shop.deliver();
        await shop.collect();
        await shop.pass(0.1);
        await shop.collect();
        const [{ id, status, pay_url: payUrl }] = await shop.invoices(customer);
        const charges = shop.stripe.chargesOf(id as string);
        if (days === 0) {
          expect([status, charges.length]).toEqual(['paid', 1]);
        } else {
          expect([status, charges.length]).toEqual(['open', 0]);
          expect(payUrl).toEqual(expect.any(String));
        }
      }
    },
  );

  it('issues a draft that an earlier version noted', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    // Only of this customer: a run ends after some requests without an answer.
    const atStripe = await shop.customerAtStripe(customer);
    const isOurs = (path: string) =>
      path.split('/').some((part) => shop.stripe.world.invoices.get(part)?.customer === atStripe);
    shop.stripe.fault = ({ route, path }) =>
      route === '/v1/invoices/{invoice}/add_lines' && isOurs(path) ? 'lost' : null;
    await shop.collect().catch(() => undefined);
    shop.stripe.fault = () => null;
    const [{ id }] = await shop.invoices(customer);
    const draft = [...shop.stripe.world.invoices.values()].find(
      ({ metadata }) => metadata?.tenure_invoice === id,
    );
    expect(draft).toMatchObject({ status: 'draft' });
    await shop.tenure.dataSource.query('UPDATE invoices SET provider_invoice = $2 WHERE id = $1', [
      id,
      draft?.id,
    ]);
    await shop.pass(0.1);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', provider_invoice: draft?.id }]);
    expect(shop.stripe.chargesOf(id as string)).toHaveLength(1);
  });

  it('sends back through Stripe what an operator refunds, once, and what was waived cannot be paid there', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ id, provider_invoice: reference }] = await shop.invoices(customer);
    const act = async (what: string, invoice: string, body: object) =>
      shop.tenure.post(`/v1/admin/businesses/${customer.businessId}/invoices/${invoice}/${what}`, {
        token: await shop.tenure.operator(),
        body,
      });
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route === '/v1/credit_notes' ? 'unanswered' : null;
    const refund = { amount: 900, reason: 'Outage' };
    expect(await act('refund', id as string, refund)).toMatchObject({
      status: 503,
      body: { code: 'payment_unavailable' },
    });
    shop.stripe.fault = () => null;
    await shop.deliver(shop.stripe.world.events.slice(-2));
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refunded: 900 }]);
    expect(await act('refund', id as string, { reason: 'All of it' })).toMatchObject({
      status: 200,
      body: { status: 'refunded', refunded: 4900 },
    });
    expect(await act('refund', id as string, { reason: 'More' })).toMatchObject({ status: 409 });
    expect(shop.stripe.chargesOf(id as string)).toMatchObject([{ amount_refunded: 4900 }]);
    expect(shop.stripe.world.invoices.get(reference as string)?.post_payment_credit_notes_amount).toBe(4900);
    shop.stripe.person.changeCard(
      shop.stripe.world.invoices.get(reference as string)!.customer as string,
      CARDS.noFunds,
    );
    await shop.pass(31);
    await shop.collect();
    const [, open] = await shop.invoices(customer);
    expect(open).toMatchObject({ status: 'open' });
    expect((await act('void', open.id as string, { reason: 'Goodwill' })).status).toBe(200);
    await shop.collect();
    expect(() => shop.stripe.person.payOnPage(open.provider_invoice as string)).toThrow('void');
  });

  it.each([900, undefined])(
    'sends %s back once when the operator repeats it after a lost answer',
    async (amount) => {
      const customer = await shop.customer(CARDS.good);
      await shop.pass(31);
      await shop.collect();
      const [{ id, provider_invoice: reference }] = await shop.invoices(customer);
      const token = await shop.tenure.operator();
      const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`;
      const refund = () => shop.tenure.post(path, { token, body: { amount, reason: 'Outage' } });
      // Somebody gave some back at Stripe, which nobody told us of.
      shop.stripe.person.refundInDashboard(reference as string, 500);
      shop.stripe.world.events.pop();
      shop.stripe.fault = ({ method, route }) =>
        method === 'POST' && route === '/v1/credit_notes' ? 'unanswered' : null;
      expect(await refund()).toMatchObject({ status: 503, body: { code: 'payment_unavailable' } });
      shop.stripe.fault = () => null;
      const refunded = 500 + (amount ?? 4400);
      expect(await refund()).toMatchObject({ status: 200, body: { refunded } });
      expect(shop.stripe.chargesOf(id as string)).toMatchObject([{ amount_refunded: refunded }]);
      const notes = await shop.tenure.dataSource.query(
        'SELECT amount::integer, reason FROM credit_notes WHERE invoice_id = $1 ORDER BY id',
        [id],
      );
      expect(notes).toMatchObject([{ amount: 500 }, { amount: refunded - 500, reason: 'Outage' }]);
    },
  );

  it('sends back once under a key, also when the answer was lost and Stripe told of it first', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ id }] = await shop.invoices(customer);
    const token = await shop.tenure.operator();
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`;
    const refund = (key: string, amount: number) =>
      shop.tenure.post(path, {
        token,
        body: { amount, reason: 'Outage' },
        headers: { 'idempotency-key': key },
      });
    const reused = { status: 422, body: { code: 'idempotency_key_reused' } };
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route === '/v1/credit_notes' ? 'unanswered' : null;
    expect(await refund('form-1', 900)).toMatchObject({ status: 503, body: { code: 'payment_unavailable' } });
    shop.stripe.fault = () => null;
    await shop.deliver(shop.stripe.world.events.slice(-2));
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ refunded: 900 }]);
    expect(await refund('form-1', 901)).toMatchObject(reused);
    expect(await refund('form-1', 900)).toMatchObject({ status: 200, body: { refunded: 900 } });
    // Another form is another refund, and the first one is answered as it was.
    shop.stripe.fault = ({ route }) => (route === '/v1/credit_notes' ? { delayMs: 100 } : null);
    const twins = await Promise.all([1, 2, 3].map(() => refund('form-2', 900)));
    shop.stripe.fault = () => null;
    for (const twin of twins) expect(twin).toMatchObject({ status: 200, body: { refunded: 1800 } });
    const first = await refund('form-1', 900);
    expect(first).toMatchObject({ status: 200, body: { refunded: 900 } });
    expect(first.headers.get('idempotent-replayed')).toBe('true');
    expect(await refund('form-1', 901)).toMatchObject(reused);
    // What was refused did nothing: its key is free.
    expect(await refund('form-3', 9000)).toMatchObject({ status: 409 });
    expect(await refund('form-3', 100)).toMatchObject({ status: 200, body: { refunded: 1900 } });
    expect(shop.stripe.chargesOf(id as string)).toMatchObject([{ amount_refunded: 1900 }]);
  });

  it('sends back no more than was paid when several refund at once', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ id }] = await shop.invoices(customer);
    const token = await shop.tenure.operator();
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`;
    const refund = (amount: number) => shop.tenure.post(path, { token, body: { amount, reason: 'Outage' } });
    // Each reads the invoice before one of them sends back.
    shop.stripe.fault = ({ method, route }) =>
      method === 'GET' && route === '/v1/invoices/{invoice}' ? { delayMs: 200 } : null;
    const parts = await Promise.all([refund(1000), refund(1500)]);
    expect(parts.map(({ status }) => status)).toEqual([200, 200]);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refunded: 2500 }]);
    const tooMuch = await Promise.all([refund(1400), refund(1600)]);
    expect(tooMuch.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(tooMuch.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'wrong_state' });
    shop.stripe.fault = () => null;
    const [{ refunded }] = await shop.invoices(customer);
    expect([3900, 4100]).toContain(refunded);
    expect(shop.stripe.chargesOf(id as string)).toMatchObject([{ amount_refunded: refunded }]);
    await shop.deliver();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ refunded }]);
  });

  it('collects on while what Stripe told of takes long to read', async () => {
    const told = await shop.customer(CARDS.good);
    const due = await shop.customer(CARDS.good);
    const gone = await shop.customerAtStripe(told);
    shop.stripe.person.changeCard(gone, CARDS.good);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.pass(31);
    const { app } = shop.tenure;
    const config = { ...app.get<Config>(CONFIG), renewals: true };
    const scheduler = new PaymentsScheduler(app.get(ProviderRunsService), app.get(ClockGuardService), config);
    let goOn = () => {};
    const after = new Promise<void>((resolve) => (goOn = resolve));
    shop.stripe.fault = ({ method, route, params }) =>
      method === 'GET' && route === '/v1/customers/{customer}' && params.expand !== undefined
        ? { after }
        : null;
    const listening = scheduler.listen();
    const collected = scheduler.collect().then(() => 'collected');
    const late = await Promise.race([listening, collected, sleep(10_000, 'too late', { ref: false })]);
    goOn();
    expect(late).toBe('collected');
    expect(await shop.invoices(due)).toMatchObject([{ status: 'paid' }]);
    await listening;
  });

  it('charges nothing while collecting is held, also for an owner who asks, and reads what was paid', async () => {
    const customer = await shop.customer(CARDS.good);
    const account = shop.tenure.app.get(ProviderAccountService);
    const collecting = async () => {
      const { body } = await shop.tenure.get('/metrics');
      return /^tenure_collecting (\d)$/m.exec(body as string)?.[1];
    };
    // The first run ties the database to its account.
    await shop.collect();
    expect(await account.hold(shop.clock.now())).toBe(true);
    await shop.pass(31);
    await shop.collect();
    const [{ id }] = await shop.invoices(customer);
    const path = `/v1/invoices/${id}/pay`;
    const unavailable = { status: 503, body: { code: 'payment_unavailable' } };
    const refused = await shop.tenure.post(path, { token: customer.token });
    expect(refused).toMatchObject(unavailable);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', issued_at: null }]);
    expect(await collecting()).toBe('0');
    const told = { businessId: customer.businessId, invoiceId: randomUUID(), reference: 'in_unknown' };
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const paid = { ...told, status: 'paid', total: 4400, refunded: 0 } as ProviderInvoice;
    await shop.tenure.app.get(InvoiceFollowService).follow(paid);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('in_unknown was paid'));
    error.mockRestore();
    expect([await account.resume(), await account.resume()]).toEqual([true, false]);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(await collecting()).toBe('1');
  });

  it('charges nothing more by a run that began before collecting was held', async () => {
    const customer = await shop.customer(CARDS.good);
    const account = shop.tenure.app.get(ProviderAccountService);
    await shop.collect();
    await shop.pass(31);
    await account.hold(shop.clock.now());
    const collector = shop.tenure.app.get(CollectorService);
    expect(await collector.run(new AbortController().signal)).toBe(0);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', in_flight_until: null }]);
    await account.resume();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
  });

  it('can be held before the first collection, and is then tied to its account as ever', async () => {
    const first = await StripeTenure.start();
    try {
      const account = first.tenure.app.get(ProviderAccountService);
      const shown = async () => {
        const token = await first.tenure.operator();
        const { body } = await first.tenure.get('/v1/admin/payments', { token });
        return { account: body.account as unknown, mode: body.mode as unknown };
      };
      expect(await account.hold(first.clock.now())).toBe(true);
      expect(await shown()).toEqual({ account: null, mode: null });
      const customer = await first.customer(CARDS.good);
      await first.pass(31);
      await first.collect();
      expect(await first.invoices(customer)).toMatchObject([{ status: 'open', issued_at: null }]);
      expect(await account.resume()).toBe(true);
      // The first call ties the database to the account. The budget of calls begins empty then.
      await first.collect();
      await first.pass(0.001);
      await first.collect();
      expect(await first.invoices(customer)).toMatchObject([{ status: 'paid' }]);
      expect(await shown()).toEqual({ account: expect.stringMatching(/^acct_/), mode: 'test' });
    } finally {
      await first.close();
    }
  });

  it('says that it does not collect once Stripe refuses the key, until Stripe takes it again', async () => {
    const collection = shop.tenure.app.get(ProviderRunsService);
    const account = shop.tenure.app.get(ProviderAccountService);
    const { signal } = new AbortController();
    await shop.pass(0.01);
    await shop.collect();
    expect(account.couldCollect).toBe(true);
    shop.stripe.fault = () => 'unauthorized';
    await shop.pass(0.01);
    await expect(collection.listen(signal)).rejects.toThrow('Invalid API Key');
    expect(account.couldCollect).toBe(false);
    await expect(collection.collect(signal)).rejects.toThrow('Invalid API Key');
    expect(account.couldCollect).toBe(false);
    // Every run fails, and one line in a minute says so.
    const { app } = shop.tenure;
    const config = { ...app.get<Config>(CONFIG), renewals: true };
    const scheduler = new PaymentsScheduler(collection, app.get(ClockGuardService), config);
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    for (const run of ['collect', 'listen', 'tidy'] as const) await scheduler[run]();
    expect(error).toHaveBeenCalledTimes(1);
    error.mockRestore();
    shop.stripe.fault = () => null;
    await collection.collect(signal);
    expect(account.couldCollect).toBe(true);
  });

  it('is not started with a key of the other mode, and collects nothing with one of another account', async () => {
    const { databaseUrl } = shop.tenure;
    const live = { PAYMENTS: 'stripe', STRIPE_SECRET_KEY: 'sk_live_1' };
    await expect(startSecond(databaseUrl, shop.clock, live)).rejects.toThrow('has collected with a test key');
    const customer = await shop.customer(CARDS.good);
    const stranger = await FakeStripe.start();
    const second = await startSecond(databaseUrl, shop.clock, stranger.settings);
    await shop.pass(31);
    await runPayments(second.app);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', issued_at: null }]);
    expect(stranger.world.invoices.size).toBe(0);
    // Nor by a person, whether Stripe knows the business already or not.
    const unavailable = { status: 503, body: { code: 'payment_unavailable' } };
    const newcomer = await shop.customer(null);
    const open = { token: await shop.token(newcomer), body: {} };
    expect(await second.client.post('/v1/billing/checkout', open)).toMatchObject(unavailable);
    expect(stranger.world.customers.size).toBe(0);
    const [{ id }] = await shop.invoices(customer);
    const paid = await second.client.post(`/v1/invoices/${id}/pay`, { token: await shop.token(customer) });
    expect(paid).toMatchObject(unavailable);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', problem: null, outages: 0 }]);
    await second.close();
    await stranger.close();
  });
});
