import { decimalsOf } from '../../billing-plans/index.js';
import { utcDay } from '../../common/clock.js';
import type { Message } from '../../mail/index.js';
import type { InvoiceRow } from './invoice.rows.js';

export type BillingMail =
  | 'invoice-issued'
  | 'invoice-paid'
  | 'invoice-unpaid'
  | 'invoice-still-open'
  | 'change-refused'
  | 'invoice-refunded';

/** An amount as people read it: 4900 of USD is USD 49.00. */
export function formatAmount(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  return `${currency} ${(amount / 10 ** digits).toFixed(digits)}`;
}

/** The mail about an invoice. */
export function billingMail(
  to: string,
  mail: BillingMail,
  invoice: InvoiceRow,
  accessUntil: Date | null,
): Message {
  const { businessId, total, refunded, currency, dueAt } = invoice;
  const name = invoice.number ?? invoice.id;
  const amount = formatAmount(total, currency);
  const until = accessUntil === null ? '' : utcDay(accessUntil);
  switch (mail) {
    case 'invoice-issued':
      return {
        to,
        businessId,
        mail,
        values: { invoice: name, amount, due: dueAt === null ? '' : utcDay(dueAt) },
      };
    case 'invoice-unpaid': {
      // If a declined invoice can be paid on a page, the mail leads to that page.
      const { declinedAt, payUrl: link } = invoice;
      if (declinedAt !== null && link !== null)
        return { to, businessId, mail: 'payment-failed', values: { invoice: name, amount, until, link } };
      return { to, businessId, mail, values: { invoice: name, amount, until } };
    }
    case 'invoice-refunded':
      return { to, businessId, mail, values: { invoice: name, amount: formatAmount(refunded, currency) } };
    case 'invoice-paid':
    case 'invoice-still-open':
    case 'change-refused':
      return { to, businessId, mail, values: { invoice: name, amount } };
  }
}
