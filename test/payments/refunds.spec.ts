import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Stripe } from 'stripe';
import { CollectorService } from '../../src/payments/collector.service.js';
import { ComparisonService } from '../../src/payments/comparison.service.js';
import { InvoiceRefundsService } from '../../src/payments/invoices/invoice-refunds.service.js';
import { ProviderAccountService } from '../../src/payments/provider-account.service.js';
import { ProviderRunsService } from '../../src/payments/provider-runs.service.js';
import { ProviderService } from '../../src/payments/provider.service.js';
import { jobsAreDone } from '../support/queues.js';
import { CARDS, type TestCard } from '../support/stripe/cards.js';
import { type Customer, OPERATOR } from '../support/tenure.js';
import { StripeTenure } from './stripe-tenure.js';

const never = new AbortController().signal;

describe('What happens to an invoice at Stripe', () => {
  let shop: StripeTenure;
  beforeAll(async () => (shop = await StripeTenure.start()));
  afterAll(() => shop.close());
  afterEach(() => shop.retire());

  /** A customer with an invoice of a cycle of 4,900, issued and tried once. */
  const invoiced = async (card: TestCard | null, balance = 0) => {
    const customer = await shop.customer(card);
    if (balance !== 0) atStripe(await shop.customerAtStripe(customer)).balance = balance;
    await shop.pass(31);
    await shop.collect();
    const [{ id, provider_invoice: reference }] = await shop.invoices(customer);
    return { customer, id: id as string, reference: reference as string };
  };
  const atStripe = (id: string): Stripe.Customer => shop.stripe.world.customers.get(id)!;
  /** Stripe tells of all that has happened. */
  const told = async () => {
    await shop.deliver(shop.stripe.world.events.slice(-4));
    await shop.collect();
    const waiting = await shop.tenure.dataSource.query(
      'SELECT id FROM payment_events WHERE due_at IS NOT NULL',
    );
    expect(waiting).toEqual([]);
  };
  const refund = async ({ businessId }: Customer, id: string, body: object = {}) =>
    shop.tenure.post(`/v1/admin/businesses/${businessId}/invoices/${id}/refund`, {
      token: await shop.tenure.operator(),
      body: { reason: 'Outage', ...body },
    });
  const notesOf = async (id: string): Promise<number[]> => {
    const rows = await shop.tenure.dataSource.query(
      'SELECT amount::integer FROM credit_notes WHERE invoice_id = $1 ORDER BY id',
      [id],
    );
    return rows.map(({ amount }: { amount: number }) => amount);
  };

  it('notes money that was sent back also if the operator is logged out meanwhile', async () => {
    const { customer, id } = await invoiced(CARDS.good);
    const { accessToken: token, refreshToken } = (
      await shop.tenure.post('/v1/auth/login', { body: OPERATOR })
    ).body.tokens;
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route.endsWith('/credit_notes')
        ? { after: shop.tenure.post('/v1/auth/logout', { body: { refreshToken } }) }
        : null;
    const headers = { 'idempotency-key': 'a-refund' };
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`;
    const body = { reason: 'Outage', amount: 900 };
    const first = await shop.tenure.post(path, { token, headers, body });
    shop.stripe.fault = () => null;
    expect(first).toMatchObject({ status: 200, body: { refunded: 900 } });
    const again = await shop.tenure.post(path, { token: await shop.tenure.operator(), headers, body });
    expect(again).toMatchObject({ status: 200, body: { refunded: 900 } });
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 900 }]);
    expect((await shop.tenure.post(path, { token, body })).status).toBe(401);
  });

  it('sends no money back for an operator who was logged out while the request waited', async () => {
    const { customer, id } = await invoiced(CARDS.good);
    const { accessToken: token, refreshToken } = (
      await shop.tenure.post('/v1/auth/login', { body: OPERATOR })
    ).body.tokens;
    const refunds = shop.tenure.app.get(InvoiceRefundsService);
    const original = refunds.refund.bind(refunds);
    const waits = jest.spyOn(refunds, 'refund').mockImplementationOnce(async (...asked) => {
      await shop.tenure.post('/v1/auth/logout', { body: { refreshToken } });
      return original(...asked);
    });
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/refund`;
    expect((await shop.tenure.post(path, { token, body: { reason: 'Outage' } })).status).toBe(401);
    waits.mockRestore();
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 0 }]);
  });

  it.each([900, 4900])('counts a refund of %i once, also if a credit note for it follows', async (amount) => {
    const { customer, id, reference } = await invoiced(CARDS.good);
    const { id: made } = shop.stripe.person.refundInDashboard(reference, amount);
    await told();
    shop.stripe.person.creditInDashboard({ invoice: reference, amount, refunds: [{ refund: made }] });
    await told();
    const status = amount === 4900 ? 'refunded' : 'paid';
    expect(await shop.invoices(customer)).toMatchObject([{ status, refunded: amount }]);
    expect(await notesOf(id)).toEqual([amount]);
    if (amount === 4900) return;
    // A later credit note has a refund of its own.
    shop.stripe.person.creditInDashboard({ invoice: reference, amount: 500, refund_amount: 500 });
    await told();
    expect(await shop.invoices(customer)).toMatchObject([{ status, refunded: 1400 }]);
    expect(await notesOf(id)).toEqual([900, 500]);
  });

  it('shows an invoice that a credit note made cheaper before it was paid, and counts nothing as sent back', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    shop.stripe.person.creditInDashboard({ invoice: reference, amount: 1000 });
    shop.stripe.person.payOnPage(reference);
    await told();
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount: 3900 }]);
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'paid', problem: 'amountMismatch', refunded: 0 },
    ]);
    // Half of it goes back, and the credit note from before counts for nothing then, too.
    expect(await refund(customer, id, { amount: 1950 })).toMatchObject({ status: 200 });
    await told();
    expect(await shop.invoices(customer)).toMatchObject([{ refunded: 1950 }]);
    expect(await notesOf(id)).toEqual([1950]);
    // Without an amount the rest of what was paid goes back, and then nothing is left.
    expect(await refund(customer, id)).toMatchObject({
      status: 200,
      body: { status: 'refunded', refunded: 3900, paidAmount: 3900 },
    });
    await told();
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 3900 }]);
    expect(await notesOf(id)).toEqual([1950, 1950]);
    expect(await refund(customer, id)).toMatchObject({ status: 409 });
  });

  it('lapses nobody who paid another amount until an operator has looked at it, for 90 days at most', async () => {
    const [accepted, forgotten] = [await shop.customer(CARDS.lost), await shop.customer(CARDS.lost)];
    await shop.pass(31);
    await shop.collect();
    for (const customer of [accepted, forgotten]) {
      const [{ provider_invoice: reference }] = await shop.invoices(customer);
      shop.stripe.person.creditInDashboard({ invoice: reference, amount: 1000 });
      shop.stripe.person.payOnPage(reference);
    }
    await shop.deliver();
    await shop.collect();
    for (const customer of [accepted, forgotten])
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', problem: 'amountMismatch' }]);
    const { dataSource } = shop.tenure;
    await dataSource.query('UPDATE subscriptions SET past_due_since = $2 WHERE business_id = $1', [
      forgotten.businessId,
      new Date(shop.clock.now().getTime() - 76 * 86_400_000),
    ]);
    await shop.pass(14.1);
    expect(await shop.accessUntil(accepted)).toBe(shop.clock.now().getTime() + 86_400_000);
    const shown = async (customer: Customer) =>
      (await shop.tenure.get('/v1/subscription', { token: await shop.token(customer) })).body;
    expect(await shown(accepted)).toMatchObject({ status: 'pastDue', plan: { code: 'pro' } });
    expect(await shown(forgotten)).toMatchObject({ status: 'active', plan: { code: 'free' } });
    const [{ id }] = await shop.invoices(accepted);
    const path = `/v1/admin/businesses/${accepted.businessId}/invoices/${id}/mark-paid`;
    const token = await shop.tenure.operator();
    const marked = await shop.tenure.post(path, { token, body: { reference: 'Goodwill' } });
    expect(marked).toMatchObject({ status: 200, body: { problem: null } });
    expect(await shown(accepted)).toMatchObject({ status: 'active', plan: { code: 'pro' } });
  });

  it('sends back to the card what an operator accepted of another amount, and keeps what the operator wrote', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    shop.stripe.person.creditInDashboard({ invoice: reference, amount: 1000 });
    shop.stripe.person.payOnPage(reference);
    await told();
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
    const body = { reference: 'goodwill' };
    expect(await shop.tenure.post(path, { token: await shop.tenure.operator(), body })).toMatchObject({
      status: 200,
      body: { problem: null, reference },
    });
    const audit = `SELECT after->>'reason' AS reason FROM audit_log WHERE business_id = $1 ORDER BY id DESC LIMIT 1`;
    expect(await shop.tenure.dataSource.query(audit, [customer.businessId])).toEqual([
      { reason: 'goodwill' },
    ]);
    expect(await refund(customer, id, { amount: 900 })).toMatchObject({ status: 200 });
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount: 3900, amount_refunded: 900 }]);
  });

  it.each([
    [-1500, 3400],
    [-4900, 0],
  ])(
    'sends back to the balance what a balance of %i paid, and the rest to the card',
    async (had, charged) => {
      const { customer, id, reference } = await invoiced(CARDS.good, had);
      const { balance } = atStripe(await shop.customerAtStripe(customer));
      expect(balance).toBe(0);
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
      expect(await refund(customer, id)).toMatchObject({
        status: 200,
        body: { status: 'refunded', refunded: 4900 },
      });
      expect(atStripe(await shop.customerAtStripe(customer)).balance).toBe(had);
      const charge = shop.stripe.world
        .intentsOf(reference)
        .map(({ latest_charge }) => latest_charge as string);
      expect(charge.map((each) => shop.stripe.world.charges.get(each)?.amount_refunded)).toEqual(
        charged === 0 ? [] : [charged],
      );
      await told();
      expect(await notesOf(id)).toEqual([4900]);
    },
  );

  it('names a refund that the bank refuses days later, and takes nothing back of its credit note', async () => {
    const { customer, id, reference } = await invoiced(CARDS.good);
    expect(await refund(customer, id, { amount: 900 })).toMatchObject({ status: 200 });
    const compare = async () => {
      const compared = await shop.tenure.app.get(ComparisonService).compare(new Date(0), never);
      const ofThis = (line: string) => line.includes(reference);
      return [compared.differences.filter(ofThis), compared.refusedRefunds.filter(ofThis)];
    };
    expect(await compare()).toEqual([[], []]);
    shop.stripe.person.failRefund([...shop.stripe.world.refunds.values()].at(-1)!);
    const said = jest.spyOn(Logger.prototype, 'error');
    await told();
    const lines = said.mock.calls.map(([line]) => String(line));
    said.mockRestore();
    expect(lines).toContain(
      `Of the refund of the invoice ${id} (${reference}), 900 did not arrive: the bank refused it. Send it in another way.`,
    );
    expect(await compare()).toEqual([
      [],
      [`${id} (${reference}): 900 was sent back, and the bank refused it`],
    ]);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refunded: 900 }]);
    expect(await notesOf(id)).toEqual([900]);
    expect(await shop.status(customer)).toBe('active');
  });

  it('only notes what was paid outside Stripe', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    shop.stripe.person.markPaidInDashboard(reference);
    await told();
    expect(await refund(customer, id)).toMatchObject({ status: 200, body: { refunded: 4900 } });
    expect([...shop.stripe.world.creditNotes.values()].at(-1)).toMatchObject({ out_of_band_amount: 4900 });
  });

  it('writes no credit note where Stripe names no payment of what was paid there', async () => {
    const { customer, id, reference } = await invoiced(CARDS.good);
    const { payments } = shop.stripe.world;
    const ofInvoice = [...payments].filter(([, { invoice }]) => invoice === reference);
    for (const [payment] of ofInvoice) payments.delete(payment);
    const refused = await refund(customer, id);
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'refused' } });
    expect(refused.body.detail).toContain('dashboard');
    expect(await notesOf(id)).toEqual([]);
    for (const [payment, made] of ofInvoice) payments.set(payment, made);
    expect(await refund(customer, id)).toMatchObject({ status: 200, body: { status: 'refunded' } });
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 4900 }]);
  });

  it('changes nothing when a second payment of an invoice that was paid by hand is sent back, or its dispute is lost', async () => {
    const other = await shop.customer(CARDS.lost);
    const sentBack = await invoiced(CARDS.lost);
    const [issued] = await shop.invoices(other);
    const disputed = {
      customer: other,
      id: issued.id as string,
      reference: issued.provider_invoice as string,
    };
    for (const { customer, id, reference } of [sentBack, disputed]) {
      const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
      const body = { reference: 'transfer' };
      expect((await shop.tenure.post(path, { token: await shop.tenure.operator(), body })).status).toBe(200);
      shop.stripe.person.payOnPage(reference);
    }
    const said = jest.spyOn(Logger.prototype, 'error');
    await told();
    const lines = said.mock.calls.map(([line]) => String(line));
    said.mockRestore();
    const twice = ({ id, reference }: { id: string; reference: string }) =>
      `The invoice ${id} was paid twice: also by ${reference}. Send that payment back.`;
    expect(lines).toEqual(expect.arrayContaining([twice(sentBack), twice(disputed)]));
    const compare = async () =>
      (await shop.tenure.app.get(ComparisonService).compare(new Date(0), never)).differences;
    expect(await compare()).toContain(
      `${sentBack.id} (${sentBack.reference}): paid here by hand, paid at the provider`,
    );

    shop.stripe.person.refundInDashboard(sentBack.reference, 4900);
    shop.stripe.person.closeDispute(shop.stripe.person.dispute(disputed.reference), 'lost');
    await told();
    for (const { customer, id } of [sentBack, disputed]) {
      expect(await shop.invoices(customer)).toMatchObject([
        { status: 'paid', reference: 'transfer', refunded: 0, disputed_at: null },
      ]);
      expect(await notesOf(id)).toEqual([]);
      expect(await shop.status(customer)).toBe('active');
    }
    expect((await compare()).join('\n')).not.toContain(sentBack.id);
  });

  it('sends back what was paid for nothing, also if the balance paid a part of it', async () => {
    const { customer, reference } = await invoiced(CARDS.lost, -1500);
    await shop.passGrace();
    shop.stripe.person.payOnPage(reference);
    await shop.collect();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'refunded', problem: 'unapplied', refunded: 4900, refund_due: 0 },
    ]);
  });

  it('tells operators of each dispute: one that was a question first, and one that is opened again after it was won', async () => {
    const { customer, reference } = await invoiced(CARDS.good);
    // Without the endpoint: Stripe's list is all that Tenure reads.
    const listed = async () => {
      await shop.pass(0.01);
      await shop.collect();
      await shop.collect();
      const [{ disputed_at: at, number }] = await shop.invoices(customer);
      await jobsAreDone(shop.tenure.dataSource);
      const mails = await shop.tenure.mails.to(OPERATOR.email);
      const subject = `The payment of invoice ${number} is disputed`;
      return {
        disputed: at !== null,
        mails: mails.filter(({ parsed }) => parsed.subject === subject).length,
      };
    };
    const { person } = shop.stripe;
    const dispute = person.dispute(reference, 'warning_needs_response');
    expect(await listed()).toEqual({ disputed: false, mails: 0 });
    person.continueDispute(dispute, 'needs_response');
    expect(await listed()).toEqual({ disputed: true, mails: 1 });
    person.closeDispute(dispute, 'won');
    expect(await listed()).toEqual({ disputed: false, mails: 1 });
    person.continueDispute(dispute, 'appeal_needs_response');
    expect(await listed()).toEqual({ disputed: true, mails: 2 });
    person.closeDispute(dispute, 'won');
    expect(await listed()).toEqual({ disputed: false, mails: 2 });
    expect(await shop.status(customer)).toBe('active');
  });

  it('says why Stripe refuses a refund, and sends the money back once the reason is gone', async () => {
    const { customer, id, reference } = await invoiced(CARDS.good);
    const dispute = shop.stripe.person.dispute(reference);
    const refused = await refund(customer, id, { amount: 900 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_state', state: 'refused' } });
    expect(refused.body.detail).toContain('charge_disputed');
    shop.stripe.person.closeDispute(dispute, 'won');
    await shop.pass(0.01);
    expect(await refund(customer, id, { amount: 900 })).toMatchObject({
      status: 200,
      body: { refunded: 900 },
    });
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 900 }]);
  });

  it('sends back what was paid for nothing once Stripe refuses that no more', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    await shop.passGrace();
    shop.stripe.person.payOnPage(reference);
    const dispute = shop.stripe.person.dispute(reference);
    await shop.collect();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refund_due: 4900 }]);
    shop.stripe.person.closeDispute(dispute, 'won');
    await shop.pass(0.01);
    // An operator asks for all of the work at once, and collecting is held meanwhile.
    const account = shop.tenure.app.get(ProviderAccountService);
    const collector = jest.spyOn(shop.tenure.app.get(CollectorService), 'run');
    collector.mockImplementationOnce(async () => Number(await account.hold(shop.clock.now())));
    const token = await shop.tenure.operator();
    expect(await shop.tenure.post('/v1/admin/payments/sync', { token })).toMatchObject({
      status: 409,
      body: { state: 'held' },
    });
    collector.mockRestore();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refund_due: 4900 }]);
    const problems = async () =>
      (await shop.tenure.get('/v1/admin/payments', { token })).body.problems as number;
    const before = await problems();
    await account.resume();
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'refunded', refund_due: 0 }]);
    expect(await problems()).toBe(before - 1);
    expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 4900 }]);
  });

  it.each([4900, 900])(
    'sends back only the rest of what was paid for nothing after %i was sent back in the dashboard',
    async (amount) => {
      const { customer, id, reference } = await invoiced(CARDS.lost);
      await shop.passGrace();
      shop.stripe.person.payOnPage(reference);
      const dispute = shop.stripe.person.dispute(reference);
      await shop.collect();
      await shop.collect();
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid', refund_due: 4900 }]);
      shop.stripe.person.closeDispute(dispute, 'won');
      shop.stripe.person.refundInDashboard(reference, amount);
      await shop.pass(0.01);
      // Stripe's events about it are not read yet.
      await shop.tenure.app.get(ProviderRunsService).runUpkeep(never);
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'refunded', refund_due: 0 }]);
      expect(await notesOf(id)).toEqual(amount === 4900 ? [4900] : [900, 4000]);
      expect(shop.stripe.chargesOf(id)).toMatchObject([{ amount_refunded: 4900 }]);
      const { differences } = await shop.tenure.app.get(ComparisonService).compare(new Date(0), never);
      expect(differences.join('\n')).not.toContain(id);
    },
  );

  it('sends nothing back at Stripe of what was paid by hand for nothing, and closes the page', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
    const body = { reference: 'transfer' };
    expect((await shop.tenure.post(path, { token: await shop.tenure.operator(), body })).status).toBe(200);
    await shop.tenure.dataSource.query(
      `UPDATE invoices SET problem = 'unapplied', refund_due = total WHERE business_id = $1`,
      [customer.businessId],
    );
    await shop.collect();
    expect(shop.stripe.world.invoices.get(reference)).toMatchObject({ status: 'void' });
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'paid', refund_due: 4900, refunded: 0, pay_url: null, in_flight_until: null },
    ]);
    expect(await refund(customer, id)).toMatchObject({ status: 200, body: { status: 'refunded' } });
  });

  it('closes the page also of what was paid by hand and sent back before Stripe could close it', async () => {
    const { customer, id, reference } = await invoiced(CARDS.lost);
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
    const body = { reference: 'transfer' };
    expect((await shop.tenure.post(path, { token: await shop.tenure.operator(), body })).status).toBe(200);
    expect(await refund(customer, id)).toMatchObject({ status: 200, body: { status: 'refunded' } });
    expect(await shop.invoices(customer)).toMatchObject([{ pay_url: expect.any(String) }]);
    await shop.collect();
    expect(shop.stripe.world.invoices.get(reference)).toMatchObject({ status: 'void' });
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'refunded', pay_url: null }]);
  });

  it('writes no credit note for what Stripe took once the service does not use Stripe any more', async () => {
    const { customer, id } = await invoiced(CARDS.good);
    const { customer: byHand, id: transfer } = await invoiced(CARDS.lost);
    const path = `/v1/admin/businesses/${byHand.businessId}/invoices/${transfer}/mark-paid`;
    const body = { reference: 'transfer' };
    expect((await shop.tenure.post(path, { token: await shop.tenure.operator(), body })).status).toBe(200);
    const bound = jest.replaceProperty(shop.tenure.app.get(ProviderService), 'bound', null);
    try {
      expect(await refund(customer, id)).toMatchObject({
        status: 409,
        body: { code: 'wrong_state', state: 'refused' },
      });
      expect(await notesOf(id)).toEqual([]);
      expect(await refund(byHand, transfer)).toMatchObject({ status: 200, body: { status: 'refunded' } });
      // Nobody is told to send back more than is left, or what the bank has taken back.
      for (const [refunded, status, amount] of [
        [4900, 'refunded', undefined],
        [900, 'paid', 4001],
        [0, 'chargedBack', undefined],
      ] as const) {
        await shop.tenure.dataSource.query('UPDATE invoices SET status = $2, refunded = $3 WHERE id = $1', [
          id,
          status,
          refunded,
        ]);
        expect(await refund(customer, id, { amount })).toMatchObject({
          status: 409,
          body: { code: 'wrong_state', state: status },
        });
      }
    } finally {
      bound.restore();
    }
  });

  it('collects an invoice that was marked as uncollectible at Stripe, and makes it void there when it lapses', async () => {
    const lapsed = await invoiced(CARDS.lost);
    shop.stripe.person.giveUpInDashboard(lapsed.reference);
    await told();
    await shop.passGrace();
    await shop.collect();
    expect(await shop.invoices(lapsed.customer)).toMatchObject([{ status: 'void' }]);
    expect(shop.stripe.world.invoices.get(lapsed.reference)).toMatchObject({ status: 'void' });
    const paid = await invoiced(CARDS.noFunds);
    shop.stripe.person.giveUpInDashboard(paid.reference);
    await told();
    await shop.saveCard(paid.customer, CARDS.good);
    // A try without an answer. The invoice is read before the next one.
    shop.stripe.fault = () => 'lost';
    await shop.collect().catch(() => undefined);
    shop.stripe.fault = () => null;
    await shop.pass(0.1);
    await shop.collect();
    expect(await shop.invoices(paid.customer)).toMatchObject([{ status: 'paid' }]);
  });

  it('waives what was made void at Stripe, also while it waits here for a bank', async () => {
    const { customer, reference } = await invoiced(CARDS.bankAccount);
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'processing' }]);
    shop.stripe.person.bankDecides('refuses');
    shop.stripe.person.voidInDashboard(reference);
    await told();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'void' }]);
    expect(await shop.status(customer)).toBe('active');
  });

  it('closes an invoice at Stripe once no bank decides about it any more', async () => {
    const { customer, reference } = await invoiced(CARDS.bankAccount);
    // As when the business is closed.
    await shop.tenure.dataSource.query(
      `UPDATE invoices SET status = 'void', voided_at = now(), next_attempt_at = NULL WHERE business_id = $1`,
      [customer.businessId],
    );
    await shop.collect();
    shop.stripe.person.bankDecides('refuses');
    await shop.pass(0.01);
    await shop.collect();
    expect(shop.stripe.world.invoices.get(reference)).toMatchObject({ status: 'void' });
  });
});
