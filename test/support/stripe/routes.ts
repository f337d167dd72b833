import type { Stripe } from 'stripe';
import { session, setupIntent } from './checkout-objects.js';
import { creditNote, portalSession, refund } from './money-objects.js';
import * as objects from './objects.js';
import { invalid, leastOf, StripeProblem, type World } from './world.js';

/** Answers a route, before fields are expanded. */
type Handler = (world: World, params: any, id: string, second: string) => object;

/** Every route of Stripe that Tenure calls, as `METHOD /path/{id}`. */
export const ROUTES: Record<string, Handler> = {
  'GET /v1/account': (world) => objects.account(world.accountId),

  'POST /v1/customers': (world, params: Stripe.CustomerCreateParams) => {
    const made = objects.customer(objects.newId('cus'), params);
    world.customers.set(made.id, made);
    return made;
  },
  'GET /v1/customers/{customer}': (world, _params, id) =>
    world.deleted.has(id)
      ? { id, object: 'customer', deleted: true }
      : world.of(world.customers, id, 'customer'),
  'POST /v1/customers/{customer}': (world, params: Stripe.CustomerUpdateParams, id) => {
    const kept = world.of(world.customers, id, 'customer');
    const { name, email, address, metadata, invoice_settings } = params;
    if (name !== undefined) kept.name = name;
    if (email !== undefined) kept.email = email;
    if (address !== undefined) kept.address = objects.addressOf(address || null);
    if (metadata) Object.assign(kept.metadata, metadata);
    const method = invoice_settings?.default_payment_method;
    if (method !== undefined) {
      const { customer, type } = world.of(world.methods, method, 'payment_method');
      if (customer !== id) throw invalid('The payment method belongs to another customer.');
      if (type === 'ideal') throw invalid('A payment method of this type cannot be attached to a customer.');
      kept.invoice_settings.default_payment_method = method;
    }
    world.emit('customer.updated', kept);
    return kept;
  },

  'GET /v1/customers/{customer}/tax_ids': (world, { limit }: Stripe.CustomerListTaxIdsParams, id) => {
    world.of(world.customers, id, 'customer');
    const found = [...world.taxIds.values()].filter((each) => each.customer === id);
    return page(found, limit, `/v1/customers/${id}/tax_ids`);
  },
  'POST /v1/customers/{customer}/tax_ids': (world, params: Stripe.CustomerCreateTaxIdParams, id) => {
    world.of(world.customers, id, 'customer');
    if (params.value.length < 5) throw invalid('Invalid value for eu_vat.', 'tax_id_invalid');
    const made = objects.taxId(id, params);
    world.taxIds.set(made.id, made);
    return made;
  },
  'DELETE /v1/customers/{customer}/tax_ids/{id}': (world, _params, _customer, id) => {
    const { object } = world.of(world.taxIds, id, 'tax_id');
    world.taxIds.delete(id);
    return { id, object, deleted: true };
  },

  'GET /v1/customers/{customer}/payment_methods': (
    world,
    { limit }: Stripe.CustomerListPaymentMethodsParams,
    id,
  ) => {
    world.of(world.customers, id, 'customer');
    const methods = [...world.methods.values()].filter((each) => each.customer === id);
    return page(methods, limit, `/v1/customers/${id}/payment_methods`);
  },
  'POST /v1/payment_methods/{payment_method}/detach': (world, _params, id) => {
    const method = world.of(world.methods, id, 'payment_method');
    const customer = world.customers.get(objects.ref(method.customer));
    if (customer?.invoice_settings.default_payment_method === id)
      customer.invoice_settings.default_payment_method = null;
    const before = { customer: method.customer };
    method.customer = null;
    world.emit('payment_method.detached', method, before);
    return method;
  },
  'GET /v1/invoices': (
    world,
    { customer, created, starting_after: after, limit }: Stripe.InvoiceListParams,
  ) => {
    const since = typeof created === 'object' ? Number(created.gte ?? 0) : 0;
    const found = [...world.invoices.values()]
      .filter((each) => (customer === undefined || each.customer === customer) && each.created >= since)
      .toReversed();
    const place = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
    return page(found.slice(place), limit, '/v1/invoices');
  },
  'POST /v1/invoices': (world, params: Stripe.InvoiceCreateParams) => {
    const made = objects.invoice(params, world.customerOf(params));
    world.invoices.set(made.id, made);
    world.emit('invoice.created', made);
    return made;
  },
  'POST /v1/invoices/create_preview': (world, params: Stripe.InvoiceCreatePreviewParams) => {
    const customer = world.customerOf(params);
    const { currency, automatic_tax } = params;
    const made = objects.invoice({ currency, automatic_tax }, customer);
    made.lines.data = (params.invoice_items ?? []).map(({ description, amount }) =>
      objects.invoiceLine(made, { description: description ?? null, amount: amount ?? 0 }),
    );
    if (params.invoice_items?.some(({ tax_behavior }) => tax_behavior === 'inclusive'))
      world.taxIncluded.add(made.id);
    world.total(made);
    return made;
  },
  'GET /v1/invoices/{invoice}': (world, _params, id) => world.readInvoice(id),
  'POST /v1/invoices/{invoice}/add_lines': (world, { lines }: Stripe.InvoiceAddLinesParams, id) => {
    const invoice = world.of(world.invoices, id, 'invoice');
    if (invoice.status !== 'draft') throw invalid('Only a draft takes lines.', 'invoice_not_editable');
    for (const { price_data, quantity, period } of lines) {
      const amount = (price_data?.unit_amount ?? 0) * (quantity ?? 1);
      if (amount < 0) throw invalid('Invalid integer: -1', 'parameter_invalid_integer');
      const description = price_data?.product_data?.name ?? null;
      const line = objects.invoiceLine(invoice, { description, amount, quantity, period });
      invoice.lines.data.push(line);
      if (price_data?.tax_behavior === 'inclusive') world.taxIncluded.add(invoice.id);
    }
    world.total(invoice);
    world.emit('invoice.updated', invoice);
    return invoice;
  },
  'POST /v1/invoices/{invoice}/finalize': (world, _params, id) => {
    const invoice = world.of(world.invoices, id, 'invoice');
    if (invoice.status !== 'draft') throw invalid('It is finalized already.', 'invoice_not_editable');
    world.finalize(invoice);
    return invoice;
  },
  'POST /v1/invoices/{invoice}/pay': (world, { off_session }: Stripe.InvoicePayParams, id) => {
    const invoice = world.of(world.invoices, id, 'invoice');
    if (!isOpen(invoice)) throw invalid(`Invoice is ${invoice.status}.`);
    const method = world.customers.get(objects.ref(invoice.customer))?.invoice_settings
      .default_payment_method;
    if (typeof method !== 'string' || world.methods.get(method)?.customer === null)
      throw invalid('There is no `default_payment_method` set on this Customer or Invoice.');
    const intent = world.intentOf(invoice);
    if (intent.status === 'processing') throw invalid('A payment is under way.');
    world.confirm(intent, method, off_session === true);
    const failed = intent.last_payment_error;
    if (failed !== null) throw new StripeProblem(402, { ...failed, payment_intent: intent });
    return invoice;
  },
  'POST /v1/invoices/{invoice}/void': (world, _params, id) => voidInvoice(world, id),
  'GET /v1/invoice_payments': (world, { payment, limit }: Stripe.InvoicePaymentListParams) =>
    page(
      [...world.payments.values()].filter(
        (each) => payment === undefined || each.payment.payment_intent === payment.payment_intent,
      ),
      limit,
      '/v1/invoice_payments',
    ),
  'GET /v1/payment_intents/{intent}': (world, _params, id) => world.of(world.intents, id, 'payment_intent'),

  'GET /v1/credit_notes': (world, { invoice, limit }: Stripe.CreditNoteListParams) =>
    page(
      [...world.creditNotes.values()].filter((each) => each.invoice === invoice).toReversed(),
      limit,
      '/v1/credit_notes',
    ),
  'POST /v1/credit_notes': (world, params: Stripe.CreditNoteCreateParams) => makeCreditNote(world, params),
  'GET /v1/disputes': (world, { payment_intent, limit }: Stripe.DisputeListParams) =>
    page(
      [...world.disputes.values()].filter((each) => each.payment_intent === payment_intent),
      limit,
      '/v1/disputes',
    ),

  'POST /v1/checkout/sessions': (world, params: Stripe.Checkout.SessionCreateParams) => {
    world.customerOf(params);
    const made = session(params, world.url());
    if (made.amount_total !== null && made.amount_total < leastOf(made.currency ?? ''))
      throw invalid('The Checkout Session’s total amount due is too small.', 'amount_too_small');
    if (typeof made.setup_intent === 'string')
      world.setups.set(made.setup_intent, setupIntent(made.setup_intent, objects.ref(made.customer)));
    world.sessions.set(made.id, made);
    world.sessionParams.set(made.id, params);
    return made;
  },
  'GET /v1/checkout/sessions/{session}': (world, _params, id) => {
    const found = world.of(world.sessions, id, 'checkout.session');
    if (found.status === 'open' && found.expires_at <= objects.now()) found.status = 'expired';
    return found;
  },
  'POST /v1/checkout/sessions/{session}/expire': (world, _params, id) => {
    const found = world.of(world.sessions, id, 'checkout.session');
    if (found.status !== 'open')
      throw invalid(`Only open sessions can be expired, not ${found.status} ones.`);
    found.status = 'expired';
    found.url = null;
    world.emit('checkout.session.expired', found);
    return found;
  },
  'POST /v1/billing_portal/sessions': (world, params: Stripe.BillingPortal.SessionCreateParams) => {
    const customer = world.customerOf(params).id;
    return portalSession(customer, params.return_url ?? null, `${world.url()}/portal/${customer}`);
  },

  'GET /v1/events': (world, { types, limit = 10, ending_before }: Stripe.EventListParams) => {
    const wanted = world.events.filter(({ type }) => types?.includes(type) ?? true);
    if (ending_before === undefined) return page(wanted.toReversed(), limit, '/v1/events');
    const place = wanted.findIndex(({ id }) => id === ending_before);
    if (place < 0) throw invalid(`No such event: '${ending_before}'`, 'resource_missing', 404);
    const after = wanted.slice(place + 1);
    return objects.listOf(after.slice(0, limit).toReversed(), '/v1/events', after.length > limit);
  },
};

