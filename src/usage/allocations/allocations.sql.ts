import type { AllocationView } from './allocations.view.js';
import { type Statement, statement } from '../../database/sql.js';
import { inForms, rowsOf } from '../../database/sql-text.js';
import type { EventsMode } from '../../events/index.js';
import { ALERTS, TELL_ALERTS } from '../alerts/alerts.sql.js';
import { limitBought, plannedEnd } from '../../subscriptions/index.js';
import { NOT_ENDED } from '../../database/not-ended.sql.js';

const IS_LIVE = NOT_ENDED('allocations', '$now');

/**
 * SQL that says that a hold still has its place. A hold that has expired loses its place to the next one. That can have happened
 * while this request waited, or on a server whose clock is ahead. Earlier than `$aheadSeconds` before the expiry there is nothing
 * to look for: no other server is so far ahead of `$now`.
 */
const KEPT_PLACE = `(expires_at IS NULL OR expires_at > $now::timestamptz + $aheadSeconds::integer * interval '1 second' OR NOT EXISTS (
  SELECT 1 FROM allocations later WHERE later.business_id = $businessId AND later.feature_key = $feature
    AND later.held_at >= allocations.expires_at))`;

/** Sets the expiry of a hold to `$expiresAt`. Writes no row if the resource is not held, or may have lost its place. */
export const HOLD_AGAIN = statement<
  void,
  {
    businessId: string;
    feature: string;
    resource: string;
    expiresAt: Date | null;
    now: Date;
    aheadSeconds: number;
  }
>(
  'allocation_hold_again',
  `UPDATE allocations SET expires_at = $expiresAt WHERE business_id = $businessId AND feature_key = $feature AND resource = $resource AND ${IS_LIVE} AND ${KEPT_PLACE}`,
);

/** The growth of the number of holds by one, as `ALERTS` needs it. */
const ONE_MORE = `
  SELECT s.business_id, s.id AS subscription_id, s.cycle_index, $feature::text AS feature_key, r."limit", s.cycle_starts_at,
         ${plannedEnd('s')} AS cycle_ends_at, $now::timestamptz AS now, r.before, r.before + 1 AS after
  FROM room r CROSS JOIN held h JOIN subscriptions s ON s.business_id = $businessId AND s.ended_at IS NULL
  WHERE r."limit" IS NOT NULL`;

/** The limit of `$feature` in the plan version `$planVersionId`. No row if the version does not have the feature. */
const LIMIT = `
  SELECT ${limitBought('$feature', 's', '$planVersionId', 'l.amount')} AS "limit"
  FROM subscriptions s
  LEFT JOIN plan_limits l ON l.version_id = $planVersionId AND l.feature_key = $feature
  WHERE s.business_id = $businessId AND s.ended_at IS NULL
    AND (l.version_id IS NOT NULL OR ${limitBought('$feature', 's', '$planVersionId', '0')} > 0)`;

interface HoldParams {
  businessId: string;
  feature: string;
  resource: string;
  expiresAt: Date | null;
  now: Date;
  id: string;
  planVersionId: string;
}

const hold = (name: string, mode: EventsMode): Statement<void, HoldParams> =>
  statement<void, HoldParams>(
    name,
    `WITH room AS MATERIALIZED (
       SELECT r."limit", CASE WHEN r."limit" IS NOT NULL THEN
              (SELECT count(*) FROM allocations WHERE business_id = $businessId AND feature_key = $feature AND resource <> $resource AND ${IS_LIVE}) END AS before
       FROM (${LIMIT}) AS r
     ),
     held AS (
       INSERT INTO allocations (business_id, feature_key, resource, expires_at, held_at, id)
       SELECT $businessId, $feature, $resource, $expiresAt, $now, $id FROM room WHERE "limit" IS NULL OR "limit" > before
       ON CONFLICT (business_id, feature_key, resource) DO UPDATE SET
         expires_at = excluded.expires_at, held_at = excluded.held_at, id = excluded.id
       RETURNING business_id
     )${mode === 'off' ? '' : `,${ALERTS(ONE_MORE, mode)}, told AS (${TELL_ALERTS})`}
     ${rowsOf('held')}`,
  );

