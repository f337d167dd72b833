import type { DailyView } from './history.view.js';
import { statement } from '../../database/sql.js';
import { walk } from '../../retention/index.js';

/** How many days are kept, including today. */
export const KEPT_DAYS = 90;

/** Lists the units per day of a business, newest first, from `$first` to `$last`. If `$feature` is null, of all features. */
export const DAILY = statement<
  DailyView,
  { businessId: string; feature: string | null; first: string; last: string }
>(
  'usage_daily',
  `SELECT day::text AS date, feature_key AS feature, sum(used)::bigint AS used
   FROM (
     SELECT d.day, d.feature_key,
            COALESCE(lead(d.base) OVER (PARTITION BY d.subscription_id, d.cycle_index, d.feature_key ORDER BY d.day), c.used)
              - d.base AS used
     FROM usage_days d
     JOIN usage_counters c ON c.business_id = d.business_id AND c.subscription_id = d.subscription_id
                          AND c.cycle_index = d.cycle_index AND c.feature_key = d.feature_key
     WHERE d.business_id = $businessId AND ($feature::text IS NULL OR d.feature_key = $feature)
   ) AS days
   WHERE day BETWEEN $first::date AND $last::date
   GROUP BY day, feature_key HAVING sum(used) > 0
   ORDER BY day DESC, feature_key`,
);

/**
 * Deletes the days of cycles that ended before `$before`, the earliest day of a cycle first, so that the sums of the other days
 * stay right.
 */
export const PURGE_DAYS = walk('usage_forget_days', {
  table: 'usage_days',
  key: {
    business_id: 'uuid',
    subscription_id: 'uuid',
    cycle_index: 'integer',
    feature_key: 'text',
    day: 'date',
  },
  over: `EXISTS (
    SELECT 1 FROM cycles c JOIN businesses b ON b.id = c.business_id AND b.test_clock_id IS NULL
    WHERE c.business_id = r.business_id AND c.subscription_id = r.subscription_id AND c.index = r.cycle_index
      AND c.ends_at < $before)`,
});
