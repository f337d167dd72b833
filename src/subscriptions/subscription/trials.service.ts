import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Plan } from '../../billing-plans/index.js';
import { WrongState } from '../../common/domain-error.js';
import { execute, type Executor, maybeOne } from '../../database/sql.js';
import type { ChangedBy } from './change-rules.js';
import type { PlanRequest } from './plan-change.js';
import { BEGIN_TRIAL, HAS_USED_TRIAL, MARK_TRIAL_USED } from './trials.sql.js';

/**
 * Says which trials have been used, and marks them: each plan's trial once per business, and once per person who owns businesses.
 * A trial counts as used when it begins. The record of a person stays with that person when the business is handed over, and is
 * deleted with the account.
 */
@Injectable()
export class TrialsService {
  /** Whether the business, or its owner for any business, has used the trial of the plan. */
  async isUsed(on: Executor, businessId: string, planCode: string): Promise<boolean> {
    const row = await maybeOne(on, HAS_USED_TRIAL, { businessId, planCode });
    return row?.used === true;
  }

  /**
   * Whether entering the plan now begins its trial: for an owner if the trial is unused, for an operator if it is requested.
   *
   * @throws DomainError `wrong_state` when a trial is requested that the business cannot have.
   */
  async isToBegin(
    on: Executor,
    businessId: string,
    plan: Plan,
    { trial: asked = false }: PlanRequest,
    by: ChangedBy,
  ): Promise<boolean> {
    if (by === 'operator' && !asked) return false;
    const used = await this.isUsed(on, businessId, plan.code);
    if (asked && plan.trialDays === 0) {
      throw new WrongState('no_trial', `The plan "${plan.code}" has no trial.`);
    }
    if (asked && used) {
      const detail = `The business or its owner has had the trial of "${plan.code}" already.`;
      throw new WrongState('trial_used', detail);
    }
    return plan.trialDays > 0 && !used;
  }

  /**
   * Marks the trial that begins at `at` as used. False if it was used before; nothing is written then. If several businesses of
   * one owner begin it at once, one gets it: the others wait here until that one commits or rolls back.
   */
  async begin(manager: EntityManager, businessId: string, planCode: string, at: Date): Promise<boolean> {
    return (await execute(manager, BEGIN_TRIAL, { businessId, planCode, at })) > 0;
  }

  /**
   * Marks the trial as used for the business, which enters the plan without it and cannot have it later. The trial of the owner
   * stays unused.
   */
  async markUsed(manager: EntityManager, businessId: string, planCode: string, at: Date): Promise<void> {
    await execute(manager, MARK_TRIAL_USED, { businessId, planCode, at });
  }
}
