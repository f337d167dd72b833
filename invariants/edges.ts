import { type Invariant, SUBSCRIPTION } from './violation.js';

/** SQL of what people asked for, from the audit log: of which subscription, in which of its cycles, and with which result. */
const ASKED = `
  (SELECT business_id, after ->> 'subscriptionId' AS subscription_id, action, (after ->> 'cycleIndex')::integer AS index,
          after ->> 'planCode' AS plan_code, after ->> 'pendingPlanCode' AS pending_plan_code
   FROM audit_log WHERE action LIKE 'subscription.%')`;

/** SQL of the plans that somebody chose for cycle `index`: now, or at the end of the cycle before. */
const CHOSEN = `
  (SELECT business_id, subscription_id, index, plan_code FROM ${ASKED} AS now WHERE action = 'subscription.changed'
   UNION ALL
   SELECT business_id, subscription_id, index + 1, pending_plan_code FROM ${ASKED} AS later
   WHERE action = 'subscription.change_scheduled')`;

/**
 * SQL that says whether an invoice of this cycle, or of an earlier one, was never paid, so that access may have ended in this
 * cycle.
 */
const UNPAID = (businessId: string, subscriptionId: string, index: string): string => `
  EXISTS (SELECT 1 FROM invoices i WHERE i.business_id = ${businessId} AND i.subscription_id = ${subscriptionId}
          AND i.reason = 'cycle' AND i.cycle_index <= ${index}
          AND (i.status IN ('void', 'chargedBack') OR i.problem = 'unapplied'))`;

/**
 * SQL of the steps from each cycle to the next. `by_itself` says whether a renewal makes this boundary without a request: the
 * anchor stays if the interval does; a plan of another interval gets a new anchor. `leads_to` is the plan that follows by the
 * terms in force. A cycle that was cut short leads nowhere by itself, unless it lapsed; then a new cycle begins on the plan that
 * follows.
 */
const STEPS = `
  (SELECT c.business_id, c.subscription_id, n.index, new.plan_code,
          CASE WHEN c.cut_short THEN lapse.lapsed
            WHEN (was.interval_unit, was.interval_count) = (will.interval_unit, will.interval_count)
            THEN n.anchor = c.anchor AND n.turn = c.turn + 1
            ELSE n.turn = 0 END AS by_itself,
          CASE WHEN lapse.lapsed
            THEN COALESCE(terms.after_unpaid_plan, CASE WHEN new.price_amount = 0 THEN new.plan_code END)
            WHEN NOT c.cut_short THEN CASE CASE WHEN c.turn = -1 THEN terms.after_trial ELSE terms.after_cycle END
              WHEN 'renew' THEN terms.plan_code
              WHEN 'switch' THEN CASE WHEN c.turn = -1 THEN terms.after_trial_plan ELSE terms.after_cycle_plan END END
          END AS leads_to
   FROM cycles c
   JOIN cycles n ON n.business_id = c.business_id AND n.subscription_id = c.subscription_id AND n.index = c.index + 1
   JOIN plan_versions terms ON terms.id = c.plan_version_id JOIN plans was ON was.code = terms.plan_code
   JOIN plan_versions new ON new.id = n.plan_version_id JOIN plans will ON will.code = new.plan_code
   CROSS JOIN LATERAL (
     SELECT c.cut_short AND n.turn = 0 AND n.anchor = c.ends_at
            AND ${UNPAID('c.business_id', 'c.subscription_id', 'c.index')} AS lapsed
   ) AS lapse)`;

/**
 * SQL of cycles that a renewal opened and that nobody has put on another plan since, of businesses in real time, with the number
 * of their version. Cycles that began before the import of their business are left out: they have the version that was the newest
 * at the import.
 */
const OPENED = `
  (SELECT n.business_id, n.subscription_id, n.index, n.starts_at,
          -- A cycle in which the subscription ended keeps its planned end.
          LEAST(n.ends_at, CASE WHEN n.index = s.cycle_index THEN s.ended_at END) AS ends_at, v.plan_code, v.number, v.created_at, v.running_at
   FROM cycles c
   JOIN cycles n ON n.business_id = c.business_id AND n.subscription_id = c.subscription_id AND n.index = c.index + 1
   JOIN plan_versions v ON v.id = n.plan_version_id
   JOIN subscriptions s ON s.business_id = n.business_id AND s.id = n.subscription_id
   WHERE s.test_clock_id IS NULL AND NOT c.cut_short
     AND NOT EXISTS (SELECT 1 FROM ${ASKED} AS a WHERE a.business_id = n.business_id AND a.index = n.index
                     AND a.subscription_id = n.subscription_id::text AND a.action = 'subscription.changed')
     AND NOT EXISTS (SELECT 1 FROM audit_log AS i WHERE i.business_id = n.business_id AND i.action = 'business.created'
                     AND i.after ->> 'importedFrom' IS NOT NULL AND i.at >= n.starts_at))`;

