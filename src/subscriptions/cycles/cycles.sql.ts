import type { SubscriptionRow } from '../subscription/subscription.rows.js';
import { limitsOf } from '../../billing-plans/index.js';
import { statement } from '../../database/sql.js';
import { lastStep } from '../../database/sql-text.js';
import { moneyAfter, sameCurrency } from '../invoices/lines-of.sql.js';
import { boundary } from './boundary.sql.js';
import { withItsCycle } from './cycle-version.sql.js';
import { plannedEnd } from './planned-end.sql.js';

/**
 * SQL of the cycle that begins on plan `$planCode` at instant `$at`. A trial is `[anchor − trialDays, anchor)` with turn −1.
 * Any other cycle is anchored at its own start.
 */
const OPENING = `
  SELECT o.*, ${boundary('o.anchor', 'o.turn + 1', 'o.every')} AS ends_at
  FROM (SELECT p.code, v.id AS version_id, v.price_amount AS price, p.every,
               CASE WHEN $trial::boolean THEN ${boundary('$at::timestamptz', 'v.trial_days', "interval '1 day'")} ELSE $at END AS anchor,
               CASE WHEN $trial THEN -1 ELSE 0 END AS turn
        FROM plans p JOIN plan_versions v ON v.plan_code = p.code AND v.newest
        WHERE p.code = $planCode) AS o`;

const NEW_CYCLE = `
  INSERT INTO cycles (business_id, subscription_id, index, starts_at, ends_at, anchor, every, turn, trial, cut_short,
                      plan_version_id)`;

/** Begins a subscription at `$at`, with the plan's trial if `$trial`. */
export const BEGIN = statement<
  void,
  {
    businessId: string;
    id: string;
    at: Date;
    planCode: string;
    trial: boolean;
    testClockId: string | null;
    isInvoiced: boolean;
  }
>(
  'subscription_begin',
  `WITH opening AS (${OPENING}),
   begun AS (
     INSERT INTO subscriptions (business_id, id, test_clock_id, version, status, plan_code, plan_version_id, cycle_index,
       cycle_starts_at, cycle_ends_at, anchor, every, turn, trial_ends_at, cancel_at_cycle_end, due_at, attempts, created_at, collects,
       price_known, price_seen)
     SELECT $businessId, $id, $testClockId, 1, CASE WHEN $trial THEN 'trialing' ELSE 'active' END, code, version_id, 0,
            $at, ends_at, anchor, every, turn, CASE WHEN $trial THEN ends_at END, false, ends_at, 0, $at, $isInvoiced, price, price
     FROM opening
     RETURNING *
   )
   ${lastStep(`${NEW_CYCLE}
   SELECT business_id, id, 0, cycle_starts_at, cycle_ends_at, anchor, every, turn, $trial, false, plan_version_id FROM begun`)}`,
);

/**
 * Closes the running cycle of a subscription at instant `$at` and opens one on plan `$planCode`, with its trial if `$trial`. If the
 * instant is the very start of the cycle, the cycle is rewritten and keeps its usage, because no cycle may be empty. `$version` is
 * the version that was read.
 */
export const REOPEN = statement<
  void,
  { businessId: string; id: string; at: Date; planCode: string; trial: boolean; version: number }
>(
  'subscription_reopen',
  `WITH opening AS (${OPENING}),
   reopened AS (
     UPDATE subscriptions s SET
       version = s.version + 1, status = CASE WHEN $trial THEN 'trialing' ELSE 'active' END,
       plan_code = o.code, plan_version_id = o.version_id,
       cycle_index = CASE WHEN s.cycle_starts_at < $at THEN s.cycle_index + 1 ELSE s.cycle_index END,
       cycle_starts_at = $at, cycle_ends_at = o.ends_at, anchor = o.anchor, every = o.every, turn = o.turn,
       trial_ends_at = CASE WHEN $trial THEN o.ends_at WHEN s.turn = -1 THEN $at ELSE s.trial_ends_at END,
       pending_plan_code = NULL, pending_quantity = NULL, cancel_at_cycle_end = false, due_at = o.ends_at, attempts = 0, last_error = NULL,
       past_due_since = NULL, access_until = NULL,
       price_override = CASE WHEN o.code = s.plan_code THEN s.price_override END,${moneyAfter('s', sameCurrency('s.plan_code', 'o.code'))},
       price_known = o.price, price_seen = o.price, price_from = NULL
     FROM opening o
     WHERE s.business_id = $businessId AND s.id = $id AND s.version = $version AND s.ended_at IS NULL AND s.cycle_starts_at <= $at
     RETURNING s.*
   ),
   closed AS (
     UPDATE cycles c SET ends_at = $at, cut_short = true FROM reopened r
     WHERE c.business_id = $businessId AND c.subscription_id = $id AND c.index = r.cycle_index - 1 AND c.ends_at > $at
   )
   ${lastStep(`${NEW_CYCLE}
   SELECT business_id, id, cycle_index, cycle_starts_at, cycle_ends_at, anchor, every, turn, $trial, false, plan_version_id
   FROM reopened
   ON CONFLICT (business_id, subscription_id, index) DO UPDATE SET
     ends_at = excluded.ends_at, anchor = excluded.anchor, every = excluded.every, turn = excluded.turn,
     trial = excluded.trial, plan_version_id = excluded.plan_version_id`)}`,
);

