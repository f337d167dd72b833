import type { Stripe } from 'stripe';
import { CARDS, type TestCard } from './cards.js';
import { setupAttempt } from './checkout-objects.js';
import { dispute, paymentIntent } from './money-objects.js';
import * as objects from './objects.js';
import { isOpen, makeCreditNote, refundCharge, voidInvoice } from './routes.js';
import { IDEAL, type World } from './world.js';

const NO_DETAILS: Stripe.Checkout.Session.CustomerDetails = {
  address: null,
  business_name: null,
  email: null,
  individual_name: null,
  name: null,
  phone: null,
  tax_exempt: 'none',
  tax_ids: [],
};

/** Acts as people do on Stripe's pages, and as banks do. */
export class Person {
  constructor(private readonly world: World) {}

  /** Completes a checkout, by its URL. A declined card leaves it open, as on the real page. */
  checkOut(
    url: string,
    card: TestCard = CARDS.good,
    details: Partial<Stripe.Checkout.Session.CustomerDetails> | null = null,
  ): Stripe.Checkout.Session {
    const session = this.world.of(this.world.sessions, url.split('/').at(-1)!, 'checkout.session');
    if (session.status !== 'open') throw new Error(`The page says that the checkout is ${session.status}.`);
    const customer = objects.ref(session.customer);
    const method = this.world.attach(customer, card);
    if (details !== null) session.customer_details = { ...NO_DETAILS, ...details };
    if (session.mode === 'setup') {
      Object.assign(this.world.setups.get(objects.ref(session.setup_intent))!, {
        payment_method: method.id,
        status: 'succeeded',
        latest_attempt: card.kind === 'ideal' ? this.attempt(session, method) : null,
      });
      return this.complete(session);
    }
    const params = this.world.sessionParams.get(session.id)!;
    const metadata = (params.payment_intent_data?.metadata ?? {}) as Stripe.Metadata;
    const intent = paymentIntent(session.amount_total ?? 0, session.currency ?? 'eur', customer, metadata);
    this.world.intents.set(intent.id, intent);
    this.world.confirm(intent, method.id, false);
    if (intent.last_payment_error !== null) return session;
    session.payment_intent = intent.id;
    if (intent.status === 'succeeded') this.paid(session, intent);
    return this.complete(session);
  }

  /** Makes the bank decide about every debit that is processing. */
  bankDecides(how: 'pays' | 'refuses'): void {
    for (const intent of this.world.intents.values()) {
      if (intent.status !== 'processing') continue;
      const session = [...this.world.sessions.values()].find((each) => each.payment_intent === intent.id);
      if (how === 'pays') this.world.succeed(intent);
      else this.world.fail(intent, 'insufficient_funds');
      if (session === undefined) continue;
      if (how === 'pays') this.paid(session, intent);
      this.world.emit(`checkout.session.async_payment_${how === 'pays' ? 'succeeded' : 'failed'}`, session);
    }
  }

  /** Pays an open invoice on its hosted page. The person is present to confirm. */
  payOnPage(invoiceId: string, card: TestCard = CARDS.good): void {
    const invoice = this.world.of(this.world.invoices, invoiceId, 'invoice');
    if (!isOpen(invoice)) throw new Error(`The page says that the invoice is ${invoice.status}.`);
    const method = this.world.attach(objects.ref(invoice.customer), card);
    this.world.confirm(this.world.intentOf(invoice), method.id, false);
  }

  /** Changes the card in the portal. */
  changeCard(customer: string, card: TestCard = CARDS.good): void {
    const method = this.world.attach(customer, card);
    const kept = this.world.of(this.world.customers, customer, 'customer');
    kept.invoice_settings.default_payment_method = method.id;
    this.world.emit('customer.updated', kept);
  }

  /** Removes a card in the portal. Stripe still names it as the one to charge, as the API does (dj-stripe #1836). */
  removeCard(method: string): void {
    const removed = this.world.of(this.world.methods, method, 'payment_method');
    const { customer } = removed;
    removed.customer = null;
    this.world.emit('payment_method.detached', removed, { customer });
  }

  /** The bank sends the person a new card, and its network tells Stripe: the payment method stays, the card in it is another one. */
  renewCard(method: string, card: TestCard = CARDS.good): void {
    const renewed = this.world.of(this.world.methods, method, 'payment_method');
    Object.assign(renewed.card!, { last4: card.number.slice(-4), exp_year: renewed.card!.exp_year + 4 });
    this.world.cards.set(method, card);
    this.world.emit('payment_method.automatically_updated', renewed);
  }

  /** Deletes a customer in Stripe's dashboard, as the founder. Its cards are deleted, and its invoices stay. */
  deleteCustomer(id: string): void {
    const gone = this.world.of(this.world.customers, id, 'customer');
    for (const method of this.world.methods.values()) if (method.customer === id) method.customer = null;
    this.world.customers.delete(id);
    this.world.deleted.add(id);
    this.world.emit('customer.deleted', gone);
  }

