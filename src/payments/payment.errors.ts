import { DomainError } from '../common/domain-error.js';
import type { InvoiceRow } from '../subscriptions/index.js';

/** Makes the error for a declined payment. It names the page where a person can pay the invoice, if there is one. */
export const paymentFailed = (
  { id, payUrl }: Pick<InvoiceRow, 'id' | 'payUrl'>,
  declineCode: string,
  detail: string,
): DomainError =>
  new DomainError('payment_failed', detail, {
    invoiceId: id,
    declineCode,
    ...(payUrl !== null && { payUrl }),
  });
