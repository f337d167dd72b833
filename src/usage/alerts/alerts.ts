import type { CounterState } from '../spending/counter-state.js';
import { BELOW_ALERTS, type GrownCounters } from './alerts.sql.js';

/**
 * Finds the counters that may have crossed a threshold, so that the others cost no statement. `RECORD_ALERTS` decides which of
 * them have.
 */
export function nearThresholds(states: CounterState[]): GrownCounters | null {
  const grown = states.flatMap((state) => {
    const { limit } = state.quotaState;
    const { paidBefore: before, paidByPlan: after, lastAt } = state;
    if (limit === null || lastAt === null || after === before || after < limit * BELOW_ALERTS) return [];
    return [{ ...state.quotaState, limit, before, after, lastAt }];
  });
  if (grown.length === 0) return null;
  return {
    businessIds: grown.map(({ businessId }) => businessId),
    subscriptionIds: grown.map(({ subscriptionId }) => subscriptionId),
    cycleIndexes: grown.map(({ cycleIndex }) => cycleIndex),
    features: grown.map(({ feature }) => feature),
    limits: grown.map(({ limit }) => limit),
    startTimes: grown.map(({ startsAt }) => startsAt.toISOString()),
    endTimes: grown.map(({ endsAt }) => endsAt.toISOString()),
    times: grown.map(({ lastAt }) => lastAt.toISOString()),
    befores: grown.map(({ before }) => before),
    afters: grown.map(({ after }) => after),
  };
}
