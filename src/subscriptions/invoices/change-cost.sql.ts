import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { seatsHeld } from '../cycles/seat-limit.sql.js';
import { agreedPrice } from './agreed-price.sql.js';
import type { InvoiceLine } from './invoice.rows.js';
import { linesOf } from './lines-of.sql.js';

export interface WholeCostRow {
  /** The price of a whole cycle, in minor units of `currency`. */
  whole: number;
  currency: string;
  lines: InvoiceLine[];
  discounted: boolean;
  quantity: number;
  /** What the running cycle was billed for, as the price of a whole cycle. Null if it was not billed. */
  billed: number | null;
}

/** SQL of the seats that are held now. A price per seat is for no fewer. */
const SEATS_HELD = seatsHeld('$businessId', '$now');

/**
 * Says what a whole cycle of business `$businessId` costs under version `$versionId`, and what its running cycle was billed for:
 * by the invoice of the cycle, or by the last change in it that was paid. `$seats` is the number of seats, if not the present
 * one; with `$atLeastHeld` it is no fewer than are held. Under the version in force the price is the agreed one.
 */
export const FIND_WHOLE_COST = statement<
  WholeCostRow,
  { businessId: string; versionId: string; seats: number | null; atLeastHeld: boolean; now: Date }
>(
  'change_find_whole_cost',
  `SELECT bill.total AS whole, bill.currency, bill.lines, bill.discounted, s.quantity, paid.billed
   FROM plan_versions v
   JOIN plans p ON p.code = v.plan_code
   LEFT JOIN subscriptions live ON live.business_id = $businessId AND live.ended_at IS NULL
   CROSS JOIN LATERAL (
     SELECT GREATEST(COALESCE($seats::integer, live.quantity, 1), CASE WHEN $atLeastHeld::boolean AND v.per_seat THEN ${SEATS_HELD} END) AS quantity,
            live.price_override, live.discount_percent, live.discount_amount, 0::bigint AS carried,
            live.price_known, live.price_seen, live.price_from, live.test_clock_id, live.plan_version_id,
            NULL::text AS pending_plan_code, NULL::uuid AS pending_version_id
   ) AS s
   ${linesOf('s', 'p', 'v', 'COALESCE(v.plan_code = live.plan_code, false)', {
     price: agreedPrice('s', 'v', 'COALESCE(v.id = live.plan_version_id, false)', 'live.cycle_starts_at'),
   })}
   LEFT JOIN LATERAL (
     SELECT COALESCE(i.whole, i.subtotal) AS billed FROM invoices i
     WHERE i.business_id = ${inForms('live.business_id', '$businessId')} AND i.subscription_id = live.id AND i.cycle_index = live.cycle_index
       AND (i.reason = 'cycle' OR i.applied_at IS NOT NULL)
     ORDER BY i.applied_at DESC NULLS LAST, i.created_at DESC LIMIT 1
   ) AS paid ON true
   WHERE v.id = $versionId`,
);
