import { setTimeout as sleep } from 'node:timers/promises';
import {
  PaymentDeclined,
  ProviderNotFound,
  ProviderRefused,
  ProviderUnavailable,
  WrongSignature,
} from '../../src/payments/provider-errors.js';
import type { CheckoutToOpen, InvoiceToIssue } from '../../src/payments/provider-values.js';
import { StripeProvider } from '../../src/payments/stripe/stripe.provider.js';
import { CARDS, type TestCard } from '../support/stripe/cards.js';
import { FakeStripe, STRIPE_KEY, WEBHOOK_SECRET } from '../support/stripe/fake-stripe.js';
import { checkedAgainstDocument } from '../support/stripe/document.js';

const never = new AbortController().signal;
const PERIOD = { startsAt: new Date('2026-01-01T00:00:00Z'), endsAt: new Date('2026-02-01T00:00:00Z') };
const BUSINESS = '0199aaaa-0000-7000-8000-000000000001';

describe('The provider Stripe', () => {
  let stripe: FakeStripe;
  let provider: StripeProvider;
  let faults: string[];
  let invoices = 0;

  beforeEach(async () => {
    stripe = await FakeStripe.start();
    faults = checkedAgainstDocument(stripe);
    provider = withTax('off');
  });
  afterEach(async () => {
    await stripe.close();
    expect(faults).toEqual([]);
  });

  const withTax = (tax: 'off' | 'exclusive' | 'inclusive') =>
    new StripeProvider(
      { secretKey: STRIPE_KEY, webhookSecrets: ['whsec_old', WEBHOOK_SECRET], tax, apiBase: stripe.url },
      () => new Date(),
    );
  const ADDRESS = {
    line1: 'Unter den Linden 1',
    line2: null,
    city: 'Berlin',
    postalCode: '10117',
    state: null,
    country: 'DE',
  };
  const customer = (card: TestCard | null = null, address: typeof ADDRESS | null = null) =>
    provider
      .ensureCustomer(
        { businessId: BUSINESS, reference: null, name: 'Engines', email: 'ada@example.com', address },
        never,
      )
      .then((id) => {
        if (card !== null) stripe.person.changeCard(id, card);
        return id;
      });
  const invoiceFor = (customerId: string, more: Partial<InvoiceToIssue> = {}): InvoiceToIssue => ({
    invoiceId: `0199bbbb-0000-7000-8000-${String((invoices += 1)).padStart(12, '0')}`,
    businessId: BUSINESS,
    customer: customerId,
    currency: 'EUR',
    lines: [{ description: 'Team, January', amount: 4900 }],
    period: PERIOD,
    attempt: 0,
    again: false,
    ...more,
  });
  const issued = async (card: TestCard | null) => {
    const invoice = await provider.issue(invoiceFor(await customer(card)), never);
    return { invoiceId: invoice.invoiceId!, reference: invoice.reference, attempt: 0 };
  };
  const checkout = (customerId: string, more: Partial<CheckoutToOpen> = {}): CheckoutToOpen => ({
    checkoutId: '0199cccc-0000-7000-8000-000000000001',
    businessId: BUSINESS,
    customer: customerId,
    mode: 'pay',
    invoiceId: '0199bbbb-0000-7000-8000-999999999999',
    currency: 'EUR',
    amount: 4900,
    description: 'Team, January',
    successUrl: 'https://app.example.com/paid',
    cancelUrl: 'https://app.example.com/plans',
    expiresAt: new Date(Date.now() + 3_600_000),
    attempt: 0,
    ...more,
  });

  it('issues an invoice and charges the saved card', async () => {
    const asked = invoiceFor(await customer(CARDS.good));
    const open = await provider.issue(asked, never);
    expect(open).toMatchObject({
      invoiceId: asked.invoiceId,
      businessId: BUSINESS,
      status: 'open',
      currency: 'EUR',
      subtotal: 4900,
      tax: 0,
      total: 4900,
      number: expect.stringContaining('TENURE-'),
      payUrl: expect.stringContaining('http'),
    });
    const paid = await provider.pay({ ...asked, reference: open.reference }, never);
    expect(paid).toMatchObject({ status: 'paid', total: 4900, paidAt: expect.any(Date) });
    expect(stripe.chargesOf(asked.invoiceId)).toHaveLength(1);
  });

  it('says nothing to Stripe of who may collect by itself', async () => {
    await provider.issue(invoiceFor(await customer()), never);
    expect(stripe.requests('POST /v1/invoices')[0]?.params).toMatchObject({
      auto_advance: false,
      pending_invoice_items_behavior: 'exclude',
    });
  });

  it('charges once when the answer is lost each time and the call is repeated with the same attempt', async () => {
    const asked = await issued(CARDS.good);
    let lost = 0;
    stripe.fault = ({ route }) => (route.endsWith('/pay') && lost++ < 5 ? 'unanswered' : null);
    await expect(provider.pay(asked, never)).rejects.toBeInstanceOf(ProviderUnavailable);
    await expect(provider.pay(asked, never)).resolves.toMatchObject({ status: 'paid' });
    expect(stripe.chargesOf(asked.invoiceId)).toHaveLength(1);
  });

  it('charges once when an attempt with a new number follows one whose answer was lost', async () => {
    const asked = await issued(CARDS.good);
    stripe.fault = ({ route }) => (route.endsWith('/pay') ? 'unanswered' : null);
    await expect(provider.pay(asked, never)).rejects.toBeInstanceOf(ProviderUnavailable);
    stripe.fault = () => null;
    await expect(provider.pay({ ...asked, attempt: 1 }, never)).resolves.toMatchObject({ status: 'paid' });
    expect(stripe.chargesOf(asked.invoiceId)).toHaveLength(1);
  });

  it('makes one invoice when what was made is not known, at each of its three steps', async () => {
    const id = await customer();
    for (const step of ['/v1/invoices', '/add_lines', '/finalize']) {
      const asked = invoiceFor(id);
      stripe.fault = ({ method, route }) => (method === 'POST' && route.endsWith(step) ? 'unanswered' : null);
      await expect(provider.issue(asked, never)).rejects.toBeInstanceOf(ProviderUnavailable);
      stripe.fault = () => null;
      const open = await provider.issue({ ...asked, attempt: 1, again: true }, never);
      expect(open).toMatchObject({ status: 'open', total: 4900 });
      const made = [...stripe.world.invoices.values()].filter(
        ({ metadata }) => metadata?.tenure_invoice === asked.invoiceId,
      );
      expect(made).toHaveLength(1);
    }
  });

  it.each([
    ['declined', { code: 'generic_decline', hard: false }],
    ['noFunds', { code: 'insufficient_funds', hard: false }],
    ['lost', { code: 'lost_card', hard: true }],
    ['neverAgain', { code: 'do_not_honor', hard: true }],
    ['toConfirm', { code: 'authentication_required', hard: true }],
  ] as const)('says why a card is refused: %s', async (card, decline) => {
    const asked = await issued(CARDS[card]);
    await expect(provider.pay(asked, never)).rejects.toMatchObject({ name: 'PaymentDeclined', decline });
    expect(await provider.read(asked.reference, never)).toMatchObject({ status: 'open', decline });
  });

  it('takes a customer without a card for a decline that only a card cures', async () => {
    const refused = provider.pay(await issued(null), never);
    await expect(refused).rejects.toMatchObject({ decline: { code: 'no_payment_method', hard: true } });
    await expect(refused).rejects.toBeInstanceOf(PaymentDeclined);
  });

  it('takes a payment method that cannot be charged for such a decline too, and leaves the rest to operators', async () => {
    const refused = provider.pay(await issued(CARDS.noMandate), never);
    await expect(refused).rejects.toBeInstanceOf(PaymentDeclined);
    await expect(refused).rejects.toMatchObject({ decline: { code: 'billing_invalid_mandate', hard: true } });
    const ours = provider.pay(await issued(CARDS.unactivated), never);
    await expect(ours).rejects.toBeInstanceOf(ProviderRefused);
    await expect(ours).rejects.toMatchObject({ code: 'payment_method_unactivated' });
  });

  it('tries again with a new card under a new attempt, and repeats the decline under the old one', async () => {
    const asked = await issued(CARDS.declined);
    await expect(provider.pay(asked, never)).rejects.toBeInstanceOf(PaymentDeclined);
    stripe.person.changeCard((await provider.read(asked.reference, never)).customer!, CARDS.good);
    await expect(provider.pay(asked, never)).rejects.toBeInstanceOf(PaymentDeclined);
    await expect(provider.pay({ ...asked, attempt: 1 }, never)).resolves.toMatchObject({ status: 'paid' });
  });

  it('waits for a bank that takes days', async () => {
    const asked = await issued(CARDS.bankAccount);
    await expect(provider.pay(asked, never)).resolves.toMatchObject({ status: 'processing' });
    stripe.person.bankDecides('refuses');
    expect(await provider.read(asked.reference, never)).toMatchObject({
      status: 'open',
      decline: { code: 'insufficient_funds' },
    });
  });

  it('makes both invoices void that were issued for one of ours, by the same attempt', async () => {
    const asked = invoiceFor(await customer());
    const first = await provider.issue(asked, never);
    const second = await provider.issue({ ...asked, attempt: 1 }, never);
    for (const { reference } of [first, second]) {
      const told = await provider.void({ invoiceId: asked.invoiceId, reference, attempt: 0 }, never);
      expect(told).toMatchObject({ reference, status: 'void' });
    }
  });

  it('answers an invoice that was paid on its page as paid, and does not make it void', async () => {
    const asked = await issued(CARDS.toConfirm);
    stripe.person.payOnPage(asked.reference);
    await expect(provider.pay({ ...asked, attempt: 1 }, never)).resolves.toMatchObject({ status: 'paid' });
    await expect(provider.void(asked, never)).resolves.toMatchObject({ status: 'paid' });
    const other = await issued(null);
    await expect(provider.void(other, never)).resolves.toMatchObject({ status: 'void' });
    await expect(provider.void(other, never)).resolves.toMatchObject({ status: 'void' });
  });

  it('gives money back once, with a credit note, and sees what others gave back', async () => {
    const asked = await issued(CARDS.good);
    await provider.pay(asked, never);
    const refund = { refundId: 'r-1', reference: asked.reference, amount: 900, attempt: 0 };
    const note = await provider.refund(refund, never);
    expect(note).toMatchObject({ amount: 900, refundId: 'r-1', number: expect.stringContaining('CN') });
    expect(await provider.refund(refund, never)).toEqual(note);
    stripe.person.refundInDashboard(asked.reference, 100);
    expect(await provider.read(asked.reference, never)).toMatchObject({
      refunded: 1000,
      creditNotes: [note],
    });
    const more = provider.refund({ ...refund, refundId: 'r-2', amount: 4900 }, never);
    await expect(more).rejects.toBeInstanceOf(ProviderRefused);
  });

  it('tells of a dispute, and how it ended', async () => {
    const asked = await issued(CARDS.good);
    await provider.pay(asked, never);
    const dispute = stripe.person.dispute(asked.reference);
    expect(await provider.read(asked.reference, never)).toMatchObject({ dispute: 'open' });
    stripe.person.closeDispute(dispute, 'lost');
    expect(await provider.read(asked.reference, never)).toMatchObject({ dispute: 'lost' });
  });

  it('opens a page that takes money and keeps the card', async () => {
    const id = await customer();
    const opened = await provider.openCheckout(checkout(id), never);
    expect(opened).toMatchObject({ state: 'open', url: expect.stringContaining('http') });
    expect(stripe.requests('POST /v1/checkout/sessions')[0]?.params).toMatchObject({
      adaptive_pricing: { enabled: false },
      invoice_creation: { enabled: true },
      payment_intent_data: { setup_future_usage: 'off_session' },
    });
    stripe.person.checkOut(opened.url!);
    const done = await provider.readCheckout(opened.reference, never);
    expect(done).toMatchObject({
      state: 'done',
      url: null,
      paymentMethod: expect.stringContaining('pm_'),
      invoice: { status: 'paid', subtotal: 4900, total: 4900, currency: 'EUR' },
    });
    expect(done.invoice?.invoiceId).toBe(checkout(id).invoiceId);
    const card = await provider.useCard(id, done.paymentMethod!, never);
    expect(card).toMatchObject({ brand: 'visa', lastFour: '4242', expiryYear: 2031 });
    expect(await provider.card(id, never)).toEqual(card);
  });

  it('keeps a page open after a declined card, and tells that a bank takes days', async () => {
    const opened = await provider.openCheckout(checkout(await customer()), never);
    stripe.person.checkOut(opened.url!, CARDS.declined);
    expect(await provider.readCheckout(opened.reference, never)).toMatchObject({ state: 'open' });
    stripe.person.checkOut(opened.url!, CARDS.bankAccount);
    expect(await provider.readCheckout(opened.reference, never)).toMatchObject({ state: 'processing' });
    stripe.person.bankDecides('refuses');
    expect(await provider.readCheckout(opened.reference, never)).toMatchObject({ state: 'failed' });
  });

  it('opens a page that takes a card and no money', async () => {
    const opened = await provider.openCheckout(
      checkout(await customer(), { mode: 'setup', invoiceId: null }),
      never,
    );
    stripe.person.checkOut(opened.url!, CARDS.other);
    expect(await provider.readCheckout(opened.reference, never)).toMatchObject({
      state: 'done',
      invoice: null,
      paymentMethod: expect.stringContaining('pm_'),
    });
  });

  it.each(['pay', 'setup'] as const)(
    'keeps what Stripe made of a method that is used once: %s',
    async (mode) => {
      const id = await customer();
      const { reference, url } = await provider.openCheckout(checkout(id, { mode }), never);
      stripe.person.checkOut(url!, CARDS.ideal);
      const { paymentMethod } = await provider.readCheckout(reference, never);
      expect(await provider.useCard(id, paymentMethod!, never)).toMatchObject({
        brand: 'sepa_debit',
        lastFour: '3000',
      });
    },
  );

  it('closes a page, unless somebody was faster', async () => {
    const id = await customer();
    const opened = await provider.openCheckout(checkout(id), never);
    expect(await provider.expireCheckout(opened.reference, never)).toMatchObject({ state: 'expired' });
    const paid = await provider.openCheckout(checkout(id, { attempt: 1 }), never);
    stripe.person.checkOut(paid.url!);
    expect(await provider.expireCheckout(paid.reference, never)).toMatchObject({ state: 'done' });
  });

  it('lets Stripe say what is too little to charge', async () => {
    const tiny = provider.openCheckout(checkout(await customer(), { amount: 10 }), never);
    await expect(tiny).rejects.toMatchObject({ name: 'ProviderRefused', code: 'amount_too_small' });
  });

  it('forgets a customer: cards, name and marks; one that is gone is forgotten too', async () => {
    const id = await provider.ensureCustomer(
      { businessId: BUSINESS, reference: null, name: 'Ada', email: 'ada@example.com', address: ADDRESS },
      never,
    );
    stripe.person.changeCard(id, CARDS.good);
    stripe.person.changeCard(id, CARDS.other);
    await provider.forgetCustomer(id, never);
    await provider.forgetCustomer(id, never);
    await provider.forgetCustomer('cus_gone', never);
    expect(stripe.world.customers.get(id)).toMatchObject({
      name: '',
      email: '',
      address: null,
      metadata: { tenure_business: '' },
      invoice_settings: { default_payment_method: null },
    });
    expect([...stripe.world.methods.values()].map((each) => each.customer)).toEqual([null, null]);
  });

  it('finds tax within the price where that is so, and none where tax is off', async () => {
    provider = withTax('inclusive');
    const id = await customer(null, ADDRESS);
    const lines = [{ description: 'Pro', amount: 11_900 }];
    const quoted = { subtotal: 11_900, tax: 1_900, total: 11_900 };
    expect(await provider.quote({ customer: id, currency: 'EUR', lines }, never)).toEqual(quoted);
    expect(await provider.issue(invoiceFor(id, { lines }), never)).toMatchObject(quoted);
    provider = withTax('off');
    const none = { subtotal: 11_900, tax: 0, total: 11_900 };
    expect(await provider.quote({ customer: id, currency: 'EUR', lines }, never)).toEqual(none);
    expect(await provider.issue(invoiceFor(id, { lines }), never)).toMatchObject(none);
  });

  it('lets Stripe add tax, and says so when it does not know where the customer is', async () => {
    provider = withTax('exclusive');
    const lines = [{ description: 'Team', amount: 10_000 }];
    const known = await customer(null, ADDRESS);
    const quoted = { subtotal: 10_000, tax: 1_900, total: 11_900 };
    expect(await provider.quote({ customer: known, currency: 'EUR', lines }, never)).toEqual(quoted);
    expect(await provider.issue(invoiceFor(known, { lines }), never)).toMatchObject(quoted);
    const unknown = provider.issue(invoiceFor(await customerOf('somebody else'), { lines }), never);
    await expect(unknown).rejects.toMatchObject({ code: 'customer_tax_location_invalid' });
  });
  const customerOf = (businessId: string) =>
    provider.ensureCustomer({ businessId, reference: null, name: 'Else', email: null, address: null }, never);

  it('bills a discount within one net line', async () => {
    const lines = [
      { description: 'Team', amount: 4900 },
      { description: 'Discount of 10 %', amount: -490 },
    ];
    const invoice = await provider.issue(invoiceFor(await customer(), { lines }), never);
    expect(invoice).toMatchObject({ subtotal: 4410, total: 4410 });
  });

  it('makes one customer of a business, and brings it up to date', async () => {
    const id = await customer();
    expect(await customer()).toBe(id);
    const renamed = { businessId: BUSINESS, reference: id, name: 'Renamed', email: null, address: ADDRESS };
    expect(await provider.ensureCustomer(renamed, never)).toBe(id);
    expect(stripe.world.customers.get(id)).toMatchObject({ name: 'Renamed', address: { city: 'Berlin' } });
  });

  it('reads the events after a cursor, the oldest first, and stays behind what is young', async () => {
    const { cursor } = await provider.eventsSince(null, never);
    expect(cursor).toBeNull();
    const asked = await issued(CARDS.good);
    await provider.pay(asked, never);
    const page = await provider.eventsSince(null, never);
    expect(page.events.map(({ type }) => type)).toEqual([
      'payment_method.attached',
      'customer.updated',
      'invoice.paid',
    ]);
    expect(page.events.at(-1)).toMatchObject({
      live: false,
      customer: expect.stringContaining('cus_'),
      about: { kind: 'invoice', reference: asked.reference },
    });
    expect(page.cursor).toBeNull();
    for (const event of stripe.world.events) event.created -= 600;
    const later = await provider.eventsSince(null, never);
    expect(later.cursor).toBe(later.events.at(-1)?.id);
    stripe.person.dispute(asked.reference);
    const { events, more } = await provider.eventsSince(later.cursor, never);
    expect({ types: events.map(({ type }) => type), more }).toEqual({
      types: ['charge.dispute.created'],
      more: false,
    });
    const payment = events[0]!.about!.reference;
    expect(await provider.invoiceOf(payment, never)).toBe(asked.reference);
  });

  it('reads every one of many events, and starts with the newest where the cursor is forgotten', async () => {
    const id = await customer();
    const first = stripe.person.changeCard(id);
    expect(first).toBeUndefined();
    for (const event of stripe.world.events) event.created -= 600;
    const { cursor } = await provider.eventsSince(null, never);
    for (let n = 0; n < 150; n += 1) stripe.person.changeCard(id);
    expect((await provider.eventsSince(cursor, never)).events).toHaveLength(300);
    expect((await provider.eventsSince('evt_forgotten', never)).events.length).toBeGreaterThan(99);
  });

  it('believes an event whose signature is right, by any secret, and no other', async () => {
    stripe.person.changeCard(await customer());
    const event = stripe.world.events.at(-1)!;
    const { body, signature } = stripe.signed(event);
    expect(await provider.parseEvent(body, signature)).toMatchObject({
      id: event.id,
      type: 'customer.updated',
    });
    const forged = stripe.signed(event, 'whsec_forged').signature;
    for (const wrong of [forged, '', 't=1,v1=00', signature.replace(/^t=\d+/, 't=1000000000')]) {
      await expect(provider.parseEvent(body, wrong)).rejects.toBeInstanceOf(WrongSignature);
    }
    await expect(provider.parseEvent(body.replace('evt_', 'evt-'), signature)).rejects.toBeInstanceOf(
      WrongSignature,
    );
  });

  it('tells an outage from a refusal, and what is not there from both', async () => {
    for (const fault of ['lost', 'broken', 'busy'] as const) {
      stripe.fault = () => fault;
      await expect(provider.read('in_any', never)).rejects.toBeInstanceOf(ProviderUnavailable);
    }
    stripe.fault = () => null;
    await expect(provider.read('in_unknown', never)).rejects.toBeInstanceOf(ProviderNotFound);
    const settings = {
      secretKey: 'sk_live_other',
      webhookSecrets: [],
      tax: 'off' as const,
      apiBase: stripe.url,
    };
    const stranger = new StripeProvider(settings, () => new Date());
    expect(stranger.live).toBe(true);
    await expect(stranger.account(never)).rejects.toBeInstanceOf(ProviderUnavailable);
    expect(await provider.account(never)).toBe(stripe.world.accountId);
  });

  it('ends a call when it is told to', async () => {
    stripe.fault = () => ({ delayMs: 5_000 });
    const told = new AbortController();
    const call = provider.account(told.signal);
    void sleep(50).then(() => told.abort(new Error('told to')));
    const begun = Date.now();
    await expect(call).rejects.toThrow('told to');
    expect(Date.now() - begun).toBeLessThan(2_000);
  });

  it('opens a page where the customer changes the card', async () => {
    const { url } = await provider.portal(await customer(), 'https://app.example.com', never);
    expect(url).toContain('/portal/cus_');
  });
});
