import { boundary } from './boundary.sql.js';

/**
 * SQL of the version of plan `plan` for a cycle `[startsAt, endsAt)` that opens. It is the newest version that was made at or
 * before the cycle's start, or was applied to running cycles before the cycle's end. So a cycle that opens late opens under the
 * version of its time. If no version is old enough, it is the first one.
 */
const versionOfItsTime = (plan: string, startsAt: string, endsAt: string): string => `
  COALESCE(
    (SELECT v.id FROM plan_versions v
     WHERE v.plan_code = ${plan} AND (v.created_at <= ${startsAt} OR v.running_at < ${endsAt})
     ORDER BY v.number DESC LIMIT 1),
    (SELECT v.id FROM plan_versions v WHERE v.plan_code = ${plan} ORDER BY v.number LIMIT 1))`;

/**
 * SQL of the version under which the running cycle of `s` ends, if it ends at `endsAt`. It is a version newer than that of the
 * cycle, if one was applied to running cycles before the cycle ends and has not reached this cycle yet. Otherwise it is the version
 * of the cycle.
 */
const closingVersion = (s: string, endsAt = `${s}.cycle_ends_at`): string => `
  COALESCE(
    (SELECT v.id FROM plan_versions v
     WHERE v.plan_code = ${s}.plan_code AND v.running_at < ${endsAt}
       AND v.number > (SELECT own.number FROM plan_versions own WHERE own.id = ${s}.plan_version_id)
     ORDER BY v.number DESC LIMIT 1),
    ${s}.plan_version_id)`;

/**
 * SQL of the version of the running cycle of `s` when its end moves to the later `endsAt`. An edit of running cycles leaves out a
 * cycle that was over by then. If the cycle goes on after all, it was under way, so the edit applies to it too.
 */
export const versionUntil = (s: string, endsAt: string): string =>
  `CASE WHEN ${s}.test_clock_id IS NOT NULL THEN ${s}.plan_version_id ELSE ${closingVersion(s, endsAt)} END`;

/**
 * SQL that says whether the unpaid subscription `s` lapses when its cycle is over. It lapses if access ends together with the
 * cycle. Otherwise the next cycle follows as usual, and the rest of the grace goes on in it.
 */
const lapses = (s: string): string => `COALESCE(${s}.cycle_ends_at = ${s}.access_until, false)`;

/** SQL of the plan that follows a lapse, by the terms `terms`. NULL means that the subscription ends. */
const unpaidPlan = (terms: string): string => `
  CASE ${terms}.after_unpaid
    WHEN 'end' THEN NULL
    WHEN 'switch' THEN ${terms}.after_unpaid_plan
    ELSE (SELECT d.code FROM plans d JOIN plan_versions f ON f.plan_code = d.code AND f.newest AND f.price_amount = 0
          WHERE d.is_default)
  END`;

/**
 * SQL that says what follows the present cycle of the rows of relation `s`. It is the rule of contract §4 as one piece of
 * SQL. The renewal loop, late requests and every forecast use it, so they cannot disagree.
 *
 * The first of these that holds decides:
 *
 * 1. A pending cancel ends the subscription.
 * 2. An unpaid subscription lapses: `whenUnpaid` (`after_unpaid`) of the version in force.
 * 3. A pending plan takes over.
 * 4. A trial (turn −1) is over: `whenTrialEnds` (`after_trial`). A plan without it has the default of `withDefaults` in
 *    `src/billing-plans/plan.ts`.
 * 5. Any other cycle is over: `whenCycleEnds` (`after_cycle`).
 *
 * `invariants/edges.ts` states the same rule a second time, to check what was written: change both. `costsAfterTrial`,
 * `mayMoveFreely` and `tellAhead` look only one step ahead: they do not see what follows the next plan.
 *
 * The anchor stays if the interval stays; otherwise the next cycle is anchored at the boundary. `cycles.sql.ts` says when a trial
 * ends, also one that ends early or is extended.
 *
 * An edit of a plan applies to cycles that begin at or after the edit, and with `running_at` also to those that are under way
 * then. However late a cycle is closed or opened, it gets the version of its time. On a test clock it gets the newest version,
 * because an edit has real time.
 *
 * `s` has the columns of `subscriptions`. The result, called `n`, has `closes_under` (the version under which the present cycle
 * ends), `event` (renew | switch | end), `end_reason`, `plan_code`, `version_id`, `anchor`, `every`, `turn`, `starts_at`,
 * `ends_at`, `lapses`, `access_until` (the end of a grace that goes on) and `fits`. `fits` is false for a cycle that would not
 * start where the previous one ends, or whose plan has no newest version; such a cycle is never written. Every row of `s` has a
 * result: a row without one would be due for ever.
 *
 * The version of its time is looked up only if the newest version is younger than the cycle. That is rare, and never the case for
 * all rows of a run.
 */
