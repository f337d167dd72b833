import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import { EventsService } from '../../events/index.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { BillingTermsService } from '../invoices/billing-terms.service.js';
import { refuseIfStale } from './change.errors.js';
import { type ChangedBy, endOf } from './change-rules.js';
import { ChangeQueueService } from './change-queue.service.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import { FirstPlanService } from './first-plan.service.js';
import { OpenPlansService } from './open-plans.service.js';
import type { Start } from './plan-change.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { subscriptionEvent } from './subscription-event.js';
import type { SubscriptionRow } from './subscription.rows.js';
import {
  type MemberSubscriptionView,
  subscriptionStateView,
  type SubscriptionView,
  subscriptionView,
} from './subscription.view.js';

/** The first subscription of a business. `toPay` is the plan that the owner asked for and has to pay first, or null. */
export type Started = SubscriptionView & { toPay: string | null };

/** What a request needs of a subscription that has not ended. */
export type LiveSubscription = Pick<SubscriptionRow, 'planCode' | 'planVersionId' | 'perSeat'>;

/** Shows, begins, renews and ends the subscription of a business. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: OpenPlansService,
    private readonly cycles: CycleOpeningService,
    private readonly current: CurrentSubscriptionService,
    private readonly firstPlan: FirstPlanService,
    private readonly queue: ChangeQueueService,
    private readonly businesses: BusinessesService,
    private readonly billing: BillingTermsService,
    private readonly events: EventsService,
  ) {}

  /** Refuses a plan that `start` would refuse, before anything else is checked. */
  async refuseClosedPlan(manager: EntityManager, planCode: string | undefined, by: ChangedBy): Promise<void> {
    await this.plans.findFirst(manager, planCode, by);
  }

  /** Begins the first subscription of a business in the transaction that creates it; see `FirstPlanService.start`. */
  async start(manager: EntityManager, start: Start, now: Date): Promise<Started> {
    const { toPay } = await this.firstPlan.start(manager, start, now);
    await this.billing.invoiceRunning(manager, start.businessId, now);
    const row = await this.current.latest(manager, start.businessId);
    await this.events.record(manager, subscriptionEvent('subscription.started', row, null, now));
    return { ...subscriptionView(row), toPay };
  }

  /**
   * The latest subscription of the member's business at `now`, however late the renewal loop is. If it cannot be rolled forward,
   * the answer is its last known state. Only the owner sees the price and the limits in force.
   *
   * @throws NotFound when the business never had one.
   */
  async show(member: MemberPrincipal, now: Date): Promise<MemberSubscriptionView> {
    const row = await this.current.at(member.businessId, now);
    return member.role === 'owner' ? subscriptionView(row) : subscriptionStateView(row);
  }

  /** The latest subscription with all that an operator sees. */
  async showInFull(businessId: string, now: Date): Promise<SubscriptionView> {
    return subscriptionView(await this.current.at(businessId, now));
  }

  /** Renews what is due at `now`, and shows the subscription. @throws DomainError `renewal_failed`; NotFound */
  async renewNow(businessId: string, now: Date): Promise<SubscriptionView> {
    await this.cycles.rollForward(this.dataSource, businessId, now);
    return subscriptionView(await this.current.latest(this.dataSource, businessId));
  }

  /**
   * Rolls a business forward to `now` in the transaction that imports it, under the newest version of its plan. @throws DomainError
   * `renewal_failed`
   */
  async rollForwardImported(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    await this.cycles.rollForwardImported(manager, businessId, now);
  }

  /** Rolls the business forward to `now` before a spend. @throws DomainError `renewal_failed` */
  async rollForward(businessId: string, now: Date): Promise<void> {
    await this.cycles.rollForward(this.dataSource, businessId, now);
  }

  /**
   * Rolls the business forward to `now` before a read. If that fails, it only logs the error, and the read answers the last known
   * state.
   */
  rollForwardOrLog(businessId: string, now: Date): Promise<void> {
    return this.current.rollForwardOrLog(businessId, now);
  }

  /**
   * Runs a transaction that locks the business's subscription (`lockLive`, `close`) and may wait for it.
   *
   * @throws TooManyWait when it could not begin in time; nothing was done.
   */
  changing<T>(businessId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.queue.change(businessId, work);
  }

  /**
   * Locks the live subscription of a business, rolled forward to `now`, until the transaction ends. Null if it has none. Spends
   * do not wait for this lock.
   */
  async lockLive(manager: EntityManager, businessId: string, now: Date): Promise<LiveSubscription | null> {
    const latest = await this.current.lock(manager, businessId, now);
    return latest === null || latest.endedAt !== null ? null : latest;
  }

  /**
   * Ends the live subscription of a business, if there is one, in the transaction that closes the business. It ends also if it
   * cannot be renewed. All open invoices become void, also those of subscriptions that have ended. A change that waited for the
   * lock then finds the business closed.
   */
  async close(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const live = await this.current.lockToEnd(manager, businessId, now);
    await this.cycles.voidOpen(manager, businessId, null, now);
    if (live === null || live.endedAt !== null) return;
    refuseIfStale(await this.cycles.end(manager, live, endOf(live, now), 'closed'));
    const ended = await this.current.latest(manager, businessId);
    await this.events.record(manager, subscriptionEvent('subscription.ended', ended, live, now));
  }
}