/** Whether an invoice can be paid or made void. */
export const isOpen = ({ status }: Stripe.Invoice): boolean =>
  status === 'open' || status === 'uncollectible';

export function voidInvoice(world: World, id: string): Stripe.Invoice {
  const invoice = world.of(world.invoices, id, 'invoice');
  if (!isOpen(invoice) || world.intentOf(invoice).status === 'processing')
    throw invalid('You can only void an open invoice that is not being paid.');
  invoice.status = 'void';
  invoice.status_transitions.voided_at = objects.now();
  world.emit('invoice.voided', invoice);
  return invoice;
}

export function refundCharge(world: World, invoice: Stripe.Invoice, amount: number): Stripe.Refund {
  const charge = world.of(world.charges, objects.ref(world.intentOf(invoice).latest_charge), 'charge');
  const disputes = [...world.disputes.values()].filter((each) => each.charge === charge.id);
  if (disputes.some(({ status }) => status !== 'won'))
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, 'charge_disputed');
  if (amount > charge.amount - charge.amount_refunded)
    throw invalid('Refund amount is greater than unrefunded amount on charge.', 'amount_too_large');
  const made = refund(charge, amount);
  world.refunds.set(made.id, made);
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  world.emit('charge.refunded', charge);
  return made;
}

/**
 * Makes a credit note. It first takes off what is not paid yet. The rest is sent back: by a new refund or one that it links, to the
 * customer's balance, or outside Stripe.
 */
