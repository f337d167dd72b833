import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/audit.service.js';
import {
  BillingPlansService,
  type PlanEdit,
  type PlanView,
  planView,
} from '../billing-plans/billing-plans.service.js';
import { BusinessesService } from '../businesses/businesses.service.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { NotFound, Refusal } from '../common/refusal.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, type Executor, query } from '../database/sql.js';
import * as sql from './cycles.sql.js';
import { type ChangedBy, PlanChanges, type Start } from './plan-changes.service.js';
import { HOLD_CYCLES } from './renewals.sql.js';
import { RenewalsService } from './renewals.service.js';
import { type SubscriptionRow, type SubscriptionView, subscriptionView } from './subscription.view.js';
import { TestClocksService } from './test-clocks.service.js';

export type { ChangedBy, Start } from './plan-changes.service.js';
export { RenewalLoopService } from './renewal-loop.service.js';
export { SubscriptionView } from './subscription.view.js';
export { TestClocksService } from './test-clocks.service.js';

/** The plan an operator wants a business to be on. */
export interface PlanWish {
  planCode: string;
  trial?: boolean;
}

/** A business on a plan: which cycle it is in, and what changes it. */
@Injectable()
export class SubscriptionsService {
  private readonly logger = new Logger(SubscriptionsService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly businesses: BusinessesService,
    private readonly renewals: RenewalsService,
    private readonly changes: PlanChanges,
    private readonly testClocks: TestClocksService,
    private readonly audit: AuditService,
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
    return subscriptionView(await this.latest(manager, start.businessId));
  }

  /**
   * The latest subscription of the business as it is at `now`, however late the renewal loop is. When rolling it
   * forward fails, the answer is the last known state.
   *
   * @throws NotFound when the business never had one.
   */
  async show(businessId: string, now: Date): Promise<SubscriptionView> {
    await this.rollForwardOrLog(businessId, now);
    return subscriptionView(await this.latest(this.dataSource, businessId));
  }

  /** The same for an operator, who names the business and has no time of its own. */
  async showForOperator(businessId: string): Promise<SubscriptionView> {
    return this.show(businessId, await this.testClocks.timeOf(this.dataSource, businessId));
  }

  /** Rolls the business forward to `now` before a spend. @throws Refusal `renewal_failed` when that fails. */
  async rollForward(businessId: string, now: Date): Promise<void> {
    await this.renewals.rollForward(this.dataSource, businessId, now);
  }

  /** Rolls the business forward to `now` before a read, which would rather answer the last known state than nothing. */
  async rollForwardOrLog(businessId: string, now: Date): Promise<void> {
    try {
      await this.renewals.rollForward(this.dataSource, businessId, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.logger.error(`Business ${businessId} could not be rolled forward: ${error.detail}`);
    }
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
    const latest = await this.lockLatest(manager, businessId, now);
    return latest === null || latest.endedAt !== null ? null : { planVersionId: latest.planVersionId };
  }

  /**
   * Puts a business on any plan at once; with `trial`, on the plan's trial. When its subscription has ended, a new
   * one begins.
   *
   * @throws NotFound, Refusal `unknown_plan`, `plan_archived`, `business_closed`, `wrong_state` for an impossible trial.
   */
  async put(operator: OperatorPrincipal, businessId: string, body: PlanWish): Promise<SubscriptionView> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.dataSource.transaction((manager) =>
          this.putOnce(manager, operator, businessId, body),
        );
      } catch (error) {
        // Two requests began a subscription at once: the other one's is now the one to change.
        if (violatedConstraint(error) !== 'subscriptions_one_live' || attempt === 3) throw error;
      }
    }
  }

  /**
   * Edits a plan; with `runningCycles`, the cycles under way meet the new version at once, else at their next turn.
   * See `PlanEditor.edit` for the refusals.
   */
  async editPlan(
    operator: OperatorPrincipal,
    code: string,
    body: PlanEdit,
    runningCycles: boolean,
  ): Promise<PlanView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      const plan = await this.plans.edit(manager, actorOf(operator), code, body, now);
      if (runningCycles) {
        await query(manager, HOLD_CYCLES);
        await execute(manager, sql.MOVE_RUNNING_CYCLES, [code]);
      }
      return planView(plan);
    });
  }

  private async putOnce(
    manager: EntityManager,
    operator: OperatorPrincipal,
    businessId: string,
    { planCode, trial = false }: PlanWish,
  ): Promise<SubscriptionView> {
    const business = await this.businesses.get(manager, businessId);
    const plan = await this.changes.open(manager, planCode, 'operator');
    if (business.closedAt !== null) {
      throw new Refusal('business_closed', 'The business is closed; its subscription stays ended.', {}, 409);
    }
    const now = await this.testClocks.timeOf(manager, businessId);
    const before = await this.lockLatest(manager, businessId, now);
    if (before === null) throw new NotFound('subscription');
    const converts = before.endedAt === null && before.planCode === planCode;
    if (!converts || trial) await this.changes.useTrial(manager, businessId, plan, trial, now);
    if (before.endedAt === null) {
      if (!(await this.changes.now(manager, before, plan, trial, now))) return subscriptionView(before);
    } else {
      await this.renewals.begin(manager, {
        businessId,
        testClockId: business.testClockId,
        planCode,
        trial,
        at: now,
      });
    }
    const after = await this.latest(manager, businessId);
    const target = { kind: 'subscription', id: after.id };
    const entry = { action: 'subscription.changed', target, before: audited(before), after: audited(after) };
    await this.audit.record(manager, businessId, { actor: actorOf(operator), ...entry }, this.clock.now());
    return subscriptionView(after);
  }

  /** The latest subscription, locked and rolled forward. Looks again when another one began while it waited. */
  private async lockLatest(
    manager: EntityManager,
    businessId: string,
    now: Date,
  ): Promise<SubscriptionRow | null> {
    for (;;) {
      const [locked] = await query<SubscriptionRow>(manager, sql.LOCK_LATEST, [businessId]);
      await this.renewals.rollForward(manager, businessId, now);
      const [latest] = await query<SubscriptionRow>(manager, sql.FIND_LATEST, [businessId]);
      if (latest?.id === locked?.id) return latest ?? null;
    }
  }

  private async latest(on: Executor, businessId: string): Promise<SubscriptionRow> {
    const [row] = await query<SubscriptionRow>(on, sql.FIND_LATEST, [businessId]);
    if (row === undefined) throw new NotFound('subscription');
    return row;
  }
}

const audited = ({ id, status, planCode, cycleIndex, cycleEndsAt }: SubscriptionRow) => ({
  subscriptionId: id,
  status,
  planCode,
  cycleIndex,
  cycleEndsAt,
});
