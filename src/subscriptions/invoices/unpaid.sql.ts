import { statement } from '../../database/sql.js';

/**
 * Counts what is owed, without test clocks. The invoice of a change that waits for payment does not count, because nobody has to
 * pay it. Partial indexes contain these rows and few others.
 */
export const COUNT_UNPAID = statement<{ openInvoices: number; refusedInvoices: number; pastDue: number }>(
  'invoice_count_unpaid',
  `SELECT (SELECT count(*) FROM invoices WHERE status IN ('open', 'processing') AND change IS NULL AND NOT test) AS "openInvoices",
          (SELECT count(*) FROM invoices WHERE problem = 'refused' AND status = 'open' AND change IS NULL) AS "refusedInvoices",
          (SELECT count(*) FROM subscriptions WHERE status = 'pastDue' AND test_clock_id IS NULL) AS "pastDue"`,
);
