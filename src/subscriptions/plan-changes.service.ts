import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  BillingPlansService,
  type Plan,
  sameInterval,
  unknownPlan,
} from '../billing-plans/billing-plans.service.js';
import { Refusal } from '../common/refusal.js';
import { CONFIG, type Config } from '../config/config.js';
import { execute } from '../database/sql.js';
import { USE_TRIAL } from './cycles.sql.js';
import { RenewalsService } from './renewals.service.js';
import type { SubscriptionRow } from './subscription.view.js';

/** Who starts or changes a subscription: its owner, bound by the payment rule, or an operator, who is not. */
export type ChangedBy = 'owner' | 'operator';

export interface Start {
  businessId: string;
  testClockId: string | null;
  /** Absent: the default plan. */
  planCode: string | undefined;
  by: ChangedBy;
}

/** The rules by which a business enters a plan (design §3 and §4). All of it joins the caller's transaction. */
@Injectable()
export class PlanChanges {
  constructor(
    private readonly plans: BillingPlansService,
    private readonly renewals: RenewalsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Begins the first subscription of a business, with the plan's trial if it has one.
   *
   * @throws Refusal `unknown_plan` (hidden plans too, for owners), `plan_archived`, `payment_required`,
   *   `no_default_plan`.
   */
  async start(
    manager: EntityManager,
    { businessId, testClockId, planCode, by }: Start,
    now: Date,
  ): Promise<Plan> {
    const plan =
      planCode === undefined ? await this.plans.findDefault(manager) : await this.open(manager, planCode, by);
    const trial = plan.trialDays > 0;
    if (by === 'owner' && !mayStartFreely(plan, trial)) throw this.paymentRequired(plan);
    if (trial) await execute(manager, USE_TRIAL, [businessId, plan.code, now]);
    await this.renewals.begin(manager, { businessId, testClockId, planCode: plan.code, trial, at: now });
    return plan;
  }

  /**
   * Puts a live subscription, already rolled forward to `now` and locked, on a plan at once. Naming the plan it is on
   * converts its trial, and otherwise changes nothing. False when nothing has changed.
   */
  async now(
    manager: EntityManager,
    live: SubscriptionRow,
    plan: Plan,
    trial: boolean,
    now: Date,
  ): Promise<boolean> {
    const inTrial = live.turn === -1;
    if (plan.code === live.planCode && !inTrial && !trial) return false;
    // Servers' clocks differ: a change never happens before the cycle that it happens in.
    const at = now < live.cycleStartsAt ? live.cycleStartsAt : now;
    const current = await this.plans.find(manager, live.planCode);
    const keepsBoundaries =
      !inTrial && !trial && current !== null && sameInterval(current.interval, plan.interval);
    const { businessId, id, version } = live;
    const done = keepsBoundaries
      ? await this.renewals.move(manager, businessId, id, version, plan.code)
      : await this.renewals.reopen(manager, id, version, { businessId, at, planCode: plan.code, trial });
    if (!done)
      throw new Refusal('unavailable', 'The subscription was changed at the same moment. Ask again.');
    return true;
  }

  /** The plan of this code, if it takes new subscriptions. @throws Refusal `unknown_plan`, `plan_archived`. */
  async open(manager: EntityManager, code: string, by: ChangedBy): Promise<Plan> {
    const plan = await this.plans.find(manager, code);
    if (plan === null || (by === 'owner' && plan.visibility === 'hidden')) throw unknownPlan(code);
    if (plan.archivedAt !== null) {
      throw new Refusal('plan_archived', `The plan "${code}" is archived and takes no new subscriptions.`);
    }
    return plan;
  }

  /**
   * Uses up the plan's trial for this business.
   *
   * @throws Refusal `wrong_state` when it is asked for and there is none, or it was used.
   */
  async useTrial(
    manager: EntityManager,
    businessId: string,
    plan: Plan,
    asked: boolean,
    now: Date,
  ): Promise<void> {
    if (plan.trialDays === 0 && asked) {
      throw new Refusal('wrong_state', `The plan "${plan.code}" has no trial.`, { state: 'no_trial' });
    }
    if (plan.trialDays === 0) return;
    const unused = (await execute(manager, USE_TRIAL, [businessId, plan.code, now])) > 0;
    if (asked && !unused) {
      const detail = `The business has had the trial of "${plan.code}" already.`;
      throw new Refusal('wrong_state', detail, { state: 'trial_used' });
    }
  }

  private paymentRequired(plan: Plan): Refusal {
    const checkout = this.config.checkoutUrl === null ? {} : { checkoutUrl: this.config.checkoutUrl };
    const detail = `The plan "${plan.code}" has to be paid for before it starts.`;
    return new Refusal('payment_required', detail, { planCode: plan.code, ...checkout });
  }
}

/** Without a payment provider nobody starts a paid plan for nothing: only free ones, or a trial that does not renew. */
const mayStartFreely = (plan: Plan, trial: boolean): boolean =>
  plan.selfService || (trial && plan.whenTrialEnds !== 'renew');
