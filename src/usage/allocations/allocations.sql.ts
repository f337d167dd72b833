import { type Statement, statement } from '../../database/sql.js';
import type { EventsMode } from '../../events/index.js';
import { ALERTS, TELL_ALERTS } from '../alerts/alerts.sql.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

const IS_LIVE = NOT_ENDED('allocations', '$5');

/** Extends the hold $3: $1 business, $2 feature, $4 new expiry, $5 now. Does nothing when it is not held. */
export const HOLD_AGAIN = statement(
  'allocation_hold_again',
  `UPDATE allocations SET expires_at = $4 WHERE business_id = $1 AND feature_key = $2 AND resource = $3 AND ${IS_LIVE}`,
);

/** The number of holds grew by one, from `before` to `after`. */
const ONE_MORE = `
  SELECT s.business_id, s.id AS subscription_id, s.cycle_index, $2::text AS feature_key, r."limit", s.cycle_starts_at,
         s.cycle_ends_at, $5::timestamptz AS now, r.before, r.before + 1 AS after
  FROM room r CROSS JOIN held h JOIN subscriptions s ON s.business_id = h.business_id AND s.ended_at IS NULL
  WHERE r."limit" IS NOT NULL`;

const hold = (name: string, mode: EventsMode): Statement =>
  statement(
    name,
    `WITH room AS MATERIALIZED (
       SELECT l.amount AS "limit",
              (SELECT count(*) FROM allocations WHERE business_id = $1 AND feature_key = $2 AND ${IS_LIVE}) AS before
       FROM plan_limits l WHERE l.version_id = $7 AND l.feature_key = $2
     ),
     held AS (
       INSERT INTO allocations (business_id, feature_key, resource, expires_at, held_at, id)
       SELECT $1, $2, $3, $4, $5, $6 FROM room WHERE "limit" IS NULL OR "limit" > before
       ON CONFLICT (business_id, feature_key, resource) DO UPDATE SET
         expires_at = excluded.expires_at, held_at = excluded.held_at, id = excluded.id
       RETURNING business_id
     )${mode === 'off' ? '' : `,${ALERTS(ONE_MORE, mode)}, told AS (${TELL_ALERTS})`}
     SELECT business_id FROM held`,
  );

/**
 * Holds $3 if fewer resources are held than version $7 allows. The caller has locked the subscription's row, so the count stays
 * true until the transaction ends. Freeing does not wait for it, because it only makes room.
 */
export const HOLD: Record<EventsMode, Statement> = {
  off: hold('allocation_hold', 'off'),
  listened: hold('allocation_hold_listened', 'listened'),
  all: hold('allocation_hold_alerting', 'all'),
};

/**
 * Passes the hold of $3 to $4 for ever, unless more is held than version $6 allows. $5 is now. The caller has locked the
 * subscription's row.
 */
export const PASS_ON = statement(
  'allocation_pass_on',
  `UPDATE allocations SET resource = $4, expires_at = NULL
   WHERE business_id = $1 AND feature_key = $2 AND resource = $3 AND ${IS_LIVE}
     AND EXISTS (SELECT 1 FROM plan_limits l WHERE l.version_id = $6 AND l.feature_key = $2
                 AND (l.amount IS NULL OR l.amount >= (SELECT count(*) FROM allocations
                                                       WHERE business_id = $1 AND feature_key = $2 AND ${IS_LIVE})))`,
);

/** Holds $3 whatever the limit is. It is for the owner's seat. */
export const HOLD_ANYWAY = statement(
  'allocation_hold_anyway',
  `INSERT INTO allocations (business_id, feature_key, resource, held_at, id) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (business_id, feature_key, resource) DO NOTHING`,
);

export const FREE = statement(
  'allocation_free',
  'DELETE FROM allocations WHERE business_id = $1 AND feature_key = $2 AND resource = $3',
);

export const LIST = statement(
  'allocation_list',
  `SELECT id, resource, held_at AS "heldAt" FROM allocations
   WHERE business_id = $1 AND feature_key = $2 AND id < $3 AND ${IS_LIVE}
   ORDER BY id DESC LIMIT $4`,
);

/** Deletes up to $2 holds that ended before $1. Those on test clocks stay, because their time is another. */
export const PRUNE_HOLDS = statement(
  'allocation_forget',
  `DELETE FROM allocations WHERE expires_at < $1 AND (business_id, feature_key, resource) IN (
     SELECT h.business_id, h.feature_key, h.resource FROM allocations h
     JOIN businesses b ON b.id = h.business_id AND b.test_clock_id IS NULL
     WHERE h.expires_at < $1
     LIMIT $2 FOR UPDATE OF h SKIP LOCKED)`,
);
