import { statement } from '../../database/sql.js';
import type { CycleView } from './cycles.view.js';

/**
 * Lists `$limit` cycles of business `$businessId` that come before cycle `$index` of subscription `$subscriptionId`, newest
 * first.
 */
export const LIST_CYCLES = statement<
  CycleView,
  { businessId: string; subscriptionId: string; index: number; limit: number }
>(
  'usage_cycles',
  `SELECT c.subscription_id AS "subscriptionId", c.index, c.starts_at AS "startsAt", c.ends_at AS "endsAt",
          v.plan_code AS "planCode", c.trial, COALESCE(u.usage, '{}') AS usage
   FROM cycles c
   JOIN plan_versions v ON v.id = c.plan_version_id
   LEFT JOIN LATERAL (
     SELECT jsonb_object_agg(f.key, jsonb_build_object(
              'used', COALESCE(n.used, 0), 'limit', CASE WHEN l.version_id IS NULL THEN 0 ELSE l.amount END)) AS usage
     FROM features f
     LEFT JOIN plan_limits l ON l.version_id = c.plan_version_id AND l.feature_key = f.key
     LEFT JOIN usage_counters n ON n.business_id = $businessId AND n.subscription_id = c.subscription_id
                               AND n.cycle_index = c.index AND n.feature_key = f.key
     WHERE f.kind = 'metered' AND (l.version_id IS NOT NULL OR n.used IS NOT NULL)
   ) AS u ON true
   WHERE c.business_id = $businessId AND (c.subscription_id, c.index) < ($subscriptionId, $index::integer)
   ORDER BY c.subscription_id DESC, c.index DESC LIMIT $limit`,
);
