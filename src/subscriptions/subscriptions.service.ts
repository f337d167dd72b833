import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf } from '../audit/audit.service.js';
import {
  BillingPlansService,
  type PlanEdit,
  type PlanView,
  planView,
} from '../billing-plans/billing-plans.service.js';
import { Clock } from '../common/clock.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { type ChangedBy, endOf } from './change-rules.js';
import { ChangeQueue } from './change-queue.service.js';
import { CurrentSubscription } from './current-subscription.service.js';
import type { Start } from './plan-change.js';
import { PlanChanges, written } from './plan-changes.service.js';
import { PlanMoves } from './plan-moves.service.js';
import { RenewalsService } from './renewals.service.js';
import {
  type MemberSubscriptionView,
  subscriptionStateView,
  type SubscriptionView,
  subscriptionView,
} from './subscription.view.js';
import { TestClocksService } from './test-clocks.service.js';

export type { ChangedBy, When } from './change-rules.js';
export { Lifecycle } from './lifecycle.service.js';
export type { PlanChange, PlanWish, Start } from './plan-change.js';
export { RenewalLoopService } from './renewal-loop.service.js';
export { SubscriptionView } from './subscription.view.js';
export { TestClocksService } from './test-clocks.service.js';

/** A business on a plan: which cycle it is in, and what changes it. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly renewals: RenewalsService,
    private readonly current: CurrentSubscription,
    private readonly changes: PlanChanges,
    private readonly moves: PlanMoves,
    private readonly queue: ChangeQueue,
    private readonly testClocks: TestClocksService,
    private readonly clock: Clock,
  ) {}

  /** Says first what `start` would say of the plan: an unknown one is refused before anything else is looked at. */
  async refuseClosedPlan(manager: EntityManager, planCode: string | undefined, by: ChangedBy): Promise<void> {
    await (planCode === undefined
      ? this.plans.findDefault(manager)
      : this.changes.open(manager, planCode, by));
  }

  /** Begins the first subscription of a business in the transaction that creates it; see `PlanChanges.start`. */
  async start(manager: EntityManager, start: Start, now: Date): Promise<SubscriptionView> {
    await this.changes.start(manager, start, now);
    return subscriptionView(await this.current.latest(manager, start.businessId));
  }

  /**
   * The latest subscription of the member's business as it is at `now`, however late the renewal loop is. When rolling it
   * forward fails, the answer is the last known state. Only the owner sees the price and the limits in force.
   *
   * @throws NotFound when the business never had one.
   */
  async show(member: MemberPrincipal, now: Date): Promise<MemberSubscriptionView> {
    const row = await this.current.at(member.businessId, now);
    return member.role === 'owner' ? subscriptionView(row) : subscriptionStateView(row);
  }

  /** The same for an operator, who names the business and has no time of its own. */
  async showForOperator(businessId: string): Promise<SubscriptionView> {
    const now = await this.testClocks.timeOf(this.dataSource, businessId);
    return subscriptionView(await this.current.at(businessId, now));
  }

  /** Rolls the business forward to `now` before a spend. @throws Refusal `renewal_failed` when that fails. */
  async rollForward(businessId: string, now: Date): Promise<void> {
    await this.renewals.rollForward(this.dataSource, businessId, now);
  }

  /** Rolls the business forward to `now` before a read, which would rather answer the last known state than nothing. */
  rollForwardOrLog(businessId: string, now: Date): Promise<void> {
    return this.current.rollForwardOrLog(businessId, now);
  }

  /**
   * A transaction that locks the business's subscription (`lockLive`, `close`) and perhaps waits for it.
   *
   * @throws TooManyWait when it could not begin in time; nothing was done.
   */
  changing<T>(businessId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.queue.change(businessId, work);
  }

  /**
   * Locks the live subscription of a business, rolled forward to `now`, until the transaction ends; null when it has
   * none. Spends do not wait for it.
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
   * Ends the live subscription of a business that closes, if it has one, also where it cannot be renewed, in the transaction that closes it. A change
   * that waited for it then finds the business closed.
   */
  async close(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const live = await this.current.lockToEnd(manager, businessId, now);
    if (live === null || live.endedAt !== null) return;
    written(await this.renewals.end(manager, live, endOf(live, now), 'closed'));
  }

  /**
   * Edits a plan. Cycles that begin from now on meet the new version, with `runningCycles` those under way too; what was
   * over before meets it never, however late it is renewed. See `PlanEditor.edit` for the refusals.
   *
   * @throws Refusal `unavailable` when others hold some of the running cycles for too long: the edit stands, they follow.
   */
  async editPlan(
    operator: OperatorPrincipal,
    code: string,
    body: PlanEdit,
    runningCycles: boolean,
  ): Promise<PlanView> {
    const edit = () =>
      this.plans.changing(async (manager) => {
        await this.moves.hold(manager);
        // Read under the lock: no cycle has been opened that begins later.
        const now = this.clock.now();
        const plan = await this.plans.edit(manager, actorOf(operator), code, body, now);
        if (runningCycles) await this.plans.bringToRunningCycles(manager, code, now);
        return plan;
      });
    const plan = await this.moves.patiently(edit);
    if (runningCycles) await this.moves.move(code);
    return planView(plan);
  }
}
