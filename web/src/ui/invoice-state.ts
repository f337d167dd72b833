import type { components } from '@tenure/sdk';
import { inWords } from './format.js';

type Invoice = Pick<components['schemas']['InvoiceView'], 'status' | 'dueAt' | 'declinedAt' | 'declineCode'>;

const WORDS: Partial<Record<Invoice['status'], string>> = { chargedBack: 'charged back' };
/** The code of a charge that was not tried, because there was nothing to charge. */
const NO_CARD = 'no_payment_method';

/** Whether a charge was tried and declined. */
export const wasDeclined = ({
  declinedAt,
  declineCode,
}: Pick<Invoice, 'declinedAt' | 'declineCode'>): boolean => declinedAt !== null && declineCode !== NO_CARD;

/**
 * The state of an invoice in one word, the same for its payer and for operators. `now` is the time of the business; null if it is
 * not known.
 */
export function invoiceState(invoice: Invoice, now: number | null): string {
  const { status, dueAt } = invoice;
  if (status !== 'open') return WORDS[status] ?? status;
  if (wasDeclined(invoice)) return 'declined';
  return dueAt !== null && now !== null && Date.parse(dueAt) < now ? 'overdue' : 'unpaid';
}

/** Why an invoice is not paid, in words: `no card was saved`, `insufficient funds`. Null if nothing is known. */
export const whyUnpaid = ({ declineCode }: Pick<Invoice, 'declineCode'>): string | null =>
  declineCode === null ? null : declineCode === NO_CARD ? 'no card was saved' : inWords(declineCode);
