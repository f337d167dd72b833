import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BusinessesService } from '../../businesses/index.js';
import { BillingPlansService } from '../../billing-plans/index.js';
import { EventsService } from '../../events/index.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { type ChangedBy, endOf } from './change-rules.js';
import { ChangeQueueService } from './change-queue.service.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import type { Start } from './plan-change.js';
import { PlanChangesService, written } from './plan-changes.service.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { subscriptionEvent } from './subscription-event.js';
import {
  type MemberSubscriptionView,
  subscriptionStateView,
  type SubscriptionView,
  subscriptionView,
} from './subscription.view.js';

/** A business on a plan: which cycle it is in, and what changes it. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly renewals: CycleOpeningService,
    private readonly current: CurrentSubscriptionService,
    private readonly changes: PlanChangesService,
    private readonly queue: ChangeQueueService,
    private readonly businesses: BusinessesService,
    private readonly events: EventsService,
  ) {}

  /** Refuses a plan as `start` would, before anything else is checked. */
  async refuseClosedPlan(manager: EntityManager, planCode: string | undefined, by: ChangedBy): Promise<void> {
    await (planCode === undefined
      ? this.plans.findDefault(manager)
      : this.changes.open(manager, planCode, by));
  }

  /** Begins the first subscription of a business in the transaction that creates it; see `PlanChangesService.start`. */
  async start(manager: EntityManager, start: Start, now: Date): Promise<SubscriptionView> {
    await this.changes.start(manager, start, now);
    const row = await this.current.latest(manager, start.businessId);
    await this.events.record(manager, subscriptionEvent('subscription.started', row, null, now));
    return subscriptionView(row);
  }

  /**
   * The latest subscription of the member's business at `now`, however late the renewal loop is. When it cannot be rolled
   * forward, the answer is the last known state. Only the owner sees the price and the limits in force.
   *
   * @throws NotFound when the business never had one.
   */
  async show(member: MemberPrincipal, now: Date): Promise<MemberSubscriptionView> {
    const row = await this.current.at(member.businessId, now);
    return member.role === 'owner' ? subscriptionView(row) : subscriptionStateView(row);
  }

  /** The latest subscription, for an operator, who names the business and has no time of its own. */
  async showForOperator(businessId: string): Promise<SubscriptionView> {
    const now = await this.businesses.timeOf(this.dataSource, businessId);
    return subscriptionView(await this.current.at(businessId, now));
  }

  /** Rolls the business forward to `now` before a spend. @throws DomainError `renewal_failed` when that fails. */
  async rollForward(businessId: string, now: Date): Promise<void> {
    await this.renewals.rollForward(this.dataSource, businessId, now);
  }

  /** Rolls the business forward to `now` before a read. When that fails, the read answers the last known state. */
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
   * Locks the live subscription of a business, rolled forward to `now`, until the transaction ends. Null when it has none. Spends
   * do not wait for it.
   */
  async lockLive(
    manager: EntityManager,
    businessId: string,
    now: Date,
  ): Promise<{ planVersionId: string } | null> {
    const latest = await this.current.lock(manager, businessId, now);
    return latest === null || latest.endedAt !== null ? null : { planVersionId: latest.planVersionId };
  }

  /**
   * Ends the live subscription of a business in the transaction that closes it, if there is one, also where it cannot be renewed.
   * A change that waited for it then finds the business closed.
   */
  async close(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const live = await this.current.lockToEnd(manager, businessId, now);
    if (live === null || live.endedAt !== null) return;
    written(await this.renewals.end(manager, live, endOf(live, now), 'closed'));
    const ended = await this.current.latest(manager, businessId);
    await this.events.record(manager, subscriptionEvent('subscription.ended', ended, live, now));
  }
}
