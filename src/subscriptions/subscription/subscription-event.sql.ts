import { ISO } from '../../events/index.js';

/** A plan as `PlanNameView` shows it, from alias `p`, which is null where there is none. */
export const PLAN_NAME = (p: string): string =>
  `CASE WHEN ${p}.code IS NOT NULL THEN json_build_object('code', ${p}.code, 'name', ${p}.name) END`;

/** A cycle as `RunningCycleView` shows it. */
export const CYCLE = (index: string, startsAt: string, endsAt: string, turn: string): string =>
  `json_build_object('index', ${index}, 'startsAt', ${ISO(startsAt)}, 'endsAt', ${ISO(endsAt)}, 'trial', ${turn} = -1)`;

/**
 * A subscription as `subscriptionStateView` shows it, where a statement writes the event of many: `s` has the columns of
 * `subscriptions`, `p` and `pending` are its plans. `plannedEnd` is the planned end of its
 * cycle, for a subscription that may be past due.
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
