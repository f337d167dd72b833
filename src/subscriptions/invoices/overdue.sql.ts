import { statement } from '../../database/sql.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { INVOICE_COLUMNS } from './invoices.sql.js';

/**
 * Finds invoices of cycles that are open after their due date, of subscriptions that are not past due yet. With `$asked`, the
 * provider is asked first: an invoice that still waits for the provider's answer is not overdue, however long the provider is
 * away.
 */
export const OVERDUE = statement<InvoiceRef, { now: Date; asked: boolean; limit: number }>(
  'invoice_overdue',
  `SELECT i.business_id AS "businessId", i.id
   FROM invoices i JOIN subscriptions s ON s.business_id = i.business_id AND s.id = i.subscription_id
   WHERE i.status = 'open' AND i.declined_at IS NULL AND i.reason = 'cycle' AND NOT i.test AND i.due_at <= $now
     AND s.status = 'active' AND NOT ($asked::boolean AND i.next_attempt_at IS NOT NULL)
   ORDER BY i.due_at LIMIT $limit`,
);

/**
 * Finds the oldest open invoice of each subscription whose access ends within a day of `$now`, and about which no such mail was
 * sent yet. The mail about a bank's refusal in that day says the same.
 */
export const ACCESS_ENDING = statement<
  InvoiceRow & { accessUntil: Date },
  { now: Date; kind: string; limit: number }
>(
  'invoice_access_ending',
  `SELECT ${INVOICE_COLUMNS}, s.access_until AS "accessUntil"
   FROM subscriptions s
   CROSS JOIN LATERAL (
     SELECT o.* FROM invoices o
     WHERE o.business_id = s.business_id AND o.subscription_id = s.id AND o.reason = 'cycle' AND o.status = 'open'
     ORDER BY o.cycle_index LIMIT 1
   ) AS i
   WHERE s.status = 'pastDue' AND s.test_clock_id IS NULL
     AND s.access_until > $now AND s.access_until <= ((($now::timestamptz AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC')
     AND NOT EXISTS (
       SELECT 1 FROM billing_notices n
       WHERE n.business_id = s.business_id AND n.about = i.id
         AND (n.kind = $kind OR n.kind LIKE 'invoice-unpaid:%'
              AND n.at >= (((s.access_until AT TIME ZONE 'UTC') - interval '1 day') AT TIME ZONE 'UTC')))
   LIMIT $limit`,
);