/**
 * Moves the running cycle of subscription `$id` of business `$businessId` to plan `$planCode`, which has the same interval.
 * `$version` is the version that was read.
 */
export const MOVE = statement<void, { businessId: string; id: string; planCode: string; version: number }>(
  'subscription_move',
  withItsCycle(`UPDATE subscriptions s SET version = s.version + 1, plan_code = v.plan_code, plan_version_id = v.id,
            pending_plan_code = NULL, pending_quantity = NULL, cancel_at_cycle_end = false,
            price_override = CASE WHEN v.plan_code = s.plan_code THEN s.price_override END,${moneyAfter('s', sameCurrency('s.plan_code', 'v.plan_code'))},
            price_known = v.price_amount, price_seen = v.price_amount, price_from = NULL
     FROM plan_versions v
     WHERE v.plan_code = $planCode AND v.newest AND s.business_id = $businessId AND s.id = $id AND s.version = $version AND s.ended_at IS NULL`),
);

/**
 * Puts the running cycle of the live subscription of business `$businessId` under the newest version of its plan. Writes nothing if
 * it is under it already.
 */
export const MOVE_TO_NEWEST = statement<void, { businessId: string }>(
  'subscription_move_to_newest',
  withItsCycle(`UPDATE subscriptions s SET version = s.version + 1, plan_version_id = v.id,
            price_known = v.price_amount, price_seen = v.price_amount, price_from = NULL
     FROM plan_versions v
     WHERE v.plan_code = s.plan_code AND v.newest AND v.id <> s.plan_version_id
       AND s.business_id = $businessId AND s.ended_at IS NULL`),
);

/**
 * Schedules plan `$planCode` for the end of the running cycle; null takes back what was scheduled. The newest version of the plan
 * is noted, because its price is the one that was agreed to. The next cycle is for `$pendingQuantity` seats, or for more if more
 * are held by then; null means as many as now. `$version` is the version that was read.
 */
export const SCHEDULE = statement<
  void,
  {
    businessId: string;
    id: string;
    version: number;
    planCode: string | null;
    pendingQuantity: number | null;
  }
>(
  'subscription_schedule',
  `UPDATE subscriptions SET version = version + 1, pending_plan_code = $planCode::text, pending_quantity = $pendingQuantity::integer,
          pending_version_id = (SELECT id FROM plan_versions WHERE plan_code = $planCode AND newest),
          cancel_at_cycle_end = cancel_at_cycle_end AND $planCode IS NULL
   WHERE business_id = $businessId AND id = $id AND version = $version AND ended_at IS NULL`,
);

/**
 * Takes back a pending plan and a pending cancel, so that the subscription goes on as it is. Its next cycle is for
 * `$pendingQuantity` seats; null means as many as now. `$version` is the version that was read.
 */
export const CONTINUE = statement<
  void,
  { businessId: string; id: string; version: number; pendingQuantity: number | null }
>(
  'subscription_continue',
  `UPDATE subscriptions SET version = version + 1, pending_plan_code = NULL, pending_quantity = $pendingQuantity::integer,
          cancel_at_cycle_end = false
   WHERE business_id = $businessId AND id = $id AND version = $version AND ended_at IS NULL`,
);

/**
 * Cancels a subscription at the end of its running cycle, or takes the cancel back if `$canceled` is false. `$version` is the
 * version that was read.
 */
export const CANCEL = statement<void, { businessId: string; id: string; version: number; canceled: boolean }>(
  'subscription_cancel',
  `UPDATE subscriptions SET version = version + 1, cancel_at_cycle_end = $canceled
   WHERE business_id = $businessId AND id = $id AND version = $version AND ended_at IS NULL`,
);

/**
 * Moves the end of the running trial of subscription `$id` of `$businessId` to `$endsAt`, and the anchor of the next cycles with
 * it. `$version` is the version that was read.
 */
