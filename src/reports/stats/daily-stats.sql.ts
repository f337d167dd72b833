import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { MAX_UNITS } from '../../common/validation.js';
import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { LIVE_BY_PLAN } from './stats.sql.js';

/** Tries to get the lock by which one server at a time works on the figures. */
export const TRY_LOCK = statement<{ taken: boolean }>(
  'reports_days_try_lock',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.dailyStats}) AS taken`,
);

/**
 * The days before `$today` that have to be closed, the oldest first, at most `$limit`. They begin after the last day that is
 * closed. The first run of an installation begins with the day of its oldest business, at most 400 days back; without a business
 * there are no days. A day waits for the renewal loop, because a renewal that was due on it may still end a subscription on that
 * day.
 */
export const DAYS_TO_CLOSE = statement<{ day: string }, { today: string; limit: number }>(
  'reports_days_to_close',
  `SELECT day::date::text AS day
   FROM (
     SELECT COALESCE((SELECT max(day) + 1 FROM stats_days WHERE closed_at IS NOT NULL),
                     (SELECT min(created_at AT TIME ZONE 'UTC')::date FROM businesses WHERE test_clock_id IS NULL)) AS first
   ) AS begins
   CROSS JOIN generate_series(GREATEST(begins.first, $today::date - 400)::timestamp, ($today::date - 1)::timestamp, interval '1 day') AS day
   WHERE begins.first IS NOT NULL AND (day + interval '1 day') AT TIME ZONE 'UTC' <= COALESCE(
     (SELECT due_at FROM subscriptions WHERE due_at IS NOT NULL AND test_clock_id IS NULL AND attempts = 0 ORDER BY due_at LIMIT 1),
     'infinity')
   ORDER BY day LIMIT $limit`,
);

/** Closes a day, once. No row if another server has closed it. */
export const CLOSE_DAY = statement<{ day: string }, { day: string; now: Date }>(
  'reports_day_close',
  `INSERT INTO stats_days AS d (day, closed_at) VALUES ($day::date, $now)
   ON CONFLICT (day) DO UPDATE SET closed_at = excluded.closed_at WHERE d.closed_at IS NULL
   RETURNING day::text AS day`,
);

/** Notes that the state of the day is read now. No row if it was read after `$before`, or if the day is closed. */
export const READ_STATE = statement<{ day: string }, { day: string; now: Date; before: Date }>(
  'reports_day_read_state',
  `INSERT INTO stats_days AS d (day, state_at) VALUES ($day::date, $now)
   ON CONFLICT (day) DO UPDATE SET state_at = excluded.state_at
     WHERE d.closed_at IS NULL AND (d.state_at IS NULL OR d.state_at < $before)
   RETURNING day::text AS day`,
);

export const CLEAR_FIGURES = statement<void, { day: string; metrics: readonly string[] }>(
  'reports_day_clear_figures',
  'DELETE FROM stats_figures WHERE day = $day::date AND metric = ANY ($metrics::text[])',
);

export const STORE_STATE = statement<void, { day: string }>(
  'reports_day_store_state',
  `WITH live AS MATERIALIZED (${LIVE_BY_PLAN})
   INSERT INTO stats_figures (day, metric, plan_code, currency, value)
   SELECT $day::date, 'live', plan_code, '', live FROM live
   UNION ALL SELECT $day::date, 'monthlyAmount', plan_code, currency, monthly_amount FROM live`,
);

const ON_DAY = (column: string): string =>
  `${column} >= ($day::date)::timestamp AT TIME ZONE 'UTC' AND ${column} < ($day::date + 1)::timestamp AT TIME ZONE 'UTC'`;

/** Stores what began and ended on the day. A subscription counts for the plan of its first cycle when it begins. */
export const STORE_FLOWS = statement<void, { day: string }>(
  'reports_day_store_flows',
  `INSERT INTO stats_figures (day, metric, plan_code, value)
   SELECT $day::date, 'signups', '', count(*) FROM businesses WHERE test_clock_id IS NULL AND ${ON_DAY('created_at')}
   UNION ALL
   SELECT $day::date, 'started', v.plan_code, count(*)
   FROM subscriptions s
   JOIN cycles c ON c.business_id = s.business_id AND c.subscription_id = s.id AND c.index = 0
   JOIN plan_versions v ON v.id = c.plan_version_id
   WHERE s.test_clock_id IS NULL AND ${ON_DAY('s.created_at')} GROUP BY v.plan_code
   UNION ALL
   SELECT $day::date, 'ended', plan_code, count(*) FROM subscriptions
   WHERE test_clock_id IS NULL AND ended_at IS NOT NULL AND ${ON_DAY('ended_at')} GROUP BY plan_code`,
);

/** SQL of the next `$limit` rows of usage of the day after the business `$after`, and of the last business among them. */
const SPAN = `span AS MATERIALIZED (
     SELECT d.business_id, d.subscription_id, d.cycle_index, d.feature_key, d.base FROM usage_days d
     WHERE d.day = $day::date AND d.business_id > $after ORDER BY d.business_id LIMIT $limit
   ),
   last AS (SELECT business_id FROM span ORDER BY business_id DESC LIMIT 1),
   -- The last business may go on behind the limit, so all of its rows are read.
   rows AS (
     SELECT * FROM span WHERE business_id < (SELECT business_id FROM last)
     UNION ALL
     SELECT d.business_id, d.subscription_id, d.cycle_index, d.feature_key, d.base FROM usage_days d
     WHERE d.day = $day::date AND d.business_id = (SELECT business_id FROM last)
   )`;

/** SQL of the units that the businesses of a span used on the day, for each group by `by`, and of the last business of the span. */
export const usedInSpan = (columns: string, by: string): string => `WITH ${SPAN}
   SELECT (SELECT business_id FROM last) AS last, ${columns},
          LEAST(COALESCE(sum(GREATEST(COALESCE(n.base, c.used) - r.base, 0)) FILTER (WHERE b.test_clock_id IS NULL), 0), ${MAX_UNITS})::bigint AS used
   FROM rows r
   JOIN businesses b ON b.id = r.business_id
   JOIN usage_counters c ON c.business_id = ${inForms('r.business_id', 'b.id')} AND c.subscription_id = r.subscription_id
                        AND c.cycle_index = r.cycle_index AND c.feature_key = r.feature_key
   LEFT JOIN LATERAL (
     SELECT base FROM usage_days n
     WHERE n.business_id = ${inForms('r.business_id', 'c.business_id')} AND n.subscription_id = ${inForms('r', 'c')}.subscription_id AND n.cycle_index = ${inForms('r', 'c')}.cycle_index
       AND n.feature_key = ${inForms('r', 'c')}.feature_key AND n.day > $day::date ORDER BY n.day LIMIT 1
   ) AS n ON true
   GROUP BY ${by}`;

/** The units that the businesses of the next span used on the day, by feature. */
export const USED_IN_SPAN = statement<
  { last: string; feature: string; used: number },
  { day: string; after: string; limit: number }
>('reports_day_used_in_span', usedInSpan('r.feature_key AS feature', 'r.feature_key'));

export const STORE_USED = statement<void, { day: string; feature: string; used: number }>(
  'reports_day_store_used',
  `INSERT INTO stats_figures (day, metric, feature_key, value) VALUES ($day::date, 'used', $feature, $used)`,
);

interface DaysFilter {
  metric: string;
  planCode: string | null;
  feature: string | null;
  first: string;
  last: string;
}

/**
 * Lists a figure of each day. Days without a count are left out. A day that was counted and has no figure is 0, unless the row
 * would have to name a currency or a feature.
 */
export const LIST_DAYS = statement<
  { date: string; value: number; currency: string | null; feature: string | null; complete: boolean },
  DaysFilter
>(
  'reports_days_list',
  `SELECT d.day::text AS date, LEAST(COALESCE(sum(f.value), 0), ${MAX_UNITS})::bigint AS value, NULLIF(f.currency, '') AS currency,
          COALESCE(NULLIF(f.feature_key, ''), $feature) AS feature, d.closed_at IS NOT NULL AS complete
   FROM stats_days d
   LEFT JOIN stats_figures f ON f.day = d.day AND f.metric = $metric AND ($planCode::text IS NULL OR f.plan_code = $planCode)
                            AND ($feature::text IS NULL OR f.feature_key = $feature)
   WHERE d.day BETWEEN $first::date AND $last::date
     AND CASE WHEN $metric IN ('live', 'monthlyAmount') THEN d.state_at IS NOT NULL ELSE d.closed_at IS NOT NULL END
     AND (f.day IS NOT NULL OR $metric <> 'monthlyAmount' AND ($metric <> 'used' OR $feature IS NOT NULL))
   GROUP BY d.day, d.closed_at, f.currency, f.feature_key
   ORDER BY d.day DESC, f.currency, f.feature_key`,
);

/** Deletes days before `$before`, with their figures. */
export const PURGE_DAYS = statement<void, { before: Date; limit: number }>(
  'reports_days_purge',
  `DELETE FROM stats_days WHERE day IN (SELECT day FROM stats_days WHERE day < ($before::timestamptz AT TIME ZONE 'UTC')::date LIMIT $limit)`,
);
