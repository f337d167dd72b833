import { type Statement, statement } from '../../database/sql.js';
import { inParallel, lastStep } from '../../database/sql-text.js';
import { type EventsMode, IS_LISTENED, ISO } from '../../events/index.js';

/** The percentages of a limit for which there is an alert. */
export const ALERT_PERCENTS = [80, 100];

/** A little less than the lowest of these parts of a limit. Below it, no threshold is crossed. */
export const BELOW_ALERTS = (Math.min(...ALERT_PERCENTS) - 1) / 100;

/** The threshold in units: `ceil(limit × percent ÷ 100)`, computed with integers. */
const THRESHOLD = (limit: string, percent: string): string => `((${limit} * ${percent} + 99) / 100)`;

/** Whether `amount` more units than `before` cross a threshold. */
export const CROSSES = (limit: string, before: string, amount: string): string =>
  `(${ALERT_PERCENTS.map((percent) => `${THRESHOLD(limit, String(percent))} BETWEEN ${before} + 1 AND ${before} + ${amount}`).join(' OR ')})`;

const TYPE = `'usage.threshold_reached'`;

/**
 * Writes an alert for each threshold that was crossed, each once. `crossed` is a SELECT of counters that grew: business_id,
 * subscription_id, cycle_index, feature_key, limit, cycle_starts_at, cycle_ends_at, now, and the units of the plan `before` and
 * `after`. A statement that changes a counter locks its row, so only one statement crosses a threshold. After a refund, the key of
 * the table prevents a second alert.
 */
export const ALERTS = (crossed: string, mode: 'all' | 'listened'): string => `
  crossed AS MATERIALIZED (${crossed}),
  alerts AS (
    INSERT INTO usage_alerts (business_id, subscription_id, cycle_index, feature_key, "limit", percent, cycle_ends_at)
    SELECT c.business_id, c.subscription_id, c.cycle_index, c.feature_key, c."limit", p.percent, c.cycle_ends_at
    FROM crossed c CROSS JOIN (VALUES ${ALERT_PERCENTS.map((percent) => `(${percent})`).join(', ')}) AS p (percent)
    WHERE ${THRESHOLD('c."limit"', 'p.percent')} BETWEEN c.before + 1 AND c.after
      ${mode === 'all' ? '' : `AND ${IS_LISTENED('c.business_id', TYPE)}`}
    ORDER BY 1, 2, 3, 4, 6
    ON CONFLICT DO NOTHING
    RETURNING business_id, feature_key, percent
  )`;

/** Records an event for each alert that `ALERTS` wrote. */
export const TELL_ALERTS = `
  INSERT INTO event_outbox (business_id, type, at, data)
  SELECT c.business_id, ${TYPE}, c.now,
         json_build_object('usage', json_build_object('feature', c.feature_key, 'percent', a.percent,
           'threshold', ${THRESHOLD('c."limit"', 'a.percent')}, 'limit', c."limit", 'used', c.after,
           'subscriptionId', c.subscription_id,
           'cycle', json_build_object('index', c.cycle_index, 'startsAt', ${ISO('c.cycle_starts_at')},
                                      'endsAt', ${ISO('c.cycle_ends_at')})))
  FROM alerts a JOIN crossed c ON c.business_id = a.business_id AND c.feature_key = a.feature_key
  ORDER BY a.business_id, a.feature_key, a.percent`;

/** Counters that grew, as parallel arrays. */
export interface GrownCounters {
  businessIds: string[];
  subscriptionIds: string[];
  cycleIndexes: number[];
  features: string[];
  limits: number[];
  startTimes: string[];
  endTimes: string[];
  times: string[];
  /** The units that the plan paid for, before the change and, in `afters`, after it. */
  befores: number[];
  afters: number[];
}

const recordAlerts = (name: string, mode: 'all' | 'listened'): Statement<void, GrownCounters> =>
  statement<void, GrownCounters>(
    name,
    `WITH ${ALERTS(
      `SELECT * FROM ${inParallel({
        businessIds: 'uuid',
        subscriptionIds: 'uuid',
        cycleIndexes: 'integer',
        features: 'text',
        limits: 'bigint',
        startTimes: 'timestamptz',
        endTimes: 'timestamptz',
        times: 'timestamptz',
        befores: 'bigint',
        afters: 'bigint',
      })} AS g (business_id, subscription_id, cycle_index, feature_key, "limit", cycle_starts_at, cycle_ends_at, now,
                before, after)`,
      mode,
    )}
     ${lastStep(TELL_ALERTS)}`,
  );

/** Writes alerts and their events in a transaction that has locked the counters. */
export const RECORD_ALERTS: Record<EventsMode, Statement<void, GrownCounters> | null> = {
  off: null,
  listened: recordAlerts('usage_record_alerts_listened', 'listened'),
  all: recordAlerts('usage_record_alerts', 'all'),
};

/**
 * Deletes up to `$limit` alerts of cycles that ended before `$before`. Alerts of a running cycle stay, because they prevent a
 * second alert. A cycle of a test clock can still run although its end is before `$before`.
 */
export const PURGE_ALERTS = statement<void, { before: Date; limit: number }>(
  'retention_usage_alerts',
  `DELETE FROM usage_alerts WHERE (business_id, subscription_id, cycle_index, feature_key, "limit", percent) IN (
     SELECT a.business_id, a.subscription_id, a.cycle_index, a.feature_key, a."limit", a.percent FROM usage_alerts a
     WHERE a.cycle_ends_at < $before AND NOT EXISTS (
       SELECT 1 FROM subscriptions s WHERE s.business_id = a.business_id AND s.id = a.subscription_id
         AND s.cycle_index = a.cycle_index AND s.ended_at IS NULL)
     LIMIT $limit)`,
);
