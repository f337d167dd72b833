import { statement } from '../database/sql.js';

/** The counter of a record, while its cycle is the open one: $1 business, $2 subscription, $3 cycle, $4 feature, $5 now. */
export const LOCK_COUNTER = statement(
  'refund_lock_counter',
  `SELECT c.used, c.burnt, s.cycle_ends_at AS "endsAt", s.cycle_starts_at AS "startsAt",
          CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END AS "limit"
   FROM usage_counters c
   JOIN subscriptions s ON s.business_id = c.business_id AND s.id = c.subscription_id AND s.cycle_index = c.cycle_index
                       AND s.ended_at IS NULL AND s.cycle_ends_at > $5
   LEFT JOIN plan_limits l ON l.version_id = s.plan_version_id AND l.feature_key = c.feature_key
   WHERE c.business_id = $1 AND c.subscription_id = $2 AND c.cycle_index = $3 AND c.feature_key = $4
   FOR NO KEY UPDATE OF c`,
);

/** Marks the record $2 as refunded at $3, once. */
export const MARK = statement(
  'refund_mark',
  'UPDATE idempotency_records SET refunded_at = $3 WHERE business_id = $1 AND id = $2 AND refunded_at IS NULL',
);

/** Takes back $5 units, $6 of them paid by credits, that were counted on day $7. */
export const LOWER_COUNTER = statement(
  'refund_lower_counter',
  `UPDATE usage_counters SET used = used - $5::bigint, burnt = burnt - $6::bigint,
          day_base = day_base - CASE WHEN day > $7::date THEN $5::bigint ELSE 0 END
   WHERE business_id = $1 AND subscription_id = $2 AND cycle_index = $3 AND feature_key = $4
   RETURNING used, burnt`,
);

/** Every later day began that much lower. */
export const LOWER_DAYS = statement(
  'refund_lower_days',
  `UPDATE usage_days SET base = base - $5::bigint
   WHERE business_id = $1 AND subscription_id = $2 AND cycle_index = $3 AND feature_key = $4 AND day > $6::date`,
);

/** Gives back to grants ($2 ids, $3 units, in parallel), locked in the order of their key. */
export const LOCK_GRANTS = statement(
  'refund_lock_grants',
  'SELECT id FROM credit_grants WHERE business_id = $1 AND id = ANY ($2) ORDER BY id FOR NO KEY UPDATE',
);
export const UNBURN = statement(
  'refund_unburn',
  `UPDATE credit_grants g SET burnt = g.burnt - a.amount FROM unnest($2::uuid[], $3::bigint[]) AS a (id, amount)
   WHERE g.business_id = $1 AND g.id = a.id`,
);
