import { newIdAt } from '../../database/new-id.sql.js';
import { statement } from '../../database/sql.js';
import type { InvoiceRef, InvoiceRow } from './invoice.rows.js';
import { REFUNDABLE, INVOICE_COLUMNS } from './invoices.sql.js';
import { discountAfter } from './lines-of.sql.js';

export const FIND_OPEN_CHANGE = statement<InvoiceRow, { businessId: string }>(
  'invoice_find_open_change',
  `SELECT ${INVOICE_COLUMNS} FROM invoices i
   WHERE i.business_id = $businessId AND i.change IS NOT NULL AND i.status IN ('open', 'processing')
   FOR NO KEY UPDATE`,
);

/**
 * Writes the invoice of a change that waits for its payment. Its id contains the time of the business, like the ids of invoices
 * of cycles.
 */
export const WRITE_CHANGE_INVOICE = statement<
  InvoiceRow,
  {
    businessId: string;
    subscriptionId: string;
    reason: string;
    cycleIndex: number;
    startsAt: Date;
    endsAt: Date;
    planCode: string;
    versionId: string;
    currency: string;
    amount: number;
    agreed: number | null;
    whole: number;
    lines: string;
    change: string;
    test: boolean;
    now: Date;
    nextAttemptAt: Date | null;
    expiresAt: Date;
  }
>(
  'invoice_write_change',
  `INSERT INTO invoices AS i (business_id, id, subscription_id, reason, cycle_index, starts_at, ends_at, plan_code, plan_version_id,
                              currency, subtotal, total, agreed, whole, lines, change, test, created_at, issued_at, next_attempt_at, expires_at)
   VALUES ($businessId, ${newIdAt('$now::timestamptz')}, $subscriptionId, $reason, $cycleIndex, $startsAt, $endsAt, $planCode, $versionId, $currency,
           $amount, $amount, $agreed::bigint, $whole, $lines::jsonb, $change::jsonb, $test, $now, CASE WHEN $test THEN $now::timestamptz END,
           $nextAttemptAt, $expiresAt)
   RETURNING ${INVOICE_COLUMNS}`,
);

/** The decision that took the place of a change that is being paid; `none` takes the note of a cancel back. */
export const NOTES = {
  canceled: '{"canceled": true}',
  overtaken: '{"overtaken": true}',
  none: '{}',
};
/** Writes one of `NOTES` on the change that is being paid. */
export const NOTE_OVERTAKEN = statement<void, { businessId: string; note: string }>(
  'invoice_note_overtaken',
  `UPDATE invoices SET version = version + 1, change = change - 'canceled' || $note::jsonb
   WHERE business_id = $businessId AND change IS NOT NULL AND status IN ('open', 'processing')
     AND ($note::jsonb <> '{}' OR jsonb_exists(change, 'canceled'))`,
);

/**
 * Notes that the change of an invoice was applied to the live subscription. The cycles of the subscription are invoiced from now
 * on, and `$difference` is carried to the next invoice. The invoice of the change then bills the running cycle. `$whole`, if
 * given, is the price of a whole cycle together with what is carried.
 */
export const NOTE_APPLIED = statement<
  void,
  InvoiceRef & { now: Date; difference: number; whole: number | null; usesDiscount: boolean }
>(
  'invoice_note_applied',
  `WITH changed AS (
     UPDATE subscriptions s SET version = s.version + 1, collects = true, carried = s.carried + $difference,
            ${discountAfter('s', '$usesDiscount::boolean')}
     WHERE s.business_id = $businessId AND s.ended_at IS NULL
     RETURNING s.id, s.cycle_index, GREATEST(s.cycle_starts_at, $now) AS starts_at, s.cycle_ends_at
   )
   UPDATE invoices i SET applied_at = $now, subscription_id = c.id, cycle_index = c.cycle_index, starts_at = c.starts_at,
          ends_at = c.cycle_ends_at, whole = COALESCE($whole::bigint, i.whole), version = i.version + 1
   FROM changed c WHERE i.business_id = $businessId AND i.id = $id`,
);

/** When the subscription for which a change was ordered ended. Null if it lives. */
export const FIND_END_OF = statement<
  { endedAt: Date | null },
  { businessId: string; subscriptionId: string }
>(
  'invoice_find_end_of_subscription',
  `SELECT ended_at AS "endedAt" FROM subscriptions WHERE business_id = $businessId AND id = $subscriptionId`,
);

/** Notes that the change of a payment could not be applied, so all that was paid is sent back. */
export const SET_UNAPPLIED = statement<void, InvoiceRef>(
  'invoice_set_unapplied',
  `UPDATE invoices SET problem = 'unapplied', refund_due = ${REFUNDABLE} - refunded, version = version + 1
   WHERE business_id = $businessId AND id = $id AND status = 'paid'`,
);

/** Notes the agreed price of a change that waits. */
export const SET_AGREED = statement<InvoiceRow, InvoiceRef & { agreed: number | null }>(
  'invoice_set_agreed',
  `UPDATE invoices i SET agreed = $agreed::bigint, version = i.version + 1
   WHERE i.business_id = $businessId AND i.id = $id RETURNING ${INVOICE_COLUMNS}`,
);

/** Turns invoicing on: the cycles of the live subscription are invoiced from the next one on. */
export const INVOICE_FROM_NOW = statement<void, { businessId: string }>(
  'subscription_invoice_from_now',
  `UPDATE subscriptions SET version = version + 1, collects = true
   WHERE business_id = $businessId AND ended_at IS NULL AND NOT collects`,
);

/**
 * Finds invoices of changes that nobody paid in time. It leaves out those that a server is charging now, or that a bank decides
 * about. With `$asked`, the provider is asked first: a change that can be paid on a page may have been paid a moment
 * before. A change that expired before `$since`, and that the provider was asked to close, waits no longer.
 */
export const EXPIRED_CHANGES = statement<
  InvoiceRef,
  { now: Date; since: Date; asked: boolean; limit: number }
>(
  'invoice_expired_changes',
  `SELECT i.business_id AS "businessId", i.id
   FROM invoices i
   LEFT JOIN businesses b ON i.test AND b.id = i.business_id
   LEFT JOIN test_clocks clock ON clock.id = b.test_clock_id
   WHERE i.status = 'open' AND i.expires_at IS NOT NULL AND i.expires_at <= COALESCE(clock.now, $now)
     AND (i.in_flight_until IS NULL OR i.in_flight_until <= $now)
     AND NOT ($asked::boolean AND (i.pay_url IS NOT NULL AND (i.expires_at > $since OR i.in_flight_until IS NULL) OR EXISTS (
       SELECT 1 FROM checkouts c
       WHERE c.business_id = i.business_id AND c.invoice_id = i.id AND c.state IN ('creating', 'open'))))
   ORDER BY i.expires_at LIMIT $limit`,
);