/**
 * Holds a resource if fewer resources are held than the plan version allows. The caller has locked the subscription's row, so the
 * count stays true until the transaction ends. Freeing a resource needs no lock, because it only makes room. Nothing is counted for
 * a feature without a limit.
 */
export const HOLD: Record<EventsMode, Statement<void, HoldParams>> = {
  off: hold('allocation_hold', 'off'),
  listened: hold('allocation_hold_listened', 'listened'),
  all: hold('allocation_hold_alerting', 'all'),
};

/**
 * Passes the hold of `$from` to `$to`, without an expiry. Writes no row if more is held than the plan version allows. The caller
 * has locked the subscription's row.
 */
export const PASS_ON = statement<
  void,
  { businessId: string; feature: string; from: string; to: string; now: Date; planVersionId: string }
>(
  'allocation_pass_on',
  `UPDATE allocations SET resource = $to, expires_at = NULL
   WHERE business_id = $businessId AND feature_key = $feature AND resource = $from AND ${IS_LIVE}
     AND EXISTS (SELECT 1 FROM (${LIMIT}) AS r
                 WHERE (r."limit" IS NULL OR r."limit" >= (SELECT count(*) FROM allocations
                                                       WHERE business_id = $businessId AND feature_key = $feature AND ${IS_LIVE})))`,
);

/** Holds a seat for a person, whatever the limit is. */
export const HOLD_ANYWAY = statement<
  void,
  { businessId: string; feature: string; memberId: string; now: Date; id: string }
>(
  'allocation_hold_anyway',
  `INSERT INTO allocations (business_id, feature_key, resource, held_at, id) VALUES ($businessId, $feature, $memberId, $now, $id)
   ON CONFLICT (business_id, feature_key, resource) DO NOTHING`,
);

export const FREE = statement<void, { businessId: string; feature: string; resources: string[] }>(
  'allocation_free',
  'DELETE FROM allocations WHERE business_id = $businessId AND feature_key = $feature AND resource = ANY ($resources::text[])',
);

export const LIST = statement<
  AllocationView & { id: string },
  { businessId: string; feature: string; before: string; limit: number; now: Date }
>(
  'allocation_list',
  `SELECT id, resource, held_at AS "heldAt", expires_at AS "expiresAt" FROM allocations
   WHERE business_id = $businessId AND feature_key = $feature AND id < $before AND ${IS_LIVE}
   ORDER BY id DESC LIMIT $limit`,
);

/** Lists the holds of a business in all features, after the given feature and resource. */
export const LIST_ALL_ALLOCATIONS = statement<
  AllocationView & { feature: string },
  { businessId: string; feature: string; resource: string; limit: number; now: Date }
>(
  'allocation_list_all',
  `SELECT feature_key AS feature, resource, held_at AS "heldAt", expires_at AS "expiresAt" FROM allocations
   WHERE business_id = $businessId AND (feature_key, resource) > ($feature, $resource) AND ${IS_LIVE}
   ORDER BY feature_key, resource LIMIT $limit`,
);

/**
 * Deletes up to `$limit` holds that ended before `$before`. Holds of businesses on test clocks stay, because their time is another.
 */
export const PURGE_HOLDS = statement<void, { before: Date; limit: number }>(
  'allocation_purge',
  `DELETE FROM allocations WHERE expires_at < $before AND (business_id, feature_key, resource) IN (
     SELECT h.business_id, h.feature_key, h.resource FROM allocations h
     JOIN businesses b ON b.id = h.business_id AND b.test_clock_id IS NULL
     WHERE h.expires_at < $before
     LIMIT $limit ${inForms('FOR UPDATE OF h SKIP LOCKED', '')})`,
);
