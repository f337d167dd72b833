import { statement } from '../../database/sql.js';

/** What is owed for cycles. */
export interface Unpaid {
  openInvoices: number;
  /** Seconds since the oldest of them was written; 0 without any. */
  oldestSeconds: number;
  refusedInvoices: number;
  /** Invoices that were paid with another amount, which no operator has accepted or sent back. Changes of plan count, too. */
  mismatchedInvoices: number;
  /** Invoices whose last attempt ended in an outage of the provider. Changes of plan count, too. */
  unansweredInvoices: number;
  pastDue: number;
}

/** The condition for invoices whose last attempt ended in an outage of the provider. */
export const UNANSWERED =
  "next_attempt_at IS NOT NULL AND status = 'open' AND outages > 0 AND problem IS DISTINCT FROM 'refused'";

/**
 * Counts what is owed, without test clocks. The invoice of a change that waits for payment does not count, because nobody has to
 * pay it. Partial indexes contain these rows and few others.
 */
export const COUNT_UNPAID = statement<Unpaid, { now: Date }>(
  'invoice_count_unpaid',
  `SELECT i.open AS "openInvoices",
          COALESCE(GREATEST(0, extract(epoch FROM $now::timestamptz - i.oldest)), 0)::float8 AS "oldestSeconds",
          (SELECT count(*) FROM invoices WHERE problem = 'refused' AND status = 'open' AND change IS NULL) AS "refusedInvoices",
          (SELECT count(*) FROM invoices WHERE problem = 'amountMismatch' AND status = 'paid') AS "mismatchedInvoices",
          (SELECT count(*) FROM invoices WHERE ${UNANSWERED}) AS "unansweredInvoices",
          (SELECT count(*) FROM subscriptions WHERE status = 'pastDue' AND test_clock_id IS NULL) AS "pastDue"
   FROM (SELECT count(*) AS open, min(created_at) AS oldest FROM invoices
         WHERE status IN ('open', 'processing') AND change IS NULL AND NOT test) AS i`,
);
