import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Plan } from '../../billing-plans/index.js';
import { WrongState } from '../../common/domain-error.js';
import { execute, type Executor, one } from '../../database/sql.js';
import {
  onlyAtCycleEnd,
  refusePastDue,
  refuseSeats,
  refuseWithoutSeats,
  seatsAreForNow,
  seatsAtCycleEnd,
  seatsHeld,
  written,
} from './change.errors.js';
import { ChangePaymentService } from './change-payment.service.js';
import {
  type ChangedBy,
  defaultWhen,
  inTrial,
  lives,
  mayMeetNewestTerms,
  mayMoveFreely,
} from './change-rules.js';
import { OpenPlansService } from './open-plans.service.js';
import {
  begun,
  isClosed,
  kept,
  type Means,
  namesPending,
  onlySeats,
  type PlanChange,
  type PlanRequest,
  scheduled,
  withFewerSeats,
  withSeats,
} from './plan-change.js';
import { CONTINUE, SCHEDULE } from '../cycles/cycles.sql.js';
import { COUNT_SEATS_HELD, SCHEDULE_SEATS, SET_SEATS } from '../invoices/billing-terms.sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { TrialsService } from './trials.service.js';

/**
 * Decides what a change of plan is, and carries it out (contract §4). `ChangePaymentService` says what it needs to be paid. All
 * methods join the caller's transaction.
 */
@Injectable()
export class PlanChangesService {
  constructor(
    private readonly plans: OpenPlansService,
    private readonly renewals: CycleOpeningService,
    private readonly trials: TrialsService,
    private readonly payment: ChangePaymentService,
  ) {}

  /**
   * Says what a request results in for a business whose latest subscription, as of `now`, is `from`, and what it needs before it
   * takes effect. Writes nothing. With `paid` it has been paid for already: then it begins without a trial.
   *
   * @throws DomainError `unknown_plan`, `plan_archived`; `wrong_state` for a trial that is not to be had, or a change at the end
   *   of a cycle that there is not; `change_at_cycle_end`.
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
    const plan = await this.plans.find(on, request.planCode, by, names || again, again);
    if (!lives(from) && request.when === 'cycleEnd') {
      throw new WrongState(from.status, 'The subscription has ended: there is no cycle to wait for.');
    }
    const usual = lives(from) && by === 'owner' ? defaultWhen(from, plan) : 'now';
    const when = request.when ?? usual;
    const converts = when === 'now' && this.converts(from, plan, request, by);
    const seats = by === 'owner' ? (request.quantity ?? null) : null;
    if (names && !converts) return this.keep(on, from, plan, request, by, now);
    if (seats !== null) refuseSeats(plan.perSeat, when === 'cycleEnd', false);
    if (when === 'now') refusePastDue(from);
    const trial =
      when === 'now' && !paid && (await this.trials.isToBegin(on, from.businessId, plan, request, by));
    // Seats have to be paid for even where the plan is free.
    const free = by === 'operator' || (seats === null && mayMoveFreely(from, plan, trial));
    if (again && (when === 'cycleEnd' || !free || isClosed(plan))) {
      if (seats !== null) throw seatsAreForNow();
      return scheduled(from, plan);
    }
    if (by === 'owner' && when === 'now' && usual === 'cycleEnd') throw onlyAtCycleEnd(from);
    const change = when === 'cycleEnd' ? scheduled(from, plan) : { ...begun(from, plan, trial, now), seats };
    return free && !paid ? change : this.payment.priced(on, from, change, request, now);
  }

  /** Whether naming the present plan ends its trial and begins a cycle. An owner says so by `when`, and pays for it. */
  private converts(from: SubscriptionRow, plan: Plan, request: PlanRequest, by: ChangedBy): boolean {
    if (by === 'operator') return request.trial === true || (inTrial(from) && request.terms === undefined);
    return (
      this.payment.isBought(plan) && inTrial(from) && request.when === 'now' && request.terms === undefined
    );
  }

  /** The result of naming the present plan: the terms in force go on, unless the newest ones are requested for now. */
  private async keep(
    on: Executor,
    from: SubscriptionRow,
    plan: Plan,
    request: PlanRequest,
    by: ChangedBy,
    now: Date,
  ): Promise<PlanChange> {
    const { terms, when } = request;
    const meets = terms === 'newest' && when !== 'cycleEnd' && plan.versionId !== from.planVersionId;
    const asked = by === 'owner' ? (request.quantity ?? null) : null;
    if (asked !== null && asked < from.quantity && !meets)
      return this.fewerSeats(on, from, plan, { ...request, quantity: asked }, now);
    if (asked !== null)
      refuseSeats(meets ? plan.perSeat : from.perSeat, when === 'cycleEnd', asked < from.quantity);
    const seats = asked !== null && asked > from.quantity ? asked : null;
    if (meets || seats !== null) refusePastDue(from);
    const change =
      seats !== null && !meets
        ? withSeats(from, plan, seats, now)
        : { ...kept(from, plan, now, meets), seats };
    const free = by === 'operator' || (seats === null && (!meets || mayMeetNewestTerms(from, plan)));
    return free ? change : this.payment.priced(on, from, change, request, now);
  }

