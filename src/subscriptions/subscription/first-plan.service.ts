import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Plan } from '../../billing-plans/index.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { ChangePaymentService } from './change-payment.service.js';
import { type ChangedBy, mayMoveFreely } from './change-rules.js';
import { OpenPlansService } from './open-plans.service.js';
import type { Start } from './plan-change.js';
import { TrialsService } from './trials.service.js';

/** Begins the first subscription of a business, by the rules of contract §3. */
@Injectable()
export class FirstPlanService {
  constructor(
    private readonly plans: OpenPlansService,
    private readonly cycles: CycleOpeningService,
    private readonly trials: TrialsService,
    private readonly payment: ChangePaymentService,
  ) {}

  /**
   * Begins the first subscription of a business, with the plan's trial if its owner has not used it. The default plan needs no
   * payment, because nobody chose it, unless it begins with a trial that the owner has used. Where money is collected, an owner
   * who asks for a plan that has to be paid, or needs a card, begins on the default plan. `toPay` is then the plan to open a
   * checkout for.
   *
   * @throws DomainError `unknown_plan` (hidden plans too, for owners), `plan_archived`, `payment_required`, `no_default_plan`.
   */
  async start(manager: EntityManager, start: Start, now: Date): Promise<{ toPay: string | null }> {
    const { businessId, testClockId, planCode, by, withoutTrial = false } = start;
    // Before the terms are read, so that an edit of the plan does not come between them and the cycle that begins.
    await this.cycles.lockCyclesShared(manager);
    const plan = await this.plans.findFirst(manager, planCode, by);
    if (planCode !== undefined && (await this.isBoughtLater(manager, businessId, plan, by))) {
      await this.start(manager, { ...start, planCode: undefined }, now);
      return { toPay: plan.code };
    }
    const tries = plan.trialDays > 0 && !withoutTrial;
    if (withoutTrial) await this.trials.markUsed(manager, businessId, plan.code, now);
    const trial = tries && (await this.trials.begin(manager, businessId, plan.code, now));
    const asked = planCode !== undefined || (tries && !trial);
    if (asked && by === 'owner' && !mayMoveFreely(null, plan, trial))
      throw this.payment.paymentRequired(plan);
    const isInvoiced = this.payment.isInvoiced(by);
    await this.cycles.begin(manager, {
      businessId,
      testClockId,
      planCode: plan.code,
      trial,
      at: now,
      isInvoiced,
    });
    return { toPay: null };
  }

  /** Whether an owner who signs up for the plan buys it afterwards, and begins on the default plan. */
  private async isBoughtLater(
    manager: EntityManager,
    businessId: string,
    plan: Plan,
    by: ChangedBy,
  ): Promise<boolean> {
    if (!this.payment.isInvoiced(by) || plan.isDefault) return false;
    const trial = plan.trialDays > 0 && !(await this.trials.isUsed(manager, businessId, plan.code));
    return !mayMoveFreely(null, plan, trial);
  }
}
