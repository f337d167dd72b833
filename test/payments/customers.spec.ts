import { jest } from '@jest/globals';
import { CollectorService } from '../../src/payments/collector.service.js';
import { ComparisonService } from '../../src/payments/comparison.service.js';
import { CustomersService } from '../../src/payments/customers.service.js';
import { DunningService } from '../../src/payments/invoices/dunning.service.js';
import { CARDS } from '../support/stripe/cards.js';
import type { Customer } from '../support/tenure.js';
import { until } from '../support/until.js';
import { StripeTenure } from './stripe-tenure.js';

const never = new AbortController().signal;

describe('Customers at Stripe', () => {
  let shop: StripeTenure;
  beforeAll(async () => (shop = await StripeTenure.start()));
  afterAll(() => shop.close());
  afterEach(async () => {
    shop.stripe.fault = () => null;
    shop.stripe.onExchange = () => undefined;
    await shop.retire();
  });

  it('keeps what the owner wrote on Stripe’s page about who pays', async () => {
    const customer = await shop.customer(null);
    const token = await shop.token(customer);
    const { body } = await shop.tenure.post('/v1/billing/checkout', { token, body: {} });
    const address = {
      line1: 'Unter den Linden 1',
      line2: null,
      city: 'Berlin',
      postal_code: '10117',
      state: null,
    };
    shop.stripe.person.checkOut(body.url as string, CARDS.good, {
      name: 'Analytical Engines Ltd',
      email: 'other@example.com',
      address: { ...address, country: 'DE' },
      tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
    });
    await shop.tenure.put('/v1/billing/profile', { token, body: { email: 'bills@example.com' } });
    for (let twice = 0; twice < 2; twice += 1)
      await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    expect(await shop.tenure.get('/v1/billing/profile', { token })).toMatchObject({
      body: {
        name: 'Analytical Engines Ltd',
        email: 'bills@example.com',
        address: 'Unter den Linden 1\n10117 Berlin\nDE',
        taxId: 'DE123456789',
      },
    });
    const kept = shop.stripe.world.customers.get(await shop.customerAtStripe(customer));
    expect(kept).toMatchObject({ name: 'Analytical Engines Ltd', address: { country: 'DE' } });
  });

  it('tells Stripe what the billing profile says, also when Stripe does not answer at first', async () => {
    const customer = await shop.customer(CARDS.good);
    const id = await shop.customerAtStripe(customer);
    const token = await shop.token(customer);
    const put = (body: object) => shop.tenure.put('/v1/billing/profile', { token, body });
    const kept = () => shop.stripe.world.customers.get(id);
    const taxIds = () =>
      [...shop.stripe.world.taxIds.values()]
        .filter((each) => each.customer === id)
        .map(({ type, value }) => [type, value]);
    const all = {
      name: 'Analytical Engines Ltd',
      address: 'Unter den Linden 1\nBerlin',
      country: 'DE',
      postalCode: '10117',
      taxId: 'DE 123 456 789',
      email: 'bills@example.com',
    };
    for (const [wrong, field] of [
      [{ country: 'ZZ' }, 'country'],
      [{ country: 'US' }, 'postalCode'],
      [{ country: 'CA', postalCode: null }, 'postalCode'],
    ] as const)
      expect(await put(wrong)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await put({ country: 'XK' })).toMatchObject({ status: 200, body: { country: 'XK' } });
    expect(await put(all)).toMatchObject({ status: 200, body: all });
    shop.stripe.fault = ({ method }) => (method === 'POST' ? 'lost' : null);
    await shop.collect();
    expect(kept()).not.toMatchObject({ name: all.name });
    shop.stripe.fault = () => null;
    await shop.pass(0.01);
    await shop.collect();
    expect(kept()).toMatchObject({
      name: 'Analytical Engines Ltd',
      email: 'bills@example.com',
      address: { line1: 'Unter den Linden 1', line2: 'Berlin', postal_code: '10117', country: 'DE' },
    });
    expect(taxIds()).toEqual([['eu_vat', 'DE123456789']]);
    // A number that was written on Stripe's portal stays when an edit leaves ours as it is.
    const [known] = [...shop.stripe.world.taxIds.values()].filter((each) => each.customer === id);
    shop.stripe.world.taxIds.set('txi_portal', { ...known!, id: 'txi_portal', value: 'DE999999999' });
    await put({ ...all, name: 'Another name' });
    await shop.collect();
    expect(kept()).toMatchObject({ name: 'Another name' });
    expect(taxIds()).toHaveLength(2);
    // What has no kind that is known, or is no address for taxes, stays away from Stripe.
    await put({ email: 'other@example.com', address: 'Somewhere', taxId: 'none' });
    await shop.collect();
    expect(kept()).toMatchObject({ email: 'other@example.com', address: { country: 'DE' } });
    expect(taxIds()).toEqual([]);
  });

  it('tells Stripe of an edit that comes while a server tells it of the one before', async () => {
    const customer = await shop.customer(CARDS.good);
    const id = await shop.customerAtStripe(customer);
    const token = await shop.token(customer);
    const put = (name: string) => shop.tenure.put('/v1/billing/profile', { token, body: { name } });
    await put('First');
    const edited: Promise<unknown>[] = [];
    shop.stripe.fault = ({ params }) => {
      if (params.name === 'First' && edited.length === 0) edited.push(put('Second'));
      return edited.length === 0 ? null : { delayMs: 50 };
    };
    await shop.collect();
    expect(await Promise.all(edited)).toMatchObject([{ status: 200 }]);
    shop.stripe.fault = () => null;
    await shop.collect();
    expect(shop.stripe.world.customers.get(id)).toMatchObject({ name: 'Second' });
    const left = 'SELECT * FROM customer_updates WHERE business_id = $1';
    expect(await shop.tenure.dataSource.query(left, [customer.businessId])).toEqual([]);
  });

  it('leaves a customer alone whose business was erased while its profile was told', async () => {
    const customer = await shop.customer(CARDS.good);
    const id = await shop.customerAtStripe(customer);
    const token = await shop.token(customer);
    await shop.tenure.put('/v1/billing/profile', { token, body: { name: 'Forget me' } });
    const operator = await shop.tenure.operator();
    const act = (what: string) =>
      shop.tenure.post(`/v1/admin/businesses/${customer.businessId}/${what}`, { token: operator });
    await act('close');
    const erased: Promise<unknown>[] = [];
    shop.stripe.fault = ({ params }) => {
      if (params.name === 'Forget me' && erased.length === 0) erased.push(act('erase'));
      return erased.length === 0 ? null : { delayMs: 200 };
    };
    await shop.collect();
    expect(await Promise.all(erased)).toMatchObject([{ status: 200 }]);
    shop.stripe.fault = () => null;
    await shop.collect();
    expect(shop.stripe.world.customers.get(id)).toMatchObject({
      name: '',
      metadata: { tenure_business: '' },
    });
  });

  it('lets Stripe forget who was erased here, also when it does not answer at first', async () => {
    const customer = await shop.customer(CARDS.good);
    const id = await shop.customerAtStripe(customer);
    const act = async (what: string) =>
      shop.tenure.post(`/v1/admin/businesses/${customer.businessId}/${what}`, {
        token: await shop.tenure.operator(),
      });
    await act('close');
    expect(await act('erase')).toMatchObject({ status: 200 });
    shop.stripe.fault = ({ route }) => (route.endsWith('/detach') ? 'lost' : null);
    await shop.collect();
    expect(shop.stripe.world.customers.get(id)?.metadata).toMatchObject({
      tenure_business: expect.stringMatching(/./),
    });
    shop.stripe.fault = () => null;
    await shop.pass(0.1);
    await shop.collect();
    expect(shop.stripe.world.customers.get(id)).toMatchObject({
      name: '',
      metadata: { tenure_business: '' },
      invoice_settings: { default_payment_method: null },
    });
    expect(await shop.tenure.dataSource.query('SELECT * FROM customers_to_forget')).toEqual([]);
  });

  const billing = async (customer: Customer) =>
    (await shop.tenure.get('/v1/billing', { token: await shop.token(customer) })).body;
  const deletedAtStripe = async (customer: Customer, told = false): Promise<string> => {
    const id = await shop.customerAtStripe(customer);
    shop.stripe.person.deleteCustomer(id);
    if (!told) shop.stripe.world.events.pop();
    return id;
  };
  /** Tenure reads what happened in Stripe's list of events, and then what the events are about. */
  const listEvents = async (): Promise<void> => {
    await shop.pass(0.01);
    await shop.collect();
    await shop.collect();
  };
  const cardOf = async ({ businessId }: Customer) => {
    const [row] = await shop.tenure.dataSource.query(
      'SELECT payment_method, last4, expires_year FROM payment_accounts WHERE business_id = $1',
      [businessId],
    );
    return row as { payment_method: string; last4: string; expires_year: number };
  };

  it('asks for a card again when the customer was deleted at Stripe, and charges the next one', async () => {
    const customer = await shop.customer(CARDS.good);
    const gone = await deletedAtStripe(customer);
    await shop.pass(31);
    await shop.collect();
    expect(await shop.status(customer)).toBe('pastDue');
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', decline_code: 'no_payment_method', problem: null, pay_url: expect.any(String) },
    ]);
    expect(await billing(customer)).toMatchObject({
      card: null,
      pastDue: { accessUntil: expect.any(String) },
    });
    expect(await shop.customerAtStripe(customer)).not.toBe(gone);
    const { body } = await shop.tenure.get('/v1/business/audit', { token: await shop.token(customer) });
    expect(body.data).toContainEqual(
      expect.objectContaining({
        action: 'payment_account.forgotten',
        actor: expect.objectContaining({ kind: 'system' }),
        before: { brand: 'visa', lastFour: '4242' },
      }),
    );
    const failed = async () =>
      (await shop.tenure.mails.to(customer.email)).filter(({ parsed }) =>
        /payment of invoice .* failed/.test(parsed.subject ?? ''),
      );
    await until(async () => (await failed()).length === 1, 'the mail');
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    const [invoice, ...more] = await shop.invoices(customer);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({ status: 'paid' });
    expect(await shop.status(customer)).toBe('active');
    expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
  });

  it('issues again what was issued to a customer that was deleted, also when its answer is lost', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    const [{ provider_invoice: before }] = await shop.invoices(customer);
    await deletedAtStripe(customer);
    await shop.saveCard(customer, CARDS.good);
    shop.stripe.fault = ({ route }) => (route.endsWith('/void') ? 'unanswered' : null);
    await shop.collect();
    expect(shop.stripe.world.invoices.get(before as string)).toMatchObject({ status: 'void' });
    shop.stripe.fault = () => null;
    await shop.deliver(shop.stripe.world.events.slice(-10));
    await shop.pass(0.1);
    await shop.collect();
    await shop.deliver(shop.stripe.world.events.slice(-20));
    await shop.collect();
    const [invoice] = await shop.invoices(customer);
    expect(invoice).toMatchObject({ status: 'paid', problem: null });
    expect(invoice.provider_invoice).not.toBe(before);
    expect(await shop.status(customer)).toBe('active');
    expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
  });

  it('forgets a deleted customer by its event, and by the page that an owner opens', async () => {
    const customer = await shop.customer(CARDS.good);
    await deletedAtStripe(customer, true);
    await shop.deliver(shop.stripe.world.events.slice(-1));
    await shop.collect();
    expect(await billing(customer)).toMatchObject({ card: null });
    await shop.saveCard(customer, CARDS.good);
    const again = await deletedAtStripe(customer);
    const { status } = await shop.tenure.post('/v1/billing/portal', {
      token: await shop.token(customer),
      body: {},
    });
    expect(status).toBe(200);
    expect(await shop.customerAtStripe(customer)).not.toBe(again);
  });

  it('forgets nobody with a key of another account, which knows none of our customers', async () => {
    const customer = await shop.customer(CARDS.good);
    const id = await deletedAtStripe(customer);
    const belong = (account: string) =>
      shop.tenure.dataSource.query('UPDATE payment_cursor SET account = $1', [account]);
    await belong('acct_other');
    const open = { token: await shop.token(customer), body: {} };
    expect(await shop.tenure.post('/v1/billing/checkout', open)).toMatchObject({ status: 503 });
    await belong(shop.stripe.world.accountId);
    expect(await shop.customerAtStripe(customer)).toBe(id);
    expect(await shop.tenure.post('/v1/billing/checkout', open)).toMatchObject({ status: 201 });
  });

  it('sends the money back that is charged while the business is erased', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    const operator = await shop.tenure.operator();
    const erased: Promise<unknown>[] = [];
    const erase = async () => {
      for (const what of ['close', 'erase'])
        await shop.tenure.post(`/v1/admin/businesses/${customer.businessId}/${what}`, { token: operator });
    };
    const atStripe = await shop.customerAtStripe(customer);
    const ofCustomer = (path: string) =>
      path.split('/').some((part) => shop.stripe.world.invoices.get(part)?.customer === atStripe);
    shop.stripe.fault = ({ route, path }) => {
      if (!route.endsWith('/pay') || !ofCustomer(path)) return null;
      const done = erase();
      erased.push(done);
      return { after: done };
    };
    await shop.collect();
    expect(erased).toHaveLength(1);
    await Promise.all(erased);
    shop.stripe.fault = () => null;
    await shop.collect();
    const [invoice, ...more] = await shop.invoices(customer);
    expect(more).toEqual([]);
    expect(invoice).toMatchObject({ status: 'refunded', problem: 'unapplied', refunded: 4900 });
    expect(shop.stripe.chargesOf(invoice.id as string)).toMatchObject([{ amount_refunded: 4900 }]);
  });

  it('compares what a bank pays after the business was erased, of which no event is read', async () => {
    const operator = await shop.tenure.operator();
    const charged = await shop.customer(CARDS.bankAccount);
    await shop.pass(31);
    await shop.collect();
    const page = await shop.tenure.signUp();
    const token = await shop.token(page);
    const { body } = await shop.tenure.post('/v1/billing/checkout', { token, body: { planCode: 'scale' } });
    shop.stripe.person.checkOut(body.url as string, CARDS.bankAccount);
    await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    for (const customer of [charged, page]) {
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'processing' }]);
      for (const what of ['close', 'erase'])
        await shop.tenure.post(`/v1/admin/businesses/${customer.businessId}/${what}`, { token: operator });
    }
    await shop.collect();
    shop.stripe.person.bankDecides('pays');
    await shop.deliver();
    await shop.collect();
    const compared = await shop.tenure.app.get(ComparisonService).compare(new Date(0), never);
    const told = compared.differences.join('\n');
    for (const [customer, why] of [
      [charged, 'void here.*, paid at the provider'],
      [page, 'paid at the provider, and here it is not issued'],
    ] as const) {
      const [{ id, status }] = await shop.invoices(customer);
      expect(status).toBe('void');
      expect(told).toMatch(new RegExp(`${id} .*: ${why}`));
    }
  });

  it('makes a customer though the name was edited after an answer was lost', async () => {
    const customer = await shop.customer(null);
    const token = await shop.token(customer);
    const open = () => shop.tenure.post('/v1/billing/checkout', { token, body: {} });
    shop.stripe.fault = ({ method, route }) =>
      method === 'POST' && route === '/v1/customers' ? 'unanswered' : null;
    expect(await open()).toMatchObject({ status: 503 });
    shop.stripe.fault = () => null;
    await shop.tenure.put('/v1/billing/profile', { token, body: { name: 'Another name' } });
    expect(await open()).toMatchObject({ status: 201 });
    expect(shop.stripe.world.customers.get(await shop.customerAtStripe(customer))).toMatchObject({
      name: 'Another name',
    });
  });

  it('knows a payment of after a backup once another invoice is marked as paid by it', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.pass(31);
    await shop.collect();
    const [{ id: lost, provider_invoice: reference }] = await shop.invoices(customer);
    await shop.tenure.dataSource.query('DELETE FROM invoices WHERE id = $1', [lost]);
    await shop.pass(31);
    const [{ id }] = await shop.invoices(customer);
    const compare = async () =>
      (await shop.tenure.app.get(ComparisonService).compare(new Date(0), never)).differences.join('\n');
    expect(await compare()).toContain(`${lost} (${reference}): paid at the provider, and unknown here`);
    const path = `/v1/admin/businesses/${customer.businessId}/invoices/${id}/mark-paid`;
    const token = await shop.tenure.operator();
    expect(await shop.tenure.post(path, { token, body: { reference } })).toMatchObject({ status: 200 });
    expect(await compare()).not.toContain(reference);
  });

  it('holds our invoices against those of Stripe, and says what differs', async () => {
    const [paid, changed, lost] = [
      await shop.customer(CARDS.good),
      await shop.customer(CARDS.good),
      await shop.customer(CARDS.good),
    ];
    await shop.pass(31);
    await shop.collect();
    const compare = () => shop.tenure.app.get(ComparisonService).compare(new Date(0), never);
    const sound = await compare();
    const idOf = async (customer: Customer) => (await shop.invoices(customer))[0].id as string;
    expect(sound.totals).toMatchObject([{ currency: 'USD', paidThere: expect.any(Number) }]);
    const told = sound.differences.join('\n');
    for (const customer of [paid, changed, lost]) expect(told).not.toContain(await idOf(customer));
    const before = new Set(sound.differences);
    const [{ provider_invoice: reference }] = await shop.invoices(changed);
    shop.stripe.world.invoices.get(reference as string)!.total = 4800;
    await shop.tenure.dataSource.query(
      `UPDATE invoices SET status = 'open', paid_at = NULL WHERE business_id = $1`,
      [lost.businessId],
    );
    const found = (await compare()).differences.filter((each) => !before.has(each));
    expect(found).toHaveLength(2);
    expect(found).toContain(
      `${await idOf(changed)} (${reference}): 4900 USD, 0 sent back here, 4800 USD, 0 sent back at the provider`,
    );
    expect(found.join('\n')).toMatch(new RegExp(`${await idOf(lost)} .*: open here, paid at the provider`));
  });

  it('are told once where a failed payment can be made, and of a card that expires', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    await shop.pass(1.1);
    await shop.collect();
    const [{ number, pay_url: page, attempt }] = await shop.invoices(customer);
    expect(attempt).toBe(2);
    const now = shop.clock.now();
    await shop.tenure.dataSource.query(
      'UPDATE payment_accounts SET expires_year = $2, expires_month = $3 WHERE business_id = $1',
      [customer.businessId, now.getUTCFullYear(), now.getUTCMonth() + 1],
    );
    const announce = () => shop.tenure.app.get(DunningService).announce(now);
    await Promise.all([announce(), announce()]);
    const mails = async () =>
      (await shop.tenure.mails.to(customer.email)).filter(
        ({ parsed }) => !parsed.subject?.includes('Confirm'),
      );
    await until(async () => (await mails()).length >= 2, 'the mails');
    const subjects = (await mails()).map(({ parsed }) => parsed.subject);
    expect(subjects.toSorted()).toEqual([
      expect.stringMatching(/^The payment of invoice \S+ failed$/),
      expect.stringMatching(/^Your card expires in \d\d\/\d{4}$/),
    ]);
    expect(subjects.join()).toContain(number);
    expect((await mails()).map(({ parsed }) => parsed.text).join()).toContain(page);
  });

  it('charge a card that its bank renewed, also an invoice that the old one could not pay', async () => {
    const customer = await shop.customer(CARDS.expired);
    await shop.pass(31);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', decline_code: 'expired_card', attempt: 1 },
    ]);
    const { payment_method: method, ...before } = await cardOf(customer);
    expect(before).toEqual({ last4: '0069', expires_year: 2031 });
    shop.stripe.person.renewCard(method, CARDS.good);
    await listEvents();
    expect(await cardOf(customer)).toEqual({ payment_method: method, last4: '4242', expires_year: 2035 });
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    // The owner edits the name on the card. That is no other card, so nothing is tried.
    shop.stripe.world.cards.set(method, CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    shop.stripe.world.emit('payment_method.updated', shop.stripe.world.methods.get(method)!);
    await listEvents();
    await shop.collect();
    expect((await shop.invoices(customer)).at(-1)).toMatchObject({ status: 'open', attempt: 1 });
    const edited = shop.stripe.world.methods.get(method)!;
    edited.card!.exp_year += 1;
    shop.stripe.world.emit('payment_method.updated', edited);
    await listEvents();
    expect(await cardOf(customer)).toMatchObject({ expires_year: 2036 });
  });

  it('see a bank account by its last digits, another method by its kind, and that the bank decides about a late payment', async () => {
    const customer = await shop.customer(CARDS.noFunds);
    await shop.pass(31);
    await shop.collect();
    expect(await billing(customer)).toMatchObject({ pastDue: { status: 'open' } });
    await shop.saveCard(customer, CARDS.bankAccount);
    await shop.collect();
    const [{ id: invoiceId }] = await shop.invoices(customer);
    expect(await billing(customer)).toMatchObject({
      card: { brand: 'sepa_debit', last4: '3000', expiresMonth: null },
      pastDue: { invoiceId, status: 'processing', nextAttemptAt: null },
    });
    const { payment_method: method } = await cardOf(customer);
    const saved = shop.stripe.world.methods.get(method)!;
    delete saved.sepa_debit;
    for (const [type, last4] of [
      ['us_bank_account', '6789'],
      ['bacs_debit', '2345'],
      ['acss_debit', '6780'],
      ['au_becs_debit', '3456'],
      ['nz_bank_account', '7891'],
      ['paypal', null],
    ] as const) {
      Object.assign(saved, { type, [type]: last4 === null ? {} : { last4 } });
      shop.stripe.world.emit('payment_method.updated', saved);
      await listEvents();
      expect(await billing(customer)).toMatchObject({ card: { brand: type, last4 } });
      delete saved[type];
    }
  });

  it('are without a card once the owner removed it in the portal, and past due until there is another', async () => {
    const customer = await shop.customer(CARDS.good);
    // The events of the card that was saved are read before.
    await listEvents();
    shop.stripe.person.removeCard((await cardOf(customer)).payment_method);
    await listEvents();
    expect(await billing(customer)).toMatchObject({ card: null });
    await shop.pass(31);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([
      { status: 'open', decline_code: 'no_payment_method', problem: null },
    ]);
    await shop.saveCard(customer, CARDS.other);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
  });

  it('get links that work, also to an invoice whose links at Stripe have ended since', async () => {
    const open = async (link: string) => (await fetch(link)).status;
    const linksIn = async ({ email }: Customer) => {
      const texts = (await shop.tenure.mails.to(email)).map(({ parsed }) => parsed.text ?? '');
      return texts.flatMap((text) => text.match(/http\S+\/i\/\S+/g) ?? []);
    };
    const show = async (customer: Customer, id: string) =>
      shop.tenure.get(`/v1/invoices/${id}`, { token: await shop.token(customer) });
    const reads = (reference: string) =>
      shop.stripe.exchanges.filter(({ path, method }) => method === 'GET' && path.endsWith(reference)).length;
    const [paid, late] = [await shop.customer(CARDS.good), await shop.customer(CARDS.lost)];
    const byBank = await shop.customer(CARDS.bankAccount);
    for (const customer of [late, byBank]) await shop.netDays(customer, 30);
    await shop.pass(31);
    await shop.collect();
    const [{ id, provider_invoice: reference, pdf_url: stored }] = await shop.invoices(paid);
    const before = reads(reference);
    expect(await show(paid, id)).toMatchObject({ status: 200, body: { pdfUrl: stored } });
    // An invoice of this week is not read again.
    expect(reads(reference)).toBe(before);

    // The card is declined on the last day of the first links.
    await shop.pass(29.98);
    await shop.collect();
    await until(async () => (await linksIn(late)).length === 1, 'the mail of the decline');
    await shop.pass(6);
    expect(await open((await linksIn(late))[0]!)).toBe(200);
    shop.stripe.person.bankDecides('refuses');
    await shop.deliver(shop.stripe.world.events.slice(-4));
    await shop.collect();
    await until(async () => (await linksIn(byBank)).length === 1, 'the mail of the refusal');
    expect(await open((await linksIn(byBank))[0]!)).toBe(200);
    expect(await open(stored)).toBe(410);
    // Stripe does not answer. The stored links are shown, and nobody waits for long.
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    shop.stripe.fault = () => ({ after: answered });
    expect(await show(paid, id)).toMatchObject({ status: 200, body: { status: 'paid', pdfUrl: stored } });
    shop.stripe.fault = () => null;
    answer();
    const { payUrl, pdfUrl } = (await show(paid, id)).body;
    expect(await Promise.all([payUrl, pdfUrl].map(open))).toEqual([200, 200]);
    expect((await shop.invoices(paid))[0]).toMatchObject({ pay_url: payUrl, pdf_url: pdfUrl });
    const operators = `/v1/admin/businesses/${paid.businessId}/invoices/${id}`;
    const operator = { token: await shop.tenure.operator() };
    expect(await shop.tenure.get(operators, operator)).toMatchObject({ status: 200, body: { id, pdfUrl } });

    // Access ends within a day. The links of the decline have ended by then.
    await shop.pass(7.5);
    await shop.dunning();
    await until(async () => (await linksIn(late)).length === 2, 'the mail of the last day');
    const [first, last] = await linksIn(late);
    expect([await open(first!), await open(last!)]).toEqual([410, 200]);

    await shop.saveCard(byBank, CARDS.good);
    const [{ id: owed, pdf_url: old }] = await shop.invoices(byBank);
    const pay = { token: await shop.token(byBank) };
    const { body } = await shop.tenure.post(`/v1/invoices/${owed}/pay`, pay);
    expect(body).toMatchObject({ status: 'paid' });
    expect(body.pdfUrl).not.toBe(old);
  });

  it('makes void what was issued a moment before the customer was deleted, and issues it again after a crash', async () => {
    const customer = await shop.customer(CARDS.good);
    await shop.collect();
    await shop.pass(31);
    const stopped = new AbortController();
    const gone = await shop.customerAtStripe(customer);
    shop.stripe.onExchange = ({ route, answer }) => {
      if (!route.endsWith('/finalize') || answer.customer !== gone) return;
      shop.stripe.person.deleteCustomer(gone);
      shop.stripe.world.events.pop();
    };
    shop.stripe.fault = ({ method, route, params }) => {
      if (method !== 'POST' || route !== '/v1/invoices') return null;
      const { tenure_business: business } = shop.stripe.world.customers.get(
        params.customer as string,
      )!.metadata;
      if (business !== customer.businessId || params.customer === gone) return null;
      stopped.abort(new Error('crashed'));
      return 'lost';
    };
    await shop.tenure.app.get(CollectorService).run(stopped.signal);
    expect(stopped.signal.aborted).toBe(true);
    const ofGone = () => [...shop.stripe.world.invoices.values()].filter((each) => each.customer === gone);
    expect(ofGone()).toMatchObject([{ status: 'void' }]);
    shop.stripe.fault = () => null;
    const before = shop.stripe.exchanges.length;
    await shop.pass(0.1);
    await shop.collect();
    expect(
      shop.stripe.exchanges.slice(before).filter(({ answer }) => answer.error?.type === 'idempotency_error'),
    ).toEqual([]);
    const [invoice] = await shop.invoices(customer);
    expect(invoice).toMatchObject({ status: 'open', decline_code: 'no_payment_method', problem: null });
    await shop.saveCard(customer, CARDS.good);
    await shop.collect();
    expect(await shop.invoices(customer)).toMatchObject([{ status: 'paid' }]);
    expect(shop.stripe.chargesOf(invoice.id as string)).toHaveLength(1);
  });

  it.each([
    'by events, the deletion first',
    'by events, the void first',
    'at the next charge',
    'of the deletion alone, after an outage',
  ])(
    'leaves void what the founder waived at Stripe, though its customer was deleted too: told %s',
    async (told) => {
      const customer = await shop.customer(CARDS.noFunds);
      await shop.pass(31);
      await shop.collect();
      const [{ provider_invoice: waived }] = await shop.invoices(customer);
      if (told.endsWith('an outage')) {
        shop.stripe.fault = ({ route }) => (route.endsWith('/pay') ? 'lost' : null);
        await shop.pass(1.1);
        await shop.collect();
        shop.stripe.fault = () => null;
        expect(await shop.invoices(customer)).toMatchObject([{ status: 'open', outages: 1 }]);
      }
      shop.stripe.person.voidInDashboard(waived as string);
      shop.stripe.person.deleteCustomer(await shop.customerAtStripe(customer));
      const events = shop.stripe.world.events.splice(-2);
      if (told.includes('the deletion first')) events.reverse();
      if (told.includes('alone')) events.shift();
      if (told !== 'at the next charge')
        for (const event of events) {
          await shop.deliver([event]);
          await shop.collect();
        }
      // Days later it would be tried again.
      await shop.pass(2);
      await shop.collect();
      expect(await shop.invoices(customer)).toMatchObject([{ status: 'void', provider_invoice: waived }]);
      expect(await shop.status(customer)).toBe('active');
    },
  );

  it('ends a checkout whose customer was deleted before we heard of it, and opens another', async () => {
    const customer = await shop.customer(null);
    const token = await shop.token(customer);
    const open = () => shop.tenure.post('/v1/billing/checkout', { token, body: {} });
    const { body } = await open();
    shop.stripe.person.checkOut(body.url as string, CARDS.good);
    await deletedAtStripe(customer);
    const shown = await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token });
    expect(shown).toMatchObject({ status: 200, body: { state: 'done', problem: 'no_payment_method' } });
    expect(await open()).toMatchObject({ status: 201 });
    await shop.saveCard(customer, CARDS.good);
    expect(await shop.card(customer)).toBe('4242');
  });

  it('hears of events though Stripe does not know a checkout any more', async () => {
    const customers = [await shop.customer(null), await shop.customer(null)] as const;
    const ids: string[] = [];
    for (const each of customers) {
      const token = await shop.token(each);
      ids.push((await shop.tenure.post('/v1/billing/checkout', { token, body: {} })).body.id as string);
    }
    const state = async (id: string) =>
      (
        await shop.tenure.dataSource.query('SELECT state, provider_session FROM checkouts WHERE id = $1', [
          id,
        ])
      )[0];
    const { provider_session: lost } = await state(ids[0]!);
    shop.stripe.world.sessions.delete(lost as string);
    const { provider_session: over } = await state(ids[1]!);
    shop.stripe.world.sessions.get(over as string)!.status = 'expired';
    await shop.pass(0.2);
    const polls = shop.stripe.requests('GET /v1/events').length;
    await shop.collect();
    expect(await state(ids[1]!)).toMatchObject({ state: 'expired' });
    expect(shop.stripe.requests('GET /v1/events').length).toBeGreaterThan(polls);
    expect(await state(ids[0]!)).toMatchObject({ state: 'failed' });
  });

  it('opens another checkout where Stripe does not know the one that is open, unless the key is of another account', async () => {
    const customer = await shop.customer(null);
    const call = { token: await shop.token(customer), body: {} };
    const { body } = await shop.tenure.post('/v1/billing/checkout', call);
    shop.stripe.world.sessions.delete((body.url as string).split('/').at(-1)!);
    const belong = (account: string) =>
      shop.tenure.dataSource.query('UPDATE payment_cursor SET account = $1', [account]);
    await belong('acct_other');
    expect(await shop.tenure.post('/v1/billing/checkout', call)).toMatchObject({ status: 503 });
    await belong(shop.stripe.world.accountId);
    expect(await shop.tenure.post('/v1/billing/checkout', call)).toMatchObject({ status: 201 });
    expect(await shop.tenure.get(`/v1/billing/checkouts/${body.id}`, { token: call.token })).toMatchObject({
      status: 200,
      body: { state: 'failed' },
    });
  });

  it.each(['a first', 'a deleted'])(
    'opens one of several checkouts at once with %s customer',
    async (kind) => {
      const customer = await shop.customer(kind === 'a first' ? null : CARDS.good);
      if (kind !== 'a first') await deletedAtStripe(customer);
      const token = await shop.token(customer);
      const open = () => shop.tenure.post('/v1/billing/checkout', { token, body: {} });
      for (let round = 0; round < 3; round += 1) {
        const answers = await Promise.all([open(), open(), open()]);
        expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toEqual([201]);
      }
    },
  );

  it('makes one customer, however the servers that make it meet', async () => {
    const { businessId } = await shop.customer(null);
    const customers = shop.tenure.app.get(CustomersService);
    // Another one makes it between two reads of this one.
    const find = jest.spyOn(customers, 'find').mockImplementationOnce(async () => {
      await customers.ensure(businessId, never);
      return undefined;
    });
    const kept = await customers.ensure(businessId, never);
    find.mockRestore();
    const made = [...shop.stripe.world.customers.values()].filter(
      ({ metadata }) => metadata.tenure_business === businessId,
    );
    expect(made.map(({ id }) => id)).toEqual([kept]);
  });
});
