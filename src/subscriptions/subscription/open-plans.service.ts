import { Injectable } from '@nestjs/common';
import { BillingPlansService, type Plan, UnknownPlan } from '../../billing-plans/index.js';
import { DomainError } from '../../common/domain-error.js';
import type { Executor } from '../../database/sql.js';
import type { ChangedBy } from './change-rules.js';

/** Finds the plan that a business is to enter. */
@Injectable()
export class OpenPlansService {
  constructor(private readonly plans: BillingPlansService) {}

  /**
   * The plan of this code, if it takes new subscriptions. With `goesOn` it may be archived, because a business that is on an
   * archived plan stays on it. Owners do not see a hidden plan, unless it is `known` to them as their pending plan.
   *
   * @throws DomainError `unknown_plan` (hidden plans too, for owners), `plan_archived`.
   */
  async find(
    on: Executor,
    code: string,
    by: ChangedBy,
    { goesOn = false, known = false } = {},
  ): Promise<Plan> {
    const plan = await this.plans.find(on, code);
    if (plan === null || (by === 'owner' && plan.visibility === 'hidden' && !known))
      throw new UnknownPlan(code);
    if (plan.archivedAt !== null && !goesOn) {
      throw new DomainError(
        'plan_archived',
        `The plan "${code}" is archived and takes no new subscriptions.`,
      );
    }
    return plan;
  }

  /** The plan of this code for a business that signs up; without a code, the default plan. @throws DomainError as `find` */
  findFirst(on: Executor, code: string | undefined, by: ChangedBy): Promise<Plan> {
    return code === undefined ? this.plans.findDefault(on) : this.find(on, code, by);
  }
}
