import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';

/** The columns of an invoice `i`, as `InvoiceRow` has them. */
export const INVOICE_COLUMNS = `
  i.business_id AS "businessId", i.id, i.number, i.subscription_id AS "subscriptionId", i.reason, i.plan_code AS "planCode",
  i.cycle_index AS "cycleIndex", i.starts_at AS "startsAt", i.ends_at AS "endsAt", i.currency, i.subtotal, i.tax, i.total,
  i.refunded, i.paid_amount AS "paidAmount", i.refund_due AS "refundDue", i.lines, i.change, i.status, i.problem, i.refused_because AS "refusedBecause", i.agreed, i.test, i.created_at AS "createdAt",
  i.issued_at AS "issuedAt", i.due_at AS "dueAt", i.declined_at AS "declinedAt", i.decline_code AS "declineCode",
  i.disputed_at AS "disputedAt", i.paid_at AS "paidAt", i.voided_at AS "voidedAt", i.expires_at AS "expiresAt", i.attempt,
  i.retry, i.in_flight_until AS "inFlightUntil", i.next_attempt_at AS "nextAttemptAt",
  i.provider_invoice AS "providerInvoice", i.reference, i.pay_url AS "payUrl",
  i.pdf_url AS "pdfUrl", i.links_read_at AS "linksReadAt", i.version`;

/** SQL of what can be sent back of an invoice, apart from what was: what was paid, and no more than the total. */
export const REFUNDABLE = 'LEAST(total, paid_amount)';

/** The condition for the one invoice that a statement names. */
export const THIS_INVOICE = 'business_id = $businessId AND id = $id';

/**
 * Locks the subscription of an invoice, and the live subscription, to which a change is applied. Call it before the lock of the
 * invoice. No row if the business was erased.
 */
export const LOCK_SUBSCRIPTION_OF = statement<{ found: number }, InvoiceRef>(
  'invoice_lock_subscription',
  `SELECT 1 AS found FROM subscriptions s
   WHERE s.business_id = $businessId
     AND (s.ended_at IS NULL
          OR s.id = (SELECT i.subscription_id FROM invoices i WHERE i.business_id = $businessId AND i.id = $id))
   ORDER BY s.id FOR NO KEY UPDATE OF s`,
);
export const LOCK_INVOICE = statement<InvoiceRow, InvoiceRef>(
  'invoice_lock',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id = $id FOR NO KEY UPDATE`,
);
export const FIND_INVOICE = statement<InvoiceRow, InvoiceRef>(
  'invoice_find',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id = $id`,
);

/** Open invoices of the businesses on a test clock. Changes that nobody paid in time are left out. */
export const OPEN_ON_CLOCK = statement<InvoiceRef & { total: number; currency: string }, { clockId: string }>(
  'invoice_open_on_clock',
  `SELECT i.business_id AS "businessId", i.id, i.total, i.currency
   FROM test_clocks c JOIN businesses b ON b.test_clock_id = c.id
   JOIN invoices i ON i.business_id = b.id AND i.status IN ('open', 'processing') AND (i.expires_at IS NULL OR i.expires_at > c.now)
   WHERE c.id = $clockId ORDER BY i.business_id, i.id`,
);

/** A page of a business's invoices, newest first. */
export const LIST_INVOICES = statement<InvoiceRow, { businessId: string; before: string; limit: number }>(
  'invoice_list',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i WHERE i.business_id = $businessId AND i.id < $before
   ORDER BY i.id DESC LIMIT $limit`,
);
/** The filters of a list of the invoices of all businesses. A filter of null is ignored. */
interface InvoiceFilters {
  number: string | null;
  businessId: string | null;
  status: string | null;
  problem: string | null;
  before: string;
  limit: number;
}

/** A statement that reads the index that fits `narrow`, and compares the other filters on the way. */
const listAll = (name: string, narrow: string) =>
  statement<InvoiceRow & { businessName: string | null }, InvoiceFilters>(
    name,
    `SELECT ${INVOICE_COLUMNS}, ${inForms('(SELECT b.name FROM businesses b WHERE b.id = i.business_id)', 'b.name')} AS "businessName"
     FROM invoices i${inForms('', ' LEFT JOIN businesses b ON b.id = i.business_id')}
     WHERE i.id < $before ${narrow} AND ($businessId::uuid IS NULL OR i.business_id = $businessId)
       AND ($status::text IS NULL OR i.status = $status) AND ($problem::text IS NULL OR i.problem = $problem)
       AND ($number::text IS NULL OR i.number = $number)
     ORDER BY i.id DESC LIMIT $limit`,
  );

/** The lists of invoices. Use the one for the most selective filter that is given. */
export const LIST_ALL_INVOICES = {
  any: listAll('invoice_list_all', ''),
  ofBusiness: listAll('invoice_list_all_of_business', 'AND i.business_id = $businessId'),
  withNumber: listAll('invoice_list_all_with_number', 'AND i.number = $number'),
  withProblem: listAll('invoice_list_all_with_problem', 'AND i.problem IS NOT NULL'),
  withStatus: listAll('invoice_list_all_with_status', 'AND i.status = $status'),
};
