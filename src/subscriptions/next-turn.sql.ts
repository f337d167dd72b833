import { boundary } from './boundary.sql.js';

/**
 * What follows the cycle that relation `s` is in: the rule of design §4 as one piece of SQL, used by the renewal
 * loop, late requests and every forecast, so that they cannot disagree.
 *
 * A pending cancel ends the subscription; else a pending plan takes over; else the version in force decides
 * (`after_trial` when the cycle is a trial, which is turn −1, else `after_cycle`). The anchor stays when the
 * interval does; otherwise the next cycle is anchored at the boundary.
 *
 * `s` has the columns of `subscriptions`. The result, called `n`, has `event` (renew | switch | end), `end_reason`,
 * `plan_code`, `version_id`, `anchor`, `every`, `turn`, `starts_at`, `ends_at`, and `fits`: false for a cycle that
 * would not start where the one before ends, or whose plan has no newest version, which nobody may write. Every row of
 * `s` has a result: one without would be due for ever.
 */
export const nextTurn = (s: string): string => `
  JOIN plans was ON was.code = ${s}.plan_code
  JOIN plan_versions terms ON terms.id = ${s}.plan_version_id
  CROSS JOIN LATERAL (
    SELECT
      CASE
        WHEN ${s}.cancel_at_cycle_end THEN 'end'
        WHEN ${s}.pending_plan_code IS NOT NULL THEN 'switch'
        WHEN ${s}.turn = -1 THEN terms.after_trial
        ELSE terms.after_cycle
      END AS event,
      COALESCE(${s}.pending_plan_code,
               CASE WHEN ${s}.turn = -1 THEN terms.after_trial_plan ELSE terms.after_cycle_plan END,
               ${s}.plan_code) AS plan_code
  ) AS rule
  JOIN plans AS will ON will.code = rule.plan_code
  LEFT JOIN plan_versions AS newest ON newest.plan_code = rule.plan_code AND newest.newest
  CROSS JOIN LATERAL (
    SELECT (was.interval_unit, was.interval_count) = (will.interval_unit, will.interval_count) AS anchor_stays
  ) AS same
  CROSS JOIN LATERAL (
    SELECT
      rule.event,
      CASE WHEN ${s}.cancel_at_cycle_end THEN 'canceled' ELSE 'expired' END AS end_reason,
      rule.plan_code,
      newest.id AS version_id,
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
      span.event = 'end' OR (span.starts_at = ${s}.cycle_ends_at AND span.ends_at > span.starts_at
                             AND span.version_id IS NOT NULL) AS fits
  ) AS n`;
