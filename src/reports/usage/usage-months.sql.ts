import { MAX_UNITS } from '../../common/validation.js';
import { statement } from '../../database/sql.js';
import { inForms, inParallel, perRow } from '../../database/sql-text.js';
import { usedInSpan } from '../stats/daily-stats.sql.js';

/**
 * Closed days whose usage is not in the months yet, the oldest first. A day that is closed late counts, too. An upgrade from a
 * release without these months counts from the month before that of `$today`; the days before the first counted one stay out.
 */
export const DAYS_TO_COUNT = statement<{ day: string }, { today: string; limit: number }>(
  'reports_usage_days_to_count',
  `SELECT day::text AS day FROM stats_days
   WHERE closed_at IS NOT NULL AND usage_counted_at IS NULL
     AND day >= LEAST(
       date_trunc('month', $today::date::timestamp)::date - interval '1 month',
       (SELECT min(day) FROM stats_days WHERE usage_counted_at IS NOT NULL)
     )
   ORDER BY day LIMIT $limit`,
);

/** How far a day is counted: up to this business, null at its beginning. No row if the day is counted. */
export const FIND_PLACE = statement<{ after: string | null }, { day: string }>(
  'reports_usage_place',
  'SELECT usage_after AS after FROM stats_days WHERE day = $day::date AND usage_counted_at IS NULL',
);

/**
 * The usage of the businesses of the next span on the day, by business and feature. Every row names the last business of the
 * span. No rows after the last business.
 */
export const USED_IN_SPAN = statement<
  { last: string; businessId: string; feature: string; used: number },
  { day: string; after: string; limit: number }
>(
  'reports_usage_in_span',
  usedInSpan('r.business_id AS "businessId", r.feature_key AS feature', 'r.business_id, r.feature_key'),
);

/** Adds the usage of businesses on the day to the month of the day. */
export const ADD_TO_MONTHS = statement<
  void,
  { day: string; businessIds: string[]; features: string[]; used: number[] }
>(
  'reports_usage_add',
  `INSERT INTO usage_months AS m (business_id, month, feature_key, used)
   SELECT u.business_id, date_trunc('month', $day::date::timestamp)::date, u.feature_key, u.used
   FROM ${inParallel({ businessIds: 'uuid', features: 'text', used: 'bigint' })} AS u (business_id, feature_key, used)
   ON CONFLICT (business_id, month, feature_key) DO UPDATE SET used = LEAST(m.used + excluded.used, ${MAX_UNITS})`,
);

export const STORE_PLACE = statement<void, { day: string; last: string }>(
  'reports_usage_store_place',
  'UPDATE stats_days SET usage_after = $last WHERE day = $day::date AND usage_counted_at IS NULL',
);

export const STORE_COUNTED = statement<void, { day: string; now: Date }>(
  'reports_usage_store_counted',
  'UPDATE stats_days SET usage_counted_at = $now, usage_after = NULL WHERE day = $day::date AND usage_counted_at IS NULL',
);

/** A business of the ranking. */
export interface RankedBusinessRow {
  businessId: string;
  businessName: string;
  used: number;
}

/** Lists the businesses with the highest usage of a feature in a month, after the place `used` and `before`. */
export const RANK = statement<
  RankedBusinessRow,
  { feature: string; month: string; used: number; before: string; limit: number }
>(
  'reports_usage_rank',
  `SELECT m.business_id AS "businessId", b.name AS "businessName", m.used
   FROM usage_months m
   JOIN ${inForms(perRow('SELECT b.name FROM businesses b WHERE b.id = m.business_id'), 'businesses')} b ON ${inForms('true', 'b.id = m.business_id')}
   WHERE m.month = $month::date AND m.feature_key = $feature AND (m.used, m.business_id) < ($used::bigint, $before::uuid)
   ORDER BY m.used DESC, m.business_id DESC LIMIT $limit`,
);

const FIRST_KEPT = `($before::timestamptz AT TIME ZONE 'UTC')::date`;
/** Deletes months before `$before`. */
export const PURGE_MONTHS = statement<void, { before: Date; limit: number }>(
  'retention_usage_months',
  `DELETE FROM usage_months WHERE ${inForms(
    `ctid = ANY(ARRAY(SELECT ctid FROM usage_months WHERE month < ${FIRST_KEPT} LIMIT $limit))`,
    `(business_id, month, feature_key) IN (SELECT business_id, month, feature_key FROM usage_months WHERE month < ${FIRST_KEPT} LIMIT $limit)`,
  )} AND month < ${FIRST_KEPT}`,
);