  /** Fewer seats are paid for until the cycle ends, and are no fewer than are held. */
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
    if (quantity < held) throw seatsHeld();
    return withFewerSeats(from, plan, quantity, now);
  }

  /**
   * Decides, and marks the trial of the change as used. If another business of the same owner has begun the trial since, it
   * decides again without the trial.
   *
   * @throws DomainError as `decide`; `payment_required`
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
   * Carries out what was decided about a subscription that the caller's transaction has locked. False when nothing changed. An
   * operator's change at once uses the trial up, so that the business cannot try later what it has bought.
   */
  async apply(
    manager: EntityManager,
    from: SubscriptionRow,
    change: PlanChange,
    by: ChangedBy,
    testClockId: string | null,
  ): Promise<boolean> {
    const { plan, when, effectiveAt, trial, stays, keepsCycle } = change;
    // An operator says by `BillingTermsService` what becomes of fewer seats.
    const fewer = by === 'operator' && from.perSeat ? from.pendingQuantity : null;
    if (stays) return this.takeBack(manager, from, fewer);
    if (onlySeats(from, change)) {
      if (when === 'cycleEnd') return this.scheduleSeats(manager, from, change);
      await this.takeBack(manager, from);
      return this.setSeats(manager, from, change);
    }
    const { businessId } = from;
    if (when === 'cycleEnd') return this.schedule(manager, from, plan);
    const enters = !lives(from) || from.planCode !== plan.code;
    if (by === 'operator' && enters && plan.trialDays > 0)
      await this.trials.markUsed(manager, businessId, plan.code, effectiveAt);
    const to = { at: effectiveAt, planCode: plan.code, trial };
    if (!lives(from)) {
      await this.renewals.begin(manager, {
        businessId,
        testClockId,
        ...to,
        collects: this.payment.collects(by),
      });
    } else {
      written(
        keepsCycle
          ? await this.renewals.move(manager, from, plan.code)
          : await this.renewals.reopen(manager, from, to),
      );
    }
    return this.setSeats(manager, from, change, enters ? null : fewer);
  }

  /** Sets the seats that were asked for. Where the price is per seat, they are no fewer than are held. True. */
  private async setSeats(
    manager: EntityManager,
    from: SubscriptionRow,
    { seats, plan, effectiveAt: now }: PlanChange,
    pendingQuantity: number | null = null,
  ): Promise<true> {
    if (seats === null && !plan.perSeat) return true;
    const { businessId } = from;
    const quantity = seats ?? (lives(from) ? from.quantity : 1);
    const asked = { businessId, quantity, pendingQuantity, now };
    return written((await execute(manager, SET_SEATS, asked)) > 0);
  }

  /** Notes fewer seats for the next cycle, on the plan that it is on. False when that is so already. */
  private async scheduleSeats(
    manager: EntityManager,
    from: SubscriptionRow,
    { seats: quantity, effectiveAt: now }: PlanChange,
  ): Promise<boolean> {
    const { businessId, pendingQuantity, pendingPlanCode, cancelAtCycleEnd } = from;
    if (pendingQuantity === quantity && pendingPlanCode === null && !cancelAtCycleEnd) return false;
    await this.takeBack(manager, from);
    const asked = { businessId, quantity: quantity as number, now };
    if ((await execute(manager, SCHEDULE_SEATS, asked)) > 0) return true;
    throw seatsHeld();
  }

  /**
   * Where the price was not per seat, more people may be there than seats: they are counted when the new plan begins, as for fewer
   * seats.
   */
  private async schedule(
    manager: EntityManager,
    from: SubscriptionRow,
    { code: planCode, perSeat }: Plan,
  ): Promise<boolean> {
    if (from.pendingPlanCode === planCode && !from.cancelAtCycleEnd) return false;
    const { businessId, id, version } = from;
    const pendingQuantity = from.perSeat ? from.pendingQuantity : perSeat ? from.quantity : null;
    return written(
      (await execute(manager, SCHEDULE, { businessId, id, version, planCode, pendingQuantity })) > 0,
    );
  }

  /** Takes back what would replace or end it at the end of the cycle. False when there is nothing. */
  private async takeBack(
    manager: EntityManager,
    from: SubscriptionRow,
    pendingQuantity: number | null = null,
  ): Promise<boolean> {
    if (from.pendingPlanCode === null && from.pendingQuantity === pendingQuantity && !from.cancelAtCycleEnd)
      return false;
    return written(
      (await execute(manager, CONTINUE, {
        businessId: from.businessId,
        id: from.id,
        version: from.version,
        pendingQuantity,
      })) > 0,
    );
  }

  /** Takes a pending plan back. False when there is none. */
  async dropPending(manager: EntityManager, from: SubscriptionRow): Promise<boolean> {
    if (from.pendingPlanCode === null) return false;
    const { businessId, id, version } = from;
    const pendingQuantity = from.perSeat ? from.pendingQuantity : null;
    return written(
      (await execute(manager, SCHEDULE, { businessId, id, version, planCode: null, pendingQuantity })) > 0,
    );
  }
}
