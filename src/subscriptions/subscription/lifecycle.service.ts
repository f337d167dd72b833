import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../../audit/index.js';
import { type Business, BusinessesService } from '../../businesses/index.js';
import { Clock } from '../../common/clock.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { MemberRanksService } from '../../members/index.js';
import { violatedConstraint } from '../../database/outage.js';
import { execute } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { type ChangedBy, endOf, inTrial, lives, refuseTrialEnd, type When } from './change-rules.js';
import { ChangeQueueService } from './change-queue.service.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import { CANCEL, EXTEND_TRIAL } from '../cycles/cycles.sql.js';
import type { PlanChange, PlanRequest } from './plan-change.js';
import { PlanChangesService, written } from './plan-changes.service.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { subscriptionEvent, typeOfAction } from './subscription-event.js';
import { type SubscriptionView, subscriptionView } from './subscription.view.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** Who changes the subscription of which business: an owner that of the own business, an operator that of any. */
export interface Change {
  by: MemberPrincipal | OperatorPrincipal;
  businessId: string;
}

interface Locked {
  manager: EntityManager;
  from: SubscriptionRow;
  business: Business;
  now: Date;
}

/** What was done, for the audit. Null when the subscription already was as requested. */
type Done = string | null;

/**
 * The changes that people make to a subscription. Each change is one transaction and is audited. It locks the subscription's row
 * first, rolls it forward to the business's time, and then decides, so two changes at once have the result of one after the
 * other. A request for something that is already true changes nothing.
 */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: ChangeQueueService,
    private readonly businesses: BusinessesService,
    private readonly ranks: MemberRanksService,
    private readonly current: CurrentSubscriptionService,
    private readonly changes: PlanChangesService,
    private readonly renewals: CycleOpeningService,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts the business on a plan, at once or when the cycle ends. Begins a new subscription when the last one has ended. It takes
   * a pending cancel back and replaces a pending plan. Naming the present plan takes both back. With `terms: 'newest'` it also
   * applies the newest terms of that plan to the running cycle. Without it, an operator's request converts a trial.
   *
   * @throws NotFound; DomainError `business_closed` and those of `PlanChangesService.decide`; nothing is written then.
   */
  changePlan(change: Change, request: PlanRequest): Promise<SubscriptionView> {
    const by = changedBy(change);
    return this.change(change, async ({ manager, from, business, now }) => {
      const decided = await this.changes.decideAndBegin(manager, from, request, by, now);
      const changed = await this.changes.apply(manager, from, decided, by, business.testClockId);
      return changed ? actionOf(from, decided) : null;
    });
  }

  /**
   * Says what `changePlan` would do, also where it would require a payment. Writes nothing but overdue cycles.
   *
   * @throws NotFound; DomainError as `changePlan`, but `payment_required`.
   */
  async previewPlan(change: Change, request: PlanRequest): Promise<PlanChange> {
    const now = await this.businesses.timeOf(this.dataSource, change.businessId);
    refuseClosed(change, await this.businesses.get(this.dataSource, change.businessId));
    const from = await this.current.at(change.businessId, now);
    return this.changes.decide(this.dataSource, from, request, changedBy(change), now, true);
  }

  /** Takes the pending plan back. @throws DomainError `wrong_state` after the end. */
  async dropPendingPlan(change: Change): Promise<void> {
    await this.changeLive(change, async ({ manager, from }) =>
      (await this.changes.dropPending(manager, from)) ? 'subscription.pending_plan_dropped' : null,
    );
  }

  /**
   * Ends the subscription with its cycle or, for an operator, at once. A subscription that cannot be renewed can be ended too; it
   * then ends where its last cycle ends.
   *
   * @throws DomainError `wrong_state` after the end.
   */
  cancel(change: Change, when: When = 'cycleEnd'): Promise<SubscriptionView> {
    if (when === 'cycleEnd') return this.changeLive(change, (locked) => this.markCanceled(locked, true));
    const end = async ({ manager, from, now }: Locked): Promise<Done> => {
      written(await this.renewals.end(manager, from, endOf(from, now), 'operator'));
      return 'subscription.ended';
    };
    return this.changeLive(change, end, (...of) => this.current.lockToEnd(...of));
  }

  /** Takes back a cancel that waits for the end of the cycle. @throws DomainError `wrong_state` after the end. */
  resume(change: Change): Promise<SubscriptionView> {
    return this.changeLive(change, (locked) => this.markCanceled(locked, false));
  }

  /**
   * Lets a running trial end later. The following cycle is anchored at the new end. A pending plan or cancel waits until then.
   *
   * @throws DomainError `wrong_state` when no trial is running; ValidationFailed for an end before the present one, or more than
   *   the longest trial after the start.
   */
  extendTrial(change: Change, endsAt: Date): Promise<SubscriptionView> {
    return this.change(change, async ({ manager, from }) => {
      if (!inTrial(from)) {
        throw new DomainError('wrong_state', 'No trial is running.', { state: from.status });
      }
      refuseTrialEnd(from, endsAt);
      if (endsAt.getTime() === from.cycleEndsAt.getTime()) return null;
      const { businessId, id, version } = from;
      written((await execute(manager, EXTEND_TRIAL, { businessId, id, version, endsAt })) > 0);
      return 'subscription.trial_extended';
    });
  }

  private async markCanceled({ manager, from }: Locked, canceled: boolean): Promise<Done> {
    if (from.cancelAtCycleEnd === canceled) return null;
    written(
      (await execute(manager, CANCEL, {
        businessId: from.businessId,
        id: from.id,
        version: from.version,
        canceled,
      })) > 0,
    );
    return canceled ? 'subscription.canceled' : 'subscription.resumed';
  }

  private changeLive(
    change: Change,
    act: (locked: Locked) => Promise<Done>,
    lock?: CurrentSubscriptionService['lock'],
  ): Promise<SubscriptionView> {
    const actOnLive = (locked: Locked): Promise<Done> => {
      if (lives(locked.from)) return act(locked);
      throw new DomainError('wrong_state', 'The subscription has ended.', { state: locked.from.status });
    };
    return this.change(change, actOnLive, lock);
  }

  private async change(
    change: Change,
    act: (locked: Locked) => Promise<Done>,
    lock: CurrentSubscriptionService['lock'] = (...of) => this.current.lock(...of),
  ): Promise<SubscriptionView> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.queue.change(change.businessId, (manager) =>
          this.changeOnce(manager, change, act, lock),
        );
      } catch (error) {
        // Two requests began a subscription at once. The one of the other request is now the one to change.
        if (violatedConstraint(error) !== 'subscriptions_one_live' || attempt === 3) throw error;
      }
    }
  }

  private async changeOnce(
    manager: EntityManager,
    { by, businessId }: Change,
    act: (locked: Locked) => Promise<Done>,
    lock: CurrentSubscriptionService['lock'],
  ): Promise<SubscriptionView> {
    if (by.kind === 'member') await this.ranks.confirm(manager, by, 'owner');
    const now = await this.businesses.timeOf(manager, businessId);
    const from = await lock(manager, businessId, now);
    if (from === null) throw new NotFound('subscription');
    // Read under the lock: closing a business ends its subscription first, so no new one can begin afterwards.
    const business = await this.businesses.get(manager, businessId);
    refuseClosed({ by }, business);
    const done = await act({ manager, from, business, now });
    if (done === null) return subscriptionView(from);
    const after = await this.current.latest(manager, businessId);
    const target = { kind: 'subscription', id: after.id };
    const entry = { action: done, target, before: audited(from), after: audited(after) };
    await this.audit.record(manager, businessId, { actor: actorOf(by), ...entry }, this.clock.now());
    await this.events.record(manager, subscriptionEvent(typeOfAction(done), after, from, now));
    return subscriptionView(after);
  }
}

function refuseClosed({ by }: Pick<Change, 'by'>, { closedAt }: Business): void {
  if (closedAt === null) return;
  const status = by.kind === 'operator' ? 409 : 403;
  throw new DomainError(
    'business_closed',
    'The business is closed; its subscription stays ended.',
    {},
    status,
  );
}

const changedBy = ({ by }: Change): ChangedBy => (by.kind === 'operator' ? 'operator' : 'owner');

function actionOf(from: SubscriptionRow, { stays, when }: PlanChange): string {
  if (stays) return from.cancelAtCycleEnd ? 'subscription.resumed' : 'subscription.pending_plan_dropped';
  if (!lives(from)) return 'subscription.started';
  return when === 'now' ? 'subscription.changed' : 'subscription.change_scheduled';
}

const audited = (row: SubscriptionRow) => ({
  subscriptionId: row.id,
  status: row.status,
  planCode: row.planCode,
  pendingPlanCode: row.pendingPlanCode,
  cancelAtCycleEnd: row.cancelAtCycleEnd,
  cycleIndex: row.cycleIndex,
  cycleEndsAt: row.cycleEndsAt,
  endedAt: row.endedAt,
});
