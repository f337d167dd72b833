import Stripe from 'stripe';
import { CARDS, type TestCard } from './cards.js';
import { charge, paymentIntent } from './money-objects.js';
import { invoicePayment, newId, now, paymentMethod, ref } from './objects.js';

/** What Stripe tells of a payment with iDEAL, without the bank account that it made from it. */
export const IDEAL = {
  bank: null,
  bic: null,
  generated_sepa_debit: null,
  generated_sepa_debit_mandate: null,
  iban_last4: null,
  verified_name: null,
};
/** For how many days Stripe's links to an invoice work, once it is issued, and at least once it is read again. */
const LINK_DAYS = { issued: 30, read: 10 };
const DAY_SECONDS = 86_400;
/** The lowest amounts that Stripe charges, in minor units: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. */
const LEAST: Partial<Record<string, number>> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};
/** The lowest amount of a charge in a currency. Most currencies have 50. */
export const leastOf = (currency: string): number => LEAST[currency] ?? 50;

/** An error answer in the form of Stripe. */
export class StripeProblem extends Error {
  constructor(
    readonly status: number,
    readonly error: Record<string, unknown>,
  ) {
    super(String(error.message));
  }
}

export const invalid = (message: string, code?: string, status = 400, param?: string): StripeProblem =>
  new StripeProblem(status, {
    type: 'invalid_request_error',
    message,
    ...(code !== undefined && { code }),
    ...(param !== undefined && { param }),
  });

/** An account of Stripe: its objects and its money. It uses real time. */
export class World {
  readonly customers = new Map<string, Stripe.Customer>();
  /** Customers that were deleted in the dashboard. */
  readonly deleted = new Set<string>();
  readonly methods = new Map<string, Stripe.PaymentMethod>();
  readonly taxIds = new Map<string, Stripe.TaxId>();
  readonly invoices = new Map<string, Stripe.Invoice>();
  readonly payments = new Map<string, Stripe.InvoicePayment>();
  readonly intents = new Map<string, Stripe.PaymentIntent>();
  readonly setups = new Map<string, Stripe.SetupIntent>();
  readonly attempts = new Map<string, Stripe.SetupAttempt>();
  readonly charges = new Map<string, Stripe.Charge>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly creditNotes = new Map<string, Stripe.CreditNote>();
  readonly disputes = new Map<string, Stripe.Dispute>();
  readonly sessions = new Map<string, Stripe.Checkout.Session>();
  readonly sessionParams = new Map<string, Stripe.Checkout.SessionCreateParams>();
  /** The oldest first. */
  readonly events: Stripe.Event[] = [];
  /** The tax rate of Stripe Tax, in percent. */
  taxPercent = 19;
  /** Invoices whose prices include the tax. */
  readonly taxIncluded = new Set<string>();
  onEvent: (event: Stripe.Event) => void = () => undefined;
  /** How each payment method behaves when it is charged. */
  readonly cards = new Map<string, TestCard>();
  /** What was paid outside of Stripe, by invoice. */
  readonly paidOffStripe = new Map<string, number>();
  /** The time of the links, in seconds. A test that moves its clock sets it. */
  clock = now;
  private readonly linkedUntil = new Map<string, number>();
  private issued = 0;

  constructor(
    readonly url: () => string,
    readonly accountId = newId('acct'),
  ) {}

  of<T>(map: Map<string, T>, id: string, what: string): T {
    const found = map.get(id);
    if (found === undefined) throw invalid(`No such ${what}: '${id}'`, 'resource_missing', 404);
    return found;
  }

  /**
   * Finds the customer that a parameter names. If there is none, Stripe's error is about the parameter and not about the address.
   */
  customerOf(params: { customer?: string }): Stripe.Customer {
    const id = params.customer ?? '';
    const found = this.customers.get(id);
    if (found === undefined) throw invalid(`No such customer: '${id}'`, 'resource_missing', 400, 'customer');
    return found;
  }

