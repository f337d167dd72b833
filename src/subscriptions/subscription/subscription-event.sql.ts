import { ISO } from '../../events/index.js';

/** SQL of a plan as `PlanNameView` shows it. `p` is the alias of the plan; without a plan, the result is NULL. */
export const PLAN_NAME = (p: string): string =>
  `CASE WHEN ${p}.code IS NOT NULL THEN json_build_object('code', ${p}.code, 'name', ${p}.name) END`;

/** SQL of a cycle as `RunningCycleView` shows it. */
export const CYCLE = (index: string, startsAt: string, endsAt: string, turn: string): string =>
  `json_build_object('index', ${index}, 'startsAt', ${ISO(startsAt)}, 'endsAt', ${ISO(endsAt)}, 'trial', ${turn} = -1)`;

/**
 * SQL of a subscription as `subscriptionStateView` shows it, for a statement that writes the events of many. `s` has the columns
 * of `subscriptions`; `p` and `pending` are the plans. `plannedEnd` is the planned end of the cycle, for a subscription that may
 * be past due.
 */
export const SUBSCRIPTION_STATE = (
  s: string,
  p: string,
  pending: string | null,
  plannedEnd?: string,
): string => {
  const state = (accessUntil: string) => `
  json_build_object('id', ${s}.id, 'status', ${s}.status, 'plan', ${PLAN_NAME(p)},
    'pendingPlan', ${pending === null ? 'NULL' : PLAN_NAME(pending)}, 'cancelAtCycleEnd', ${s}.cancel_at_cycle_end,
    'cycle', ${CYCLE(`${s}.cycle_index`, `${s}.cycle_starts_at`, plannedEnd ?? `${s}.cycle_ends_at`, `${s}.turn`)},${accessUntil}
    'trialEndsAt', ${ISO(`${s}.trial_ends_at`)}, 'endedAt', ${ISO(`${s}.ended_at`)}, 'endReason', ${s}.end_reason)`;
  if (plannedEnd === undefined) return state('');
  return `CASE WHEN ${s}.access_until IS NULL THEN ${state('')}
    ELSE ${state(`\n    'accessUntil', ${ISO(`${s}.access_until`)},`)} END`;
};
