import type { Stripe } from 'stripe';
import type { InvoiceToIssue, ProviderInvoice } from './provider-values.js';
import { key, type StripeParams } from './stripe-params.js';
import { intentsOf, MARKS, toCreditNote, toInvoice } from './stripe-shapes.js';

/** Makes Stripe answer an invoice with its payments. */
export const WITH_PAYMENTS = ['payments.data.payment.payment_intent'];
/** How many invoices of a customer are searched for ours, the newest first. */
const LOOKED_THROUGH = 100;
/** How many credit notes of an invoice are read. */
const MOST_CREDIT_NOTES = 100;

/**
 * Makes an invoice with its lines and issues it, without charging. With `again` it first looks for the invoice of an earlier call
 * and continues with it.
 */
export async function issueInvoice(
  stripe: Stripe,
  params: StripeParams,
  asked: InvoiceToIssue,
): Promise<ProviderInvoice> {
  const { customer, invoiceId, attempt } = asked;
  const { invoices } = stripe;
  const found = asked.again ? await look(stripe, customer, invoiceId) : null;
  const draft = found ?? (await invoices.create(params.draft(asked), key('issue', invoiceId, attempt)));
  if (draft.status !== 'draft') return readInvoice(stripe, draft.id);
  if (draft.lines.data.length === 0) {
    const lines = params.lines(asked);
    await invoices.addLines(draft.id, { lines }, key('lines', invoiceId, attempt));
  }
  const finalized = { auto_advance: false, expand: WITH_PAYMENTS };
  return toInvoice(await invoices.finalizeInvoice(draft.id, finalized, key('finalize', invoiceId, attempt)));
}

/**
 * Finds the newest invoice with our id that is not void. It uses Stripe's list, because Stripe's search finds new invoices late.
 */
export async function look(
  stripe: Stripe,
  customer: string,
  invoiceId: string,
): Promise<Stripe.Invoice | null> {
  const { data } = await stripe.invoices.list({ customer, limit: LOOKED_THROUGH });
  return (
    data.find(({ metadata, status }) => metadata?.[MARKS.invoice] === invoiceId && status !== 'void') ?? null
  );
}

/** Reads an invoice. If it was paid, also reads what was sent back and disputed since. */
export async function readInvoice(stripe: Stripe, reference: string): Promise<ProviderInvoice> {
  const found = await stripe.invoices.retrieve(reference, { expand: WITH_PAYMENTS });
  const invoice = toInvoice(found);
  const intent = intentsOf(found).find(({ status }) => status === 'succeeded');
  if (invoice.status !== 'paid' || intent === undefined) return invoice;
  const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  const charge = typeof latest_charge === 'string' ? null : latest_charge;
  const refunded = charge?.amount_refunded ?? 0;
  // Read credit notes after the charge. So every refund that the charge counts has its note here, and is not counted twice.
  const credited = refunded > 0 || found.post_payment_credit_notes_amount > 0;
  return {
    ...invoice,
    refunded,
    creditNotes: credited ? await creditNotesOf(stripe, reference) : [],
    dispute: charge?.disputed === true ? await disputeOf(stripe, intent.id) : null,
  };
}

async function creditNotesOf(stripe: Stripe, invoice: string): Promise<ProviderInvoice['creditNotes']> {
  const { data } = await stripe.creditNotes.list({ invoice, limit: MOST_CREDIT_NOTES });
  return data.filter(({ status }) => status !== 'void').map(toCreditNote);
}

/** Reads the dispute of a payment. At Stripe, warnings of a bank are disputes too, but they take no money, so they are ignored. */
async function disputeOf(stripe: Stripe, paymentIntent: string): Promise<ProviderInvoice['dispute']> {
  const { data } = await stripe.disputes.list({ payment_intent: paymentIntent, limit: 10 });
  const taking = data.map(({ status }) => status).filter((status) => !status.startsWith('warning_'));
  if (taking.length === 0) return null;
  if (taking.includes('lost')) return 'lost';
  return taking.every((status) => status === 'won' || status === 'prevented') ? 'won' : 'open';
}
