import { Inject, Injectable } from '@nestjs/common';
import { BillingPlansService, type Plan } from '../../billing-plans/index.js';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { Executor } from '../../database/sql.js';
import { ChangeCostService } from '../invoices/change-cost.service.js';
import { onlyAtCycleEnd, seatsAreForNow } from './change.errors.js';
import { type ChangedBy, inTrial, lives, mayMoveFreely } from './change-rules.js';
import { type Means, type PlanChange, type PlanRequest, schedulePlan } from './plan-change.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** Says what an owner's change of plan needs before it takes effect: nothing, a way to be charged later, or a payment. */
@Injectable()
export class ChangePaymentService {
  constructor(
    private readonly costs: ChangeCostService,
    private readonly plans: BillingPlansService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Whether a new subscription is invoiced. A subscription that an operator begins is not, until an operator turns that on. */
  isInvoiced(by: ChangedBy): boolean {
    return this.config.payments !== 'none' && by === 'owner';
  }

  /**
   * Whether the running cycle was billed. If so, a change that ends the cycle early credits the rest of it, and no trial takes its
   * place.
   */
  async isBilled(on: Executor, from: SubscriptionRow, now: Date): Promise<boolean> {
    const asked = this.config.payments !== 'none' || from.isInvoiced;
    return asked && (await this.costs.isBilled(on, from, now));
  }

  /** Whether owners pay for the plan here. */
  isBought(plan: Plan): boolean {
    return this.config.payments !== 'none' && !plan.selfService && plan.price.amount > 0;
  }

  /**
   * Says what a change of an owner needs, if it is not free. If more was paid already than the change costs, the change waits for
   * the end of the cycle, because no money is given back. Seats in a trial cost nothing during the trial, but need a card if the
   * plan that follows costs something.
   *
   * @throws DomainError `change_at_cycle_end`; `wrong_state` for seats, which cannot wait.
   */
  async priced(
    on: Executor,
    from: SubscriptionRow,
    change: PlanChange,
    request: PlanRequest,
    now: Date,
  ): Promise<PlanChange> {
    if (this.config.payments === 'none') return { ...change, needs: 'payment' };
    const beginsTrial = change.trial || (change.keepsCycle && inTrial(from));
    if (beginsTrial && !(await this.costsAfterTrial(on, change.plan))) return { ...change, needs: 'nothing' };
    if (change.when === 'cycleEnd' || beginsTrial) return { ...change, needs: 'card' };
    const cost = await this.costs.costOf(on, from, change, now);
    if (cost.amount > 0) return { ...change, needs: 'payment', cost };
    if (cost.amount === 0) return { ...change, needs: cost.whole > 0 ? 'card' : 'nothing' };
    if (request.when === 'now' || change.plan.code === from.planCode) throw onlyAtCycleEnd(from);
    if (change.seats !== null) throw seatsAreForNow();
    const free = mayMoveFreely(from, change.plan, false);
    return { ...schedulePlan(from, change.plan), needs: free ? 'nothing' : 'card' };
  }

  /**
   * Refuses a change that the business has no means to pay for. A business that was never billed pays first. Otherwise it could
   * wait for the end of the cycle, and then use the plan for nothing during the grace.
   *
   * @throws DomainError `payment_required`
   */
  refuseUnpaid(from: SubscriptionRow, { plan, when, needs }: PlanChange, means: Means): void {
    if (needs === 'nothing') return;
    const billed =
      lives(from) && from.isInvoiced && (means !== 'invoice' || (from.priceAmount > 0 && !inTrial(from)));
    const later = means !== 'page' && (when === 'now' || billed);
    if (means === null || (needs === 'card' && !later)) throw this.paymentRequired(plan);
  }

  /** The refusal of a plan that has to be paid for. It names the address where the owner can pay, if there is one. */
  paymentRequired(plan: Plan): DomainError {
    const checkout = this.config.checkoutUrl === null ? {} : { checkoutUrl: this.config.checkoutUrl };
    const detail = `The plan "${plan.code}" has to be paid for before it starts.`;
    return new DomainError('payment_required', detail, { planCode: plan.code, ...checkout });
  }

  private async costsAfterTrial(on: Executor, { whenTrialEnds: next }: Plan): Promise<boolean> {
    if (typeof next === 'string') return next === 'renew';
    return ((await this.plans.find(on, next.switchTo))?.price.amount ?? 0) > 0;
  }
}
