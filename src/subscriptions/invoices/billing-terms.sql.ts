import { statement } from '../../database/sql.js';
import { seatsHeld } from '../cycles/seat-limit.sql.js';
import { INVOICE_COLUMNS } from './invoices.sql.js';
import type { InvoiceLine, InvoiceRow } from './invoice.rows.js';
import { WRITE_INVOICES } from './invoicing.sql.js';
import { discountAfter, linesOf, sameCurrency } from './lines-of.sql.js';

/** All columns of a live subscription that are about its money. */
export interface MoneyColumns {
  isInvoiced: boolean;
  quantity: number;
  /** Seats from the next cycle on. */
  pendingQuantity: number | null;
  priceOverride: number | null;
  discountPercent: number | null;
  discountAmount: number | null;
  discountCycles: number | null;
}

const HELD = seatsHeld('$businessId', '$now');

/**
 * Sets the money of the live subscription. If its cycles are invoiced from now on, the price of its running cycle counts as agreed.
 * With a price per seat, no row is written if more seats are held than `quantity`.
 */
export const SET_MONEY = statement<void, MoneyColumns & { businessId: string; id: string; now: Date }>(
  'subscription_set_money',
  `UPDATE subscriptions s SET version = s.version + 1, collects = $isInvoiced, quantity = $quantity,
          pending_quantity = $pendingQuantity::integer, price_override = $priceOverride, discount_percent = $discountPercent::integer,
          discount_amount = $discountAmount::bigint, discount_cycles = $discountCycles::integer,
          price_known = CASE WHEN $isInvoiced AND NOT s.collects THEN v.price_amount ELSE s.price_known END,
          price_seen = CASE WHEN $isInvoiced AND NOT s.collects THEN v.price_amount ELSE s.price_seen END,
          price_from = CASE WHEN $isInvoiced AND NOT s.collects THEN NULL ELSE s.price_from END
   FROM plan_versions v
   WHERE s.business_id = $businessId AND s.id = $id AND s.ended_at IS NULL AND v.id = s.plan_version_id
     AND (NOT v.per_seat OR $quantity >= ${HELD})`,
);

/**
 * Sets the seats that an owner bought; with a price per seat, no fewer than are held. `$pendingQuantity` seats come with the next
 * cycle. A plan without a price per seat counts nobody.
 */
export const SET_SEATS = statement<
  void,
  { businessId: string; quantity: number; pendingQuantity: number | null; now: Date }
>(
  'subscription_set_seats',
  `UPDATE subscriptions s SET version = s.version + 1,
          quantity = CASE WHEN v.per_seat THEN GREATEST($quantity, ${HELD}) ELSE $quantity END,
          pending_quantity = $pendingQuantity::integer
   FROM plan_versions v
   WHERE s.business_id = $businessId AND s.ended_at IS NULL AND v.id = s.plan_version_id`,
);

export const COUNT_SEATS_HELD = statement<{ held: number }, { businessId: string; now: Date }>(
  'subscription_count_seats_held',
  `SELECT ${HELD} AS held`,
);
/** Schedules fewer seats for the next cycle. No row is written if more are held. */
export const SCHEDULE_SEATS = statement<void, { businessId: string; quantity: number; now: Date }>(
  'subscription_schedule_seats',
  `UPDATE subscriptions s SET version = s.version + 1, pending_quantity = $quantity::integer
   WHERE s.business_id = $businessId AND s.ended_at IS NULL AND $quantity >= ${HELD}`,
);

/** Notes the days from an invoice of a business to its due date. */
export const SET_NET_DAYS = statement<void, { businessId: string; netDays: number; now: Date }>(
  'billing_profile_set_net_days',
  `INSERT INTO billing_profiles (business_id, net_days, updated_at) VALUES ($businessId, $netDays, $now)
   ON CONFLICT (business_id) DO UPDATE SET net_days = excluded.net_days, updated_at = excluded.updated_at`,
);

/** SQL of the part of the running cycle that is left at `$now`, from 0 to 1. */
const LEFT = `(CASE WHEN $now::timestamptz <= s.cycle_starts_at THEN 1
  ELSE extract(epoch FROM s.cycle_ends_at - $now) / extract(epoch FROM s.cycle_ends_at - s.cycle_starts_at) END)`;

