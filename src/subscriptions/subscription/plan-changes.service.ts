import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Plan, UnknownPlan } from '../../billing-plans/index.js';
import { execute } from '../../database/sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { CONTINUE, SCHEDULE } from '../cycles/cycles.sql.js';
import { SCHEDULE_SEATS, SET_SEATS } from '../invoices/billing-terms.sql.js';
import { refuseIfStale, tooManySeatsHeld } from './change.errors.js';
import { ChangePaymentService } from './change-payment.service.js';
import { type ChangedBy, lives } from './change-rules.js';
import { onlySeats, type PlanChange } from './plan-change.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { TrialsService } from './trials.service.js';

/** Applies changes of plan, as `PlanDecisionsService` decided them. All methods join the caller's transaction. */
@Injectable()
export class PlanChangesService {
  constructor(
    private readonly cycles: CycleOpeningService,
    private readonly trials: TrialsService,
    private readonly payment: ChangePaymentService,
  ) {}

  /**
   * Applies a change to a subscription that the caller's transaction has locked. False if nothing changed.
   *
   * @throws UnknownPlan when the plan was deleted since it was read
   */
  async apply(
    manager: EntityManager,
    from: SubscriptionRow,
    change: PlanChange,
    by: ChangedBy,
    testClockId: string | null,
  ): Promise<boolean> {
    const { plan, when, effectiveAt, trial, usesTrial, stays, keepsCycle } = change;
    if (usesTrial) await this.trials.markUsed(manager, from.businessId, plan.code, effectiveAt);
    // An operator's change keeps seats that are pending; `BillingTermsService` changes them.
    const fewer = by === 'operator' && from.perSeat ? from.pendingQuantity : null;
    if (stays) return this.clearPending(manager, from, fewer);
    if (onlySeats(from, change)) {
      if (when === 'cycleEnd') return this.scheduleSeats(manager, from, change);
      await this.clearPending(manager, from);
      return this.setSeats(manager, from, change);
    }
    const { businessId } = from;
    if (when === 'cycleEnd') return this.schedule(manager, from, plan);
    const enters = !lives(from) || from.planCode !== plan.code;
    const to = { at: effectiveAt, planCode: plan.code, trial };
    if (!lives(from)) {
      await this.cycles.begin(manager, {
        businessId,
        testClockId,
        ...to,
        isInvoiced: this.payment.isInvoiced(by),
      });
    } else {
      const entered = keepsCycle
        ? await this.cycles.move(manager, from, plan.code)
        : await this.cycles.reopen(manager, from, to);
      // The subscription is locked, so only the plan can be missing: it was deleted since it was read.
      if (!entered) throw new UnknownPlan(plan.code);
    }
    return this.setSeats(manager, from, change, enters ? null : fewer);
  }

  /** Takes back a pending plan. False if there is none. */
  async dropPending(manager: EntityManager, from: SubscriptionRow): Promise<boolean> {
    if (from.pendingPlanCode === null) return false;
    const { businessId, id, version } = from;
    const pendingQuantity = from.perSeat ? from.pendingQuantity : null;
    return refuseIfStale(
      (await execute(manager, SCHEDULE, { businessId, id, version, planCode: null, pendingQuantity })) > 0,
    );
  }

  /**
   * Sets the requested seats. With a price per seat, they are never fewer than the seats that are held. A plan without a price per
   * seat drops the seats that were bought. Returns true.
   */
  private async setSeats(
    manager: EntityManager,
    from: SubscriptionRow,
    { seats, plan, effectiveAt: now }: PlanChange,
    pendingQuantity: number | null = null,
  ): Promise<true> {
    const leaves = lives(from) && from.perSeat && !plan.perSeat;
    if (seats === null && !plan.perSeat && !leaves) return true;
    const { businessId } = from;
    const quantity = seats ?? (lives(from) && !leaves ? from.quantity : 1);
    const asked = { businessId, quantity, pendingQuantity: leaves ? null : pendingQuantity, now };
    return refuseIfStale((await execute(manager, SET_SEATS, asked)) > 0);
  }

  /** Schedules fewer seats for the next cycle on the present plan. False if that is so already. */
  private async scheduleSeats(
    manager: EntityManager,
    from: SubscriptionRow,
    { seats: quantity, effectiveAt: now }: PlanChange,
  ): Promise<boolean> {
    const { businessId, pendingQuantity, pendingPlanCode, cancelAtCycleEnd } = from;
    if (pendingQuantity === quantity && pendingPlanCode === null && !cancelAtCycleEnd) return false;
    await this.clearPending(manager, from);
    const asked = { businessId, quantity: quantity as number, now };
    if ((await execute(manager, SCHEDULE_SEATS, asked)) > 0) return true;
    throw tooManySeatsHeld();
  }

  /**
   * Schedules a plan for the end of the cycle. False if that is so already. If the present price is not per seat and the next one
   * is, more seats may be held than were bought. Those held are counted when the new plan begins, as for fewer seats.
   */
  private async schedule(
    manager: EntityManager,
    from: SubscriptionRow,
    { code: planCode, perSeat }: Plan,
  ): Promise<boolean> {
    if (from.pendingPlanCode === planCode && !from.cancelAtCycleEnd) return false;
    const { businessId, id, version } = from;
    const pendingQuantity = from.perSeat ? from.pendingQuantity : perSeat ? from.quantity : null;
    return refuseIfStale(
      (await execute(manager, SCHEDULE, { businessId, id, version, planCode, pendingQuantity })) > 0,
    );
  }

  /**
   * Takes back a pending plan, a pending cancel, and pending seats other than `pendingQuantity`. False if there is nothing to
   * take back.
   */
  private async clearPending(
    manager: EntityManager,
    from: SubscriptionRow,
    pendingQuantity: number | null = null,
  ): Promise<boolean> {
    if (from.pendingPlanCode === null && from.pendingQuantity === pendingQuantity && !from.cancelAtCycleEnd)
      return false;
    return refuseIfStale(
      (await execute(manager, CONTINUE, {
        businessId: from.businessId,
        id: from.id,
        version: from.version,
        pendingQuantity,
      })) > 0,
    );
  }
}