export const nextCycle = (s: string): string => `
  JOIN plans was ON was.code = ${s}.plan_code
  LEFT JOIN plan_versions latest ON latest.plan_code = ${s}.plan_code AND latest.newest
  JOIN plan_versions terms ON terms.id =
    CASE WHEN latest.id = ${s}.plan_version_id OR ${s}.test_clock_id IS NOT NULL THEN ${s}.plan_version_id
         ELSE ${closingVersion(s)} END
  CROSS JOIN LATERAL (
    SELECT lapse.lapses, CASE WHEN lapse.lapses THEN ${unpaidPlan('terms')} END AS plan_code
    FROM (SELECT ${lapses(s)} AS lapses) AS lapse
  ) AS unpaid
  CROSS JOIN LATERAL (
    SELECT
      CASE
        WHEN ${s}.cancel_at_cycle_end THEN 'end'
        WHEN unpaid.lapses THEN CASE WHEN unpaid.plan_code IS NULL THEN 'end' ELSE 'switch' END
        WHEN ${s}.pending_plan_code IS NOT NULL THEN 'switch'
        WHEN ${s}.turn = -1 THEN terms.after_trial
        ELSE terms.after_cycle
      END AS event,
      COALESCE(CASE WHEN unpaid.lapses THEN unpaid.plan_code ELSE ${s}.pending_plan_code END,
               CASE WHEN ${s}.turn = -1 THEN terms.after_trial_plan ELSE terms.after_cycle_plan END,
               ${s}.plan_code) AS plan_code
  ) AS rule
  JOIN plans AS will ON will.code = rule.plan_code
  LEFT JOIN plan_versions AS newest ON newest.plan_code = rule.plan_code AND newest.newest
  CROSS JOIN LATERAL (
    SELECT NOT unpaid.lapses
           AND (was.interval_unit, was.interval_count) = (will.interval_unit, will.interval_count) AS anchor_stays
  ) AS same
  CROSS JOIN LATERAL (
    SELECT
      terms.id AS closes_under,
      rule.event,
      CASE WHEN ${s}.cancel_at_cycle_end THEN 'canceled' WHEN unpaid.lapses THEN 'unpaid' ELSE 'expired' END AS end_reason,
      unpaid.lapses,
      CASE WHEN NOT unpaid.lapses AND rule.event <> 'end' THEN ${s}.access_until END AS access_until,
      rule.plan_code,
      CASE WHEN same.anchor_stays THEN ${s}.anchor ELSE ${s}.cycle_ends_at END AS anchor,
      will.every,
      CASE WHEN same.anchor_stays THEN ${s}.turn + 1 ELSE 0 END AS turn
  ) AS step
  CROSS JOIN LATERAL (
    SELECT step.*,
      ${boundary('step.anchor', 'step.turn', 'step.every')} AS starts_at,
      ${boundary('step.anchor', 'step.turn + 1', 'step.every')} AS ends_at
  ) AS span
  CROSS JOIN LATERAL (
    SELECT span.*,
      CASE WHEN newest.id IS NULL OR newest.created_at <= span.starts_at OR ${s}.test_clock_id IS NOT NULL THEN newest.id
           ELSE ${versionOfItsTime('span.plan_code', 'span.starts_at', 'span.ends_at')} END AS version_id,
      span.event = 'end' OR (span.starts_at = ${s}.cycle_ends_at AND span.ends_at > span.starts_at
                             AND newest.id IS NOT NULL) AS fits
  ) AS n`;