/** SQL that says whether the running cycle of `s` has an invoice. */
const HAS_INVOICE = `
  EXISTS (SELECT 1 FROM invoices i WHERE i.business_id = s.business_id AND i.subscription_id = s.id
            AND i.cycle_index = s.cycle_index AND (i.reason = 'cycle' OR i.applied_at IS NOT NULL))`;

export interface RunningCostRow {
  /** In minor units of `currency`, without tax. */
  amount: number;
  currency: string;
  lines: InvoiceLine[];
}

/**
 * Says what `INVOICE_RUNNING` would write after an operator's change at `$now` to version `$versionId`, without a trial. No row
 * if it would write nothing. If the change does not keep the boundaries of the cycle, a cycle begins at `$now`.
 */
export const FIND_RUNNING_COST = statement<
  RunningCostRow,
  { businessId: string; versionId: string; keepsCycle: boolean; now: Date }
>(
  'billing_find_running_cost',
  `SELECT bill.total AS amount, bill.currency, bill.lines
   FROM (
     SELECT live.business_id, live.id, CASE WHEN v.per_seat THEN GREATEST(live.quantity, ${HELD}) ELSE live.quantity END AS quantity,
            live.discount_percent, live.discount_amount, live.carried, live.plan_code,
            CASE WHEN v.plan_code = live.plan_code THEN live.price_override END AS price_override, live.cycle_ends_at,
            CASE WHEN $keepsCycle THEN live.cycle_starts_at ELSE $now::timestamptz END AS cycle_starts_at,
            CASE WHEN $keepsCycle OR live.cycle_starts_at >= $now THEN live.cycle_index ELSE live.cycle_index + 1 END AS cycle_index
     FROM subscriptions live, plan_versions v
     WHERE live.business_id = $businessId AND live.ended_at IS NULL AND live.collects AND v.id = $versionId
       AND (live.turn >= 0 OR NOT $keepsCycle)
   ) AS s
   JOIN plan_versions v ON v.id = $versionId
   JOIN plans p ON p.code = v.plan_code
   ${linesOf('s', 'p', 'v', 'true', { part: LEFT, currency: sameCurrency('s.plan_code', 'v.plan_code') })}
   WHERE bill.total > 0 AND NOT ${HAS_INVOICE}`,
);

/**
 * Writes the invoice of the running cycle of a subscription that has just come to its plan, if it is invoiced and the cycle costs
 * something. The invoice is for the rest of the cycle, which is all of it if the cycle has just begun. No row for a cycle that
 * already has an invoice.
 */
export const INVOICE_RUNNING = statement<InvoiceRow, { businessId: string; id: string; now: Date }>(
  'invoice_write_running',
  `WITH billed AS (
     SELECT s.business_id, s.id, s.cycle_index, s.cycle_starts_at, s.cycle_ends_at AS planned_ends_at, s.plan_code,
            s.plan_version_id, bill.total AS bill_total, bill.whole AS bill_whole, bill.currency AS bill_currency,
            bill.lines AS bill_lines, bill.carried_after AS bill_carried, bill.discounted, clock.payments AS bill_payments
     FROM subscriptions s
     JOIN plan_versions v ON v.id = s.plan_version_id
     JOIN plans p ON p.code = v.plan_code
     LEFT JOIN test_clocks clock ON clock.id = s.test_clock_id
     ${linesOf('s', 'p', 'v', 'true', { part: LEFT })}
     WHERE s.business_id = $businessId AND s.id = $id AND s.ended_at IS NULL AND s.collects AND s.turn >= 0
       AND NOT ${HAS_INVOICE}
   ),
   used AS (
     UPDATE subscriptions s SET version = s.version + 1,${discountAfter('s', 'b.discounted')},
            carried = b.bill_carried
     FROM billed b WHERE (b.discounted OR s.carried <> b.bill_carried) AND s.business_id = $businessId AND s.id = b.id
   ),
   invoiced AS (${WRITE_INVOICES('billed', 'GREATEST(t.cycle_starts_at, $now)')})
   SELECT ${INVOICE_COLUMNS} FROM invoiced i`,
);
