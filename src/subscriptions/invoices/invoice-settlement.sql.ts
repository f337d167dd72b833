import { statement } from '../../database/sql.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { INVOICE_COLUMNS, THIS_INVOICE } from './invoices.sql.js';

/** The SET clause for an invoice that needs no further attempt. */
export const SETTLED =
  'next_attempt_at = NULL, in_flight_until = NULL, refused_because = NULL, version = version + 1';
/** The SET clause for an invoice that the provider does not refuse any more, or that nobody has to pay any more. */
const NOT_REFUSED = "problem = NULLIF(problem, 'refused')";
/**
 * The SET clause that keeps in `outages` that a server is working on an invoice which becomes void. What the provider has done is
 * not known then, so `LeftoversService` looks for the invoice there.
 */
const MAYBE_ISSUED = 'outages = GREATEST(outages, (in_flight_until IS NOT NULL)::integer)';
/** The SET clause for an invoice that becomes void at `$now`. */
export const VOIDED = `status = 'void', voided_at = $now, ${MAYBE_ISSUED}, ${NOT_REFUSED}, ${SETTLED}`;

/**
 * Notes that `$paidAmount` was paid for an invoice at `$at`; null means the total. `$refundDue` is the part that bought nothing and
 * is to be sent back.
 */
export const SET_PAID = statement<
  void,
  InvoiceRef & {
    at: Date;
    reference: string;
    paidAmount: number | null;
    problem: string | null;
    refundDue: number;
  }
>(
  'invoice_set_paid',
  `UPDATE invoices SET status = 'paid', paid_at = $at, voided_at = NULL, reference = $reference, problem = $problem,
          paid_amount = $paidAmount::bigint, refund_due = $refundDue, ${SETTLED}
   WHERE ${THIS_INVOICE} AND status IN ('open', 'processing', 'void')`,
);
/**
 * Accepts a payment of a wrong amount as the whole, for an operator. A payment at the provider keeps the reference of the provider.
 * The reference says where the money is, so a refund sends it back there.
 */
export const ACCEPT_AMOUNT = statement<void, InvoiceRef & { reference: string }>(
  'invoice_accept_amount',
  `UPDATE invoices SET problem = NULL, reference = CASE WHEN reference = provider_invoice THEN reference ELSE $reference END,
          version = version + 1
   WHERE ${THIS_INVOICE} AND status = 'paid' AND problem = 'amountMismatch'`,
);
/** Notes that a bank decides about a payment. The provider is asked for the result at `$lookAt`, unless it reports it earlier. */
export const SET_PROCESSING = statement<void, InvoiceRef & { lookAt: Date }>(
  'invoice_set_processing',
  `UPDATE invoices SET status = 'processing', ${NOT_REFUSED}, next_attempt_at = $lookAt, in_flight_until = NULL, refused_because = NULL,
          version = version + 1 WHERE ${THIS_INVOICE} AND status = 'open'`,
);
/**
 * Notes a decline, which ends an attempt. The time of the first one stays, because the grace counts from it. `$at` is null if the
 * invoice is not due yet.
 */
export const SET_DECLINED = statement<
  void,
  InvoiceRef & { at: Date | null; code: string; retry: number; nextAttemptAt: Date | null }
>(
  'invoice_set_declined',
  `UPDATE invoices SET status = 'open', declined_at = COALESCE(declined_at, $at), decline_code = $code, attempt = attempt + 1,
          retry = $retry, next_attempt_at = $nextAttemptAt, in_flight_until = NULL, outages = 0, refused_because = NULL, ${NOT_REFUSED},
          version = version + 1
   WHERE ${THIS_INVOICE} AND status IN ('open', 'processing')`,
);
export const SET_VOID = statement<void, InvoiceRef & { now: Date }>(
  'invoice_set_void',
  `UPDATE invoices SET ${VOIDED}
   WHERE ${THIS_INVOICE} AND status IN ('open', 'processing')`,
);
/** Voids all open invoices of a subscription that ends, or of a business that closes if `$subscriptionId` is null. */
export const VOID_ALL_OF = statement<
  InvoiceRow,
  { businessId: string; subscriptionId: string | null; now: Date }
>(
  'invoice_void_all_of',
  `UPDATE invoices i SET ${VOIDED}
   WHERE business_id = $businessId AND ($subscriptionId::uuid IS NULL OR subscription_id = $subscriptionId)
     AND status IN ('open', 'processing')
   RETURNING ${INVOICE_COLUMNS}`,
);
