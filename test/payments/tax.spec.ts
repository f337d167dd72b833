import { CARDS, type TestCard } from '../support/stripe/cards.js';
import type { Customer } from '../support/tenure.js';
import { StripeTenure } from './stripe-tenure.js';

const MONTH = { unit: 'month', count: 1 };
const IN_GERMANY = {
  address: {
    line1: 'Unter den Linden 1',
    line2: null,
    city: 'Berlin',
    postal_code: '10117',
    state: null,
    country: 'DE',
  },
};

describe('Changes of plan with a tax that Stripe adds', () => {
  let shop: StripeTenure;
  beforeAll(async () => {
    shop = await StripeTenure.start({ STRIPE_TAX: 'exclusive' });
    await plan('solo', 10_000);
    await plan('penny', 30);
  });
  afterAll(() => shop.close());
  afterEach(() => {
    shop.stripe.fault = () => null;
    shop.stripe.world.taxPercent = 19;
  });

  async function plan(code: string, amount: number): Promise<void> {
    const body = {
      code,
      name: code,
      price: { amount, currency: 'USD' },
      interval: MONTH,
      limits: { seats: 5 },
    };
    const made = await shop.tenure.post('/v1/admin/plans', { token: await shop.tenure.operator(), body });
    expect(made).toMatchObject({ status: 201 });
  }

  /** An owner who saved a card on Stripe's page, and an address if the page asks for it. */
  async function owner(card: TestCard | null, details: object | null = IN_GERMANY): Promise<Customer> {
    const customer = await shop.tenure.signUp();
    if (card === null) return customer;
    const token = await shop.token(customer);
    const { body } = await shop.tenure.post('/v1/billing/checkout', { token, body: {} });
    shop.stripe.person.checkOut(body.url as string, card, details);
    await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    return customer;
  }

  const put = async (customer: Customer, body: object) =>
    shop.tenure.put('/v1/subscription/plan', { token: await shop.token(customer), body });
  const dueNow = async (customer: Customer) =>
    (
      await shop.tenure.get('/v1/subscription/plan/preview?planCode=solo', {
        token: await shop.token(customer),
      })
    ).body.dueNow;
  const last = async (customer: Customer) => (await shop.invoices(customer)).at(-1);

  it('charges with tax what the preview said', async () => {
    const customer = await owner(CARDS.good);
    expect(await dueNow(customer)).toMatchObject({ amount: 11_900, tax: 1_900, lines: [{ amount: 10_000 }] });
    expect(await put(customer, { planCode: 'solo', maxAmount: 11_899 })).toMatchObject({
      status: 409,
      body: { code: 'price_changed', amount: 11_900 },
    });
    expect(await shop.invoices(customer)).toEqual([]);
    expect((await put(customer, { planCode: 'solo', maxAmount: 11_900 })).status).toBe(200);
    expect(await last(customer)).toMatchObject({
      status: 'paid',
      subtotal: 10_000,
      tax: 1_900,
      total: 11_900,
    });
    expect(shop.stripe.chargesOf((await last(customer)).id)).toMatchObject([{ amount: 11_900 }]);
  });

  it("adds the tax to what an operator's change would invoice", async () => {
    const customer = await owner(CARDS.good);
    const token = await shop.tenure.operator();
    const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
    await shop.tenure.put(path, { token, body: { planCode: 'free', collect: true } });
    const { body } = await shop.tenure.get(`${path}/plan/preview?planCode=solo`, { token });
    const { amount, tax, lines } = body.dueNow;
    expect({ tax, amount }).toEqual({
      tax: Math.round(lines[0].amount * 0.19),
      amount: lines[0].amount + tax,
    });
  });

  it('charges no more than was agreed when the tax rises between the preview and the charge', async () => {
    const customer = await owner(CARDS.good);
    shop.stripe.fault = ({ route }) => {
      if (route.endsWith('/finalize')) shop.stripe.world.taxPercent = 25;
      return null;
    };
    const refused = await put(customer, { planCode: 'solo', maxAmount: 11_900 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'price_changed', amount: 12_500 } });
    const { id, status, provider_invoice: reference } = await last(customer);
    expect(status).toBe('void');
    await shop.collect();
    expect(shop.stripe.chargesOf(id)).toEqual([]);
    expect(shop.stripe.world.invoices.get(reference)?.status).toBe('void');
    // Invoices of the same millisecond have no order.
    await shop.pass(0.001);
    expect((await put(customer, { planCode: 'solo', maxAmount: 12_500 })).status).toBe(200);
    expect(await last(customer)).toMatchObject({ status: 'paid', total: 12_500 });
  });

  it('takes less tax for a change that was declined with more', async () => {
    const customer = await owner(CARDS.noFunds);
    const declined = { status: 402, body: { code: 'payment_failed' } };
    expect(await put(customer, { planCode: 'solo', maxAmount: 11_900 })).toMatchObject(declined);
    shop.stripe.world.taxPercent = 7;
    await shop.pass(0.001);
    expect(await put(customer, { planCode: 'solo', maxAmount: 10_700 })).toMatchObject(declined);
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'void', total: 11_900 },
      { status: 'open', total: 10_700 },
    ]);
  });

  it('says that tax comes on top where the tax is not known, and charges nothing that was not agreed', async () => {
    const customer = await owner(CARDS.good);
    shop.stripe.fault = ({ route }) => (route.endsWith('/create_preview') ? 'broken' : null);
    expect(await dueNow(customer)).toMatchObject({ amount: 10_000, tax: null });
    expect(await put(customer, { planCode: 'solo', maxAmount: 10_000 })).toMatchObject({
      status: 409,
      body: { code: 'price_changed', amount: 11_900 },
    });
    expect(await last(customer)).toMatchObject({ status: 'void' });
  });

  it('asks for an address where the card has none, and a checkout with one sells the plan', async () => {
    const customer = await owner(CARDS.good, null);
    expect(await dueNow(customer)).toMatchObject({ amount: 10_000, tax: null });
    const refused = await put(customer, { planCode: 'solo' });
    const waiting = await last(customer);
    expect(refused).toMatchObject({
      status: 402,
      body: { code: 'payment_required', planCode: 'solo', invoiceId: waiting.id, addressRequired: true },
    });
    expect(waiting).toMatchObject({ status: 'open', problem: 'refused', next_attempt_at: null });
    await shop.pass(0.1);
    await shop.collect();
    expect(await last(customer)).toMatchObject({ status: 'open', attempt: 0 });
    const token = await shop.token(customer);
    const { body } = await shop.tenure.post('/v1/billing/checkout', { token, body: { planCode: 'solo' } });
    shop.stripe.person.checkOut(body.url as string, CARDS.good, IN_GERMANY);
    await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    const paid = (await shop.invoices(customer)).filter(({ status }) => status === 'paid');
    expect(paid).toMatchObject([{ plan_code: 'solo', problem: null }]);
    expect(await shop.status(customer)).toBe('active');
  });

  it('says on a page that an amount is too small, and charges it to a card with the next amount', async () => {
    const customer = await owner(null);
    const token = await shop.token(customer);
    const ask = () => shop.tenure.post('/v1/billing/checkout', { token, body: { planCode: 'penny' } });
    for (let twice = 0; twice < 2; twice += 1)
      expect(await ask()).toMatchObject({ status: 422, body: { code: 'amount_too_small' } });
    const { body } = await shop.tenure.post('/v1/billing/checkout', { token, body: {} });
    shop.stripe.person.checkOut(body.url as string, CARDS.good, IN_GERMANY);
    await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    // Stripe keeps what is below its least amount on the customer's balance, for the next invoice.
    expect((await put(customer, { planCode: 'penny' })).status).toBe(200);
    const first = await last(customer);
    expect(first).toMatchObject({ status: 'paid', total: 36, problem: null });
    const atStripe = shop.stripe.world.customers.get(await shop.customerAtStripe(customer))!;
    expect(atStripe.balance).toBe(36);
    await shop.pass(31);
    await shop.collect();
    const next = await last(customer);
    expect(next).toMatchObject({ status: 'paid', total: 36, problem: null });
    expect(shop.stripe.chargesOf(next.id)).toMatchObject([{ amount: 72 }]);
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${first.id}/refund`;
    const refund = { token: await shop.tenure.operator(), body: { reason: 'Goodwill' } };
    expect(await shop.tenure.post(path, refund)).toMatchObject({ status: 200, body: { refunded: 36 } });
    expect(atStripe.balance).toBe(-36);
  });
});
