import { statement } from '../../database/sql.js';
import { NEXT_ATTEMPT } from './renewal-statement.sql.js';
import type { Progress } from './renewals.rows.js';
import type { RenewalsView, SetAsideView } from './renewals.view.js';

/**
 * Sets a subscription aside until its next attempt. `$version` is the version that failed: if another server has renewed the
 * subscription since, nothing is written.
 */
export const SET_ASIDE = statement<
  void,
  { now: Date; businessId: string; id: string; error: string; version: number }
>(
  'renewal_set_aside',
  `UPDATE subscriptions s SET version = version + 1, attempts = attempts + 1, last_error = $error, due_at = ${NEXT_ATTEMPT}
   WHERE business_id = $businessId AND id = $id AND version = $version AND due_at <= $now`,
);

/**
 * Counts the renewals that the businesses of a test clock have ever had. A cycle after one that was cut short was opened by a
 * lapse, which is a switch, unless a change of plan opened it.
 */
export const RENEWED_ON_CLOCK = statement<
  Pick<Progress, 'renewed' | 'switched' | 'ended'>,
  { clockId: string }
>(
  'renewal_renewed_on_clock',
  `SELECT count(*) FILTER (WHERE t.event = 'renew') AS renewed, count(*) FILTER (WHERE t.event = 'switch') AS switched,
          e.ended
   FROM (
     SELECT count(*) AS ended FROM businesses b JOIN subscriptions s ON s.business_id = b.id
     WHERE b.test_clock_id = $clockId AND s.end_reason IN ('canceled', 'expired', 'unpaid')
   ) AS e LEFT JOIN (
     SELECT CASE WHEN lag(c.cut_short) OVER w THEN CASE WHEN NOT EXISTS (
                   SELECT 1 FROM audit_log a
                   WHERE a.business_id = c.business_id AND a.action = 'subscription.changed' AND a.target_id = c.subscription_id::text
                     AND a.before ->> 'cycleIndex' <> c.index::text AND a.after ->> 'cycleIndex' = c.index::text
                 ) THEN 'switch' END
                 WHEN v.plan_code <> lag(v.plan_code) OVER w THEN 'switch'
                 ELSE lag(CASE WHEN c.turn = -1 THEN v.after_trial ELSE v.after_cycle END) OVER w END AS event
     FROM businesses b
     JOIN cycles c ON c.business_id = b.id
     JOIN plan_versions v ON v.id = c.plan_version_id
     WHERE b.test_clock_id = $clockId
     WINDOW w AS (PARTITION BY c.business_id, c.subscription_id ORDER BY c.index)
   ) AS t ON true
   GROUP BY e.ended`,
);

export const NOTE_RUN = statement<void, { now: Date }>(
  'renewal_note_run',
  `INSERT INTO renewal_runs (single, last_run_at) VALUES (true, $now)
   ON CONFLICT (single) DO UPDATE SET last_run_at = excluded.last_run_at`,
);
export const LOOP_STATE = statement<Omit<RenewalsView, 'setAside'>, { now: Date }>(
  'renewal_loop_state',
  `SELECT r.last_run_at AS "lastRunAt", s.due,
          COALESCE(GREATEST(0, extract(epoch FROM $now::timestamptz - s.oldest)), 0)::float8 AS "lagSeconds"
   FROM (SELECT count(*) AS due, min(due_at) AS oldest FROM subscriptions WHERE due_at <= $now AND test_clock_id IS NULL) AS s
   LEFT JOIN renewal_runs r ON true`,
);
export const COUNT_SET_ASIDE = statement<{ n: number }>(
  'renewal_count_set_aside',
  'SELECT count(*) AS n FROM subscriptions WHERE due_at IS NOT NULL AND attempts > 0',
);
export const LIST_SET_ASIDE = statement<SetAsideView>(
  'renewal_list_set_aside',
  `SELECT s.business_id AS "businessId", b.name AS "businessName", s.id AS "subscriptionId", s.last_error AS error, s.attempts,
          s.due_at AS "nextAttemptAt"
   FROM subscriptions s JOIN businesses b ON b.id = s.business_id
   WHERE s.due_at IS NOT NULL AND s.attempts > 0 ORDER BY s.due_at LIMIT 100`,
);
