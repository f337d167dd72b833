import { NOT_ENDED } from '../../database/not-ended.sql.js';
import { statement } from '../../database/sql.js';
import type { OverLimitView } from './plan-preview.view.js';

/** SQL of the limits of the version: 0 for a feature that it does not name, NULL for unlimited. */
const LIMIT = 'CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END';

/**
 * Lists features of business `$businessId` that are above what plan version `$versionId` allows: resources that it holds at
 * `$now`, or units that it has used in cycle `$cycleIndex` of subscription `$subscriptionId`. Without a cycle, counters begin at
 * zero, so no metered feature is above its limit. With a price per seat a change buys no fewer seats than are held, so seats are
 * not above their limit either.
 */
export const OVER_LIMIT = statement<
  OverLimitView,
  {
    businessId: string;
    versionId: string;
    now: Date;
    subscriptionId: string | null;
    cycleIndex: number | null;
  }
>(
  'usage_over_limit',
  `SELECT u.feature_key AS feature, u.used, COALESCE(${LIMIT}, 0) AS "limit"
   FROM (SELECT feature_key, count(*) AS used, count(*) AS of_plan FROM allocations a
         WHERE business_id = $businessId AND ${NOT_ENDED('a', '$now')} GROUP BY feature_key
         UNION ALL
         SELECT feature_key, used, used - burnt FROM usage_counters
         WHERE business_id = $businessId AND subscription_id = $subscriptionId AND cycle_index = $cycleIndex::integer) AS u
   LEFT JOIN plan_limits l ON l.version_id = $versionId AND l.feature_key = u.feature_key
   WHERE u.of_plan > ${LIMIT}
     AND NOT (u.feature_key = 'seats' AND (SELECT v.per_seat FROM plan_versions v WHERE v.id = $versionId))
   ORDER BY u.feature_key`,
);
