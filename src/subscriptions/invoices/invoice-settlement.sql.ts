import { statement } from '../../database/sql.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { INVOICE_COLUMNS, THIS_INVOICE } from './invoices.sql.js';

export const SETTLED =
  'next_attempt_at = NULL, in_flight_until = NULL, refused_because = NULL, version = version + 1';
/** The provider takes the invoice again, or nobody has to pay it any more. */
const NOT_REFUSED = "problem = NULLIF(problem, 'refused')";

/** Notes that an invoice was paid at `$at`. With `$refundDue` it was paid for nothing. */
export const SET_PAID = statement<
  void,
  InvoiceRef & { at: Date; reference: string; problem: string | null; refundDue: number }
>(
  'invoice_set_paid',
  `UPDATE invoices SET status = 'paid', paid_at = $at, voided_at = NULL, reference = $reference, problem = $problem,
          refund_due = $refundDue, ${SETTLED}
   WHERE ${THIS_INVOICE} AND status IN ('open', 'processing', 'void')`,
);
/** An operator takes what was paid for the whole. */
export const ACCEPT_AMOUNT = statement<void, InvoiceRef & { reference: string }>(
  'invoice_accept_amount',
  `UPDATE invoices SET problem = NULL, reference = $reference, version = version + 1
   WHERE ${THIS_INVOICE} AND status = 'paid' AND problem = 'amountMismatch'`,
);
/** The bank decides. The provider is asked at `$lookAt` how that ended, unless it has told us before. */
export const SET_PROCESSING = statement<void, InvoiceRef & { lookAt: Date }>(
  'invoice_set_processing',
  `UPDATE invoices SET status = 'processing', ${NOT_REFUSED}, next_attempt_at = $lookAt, in_flight_until = NULL, refused_because = NULL,
          version = version + 1 WHERE ${THIS_INVOICE} AND status = 'open'`,
);
/** Notes a decline. The first one counts for the grace; each one ends an attempt. */
export const SET_DECLINED = statement<
  void,
  InvoiceRef & { at: Date; code: string; retry: number; nextAttemptAt: Date | null }
>(
  'invoice_set_declined',
  `UPDATE invoices SET status = 'open', declined_at = COALESCE(declined_at, $at), decline_code = $code, attempt = attempt + 1,
          retry = $retry, next_attempt_at = $nextAttemptAt, in_flight_until = NULL, outages = 0, refused_because = NULL, ${NOT_REFUSED},
          version = version + 1
   WHERE ${THIS_INVOICE} AND status IN ('open', 'processing')`,
);
export const SET_VOID = statement<void, InvoiceRef & { now: Date }>(
  'invoice_set_void',
  `UPDATE invoices SET status = 'void', voided_at = $now, ${NOT_REFUSED}, ${SETTLED}
   WHERE ${THIS_INVOICE} AND status = 'open'`,
);
/** Voids all that is open of a subscription that ends. Null: of all subscriptions of a business that closes. */
export const VOID_ALL_OF = statement<
  InvoiceRow,
  { businessId: string; subscriptionId: string | null; now: Date }
>(
  'invoice_void_all_of',
  `UPDATE invoices i SET status = 'void', voided_at = $now, ${NOT_REFUSED}, ${SETTLED}
   WHERE business_id = $businessId AND ($subscriptionId::uuid IS NULL OR subscription_id = $subscriptionId)
     AND status IN ('open', 'processing')
   RETURNING ${INVOICE_COLUMNS}`,
);