export const EXTEND_TRIAL = statement<
  void,
  { businessId: string; id: string; version: number; endsAt: Date }
>(
  'subscription_extend_trial',
  `WITH extended AS (
     UPDATE subscriptions SET version = version + 1, cycle_ends_at = $endsAt, anchor = $endsAt, trial_ends_at = $endsAt, due_at = $endsAt,
            attempts = 0, last_error = NULL
     WHERE business_id = $businessId AND id = $id AND version = $version AND ended_at IS NULL AND turn = -1 AND cycle_ends_at < $endsAt
     RETURNING business_id, id, cycle_index, cycle_ends_at, anchor
   )
   UPDATE cycles c SET ends_at = e.cycle_ends_at, anchor = e.anchor FROM extended e
   WHERE c.business_id = $businessId AND c.subscription_id = e.id AND c.index = e.cycle_index`,
);

/**
 * Ends subscription `$id` of `$businessId` at instant `$at` for reason `$reason`, and cuts its running cycle there. If the
 * instant is the very start of the cycle, the cycle keeps its planned end and is only marked as cut short, because no cycle may
 * be empty. `$version` is the version that was read.
 */
export const END = statement<
  void,
  { businessId: string; id: string; at: Date; version: number; reason: string }
>(
  'subscription_end',
  `WITH ended AS (
     UPDATE subscriptions s SET
       version = s.version + 1, status = 'ended', ended_at = $at, end_reason = $reason, due_at = NULL, attempts = 0,
       last_error = NULL, pending_plan_code = NULL, pending_quantity = NULL, cancel_at_cycle_end = false,
       cycle_ends_at = CASE WHEN s.cycle_starts_at < $at THEN $at ELSE ${plannedEnd('s')} END,
       past_due_since = NULL, access_until = NULL,
       trial_ends_at = CASE WHEN s.turn = -1 THEN $at ELSE s.trial_ends_at END
     WHERE s.business_id = $businessId AND s.id = $id AND s.version = $version AND s.ended_at IS NULL AND s.cycle_starts_at <= $at
     RETURNING s.business_id, s.id, s.cycle_index, s.cycle_ends_at
   )
   UPDATE cycles c SET ends_at = e.cycle_ends_at, cut_short = true FROM ended e
   WHERE c.business_id = $businessId AND c.subscription_id = $id AND c.index = e.cycle_index`,
);

/** Sorts the subscriptions `s` of a business so that the latest comes first: the live one, else the one that ended last. */
export const LATEST_FIRST = '(s.ended_at IS NULL) DESC, s.id DESC';

/** The latest subscription of a business. */
const LATEST = `
  SELECT s.id, s.business_id AS "businessId", s.version, s.status, s.plan_code AS "planCode", p.name AS "planName",
         s.plan_version_id AS "planVersionId", s.pending_plan_code AS "pendingPlanCode", pp.name AS "pendingPlanName",
         s.cancel_at_cycle_end AS "cancelAtCycleEnd", s.cycle_index AS "cycleIndex",
         s.cycle_starts_at AS "cycleStartsAt", ${plannedEnd('s')} AS "cycleEndsAt", s.turn, s.trial_ends_at AS "trialEndsAt",
         s.ended_at AS "endedAt", s.end_reason AS "endReason", s.past_due_since AS "pastDueSince", s.access_until AS "accessUntil",
         s.collects AS "isInvoiced", s.quantity, s.pending_quantity AS "pendingQuantity", s.price_override AS "priceOverride", s.discount_percent AS "discountPercent",
         s.discount_amount AS "discountAmount", s.discount_cycles AS "discountCycles", v.per_seat AS "perSeat",
         v.price_amount AS "priceAmount", p.currency,
         p.interval_unit AS "intervalUnit", p.interval_count AS "intervalCount",
         ${limitsOf('v.id')} AS limits
  FROM subscriptions s
  JOIN plans p ON p.code = s.plan_code
  JOIN plan_versions v ON v.id = s.plan_version_id
  LEFT JOIN plans pp ON pp.code = s.pending_plan_code
  WHERE s.business_id = $businessId ORDER BY ${LATEST_FIRST} LIMIT 1`;
export const FIND_LATEST = statement<SubscriptionRow, { businessId: string }>(
  'subscription_find_latest',
  LATEST,
);
/** The latest subscription, locked against other changes. Spends do not wait, because they lock no subscription. */
export const LOCK_LATEST = statement<SubscriptionRow, { businessId: string }>(
  'subscription_lock_latest',
  `${LATEST} FOR NO KEY UPDATE OF s`,
);