  /** Waives an open invoice in Stripe's dashboard, as the founder. */
  voidInDashboard(invoiceId: string): void {
    voidInvoice(this.world, invoiceId);
  }

  /** Marks an open invoice as paid outside of Stripe in its dashboard, as the founder. */
  markPaidInDashboard(invoiceId: string): void {
    const invoice = this.world.of(this.world.invoices, invoiceId, 'invoice');
    this.world.paidOffStripe.set(invoiceId, invoice.amount_due);
    this.world.markPaid(invoice, invoice.amount_due);
  }

  /** Marks an open invoice as uncollectible in Stripe's dashboard, as the founder. */
  giveUpInDashboard(invoiceId: string): void {
    const invoice = this.world.of(this.world.invoices, invoiceId, 'invoice');
    invoice.status = 'uncollectible';
    invoice.status_transitions.marked_uncollectible_at = objects.now();
    this.world.emit('invoice.marked_uncollectible', invoice);
  }

  /** Sends money back in Stripe's dashboard, as the founder. */
  refundInDashboard(invoiceId: string, amount: number): Stripe.Refund {
    return refundCharge(this.world, this.world.of(this.world.invoices, invoiceId, 'invoice'), amount);
  }

  /** A bank refuses a refund days later, because the account is closed. The money is with the seller again. */
  failRefund(made: Stripe.Refund): void {
    const charge = this.world.of(this.world.charges, objects.ref(made.charge), 'charge');
    made.status = 'failed';
    charge.amount_refunded -= made.amount;
    charge.refunded = false;
    this.world.emit('refund.failed', made);
  }

  /** Makes a credit note in Stripe's dashboard, as the founder. */
  creditInDashboard(params: Stripe.CreditNoteCreateParams): Stripe.CreditNote {
    return makeCreditNote(this.world, params);
  }

  /** Disputes a payment, as the customer does at the bank. With a `warning_` the bank only asks, and takes no money. */
  dispute(invoiceId: string, status: Stripe.Dispute.Status = 'needs_response'): Stripe.Dispute {
    const intent = this.world.intentOf(this.world.of(this.world.invoices, invoiceId, 'invoice'));
    const charge = this.world.of(this.world.charges, objects.ref(intent.latest_charge), 'charge');
    charge.disputed = true;
    const made = { ...dispute(charge), status };
    this.world.disputes.set(made.id, made);
    this.world.emit('charge.dispute.created', made);
    return made;
  }

  /** The bank goes on: a question becomes a dispute and takes the money, or a dispute that was won is opened again. */
  continueDispute(made: Stripe.Dispute, status: 'needs_response' | 'appeal_needs_response'): void {
    made.status = status;
    const taken = status === 'needs_response';
    this.world.emit(`charge.dispute.${taken ? 'funds_withdrawn' : 'updated'}`, made);
  }

  closeDispute(made: Stripe.Dispute, status: 'won' | 'lost'): void {
    made.status = status;
    this.world.emit('charge.dispute.closed', made);
  }

  /** Makes what Stripe tells of a setup with iDEAL. It makes a bank account from it. */
  private attempt(session: Stripe.Checkout.Session, method: Stripe.PaymentMethod): string {
    const customer = objects.ref(session.customer);
    const made = setupAttempt(objects.ref(session.setup_intent), customer, method.id);
    const generated_sepa_debit = this.world.attach(customer, CARDS.bankAccount).id;
    made.payment_method_details = { type: 'ideal', ideal: { ...IDEAL, generated_sepa_debit } };
    this.world.attempts.set(made.id, made);
    return made.id;
  }

  /** Makes the paid invoice of a paid session, as Stripe does. */
  private paid(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent): void {
    const customer = this.world.of(this.world.customers, objects.ref(session.customer), 'customer');
    const metadata = session.invoice_creation?.invoice_data.metadata ?? {};
    const invoice = objects.invoice({ currency: session.currency ?? 'eur', metadata }, customer);
    const [item] = this.world.sessionParams.get(session.id)?.line_items ?? [];
    const description = item?.price_data?.product_data?.name ?? null;
    invoice.lines.data.push(
      objects.invoiceLine(invoice, { description, amount: session.amount_subtotal ?? 0 }),
    );
    this.world.invoices.set(invoice.id, invoice);
    this.world.total(invoice);
    Object.assign(invoice, { status: 'open', number: `TENURE-C${this.world.invoices.size}` });
    this.world.link(invoice);
    this.world.addIntent(invoice, intent);
    this.world.markPaid(invoice, intent.amount);
    Object.assign(session, { invoice: invoice.id, payment_status: 'paid' });
  }

  private complete(session: Stripe.Checkout.Session): Stripe.Checkout.Session {
    Object.assign(session, { status: 'complete', url: null });
    this.world.emit('checkout.session.completed', session);
    return session;
  }
}
