import type { FeatureKind, Unlocking } from '../billing-plans/billing-plans.service.js';
import { Refusal } from '../common/refusal.js';

/** All that explains a refusal: what was asked, what there is, when it resets, and what would unlock it. */
export interface LimitFacts {
  feature: string;
  requested: number;
  used: number;
  limit: number | null;
  credits: number;
  remaining: number | null;
  /** Null where nothing resets: allocated features belong to no cycle. */
  resetsAt: Date | null;
  unlockedBy: Unlocking[];
}

export class LimitReached extends Refusal {
  constructor(facts: LimitFacts) {
    const { feature, requested, used, limit, credits, remaining, resetsAt, unlockedBy } = facts;
    const reset = resetsAt === null ? '' : ` It resets at ${resetsAt.toISOString()}.`;
    const plans = unlockedBy.map(({ code }) => code).join(', ');
    const unlock = plans === '' ? '' : ` These plans would allow it: ${plans}.`;
    const paid = credits === 0 ? '' : ` ${credits} of it credits,`;
    const left = `${used} of ${limit ?? 'unlimited'} used, ${remaining ?? 'unlimited'} left,${paid} ${requested} asked.`;
    super('limit_reached', `The limit of ${feature} is reached: ${left}${reset}${unlock}`, { ...facts });
  }
}

export class UnknownFeature extends Refusal {
  constructor(feature: string) {
    super('unknown_feature', `There is no feature "${feature}".`, { feature });
  }
}

export class NoActiveSubscription extends Refusal {
  constructor() {
    super('no_active_subscription', 'The business has no live subscription. Its owner can choose a plan.');
  }
}

export class FeatureOff extends Refusal {
  constructor(feature: string, unlockedBy: Unlocking[]) {
    super('feature_off', `"${feature}" is off on this plan.`, { feature, unlockedBy });
  }
}

export class WrongFeatureKind extends Refusal {
  constructor(feature: string, kind: FeatureKind) {
    const way =
      kind === 'allocated' ? 'is held, not spent: PUT it as an allocation' : 'is not held: POST its usage';
    super('wrong_feature_kind', `"${feature}" is ${kind}; it ${way}.`, { feature, kind });
  }
}

export class ManagedFeature extends Refusal {
  constructor(feature: string) {
    super(
      'managed_feature',
      `"${feature}" is held by the service itself, one for each person of the business.`,
    );
  }
}
