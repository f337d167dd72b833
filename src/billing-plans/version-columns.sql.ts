/** SQL of the limits of the version with the id `versionId`: units, null for unlimited, or on and off, by feature. */
export const limitsOf = (versionId: string): string => `
  COALESCE((SELECT jsonb_object_agg(l.feature_key, COALESCE(to_jsonb(l.enabled), to_jsonb(l.amount)))
            FROM plan_limits l WHERE l.version_id = ${versionId}), '{}')`;

/** The terms of the version `v` of the plan `p`, as `VersionTermsRow` has them. */
export const VERSION_COLUMNS = `
  v.price_amount AS "priceAmount", p.currency, v.trial_days AS "trialDays",
  v.after_cycle AS "afterCycle", v.after_cycle_plan AS "afterCyclePlan",
  v.after_trial AS "afterTrial", v.after_trial_plan AS "afterTrialPlan",
  v.after_unpaid AS "afterUnpaid", v.after_unpaid_plan AS "afterUnpaidPlan", v.grace_days AS "graceDays",
  v.per_seat AS "perSeat", ${limitsOf('v.id')} AS limits`;
