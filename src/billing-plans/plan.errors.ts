import { DomainError } from '../common/domain-error.js';

export class UnknownPlan extends DomainError<'unknown_plan'> {
  constructor(code: string) {
    super('unknown_plan', `There is no plan "${code}".`);
  }
}

export class UnknownFeature extends DomainError<'unknown_feature'> {
  constructor(feature: string) {
    super('unknown_feature', `There is no feature "${feature}".`, { feature });
  }
}

/** The default plan cannot be hidden, archived, deleted or left without a successor. */
export class IsDefaultPlan extends DomainError<'in_use'> {
  constructor(code: string) {
    super('in_use', `"${code}" is the default plan. Make another plan the default first.`);
  }
}
