import type { UpcomingView } from './upcoming.view.js';
import { type Statement, statement } from '../../database/sql.js';
import { nextCycle } from './next-cycle.sql.js';

/**
 * Computes the next renewals without writing them, by the rule of the renewal loop. `from` is the relation of the subscriptions
 * to begin with, `on` the condition for looking at one more renewal of `a`, and `event` the name of its event.
 */
const ahead = (from: string, on: string, event = 'n.event'): string => `
  WITH RECURSIVE ahead AS (
    SELECT 0 AS step, s.cycle_index AS index, NULL::text AS event, s.plan_code, s.plan_version_id, NULL::timestamptz AS starts_at,
           s.cycle_ends_at, s.anchor, s.every, s.turn, s.pending_plan_code, s.cancel_at_cycle_end, s.test_clock_id
    FROM subscriptions s WHERE ${from}
    UNION ALL
    SELECT a.step + 1, a.index + 1, ${event}, CASE n.event WHEN 'end' THEN a.plan_code ELSE n.plan_code END, n.version_id,
           a.cycle_ends_at, n.ends_at, n.anchor, n.every, n.turn, NULL, false, a.test_clock_id
    FROM ahead a ${nextCycle('a')}
    WHERE ${on}
  )`;

/** How many turns of each kind follow. */
export interface ForecastRow {
  renewed: number;
  switched: number;
  ended: number;
  setAside: number;
}

interface ForecastParams {
  now: Date;
  limit: number;
}

/**
 * Counts every renewal until `$now`, at most `$limit` of them. A step that a run would set aside, because it does not fit or is due before
 * its cycle is over, ends the forecast here too.
 */
const counted = <Params = ForecastParams>(name: string, which: string): Statement<ForecastRow, Params> =>
  statement<ForecastRow, Params>(
    name,
    `${ahead(
      `${which} AND due_at <= $now`,
      "a.event IS NULL OR (a.event NOT IN ('end', 'aside') AND a.cycle_ends_at <= $now)",
      "CASE WHEN n.fits AND a.cycle_ends_at <= $now THEN n.event ELSE 'aside' END",
    )}
     SELECT count(*) FILTER (WHERE event = 'renew') AS renewed,
            count(*) FILTER (WHERE event = 'switch') AS switched,
            count(*) FILTER (WHERE event = 'end') AS ended,
            count(*) FILTER (WHERE event = 'aside') AS "setAside"
     FROM (SELECT event FROM ahead WHERE step > 0 LIMIT $limit) AS renewals`,
  );
export const FORECAST_ALL = counted('renewal_forecast_all', 'test_clock_id IS NULL');
/** $3 is the test clock. */
export const FORECAST_CLOCK = counted<ForecastParams & { clockId: string }>(
  'renewal_forecast_clock',
  'test_clock_id = $clockId',
);

/** The next `$cycles` renewals of subscription `$id` of business `$businessId`. None when it has ended. */
export const UPCOMING = statement<UpcomingView, { businessId: string; id: string; cycles: number }>(
  'subscription_upcoming',
  `${ahead('s.business_id = $businessId AND s.id = $id AND s.ended_at IS NULL', "a.event IS DISTINCT FROM 'end' AND a.step < $cycles")}
   SELECT index, starts_at AS "startsAt", CASE event WHEN 'end' THEN NULL ELSE cycle_ends_at END AS "endsAt",
          plan_code AS "planCode", event
   FROM ahead WHERE step > 0 ORDER BY step`,
);
