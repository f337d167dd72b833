import { statement } from '../../database/sql.js';
import { boundary } from '../cycles/boundary.sql.js';
import { withItsCycle } from '../cycles/cycle-version.sql.js';
import { versionUntil } from '../cycles/next-cycle.sql.js';

interface Which {
  businessId: string;
  subscriptionId: string;
}

const THIS = `s.business_id = $businessId AND s.id = $subscriptionId AND s.ended_at IS NULL`;
const PLANNED_END = boundary('s.anchor', 's.turn + 1', 's.every');

/**
 * Makes a subscription past due: access goes on for the plan's grace from `$since`. In the row of the subscription, the running
 * cycle then ends no later than access; the row of the cycle keeps its end. A trial never becomes past due, and a subscription
 * that is past due already keeps its grace.
 */
export const MAKE_PAST_DUE = statement<void, Which & { since: Date }>(
  'subscription_make_past_due',
  `UPDATE subscriptions s SET version = s.version + 1, status = 'pastDue', past_due_since = $since, access_until = grace.ends_at,
          cycle_ends_at = LEAST(s.cycle_ends_at, grace.ends_at), due_at = LEAST(s.due_at, grace.ends_at)
   FROM plan_versions v
   CROSS JOIN LATERAL (SELECT ${boundary('$since::timestamptz', 'v.grace_days', "interval '1 day'")} AS ends_at) AS grace
   WHERE ${THIS} AND s.status = 'active' AND s.cycle_starts_at < grace.ends_at AND v.id = s.plan_version_id`,
);

/**
 * SQL that lets the running cycle of `$subscriptionId` end at the later `endsAt`, under the version of that end. `set` and
 * `condition` are the rest of the UPDATE.
 */
const endLater = (endsAt: string, set: string, condition: string): string =>
  withItsCycle(`UPDATE subscriptions s SET version = s.version + 1, plan_version_id = ${versionUntil('s', endsAt)},
           cycle_ends_at = ${endsAt}, due_at = ${endsAt}, ${set}
    WHERE ${THIS} AND s.status = 'pastDue' AND ${condition}`);

/** Lets access that is over at `$now` go on until `$until`. Access that goes on is left alone, so each end is postponed once. */
export const POSTPONE_END = statement<void, Which & { now: Date; until: Date }>(
  'subscription_postpone_end',
  endLater(`LEAST(${PLANNED_END}, $until::timestamptz)`, 'access_until = $until', 's.access_until <= $now'),
);

/** Ends access at `$now`, so that the next renewal lapses. */
export const END_ACCESS = statement<void, Which & { now: Date }>(
  'subscription_end_access',
  `UPDATE subscriptions s SET version = s.version + 1, status = 'pastDue', past_due_since = COALESCE(s.past_due_since, $now),
          access_until = at.ends_at, cycle_ends_at = at.ends_at, due_at = at.ends_at
   FROM (SELECT business_id, id, GREATEST($now, ((cycle_starts_at AT TIME ZONE 'UTC') + interval '1 millisecond')
                                                AT TIME ZONE 'UTC') AS ends_at
         FROM subscriptions WHERE business_id = $businessId AND id = $subscriptionId) AS at
   WHERE ${THIS} AND at.business_id = s.business_id AND at.id = s.id AND s.status IN ('active', 'pastDue')
     AND at.ends_at < ${PLANNED_END}`,
);

/**
 * The condition for an invoice that keeps its subscription past due at `$now`: it was declined or is overdue, and is not paid or
 * was paid with a wrong amount.
 */
export const OWED = `i.reason = 'cycle' AND (i.status IN ('open', 'processing') OR i.status = 'paid' AND i.problem = 'amountMismatch')
      AND (i.declined_at IS NOT NULL OR i.due_at <= $now)`;

/** Makes a subscription active again if nothing is owed any more. Its running cycle has its planned end again. */
export const RECOVER = statement<void, Which & { now: Date }>(
  'subscription_recover',
  endLater(
    PLANNED_END,
    `status = 'active', past_due_since = NULL, access_until = NULL, attempts = 0, last_error = NULL`,
    `NOT EXISTS (
     SELECT 1 FROM invoices i WHERE i.business_id = s.business_id AND i.subscription_id = s.id AND ${OWED})`,
  ),
);
