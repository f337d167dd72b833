import { statement } from '../../database/sql.js';

/**
 * Locks the counter of a record ($1 business, $2 subscription, $3 cycle, $4 feature) and says whether its cycle is the
 * open one at $5.
 */
export const LOCK_COUNTER = statement(
  'refund_lock_counter',
  `SELECT s.id IS NOT NULL AS open
   FROM usage_counters c
   LEFT JOIN subscriptions s ON s.business_id = c.business_id AND s.id = c.subscription_id
                            AND s.cycle_index = c.cycle_index AND s.ended_at IS NULL AND s.cycle_ends_at > $5
   WHERE c.business_id = $1 AND c.subscription_id = $2 AND c.cycle_index = $3 AND c.feature_key = $4
   FOR NO KEY UPDATE OF c`,
);

/** Locks grants $2 of business $1 in the order of their key, and says which are live at $3. */
export const LOCK_GRANTS = statement(
  'refund_lock_grants',
  `SELECT id, voided_at IS NULL AND (expires_at IS NULL OR expires_at > $3) AS live
   FROM credit_grants WHERE business_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE`,
);

/** Notes that $3 more units of record $2 were given back at $5. Credits $4 are what credits still paid of the rest. */
export const MARK = statement(
  'refund_mark',
  `UPDATE idempotency_records SET refunded = refunded + $3::bigint, burns = $4, refunded_at = $5
   WHERE business_id = $1 AND id = $2`,
);

/** Gives units back to grants ($2 ids, $3 units, in parallel), which are locked. */
export const UNBURN = statement(
  'refund_unburn',
  `UPDATE credit_grants g SET burnt = g.burnt - a.amount FROM unnest($2::uuid[], $3::bigint[]) AS a (id, amount)
   WHERE g.business_id = $1 AND g.id = a.id`,
);

/** Takes $5 units, $6 of them paid by credits, from the counter. They were counted on day $7. */
export const LOWER_COUNTER = statement(
  'refund_lower_counter',
  `UPDATE usage_counters SET used = used - $5::bigint, burnt = burnt - $6::bigint,
          day_base = day_base - CASE WHEN day > $7::date THEN $5::bigint ELSE 0 END
   WHERE business_id = $1 AND subscription_id = $2 AND cycle_index = $3 AND feature_key = $4`,
);

/** Lowers the start of every later day by that number. */
export const LOWER_DAYS = statement(
  'refund_lower_days',
  `UPDATE usage_days SET base = base - $5::bigint
   WHERE business_id = $1 AND subscription_id = $2 AND cycle_index = $3 AND feature_key = $4 AND day > $6::date`,
);

/** The present cycle of business $1. */
export const OPEN_CYCLE = statement(
  'refund_open_cycle',
  `SELECT cycle_index AS index, cycle_starts_at AS "startsAt", cycle_ends_at AS "endsAt"
   FROM subscriptions WHERE business_id = $1 AND ended_at IS NULL`,
);
