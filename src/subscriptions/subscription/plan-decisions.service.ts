import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Plan } from '../../billing-plans/index.js';
import { WrongState } from '../../common/domain-error.js';
import { type Executor, one } from '../../database/sql.js';
import { COUNT_SEATS_HELD } from '../invoices/billing-terms.sql.js';
import {
  onlyAtCycleEnd,
  refusePastDue,
  refuseSeats,
  refuseWithoutSeats,
  seatsAreForNow,
  seatsAtCycleEnd,
  tooManySeatsHeld,
} from './change.errors.js';
import { ChangePaymentService } from './change-payment.service.js';
import {
  type ChangedBy,
  defaultWhen,
  inTrial,
  lives,
  mayApplyNewestTerms,
  mayMoveFreely,
} from './change-rules.js';
import { OpenPlansService } from './open-plans.service.js';
import {
  beginPlan,
  keepPlan,
  type Means,
  namesPending,
  type PlanChange,
  type PlanRequest,
  schedulePlan,
  withFewerSeats,
  withSeats,
} from './plan-change.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { TrialsService } from './trials.service.js';

/**
 * Decides what a request for a change of plan results in (contract §4). `ChangePaymentService` says what has to be paid, and
 * `PlanChangesService` applies the change. All methods join the caller's transaction.
 */
@Injectable()
export class PlanDecisionsService {
  constructor(
    private readonly plans: OpenPlansService,
    private readonly trials: TrialsService,
    private readonly payment: ChangePaymentService,
  ) {}

  /**
   * Says what a request results in for a business whose latest subscription, as of `now`, is `from`, and what it needs before it
   * takes effect. Writes nothing. With `paid` the change has been paid for already and begins without a trial.
   *
   * @throws DomainError `unknown_plan`, `plan_archived`; `wrong_state` for a trial that the business cannot have, or a change at
   * the end of a cycle when no cycle runs; `change_at_cycle_end`.
   */
  async decide(
    on: Executor,
    from: SubscriptionRow,
    request: PlanRequest,
    by: ChangedBy,
    now: Date,
    paid = false,
  ): Promise<PlanChange> {
    const names = lives(from) && from.planCode === request.planCode;
    const again = namesPending(from, request, by);
    const plan = await this.plans.find(on, request.planCode, by, { goesOn: names || again, known: again });
    if (!lives(from) && request.when === 'cycleEnd') {
      throw new WrongState(
        from.status,
        'The subscription has ended, so no cycle is running. Choose a plan that begins now: send "when": "now", or leave "when" out.',
      );
    }
    const usual = lives(from) && by === 'owner' ? defaultWhen(from, plan) : 'now';
    const when = request.when ?? usual;
    const converts = when === 'now' && this.converts(from, plan, request, by);
    const seats = by === 'owner' ? (request.quantity ?? null) : null;
    if (names && !converts) {
      const kept = await this.keep(on, from, plan, request, by, now);
      return { ...kept, usesTrial: paid && plan.trialDays > 0 };
    }
    if (seats !== null) refuseSeats({ perSeat: plan.perSeat, atCycleEnd: when === 'cycleEnd', fewer: false });
    if (again && seats !== null) throw seatsAreForNow();
    if (again) return schedulePlan(from, plan);
    if (when === 'now') refusePastDue(from);
    const billed = by === 'owner' && when === 'now' && (await this.payment.isBilled(on, from, now));
    const trial =
      when === 'now' &&
      !paid &&
      !billed &&
      (await this.trials.isToBegin(on, from.businessId, plan, request, by));
    const usesTrial = plan.trialDays > 0 && (paid || (!names && (by === 'operator' || billed)));
    const change =
      when === 'cycleEnd'
        ? schedulePlan(from, plan)
        : { ...beginPlan(from, plan, trial, now), usesTrial, seats };
    // Seats have to be paid for even if the plan is free to move to. A change that cuts a billed cycle is priced, so that the rest
    // of the cycle is taken off.
    const isPriced = seats !== null || (billed && !change.keepsCycle);
    const free = by === 'operator' || (!isPriced && mayMoveFreely(from, plan, trial));
    if (by === 'owner' && when === 'now' && usual === 'cycleEnd') throw onlyAtCycleEnd(from);
    return free && !paid ? change : this.payment.priced(on, from, change, request, now);
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
    means: Means,
  ): Promise<PlanChange> {
    let change = await this.decide(manager, from, request, by, now);
    const { plan, trial, effectiveAt } = change;
    if (trial && !(await this.trials.begin(manager, from.businessId, plan.code, effectiveAt)))
      change = await this.decide(manager, from, request, by, now);
    this.payment.refuseUnpaid(from, change, means);
    return change;
  }

  /**
   * Whether a request for the present plan ends its trial and begins a paid cycle. An owner requests this with `when: "now"`.
   */
  private converts(from: SubscriptionRow, plan: Plan, request: PlanRequest, by: ChangedBy): boolean {
    if (by === 'operator') return request.trial === true || (inTrial(from) && request.terms === undefined);
    return (
      this.payment.isBought(plan) && inTrial(from) && request.when === 'now' && request.terms === undefined
    );
  }

  /** The result of a request for the present plan: the terms in force stay, unless the newest ones are requested for now. */
  private async keep(
    on: Executor,
    from: SubscriptionRow,
    plan: Plan,
    request: PlanRequest,
    by: ChangedBy,
    now: Date,
  ): Promise<PlanChange> {
    const { terms, when } = request;
    const appliesNewest = terms === 'newest' && when !== 'cycleEnd' && plan.versionId !== from.planVersionId;
    const asked = by === 'owner' ? (request.quantity ?? null) : null;
    if (asked !== null && asked < from.quantity && !appliesNewest)
      return this.fewerSeats(on, from, plan, { ...request, quantity: asked }, now);
    if (asked !== null)
      refuseSeats({
        perSeat: appliesNewest ? plan.perSeat : from.perSeat,
        atCycleEnd: when === 'cycleEnd',
        fewer: asked < from.quantity,
      });
    const seats = asked !== null && asked > from.quantity ? asked : null;
    if (appliesNewest || seats !== null) refusePastDue(from);
    const change =
      seats !== null && !appliesNewest
        ? withSeats(from, plan, seats, now)
        : { ...keepPlan(from, plan, now, appliesNewest), seats };
    const free = by === 'operator' || (seats === null && (!appliesNewest || mayApplyNewestTerms(from, plan)));
    return free ? change : this.payment.priced(on, from, change, request, now);
  }

  /** The result of a request for fewer seats. They take effect when the cycle ends, and are no fewer than are held. */
  private async fewerSeats(
    on: Executor,
    from: SubscriptionRow,
    plan: Plan,
    { quantity, when }: PlanRequest & { quantity: number },
    now: Date,
  ): Promise<PlanChange> {
    refuseWithoutSeats(from.perSeat);
    if (when === 'now') throw seatsAtCycleEnd(from);
    const { held } = await one(on, COUNT_SEATS_HELD, { businessId: from.businessId, now });
    if (quantity < held) throw tooManySeatsHeld();
    return withFewerSeats(from, plan, quantity, now);
  }
}
