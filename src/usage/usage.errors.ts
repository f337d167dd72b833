import type { FeatureKind, Unlocking } from '../billing-plans/index.js';
import type { ProblemCode } from '../common/problems.js';
import { DomainError } from '../common/domain-error.js';
import { countLimitReached } from '../common/metrics.js';
import { KEY_PROBLEMS } from './idempotency/idempotency-key.js';

/** The codes with which a spend can be refused, beside those of all requests. */
export const SPEND_PROBLEMS = [
  'unknown_feature',
  'wrong_feature_kind',
  'no_active_subscription',
  'feature_off',
  'limit_reached',
  'already_refunded',
  'renewal_failed',
  // A spend that would open a cycle is refused at a server whose clock is wrong.
  'clock_wrong',
  ...KEY_PROBLEMS,
  'overloaded',
  'outcome_unknown',
] as const satisfies ProblemCode[];

/** The facts of a refusal: what was requested, what is left, when the counter resets, and which plans would allow it. */
export interface LimitFacts {
  feature: string;
  requested: number;
  used: number;
  limit: number | null;
  credits: number;
  remaining: number | null;
  /** When the counter resets. Null for allocated features, which have no cycle. */
  resetsAt: Date | null;
  unlockedBy: Unlocking[];
}

/** The error for a request above the limit. Its constructor counts it in the metrics. */
export class LimitReached extends DomainError<'limit_reached'> {
  constructor(facts: LimitFacts) {
    const { feature, requested, used, limit, credits, remaining, resetsAt, unlockedBy } = facts;
    countLimitReached(feature);
    const reset = resetsAt === null ? '' : ` It resets at ${resetsAt.toISOString()}.`;
    const plans = unlockedBy.map(({ code }) => code).join(', ');
    const unlock = plans === '' ? '' : ` These plans would allow it: ${plans}.`;
    const paid = credits === 0 ? '' : ` (${credits} of them credits)`;
    const left = `${used} of ${limit ?? 'unlimited'} used, ${remaining ?? 'unlimited'} left${paid}, ${requested} requested.`;
    super('limit_reached', `The limit of ${feature} is reached: ${left}${reset}${unlock}`, { ...facts });
  }
}

export class NoActiveSubscription extends DomainError<'no_active_subscription'> {
  constructor() {
    super('no_active_subscription', 'The business has no live subscription. Its owner can choose a plan.');
  }
}

export class FeatureOff extends DomainError<'feature_off'> {
  constructor(feature: string, unlockedBy: Unlocking[]) {
    super('feature_off', `"${feature}" is off on this plan.`, { feature, unlockedBy });
  }
}

/** The rest of the text of `WrongFeatureKind`, by what the request is for. */
const WRONG_KIND = {
  spend: 'it is held, not spent: PUT it as an allocation',
  hold: 'it is not held: POST its usage',
  credits: 'only metered features have credits',
  days: 'only metered features have usage by day',
};

export class WrongFeatureKind extends DomainError<'wrong_feature_kind'> {
  constructor(feature: string, kind: FeatureKind, request: keyof typeof WRONG_KIND) {
    super('wrong_feature_kind', `"${feature}" is ${kind}; ${WRONG_KIND[request]}.`, { feature, kind });
  }
}

export class ManagedFeature extends DomainError<'managed_feature'> {
  constructor(feature: string) {
    super(
      'managed_feature',
      `"${feature}" is held by the service itself, one for each person of the business. Invite or remove members instead.`,
    );
  }
}

/**
 * Makes the error for a spend that may have been written or not. With the same idempotency key it is safe to repeat the request.
 */
export function outcomeUnknown(): DomainError {
  return new DomainError(
    'outcome_unknown',
    'The connection to the database was lost, so it is not known whether the units were spent. ' +
      'With an idempotency key, send the request again: the units are spent once.',
  );
}
