import type { Stripe } from 'stripe';
import type { CreditNote, InvoiceToIssue, ProviderInvoice, RefundToMake } from '../provider-values.js';
import { ProviderRefused } from '../provider-errors.js';
import { key, type StripeParams } from './stripe-params.js';
import { idOf, intentsOf, MARKS, toCreditNote, toInvoice } from './stripe-shapes.js';

/** Asks Stripe to include the payments of an invoice. */
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
  const found = asked.again ? await findByInvoiceId(stripe, customer, invoiceId) : null;
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
export async function findByInvoiceId(
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
  if (invoice.status !== 'paid') return invoice;
  const charge = await chargeOf(stripe, found);
  const refunded = charge?.amount_refunded ?? 0;
  // Read credit notes after the charge. So every refund that the charge counts has its note here, and is not counted twice.
  const credited = refunded > 0 || found.post_payment_credit_notes_amount > 0;
  const notes = credited ? await creditNotesOf(stripe, reference) : [];
  return {
    ...invoice,
    refunded: Math.max(refunded + sum(notes.map(unchargedPart)), sum(notes.map(postPayment))),
    refundFailed: sum(notes.flatMap(({ refunds }) => refunds.map(failedPart))),
    creditNotes: notes.map(toCreditNote),
    dispute: charge?.disputed === true ? await disputeOf(stripe, idOf(charge.payment_intent) ?? '') : null,
  };
}

/**
 * Sends money back with a credit note, the same way as it was paid: to the charge as much as is left of it, and the rest to the
 * customer's balance that paid it. What was paid outside Stripe is only noted.
 *
 * @throws ProviderRefused when it was paid at Stripe, but Stripe names no payment of it.
 */
export async function refundInvoice(
  stripe: Stripe,
  { refundId, reference, amount, attempt }: RefundToMake,
): Promise<CreditNote> {
  const invoice = await stripe.invoices.retrieve(reference, { expand: WITH_PAYMENTS });
  const charge = await chargeOf(stripe, invoice);
  if (charge === null) await refuseUnknownPayment(stripe, invoice);
  const back = Math.min(amount, charge === null ? 0 : charge.amount - charge.amount_refunded);
  const rest = invoice.ending_balance === invoice.starting_balance ? 'out_of_band_amount' : 'credit_amount';
  const params = {
    invoice: reference,
    amount,
    ...(back > 0 && { refund_amount: back }),
    ...(back < amount && { [rest]: amount - back }),
    metadata: { [MARKS.refund]: refundId },
  };
  return toCreditNote(await stripe.creditNotes.create(params, key('refund', refundId, attempt)));
}

/**
 * Refuses to refund an invoice whose payment Stripe does not name. A credit note alone would say that money was sent back. Money
 * from outside Stripe is a part of `amount_paid`, too.
 */
async function refuseUnknownPayment(
  stripe: Stripe,
  { id, amount_paid: paid }: Stripe.Invoice,
): Promise<void> {
  if (paid === 0) return;
  const { amount_paid_off_stripe: outside = 0 } = await stripe.invoices.retrieve(id, {
    expand: ['amount_paid_off_stripe'],
  });
  if (paid > outside)
    throw new ProviderRefused(
      'payment_unknown',
      'Stripe names no payment of the invoice. Send the money back in its dashboard.',
    );
}

/** The charge that paid an invoice. Null if the customer's balance paid all of it, or money outside Stripe. */
async function chargeOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<Stripe.Charge | null> {
  const intent = intentsOf(invoice).find(({ status }) => status === 'succeeded');
  if (intent === undefined) return null;
  const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
  return typeof latest_charge === 'string' ? null : latest_charge;
}

async function creditNotesOf(stripe: Stripe, invoice: string): Promise<Stripe.CreditNote[]> {
  const { data } = await stripe.creditNotes.list({
    invoice,
    limit: MOST_CREDIT_NOTES,
    expand: ['data.refunds.refund'],
  });
  return data.filter(({ status }) => status !== 'void');
}

const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const postPayment = (note: Stripe.CreditNote): number => note.post_payment_amount;
/** The part of a credit note that was not refunded to a charge: it went to the customer's balance, or outside Stripe. */
const unchargedPart = (note: Stripe.CreditNote): number =>
  note.post_payment_amount - sum(note.refunds.map(({ amount_refunded }) => amount_refunded));
/** The part of a credit note's refund that did not arrive. The credit note stays. */
const failedPart = ({ refund, amount_refunded }: Stripe.CreditNote.Refund): number =>
  typeof refund === 'object' && (refund.status === 'failed' || refund.status === 'canceled')
    ? amount_refunded
    : 0;

/** Reads the dispute of a payment. At Stripe, warnings of a bank are disputes too, but they take no money, so they are ignored. */
async function disputeOf(stripe: Stripe, paymentIntent: string): Promise<ProviderInvoice['dispute']> {
  const { data } = await stripe.disputes.list({ payment_intent: paymentIntent, limit: 10 });
  const taking = data.map(({ status }) => status).filter((status) => !status.startsWith('warning_'));
  if (taking.length === 0) return null;
  if (taking.includes('lost')) return 'lost';
  return taking.every((status) => status === 'won' || status === 'prevented') ? 'won' : 'open';
}
