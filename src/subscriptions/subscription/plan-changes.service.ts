import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BillingPlansService, type Plan, unknownPlan } from '../../billing-plans/index.js';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, type Executor } from '../../database/sql.js';
import {
  type ChangedBy,
  defaultWhen,
  inTrial,
  lives,
  mayMeetNewestTerms,
  mayMoveFreely,
} from './change-rules.js';
import {
  begun,
  isClosed,
  kept,
  namesPending,
  type PlanChange,
  type PlanRequest,
  scheduled,
  type Start,
} from './plan-change.js';
import { CONTINUE, SCHEDULE } from '../cycles/cycles.sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { TrialsService } from './trials.service.js';

/** The rules by which a business enters a plan (contract §3 and §4). All methods join the caller's transaction. */
@Injectable()
export class PlanChangesService {
  constructor(
    private readonly plans: BillingPlansService,
    private readonly renewals: CycleOpeningService,
    private readonly trials: TrialsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Begins the first subscription of a business, with the plan's trial if its owner has not used it. Nobody chooses the default
   * plan, so it needs no payment, unless it begins with a trial that the owner has used.
   *
   * @throws DomainError `unknown_plan` (hidden plans too, for owners), `plan_archived`, `payment_required`, `no_default_plan`.
   */
  async start(
    manager: EntityManager,
    { businessId, testClockId, planCode, by }: Start,
    now: Date,
  ): Promise<Plan> {
    const plan =
      planCode === undefined ? await this.plans.findDefault(manager) : await this.open(manager, planCode, by);
    const tries = plan.trialDays > 0;
    const trial = tries && (await this.trials.begin(manager, businessId, plan.code, now));
    const asked = planCode !== undefined || (tries && !trial);
    if (asked && by === 'owner' && !mayMoveFreely(null, plan, trial)) throw this.paymentRequired(plan);
    await this.renewals.begin(manager, { businessId, testClockId, planCode: plan.code, trial, at: now });
    return plan;
  }

  /**
   * Says what a request results in for a business whose latest subscription, as of `now`, is `from`. Writes nothing.
   *
   * @throws DomainError `unknown_plan`, `plan_archived`; `wrong_state` for a trial that is not to be had, or a change at the end
   *   of a cycle that there is not; `change_at_cycle_end`; `payment_required` unless only to be looked at.
   */
  async decide(
    on: Executor,
    from: SubscriptionRow,
    request: PlanRequest,
    by: ChangedBy,
    now: Date,
    look = false,
  ): Promise<PlanChange> {
    const names = lives(from) && from.planCode === request.planCode;
    const again = namesPending(from, request, by);
    const plan = await this.open(on, request.planCode, by, names || again, again);
    if (!lives(from) && request.when === 'cycleEnd') {
      throw new DomainError('wrong_state', 'The subscription has ended: there is no cycle to wait for.', {
        state: from.status,
      });
    }
    const usual = lives(from) && by === 'owner' ? defaultWhen(from, plan) : 'now';
    const when = request.when ?? usual;
    const converts =
      by === 'operator' && when === 'now' && (request.trial === true || (inTrial(from) && !request.terms));
    if (names && !converts) return this.keep(from, plan, request, by, now, look);
    const trial = when === 'now' && (await this.trialToBegin(on, from.businessId, plan, request, by));
    const free = by === 'operator' || mayMoveFreely(from, plan, trial);
    if (again && (when === 'cycleEnd' || !free || isClosed(plan))) return scheduled(from, plan);
    if (by === 'owner' && when === 'now' && usual === 'cycleEnd') throw this.onlyAtCycleEnd(from);
    if (!look && !free) throw this.paymentRequired(plan);
    return when === 'cycleEnd' ? scheduled(from, plan) : begun(from, plan, trial, now);
  }

  /** The result of naming the present plan: the terms in force go on, unless the newest ones are requested for now. */
  private keep(
    from: SubscriptionRow,
    plan: Plan,
    { terms, when }: PlanRequest,
    by: ChangedBy,
    now: Date,
    look: boolean,
  ): PlanChange {
    const meets = terms === 'newest' && when !== 'cycleEnd' && plan.versionId !== from.planVersionId;
    if (meets && by === 'owner' && !look && !mayMeetNewestTerms(from, plan)) throw this.paymentRequired(plan);
    return kept(from, plan, now, meets);
  }

  /**
   * Decides, and marks the trial of the change as used. If another business of the same owner has begun the trial since, it
   * decides again without the trial.
   */
  async decideAndBegin(
    manager: EntityManager,
    from: SubscriptionRow,
    request: PlanRequest,
    by: ChangedBy,
    now: Date,
  ): Promise<PlanChange> {
    const change = await this.decide(manager, from, request, by, now);
    const { plan, trial, effectiveAt } = change;
    if (!trial || (await this.trials.begin(manager, from.businessId, plan.code, effectiveAt))) return change;
    return this.decide(manager, from, request, by, now);
  }

  /**
   * Carries out what was decided about a subscription that the caller's transaction has locked. False when nothing changed. An
   * operator's change at once uses the trial up, so that the business cannot try later what it has bought.
   */
  async apply(
    manager: EntityManager,
    from: SubscriptionRow,
    { plan, when, effectiveAt, trial, stays, keepsCycle }: PlanChange,
    by: ChangedBy,
    testClockId: string | null,
  ): Promise<boolean> {
    if (stays) return this.takeBack(manager, from);
    const { businessId } = from;
    if (when === 'cycleEnd') return this.schedule(manager, from, plan.code);
    const enters = !lives(from) || from.planCode !== plan.code;
    if (by === 'operator' && enters && plan.trialDays > 0)
      await this.trials.markUsed(manager, businessId, plan.code, effectiveAt);
    const to = { at: effectiveAt, planCode: plan.code, trial };
    if (!lives(from)) {
      await this.renewals.begin(manager, { businessId, testClockId, ...to });
      return true;
    }
    return written(
      keepsCycle
        ? await this.renewals.move(manager, from, plan.code)
        : await this.renewals.reopen(manager, from, to),
    );
  }

  /** Takes back what would replace or end it at the end of the cycle. False when there is nothing. */
  private async takeBack(manager: EntityManager, from: SubscriptionRow): Promise<boolean> {
    if (from.pendingPlanCode === null && !from.cancelAtCycleEnd) return false;
    return written(
      (await execute(manager, CONTINUE, {
        businessId: from.businessId,
        id: from.id,
        version: from.version,
      })) > 0,
    );
  }

  /** Takes a pending plan back. False when there is none. */
  async dropPending(manager: EntityManager, from: SubscriptionRow): Promise<boolean> {
    if (from.pendingPlanCode === null) return false;
    const { businessId, id, version } = from;
    return written((await execute(manager, SCHEDULE, { businessId, id, version, planCode: null })) > 0);
  }

  /**
   * The plan of this code, if it takes new subscriptions, or if `goesOn`: a business on an archived plan stays on it. A hidden
   * plan is unknown to owners, unless it is `known`, because it is to take over.
   *
   * @throws DomainError `unknown_plan` (hidden plans too, for owners), `plan_archived`.
   */
  async open(on: Executor, code: string, by: ChangedBy, goesOn = false, known = false): Promise<Plan> {
    const plan = await this.plans.find(on, code);
    if (plan === null || (by === 'owner' && plan.visibility === 'hidden' && !known)) throw unknownPlan(code);
    if (plan.archivedAt !== null && !goesOn) {
      throw new DomainError(
        'plan_archived',
        `The plan "${code}" is archived and takes no new subscriptions.`,
      );
    }
    return plan;
  }

  private async schedule(manager: EntityManager, from: SubscriptionRow, planCode: string): Promise<boolean> {
    if (from.pendingPlanCode === planCode && !from.cancelAtCycleEnd) return false;
    const { businessId, id, version } = from;
    return written((await execute(manager, SCHEDULE, { businessId, id, version, planCode })) > 0);
  }

  /**
   * Whether entering the plan now begins its trial. For an owner it does if the trial is unused, for an operator if it is
   * requested.
   */
  private async trialToBegin(
    on: Executor,
    businessId: string,
    plan: Plan,
    { trial: asked = false }: PlanRequest,
    by: ChangedBy,
  ): Promise<boolean> {
    if (by === 'operator' && !asked) return false;
    const used = await this.trials.isUsed(on, businessId, plan.code);
    if (asked && plan.trialDays === 0) {
      throw new DomainError('wrong_state', `The plan "${plan.code}" has no trial.`, { state: 'no_trial' });
    }
    if (asked && used) {
      const detail = `The business or its owner has had the trial of "${plan.code}" already.`;
      throw new DomainError('wrong_state', detail, { state: 'trial_used' });
    }
    return plan.trialDays > 0 && !used;
  }

  private onlyAtCycleEnd({ cycleEndsAt }: SubscriptionRow): DomainError {
    const detail = 'A change to a plan that is not dearer takes effect when the cycle ends.';
    return new DomainError('change_at_cycle_end', detail, { cycleEndsAt: cycleEndsAt.toISOString() });
  }

  private paymentRequired(plan: Plan): DomainError {
    const checkout = this.config.checkoutUrl === null ? {} : { checkoutUrl: this.config.checkoutUrl };
    const detail = `The plan "${plan.code}" has to be paid for before it starts.`;
    return new DomainError('payment_required', detail, { planCode: plan.code, ...checkout });
  }
}

/** The row is locked, so this never happens. If it did, nothing would be lost. */
export function written(done: boolean): true {
  if (done) return true;
  throw new DomainError('unavailable', 'The subscription was changed at the same moment. Ask again.');
}
