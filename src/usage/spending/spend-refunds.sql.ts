import type { RefundView } from './usage.view.js';
import { statement } from '../../database/sql.js';
import { plannedEnd } from '../../subscriptions/index.js';

/** The key of the counter on which a spend was counted. */
export interface CounterName {
  businessId: string;
  subscriptionId: string;
  cycleIndex: number;
  feature: string;
}

/** Locks the counter of a record. Returns whether its cycle is open at `$now`. */
export const LOCK_COUNTER = statement<{ open: boolean }, CounterName & { now: Date }>(
  'refund_lock_counter',
  `SELECT s.id IS NOT NULL AS open
   FROM usage_counters c
   LEFT JOIN subscriptions s ON s.business_id = c.business_id AND s.id = c.subscription_id
                            AND s.cycle_index = c.cycle_index AND s.ended_at IS NULL AND s.cycle_ends_at > $now
   WHERE c.business_id = $businessId AND c.subscription_id = $subscriptionId AND c.cycle_index = $cycleIndex AND c.feature_key = $feature
   FOR NO KEY UPDATE OF c`,
);

/** Locks grants of a business in the order of their keys. Returns which are live at `$now`. */
export const LOCK_NAMED_GRANTS = statement<
  { id: string; live: boolean },
  { businessId: string; ids: string[]; now: Date }
>(
  'refund_lock_grants',
  `SELECT id, voided_at IS NULL AND (expires_at IS NULL OR expires_at > $now) AS live
   FROM credit_grants WHERE business_id = $businessId AND id = ANY ($ids::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

/**
 * Writes that `$units` more units of a record were given back at `$now`. `$burns` are the uses of credits that are not given back.
 */
export const MARK = statement<
  void,
  { businessId: string; id: string; units: number; burns: unknown; now: Date }
>(
  'refund_mark',
  `UPDATE idempotency_records SET refunded = refunded + $units::bigint, burns = $burns, refunded_at = $now
   WHERE business_id = $businessId AND id = $id`,
);

/** Gives units back to locked grants. `$ids` and `$amounts` are parallel arrays. */
export const UNBURN = statement<void, { businessId: string; ids: string[]; amounts: number[] }>(
  'refund_unburn',
  `UPDATE credit_grants g SET burnt = g.burnt - a.amount FROM unnest($ids::uuid[], $amounts::bigint[]) AS a (id, amount)
   WHERE g.business_id = $businessId AND g.id = a.id`,
);

/** Lowers the counter by `$units`, of which credits paid `$creditUnits`. The units were counted on `$day`. */
export const LOWER_COUNTER = statement<
  void,
  CounterName & { units: number; creditUnits: number; day: string }
>(
  'refund_lower_counter',
  `UPDATE usage_counters SET used = used - $units::bigint, burnt = burnt - $creditUnits::bigint,
          day_base = day_base - CASE WHEN day > $day::date THEN $units::bigint ELSE 0 END
   WHERE business_id = $businessId AND subscription_id = $subscriptionId AND cycle_index = $cycleIndex AND feature_key = $feature`,
);

/** Lowers the start value of every later day by `$units`. */
export const LOWER_DAYS = statement<void, CounterName & { units: number; day: string }>(
  'refund_lower_days',
  `UPDATE usage_days SET base = base - $units::bigint
   WHERE business_id = $businessId AND subscription_id = $subscriptionId AND cycle_index = $cycleIndex AND feature_key = $feature AND day > $day::date`,
);

/** Reads the present cycle of a business. */
export const OPEN_CYCLE = statement<RefundView['cycle'], { businessId: string }>(
  'refund_open_cycle',
  `SELECT cycle_index AS index, cycle_starts_at AS "startsAt", ${plannedEnd('s')} AS "endsAt"
   FROM subscriptions s WHERE business_id = $businessId AND ended_at IS NULL`,
);