export function makeCreditNote(world: World, params: Stripe.CreditNoteCreateParams): Stripe.CreditNote {
  const invoice = world.of(world.invoices, params.invoice, 'invoice');
  const { amount = 0, refund_amount = 0, credit_amount = 0, out_of_band_amount = 0 } = params;
  if (invoice.status !== 'open' && invoice.status !== 'paid') throw invalid(`Invoice is ${invoice.status}.`);
  const { pre_payment_credit_notes_amount: before, post_payment_credit_notes_amount: after } = invoice;
  if (amount > invoice.total - before - after)
    throw invalid('The sum of credit note amounts cannot be greater than the total on the invoice.');
  const prePayment = Math.min(amount, invoice.amount_remaining);
  const linked = (params.refunds ?? []).map(({ refund: id = '', amount_refunded }) => {
    const found = world.of(world.refunds, id, 'refund');
    return { refund: id, amount_refunded: amount_refunded ?? found.amount };
  });
  const links = linked.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  if (links + refund_amount + credit_amount + out_of_band_amount !== amount - prePayment)
    throw invalid(
      'The sum of refund amount, customer balance credit amount and out of band amount must equal the post payment amount.',
    );
  if (refund_amount > 0)
    linked.push({ refund: refundCharge(world, invoice, refund_amount).id, amount_refunded: refund_amount });
  const refunds = linked.map((each) => ({ ...each, payment_record_refund: null, type: 'refund' as const }));
  const made = creditNote(invoice, params, world.creditNotes.size + 1, { prePayment, refunds });
  world.creditNotes.set(made.id, made);
  if (credit_amount > 0)
    world.of(world.customers, objects.ref(invoice.customer), 'customer').balance -= credit_amount;
  invoice.pre_payment_credit_notes_amount += prePayment;
  invoice.post_payment_credit_notes_amount += amount - prePayment;
  if (prePayment > 0) world.owe(invoice, invoice.amount_due - prePayment);
  world.emit('credit_note.created', made);
  return made;
}

const page = <T>(data: T[], limit: number | undefined, url: string): Stripe.ApiList<T> =>
  objects.listOf(data.slice(0, limit ?? 10), url, data.length > (limit ?? 10));