  emit(type: string, object: { id: string }, previous_attributes?: object): void {
    const event = {
      id: newId('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: now(),
      // The present state. An event that is delivered late has an old state.
      data: { object: structuredClone(object), ...(previous_attributes && { previous_attributes }) },
      livemode: false,
      pending_webhooks: 1,
      request: null,
      type,
    } as unknown as Stripe.Event;
    this.events.push(event);
    this.onEvent(event);
  }

  /** Adds a card or a bank account to a customer. */
  attach(customer: string, card: TestCard): Stripe.PaymentMethod {
    const method = paymentMethod(card, customer);
    this.methods.set(method.id, method);
    this.cards.set(method.id, card);
    this.emit('payment_method.attached', method);
    return method;
  }

  total(invoice: Stripe.Invoice): void {
    invoice.subtotal = invoice.lines.data.reduce((sum, { amount }) => sum + amount, 0);
    const within = this.taxIncluded.has(invoice.id);
    const base = within ? 100 + this.taxPercent : 100;
    const located =
      (this.of(this.customers, ref(invoice.customer), 'customer').address?.country ?? null) !== null;
    const taxed = invoice.automatic_tax.enabled && located;
    if (invoice.automatic_tax.enabled)
      invoice.automatic_tax.status = located ? 'complete' : 'requires_location_inputs';
    const tax = taxed ? Math.round((invoice.subtotal * this.taxPercent) / base) : 0;
    const net = invoice.subtotal - (within ? tax : 0);
    invoice.total = net + tax;
    invoice.subtotal_excluding_tax = net;
    invoice.total_excluding_tax = net;
    invoice.total_taxes =
      tax === 0
        ? []
        : [
            {
              amount: tax,
              tax_behavior: within ? 'inclusive' : 'exclusive',
              tax_rate_details: null,
              taxability_reason: 'standard_rated',
              taxable_amount: net,
              type: 'tax_rate_details',
            },
          ];
    invoice.amount_due = Math.max(0, invoice.total);
    invoice.amount_remaining = invoice.amount_due;
  }

  finalize(invoice: Stripe.Invoice): void {
    this.total(invoice);
    if (invoice.automatic_tax.status === 'requires_location_inputs')
      throw invalid('The customer’s location is not recognized.', 'customer_tax_location_invalid');
    this.issued += 1;
    invoice.number = `TENURE-${String(this.issued).padStart(4, '0')}`;
    invoice.status = 'open';
    invoice.status_transitions.finalized_at = now();
    this.link(invoice);
    this.emit('invoice.finalized', invoice);
    const customer = this.of(this.customers, ref(invoice.customer), 'customer');
    // A balance below 0 is money that the customer has. One above 0 is a debt, which is charged with this invoice.
    const fromBalance = Math.min(-customer.balance, invoice.total);
    invoice.starting_balance = customer.balance;
    customer.balance += fromBalance;
    invoice.amount_due -= fromBalance;
    const tooLittle = invoice.amount_due < leastOf(invoice.currency);
    if (tooLittle) {
      // It is paid without a charge, and charged with the next invoice.
      customer.balance += invoice.amount_due;
      invoice.amount_due = 0;
    }
    invoice.ending_balance = customer.balance;
    invoice.amount_remaining = invoice.amount_due;
    if (tooLittle) return this.markPaid(invoice, 0);
    this.addIntent(invoice, paymentIntent(invoice.amount_due, invoice.currency, ref(invoice.customer)));
  }

  /** Finds an invoice for an answer. Its links work for some days more then. */
  readInvoice(id: string): Stripe.Invoice {
    const invoice = this.of(this.invoices, id, 'invoice');
    if (this.linkedUntil.has(id)) this.link(invoice, LINK_DAYS.read);
    return invoice;
  }

  /** Gives an invoice links that work for some days. */
  link(invoice: Stripe.Invoice, days: number = LINK_DAYS.issued): void {
    const until = Math.max(this.linkedUntil.get(invoice.id) ?? 0, this.clock() + days * DAY_SECONDS);
    this.linkedUntil.set(invoice.id, until);
    invoice.hosted_invoice_url = `${this.url()}/i/${invoice.id}?until=${until}`;
    invoice.invoice_pdf = `${this.url()}/i/${invoice.id}/pdf?until=${until}`;
  }

  /** Changes what is due of an open invoice. If nothing is left, the invoice is paid. */
  owe(invoice: Stripe.Invoice, amount: number): void {
    invoice.amount_due = amount;
    invoice.amount_remaining = amount;
    this.intentOf(invoice).amount = amount;
    if (amount === 0) this.markPaid(invoice, 0);
    else this.emit('invoice.updated', invoice);
  }

  addIntent(invoice: Stripe.Invoice, intent: Stripe.PaymentIntent): void {
    this.intents.set(intent.id, intent);
    const payment = invoicePayment(invoice, intent.id);
    this.payments.set(payment.id, payment);
  }

  intentOf(invoice: Stripe.Invoice): Stripe.PaymentIntent {
    return this.of(this.intents, this.intentsOf(invoice.id)[0]?.id ?? '', 'payment_intent');
  }

  /** The payment intents of an invoice: none if nothing was due of it. */
  intentsOf(invoice: string): Stripe.PaymentIntent[] {
    return [...this.payments.values()]
      .filter((each) => each.invoice === invoice)
      .map(({ payment }) => this.of(this.intents, ref(payment.payment_intent), 'payment_intent'));
  }

  invoiceOf(intent: Stripe.PaymentIntent): Stripe.Invoice | undefined {
    const payment = [...this.payments.values()].find((each) => each.payment.payment_intent === intent.id);
    return payment === undefined ? undefined : this.invoices.get(ref(payment.invoice));
  }

  /** Charges a card. The intent has the result. With `offSession` the person is not present. */
  confirm(intent: Stripe.PaymentIntent, method: string, offSession: boolean): void {
    const card: TestCard = this.cards.get(method) ?? CARDS.good;
    if (card.when === 'refused')
      throw invalid('The payment method cannot be used for this payment.', card.refusedBecause);
    intent.payment_method = method;
    intent.last_payment_error = null;
    if (card.when === 'debit') {
      intent.status = 'processing';
      this.emit('payment_intent.processing', intent);
    } else if (card.when === 'paid' || (card.when === 'confirm' && !offSession)) {
      this.succeed(intent);
    } else {
      const code =
        card.when === 'confirm' ? 'authentication_required' : (card.declineCode ?? 'generic_decline');
      this.fail(intent, code, card.adviceCode);
    }
  }

  succeed(intent: Stripe.PaymentIntent): void {
    const made = charge(intent, ref(intent.payment_method));
    if (this.methods.get(ref(intent.payment_method))?.type === 'ideal') {
      const generated = this.attach(ref(intent.customer), CARDS.bankAccount).id;
      made.payment_method_details = {
        type: 'ideal',
        ideal: { ...IDEAL, generated_sepa_debit: generated, transaction_id: null },
      };
    }
    this.charges.set(made.id, made);
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    intent.latest_charge = made.id;
    this.emit('charge.succeeded', made);
    const invoice = this.invoiceOf(intent);
    if (invoice !== undefined) this.markPaid(invoice, intent.amount);
  }

  fail(intent: Stripe.PaymentIntent, declineCode: string, adviceCode?: string): void {
    intent.status = 'requires_payment_method';
    intent.last_payment_error = {
      type: 'card_error',
      code: declineCode === 'authentication_required' ? 'authentication_required' : 'card_declined',
      decline_code: declineCode,
      message: 'Your card was declined.',
      ...(adviceCode !== undefined && { advice_code: adviceCode }),
    };
    const invoice = this.invoiceOf(intent);
    if (invoice === undefined) return;
    invoice.attempted = true;
    invoice.attempt_count += 1;
    this.emit('invoice.payment_failed', invoice);
  }

  markPaid(invoice: Stripe.Invoice, amount: number): void {
    invoice.status = 'paid';
    invoice.attempted = true;
    invoice.amount_paid = amount;
    invoice.amount_remaining = 0;
    invoice.status_transitions.paid_at = now();
    for (const payment of this.payments.values()) {
      if (payment.invoice !== invoice.id) continue;
      payment.status = 'paid';
      payment.amount_paid = amount;
      payment.status_transitions.paid_at = now();
    }
    this.emit('invoice.paid', invoice);
  }
}
