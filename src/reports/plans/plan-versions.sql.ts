import type { Limits } from '../../billing-plans/index.js';
import { statement } from '../../database/sql.js';

export interface PlanVersionRow {
  number: number;
  createdAt: Date;
  newest: boolean;
  runningAt: Date | null;
  live: number;
  priceAmount: number;
  currency: string;
  trialDays: number;
  afterCycle: 'renew' | 'end' | 'switch';
  afterCyclePlan: string | null;
  afterTrial: 'renew' | 'end' | 'switch';
  afterTrialPlan: string | null;
  afterUnpaid: 'end' | 'switch' | null;
  afterUnpaidPlan: string | null;
  graceDays: number;
  perSeat: boolean;
  limits: Limits;
}

/**
 * Lists versions of a plan below the number `$before`, the newest first. An index finds the live subscriptions of the plan that
 * are counted.
 */
export const LIST_VERSIONS = statement<PlanVersionRow, { code: string; before: number; limit: number }>(
  'reports_plan_versions',
  `WITH live AS MATERIALIZED (
     SELECT plan_version_id AS id, count(*) AS n FROM subscriptions WHERE plan_code = $code AND ended_at IS NULL GROUP BY plan_version_id
   )
   SELECT v.number, v.created_at AS "createdAt", v.newest, NULLIF(v.running_at, 'infinity') AS "runningAt",
          COALESCE(live.n, 0) AS live, v.price_amount AS "priceAmount", p.currency, v.trial_days AS "trialDays",
          v.after_cycle AS "afterCycle", v.after_cycle_plan AS "afterCyclePlan",
          v.after_trial AS "afterTrial", v.after_trial_plan AS "afterTrialPlan",
          v.after_unpaid AS "afterUnpaid", v.after_unpaid_plan AS "afterUnpaidPlan", v.grace_days AS "graceDays",
          v.per_seat AS "perSeat",
          COALESCE((SELECT jsonb_object_agg(l.feature_key, COALESCE(to_jsonb(l.enabled), to_jsonb(l.amount)))
                    FROM plan_limits l WHERE l.version_id = v.id), '{}') AS limits
   FROM plan_versions v JOIN plans p ON p.code = v.plan_code LEFT JOIN live ON live.id = v.id
   WHERE v.plan_code = $code AND v.number < $before ORDER BY v.number DESC LIMIT $limit`,
);
