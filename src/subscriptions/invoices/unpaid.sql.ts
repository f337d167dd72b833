import { statement } from '../../database/sql.js';

/**
 * How much is owed, without test clocks. A change that waits for its money is not: nobody has to pay it. Partial indexes hold
 * these rows and few others.
 */
export const COUNT_UNPAID = statement<{ openInvoices: number; refusedInvoices: number; pastDue: number }>(
  'invoice_count_unpaid',
  `SELECT (SELECT count(*) FROM invoices WHERE status IN ('open', 'processing') AND change IS NULL AND NOT test) AS "openInvoices",
          (SELECT count(*) FROM invoices WHERE problem = 'refused' AND status = 'open' AND change IS NULL) AS "refusedInvoices",
          (SELECT count(*) FROM subscriptions WHERE status = 'pastDue' AND test_clock_id IS NULL) AS "pastDue"`,
);