/** The most by which the clocks of two servers may differ: twice the default of MAX_CLOCK_SKEW_SECONDS. */
const SKEW = "interval '60 seconds'";

const of = (a: string, b: string): string =>
  `${a}.business_id = ${b}.business_id AND ${a}.subscription_id = ${b}.subscription_id::text`;

/**
 * I9: follows the history of every subscription along the edges that docs/subscriptions.md draws. What a renewal does by itself
 * must follow from the previous cycle and its terms. For everything else, the audit log must say who asked for it. Times of two
 * servers are compared with 60 seconds to spare, because their clocks differ. Each cycle that a renewal opens has the plan's
 * version of its time. It has a later version only if that was applied to running cycles before the cycle ended.
 */
export const EDGES: Invariant = {
  id: 'I9',
  title: 'state changes only along the allowed edges: by the terms of the plan, or because somebody asked',
  sql: [
    `SELECT 'beginning of ' || c.business_id || ' ' || c.subscription_id AS at FROM cycles c WHERE c.index = 0 AND c.turn > 0`,
    `SELECT 'trial of ' || c.business_id || ' ' || v.plan_code AS at
     FROM cycles c JOIN plan_versions v ON v.id = c.plan_version_id
     LEFT JOIN plan_trials t ON t.business_id = c.business_id AND t.plan_code = v.plan_code
     WHERE c.turn = -1 GROUP BY c.business_id, v.plan_code HAVING count(*) > 1 OR count(t.plan_code) = 0`,
    `SELECT ${SUBSCRIPTION} AS at
     FROM subscriptions s
     JOIN cycles c ON c.business_id = s.business_id AND c.subscription_id = s.id AND c.index = s.cycle_index
     LEFT JOIN plan_versions v ON v.id = c.plan_version_id
     WHERE s.status NOT IN ('trialing', 'active', 'pastDue', 'ended')
        OR s.version <= s.cycle_index + (s.ended_at IS NOT NULL)::integer
        OR CASE WHEN s.ended_at IS NULL THEN c.cut_short ELSE
             s.pending_plan_code IS NOT NULL
             OR (s.end_reason = 'canceled') <> s.cancel_at_cycle_end
             OR CASE s.end_reason WHEN 'expired' THEN c.cut_short
                  WHEN 'canceled' THEN c.cut_short AND NOT ${UNPAID('s.business_id', 's.id', 's.cycle_index')}
                  WHEN 'unpaid' THEN NOT (c.cut_short AND ${UNPAID('s.business_id', 's.id', 's.cycle_index')})
                  ELSE NOT c.cut_short END
             OR s.ended_at <> c.ends_at AND NOT (c.cut_short AND s.ended_at = c.starts_at)
             OR s.end_reason = 'expired' AND CASE WHEN c.turn = -1 THEN v.after_trial ELSE v.after_cycle END <> 'end'
           END`,
    `SELECT 'closed: ' || ${SUBSCRIPTION} AS at FROM subscriptions s JOIN businesses b ON b.id = s.business_id
     WHERE CASE WHEN b.closed_at IS NULL THEN s.end_reason = 'closed' ELSE s.ended_at IS NULL END`,
    `SELECT 'entry ' || e.business_id || ' ' || e.id || ' ' || e.action AS at
     FROM (SELECT *, before ->> 'status' AS was, after ->> 'status' AS became,
                  before ->> 'status' IN ('trialing', 'active', 'pastDue') AS lived, after ->> 'status' IN ('trialing', 'active', 'pastDue') AS lives,
                  before -> 'subscriptionId' = after -> 'subscriptionId' AS same,
                  (after ->> 'cycleIndex')::integer - (before ->> 'cycleIndex')::integer AS turned,
                  before ->> 'pendingPlanCode' AS had_pending, after ->> 'pendingPlanCode' AS pending,
                  before ->> 'pendingQuantity' AS had_fewer, after ->> 'pendingQuantity' AS fewer,
                  (before ->> 'cancelAtCycleEnd')::boolean AS was_canceled, (after ->> 'cancelAtCycleEnd')::boolean AS canceled
           FROM audit_log WHERE action LIKE 'subscription.%') AS e
     WHERE CASE e.action
       WHEN 'subscription.started' THEN NOT e.same AND e.was = 'ended' AND e.lives
       WHEN 'subscription.ended' THEN e.same AND e.lived AND e.became = 'ended' AND e.turned = 0
       WHEN 'subscription.changed' THEN e.same AND e.lived AND e.lives AND e.turned IN (0, 1) AND e.pending IS NULL AND NOT e.canceled
       ELSE e.same AND e.lived AND e.became = e.was AND e.turned = 0 AND CASE e.action
         WHEN 'subscription.billing_changed' THEN true
         WHEN 'subscription.change_scheduled' THEN COALESCE(e.pending, e.fewer) IS NOT NULL AND NOT e.canceled
         WHEN 'subscription.pending_plan_dropped' THEN COALESCE(e.had_pending, e.had_fewer) IS NOT NULL AND e.pending IS NULL
         WHEN 'subscription.canceled' THEN NOT e.was_canceled AND e.canceled
         WHEN 'subscription.trial_extended' THEN e.was = 'trialing' AND (e.after ->> 'cycleEndsAt')::timestamptz > (e.before ->> 'cycleEndsAt')::timestamptz
         WHEN 'subscription.resumed' THEN e.was_canceled AND NOT e.canceled
         ELSE false END
       END IS NOT TRUE`,
  ],
  unlessAudited: [
    `SELECT 'turn to ' || t.business_id || ' ' || t.subscription_id || ' #' || t.index AS at FROM ${STEPS} AS t
     WHERE NOT t.by_itself AND NOT EXISTS (
       SELECT 1 FROM ${ASKED} AS a WHERE ${of('a', 't')} AND a.index = t.index AND a.action = 'subscription.changed')`,
    `SELECT 'plan of ' || t.business_id || ' ' || t.subscription_id || ' #' || t.index AS at FROM ${STEPS} AS t
     WHERE t.plan_code IS DISTINCT FROM t.leads_to AND NOT EXISTS (
       SELECT 1 FROM ${CHOSEN} AS a WHERE ${of('a', 't')} AND a.index = t.index AND a.plan_code = t.plan_code)`,
    `SELECT 'trial of the owner of ' || c.business_id || ' ' || v.plan_code AS at
     FROM cycles c JOIN plan_versions v ON v.id = c.plan_version_id
     JOIN members m ON m.business_id = c.business_id AND m.role = 'owner'
     WHERE c.turn = -1
       AND NOT EXISTS (SELECT FROM user_trials t WHERE t.user_id = m.user_id AND t.plan_code = v.plan_code)
       AND NOT EXISTS (SELECT FROM audit_log a WHERE a.business_id = c.business_id AND a.action = 'business.handed_over')`,
    `SELECT 'version of ' || n.business_id || ' ' || n.subscription_id || ' #' || n.index AS at FROM ${OPENED} AS n
     WHERE (n.number > 1 AND n.running_at IS DISTINCT FROM 'infinity' AND n.created_at > n.starts_at + ${SKEW}
            AND COALESCE(n.running_at >= n.ends_at + ${SKEW}, true))
        OR EXISTS (SELECT 1 FROM plan_versions v WHERE v.plan_code = n.plan_code AND v.number > n.number
                   AND (v.created_at < n.starts_at - ${SKEW} OR v.running_at < n.ends_at - ${SKEW}))`,
    `SELECT 'nobody asked for the end of ' || ${SUBSCRIPTION} AS at FROM subscriptions s
     WHERE (s.cancel_at_cycle_end OR s.end_reason = 'operator') AND NOT EXISTS (
       SELECT 1 FROM ${ASKED} AS a WHERE a.business_id = s.business_id AND a.subscription_id = s.id::text AND a.index = s.cycle_index
         AND a.action = CASE s.end_reason WHEN 'operator' THEN 'subscription.ended' ELSE 'subscription.canceled' END)`,
    `SELECT 'nobody asked for the next plan of ' || ${SUBSCRIPTION} AS at FROM subscriptions s
     WHERE s.pending_plan_code IS NOT NULL AND NOT EXISTS (
       SELECT 1 FROM ${CHOSEN} AS a WHERE a.business_id = s.business_id AND a.subscription_id = s.id::text
         AND a.index = s.cycle_index + 1 AND a.plan_code = s.pending_plan_code)`,
  ],
};
