import type { Invariant } from './violation.js';

const INVOICE = `i.business_id || ' ' || i.id`;

/** SQL of the numeric parts of the document numbers that the service itself gave. */
const NUMBERED = (table: string, prefix: string): string => `
  (SELECT substring(number FROM '^${prefix}-([0-9]+)$')::bigint AS n FROM ${table} WHERE number ~ '^${prefix}-[0-9]+$')`;

const GAPLESS = (table: string, prefix: string, series: string): string => `
  SELECT '${series} numbers: ' || count(*) || ' from ' || min(n) || ' to ' || max(n) || ', the last is ' || max(s.last) AS at
  FROM ${NUMBERED(table, prefix)} AS numbered JOIN document_series s ON s.series = '${series}'
  HAVING count(*) > 0 AND (max(n) - min(n) + 1 <> count(*) OR max(n) <> max(s.last))`;

/** I13: invoices agree with cycles, with what was paid and sent back, and with the state of their subscription. */
export const MONEY: Invariant = {
  id: 'I13',
  title:
    'every invoice of a cycle has its cycle, past due means declined or overdue, refunds equal credit notes, numbers have no gap',
  sql: [
    `SELECT 'invoice of no cycle ' || ${INVOICE} AS at FROM invoices i
     JOIN businesses b ON b.id = i.business_id
     LEFT JOIN cycles c ON c.business_id = i.business_id AND c.subscription_id = i.subscription_id AND c.index = i.cycle_index
     WHERE i.reason = 'cycle' AND (c.index IS NULL OR c.trial OR c.starts_at <> i.starts_at)`,
    `SELECT 'past due, and nothing is owed ' || s.business_id || ' ' || s.id AS at FROM subscriptions s
     WHERE s.status = 'pastDue' AND NOT EXISTS (
       SELECT 1 FROM invoices i WHERE i.business_id = s.business_id AND i.subscription_id = s.id AND i.reason = 'cycle'
         AND (i.status IN ('open', 'processing') OR i.problem = 'amountMismatch')
         AND (i.declined_at IS NOT NULL OR i.due_at IS NOT NULL))`,
    `SELECT 'declined, and not past due ' || ${INVOICE} AS at
     FROM invoices i JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id
     WHERE i.reason = 'cycle' AND i.status = 'open' AND i.declined_at IS NOT NULL AND s.status = 'active'`,
    `SELECT 'open, and its subscription was cut off ' || ${INVOICE} AS at
     FROM invoices i JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id
     WHERE i.reason = 'cycle' AND i.status IN ('open', 'processing') AND s.end_reason NOT IN ('canceled', 'expired')`,
    `SELECT 'paid, and neither applied nor flagged ' || ${INVOICE} AS at FROM invoices i
     WHERE i.change IS NOT NULL AND i.status = 'paid' AND i.applied_at IS NULL AND i.problem IS NULL`,
    `SELECT 'refunds of ' || ${INVOICE} AS at FROM invoices i
     LEFT JOIN (SELECT business_id, invoice_id, sum(amount) AS amount FROM credit_notes GROUP BY 1, 2) AS n
       ON n.business_id = i.business_id AND n.invoice_id = i.id
     WHERE i.refunded <> COALESCE(n.amount, 0) OR i.refunded > i.total`,
    `SELECT 'claimed for too long ' || ${INVOICE} AS at FROM invoices i
     WHERE i.in_flight_until < now() - interval '5 minutes'`,
    `SELECT 'number ' || number || ' of ' || count(*) || ' invoices' AS at FROM invoices
     WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1`,
    `SELECT 'number ' || number || ' of ' || count(*) || ' credit notes' AS at FROM credit_notes
     WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1`,
    GAPLESS('invoices', 'INV', 'invoice'),
    GAPLESS('credit_notes', 'CN', 'creditNote'),
  ],
};
