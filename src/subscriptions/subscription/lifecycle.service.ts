import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { SYSTEM } from '../../audit/index.js';
import { BusinessesService } from '../../businesses/index.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { NotFound, WrongState } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute } from '../../database/sql.js';
import { CANCEL, EXTEND_TRIAL } from '../cycles/cycles.sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { type BillingTerms, BillingTermsService } from '../invoices/billing-terms.service.js';
import { PlanChangeInvoicesService, type MostPaid } from '../invoices/plan-change-invoices.service.js';
import type { InvoiceRow } from '../invoices/invoice.rows.js';
import { refuseIfStale } from './change.errors.js';
import { ChangeRecordService } from './change-record.service.js';
import { type ChangedBy, endOf, inTrial, refuseTrialEnd, type When } from './change-rules.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import type { Means, PlanChange, PlanRequest } from './plan-change.js';
import { PlanChangesService } from './plan-changes.service.js';
import { PlanDecisionsService } from './plan-decisions.service.js';
import { actionOf } from './subscription-audit.js';
import {
  type Change,
  type Done,
  type LockedSubscription,
  refuseClosed,
  SubscriptionChangeService,
} from './subscription-change.service.js';
import { type SubscriptionView, subscriptionView } from './subscription.view.js';

/**
 * The result of a change that an owner asked for: the subscription as it is now, and the invoice that has to be paid before the
 * change.
 */
export interface Purchase {
  subscription: SubscriptionView;
  invoice: InvoiceRow | null;
}

/**
 * The changes that people make to a subscription. `SubscriptionChangeService` makes each of them one transaction, locks the
 * subscription first and records what was done. A request for something that is already true changes nothing.
 */
@Injectable()
export class LifecycleService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly subscriptions: SubscriptionChangeService,
    private readonly businesses: BusinessesService,
    private readonly current: CurrentSubscriptionService,
    private readonly decisions: PlanDecisionsService,
    private readonly changes: PlanChangesService,
    private readonly cycles: CycleOpeningService,
    private readonly billing: BillingTermsService,
    private readonly purchases: PlanChangeInvoicesService,
    private readonly records: ChangeRecordService,
    private readonly guard: ClockGuardService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Puts the business on a plan for an operator, or sets only the money of its subscription if `request` names no plan.
   * See `changePlan`.
   */
  put(
    change: Change,
    { planCode, ...request }: Omit<PlanRequest, 'planCode'> & { planCode?: string },
    terms: BillingTerms,
  ): Promise<SubscriptionView> {
    if (planCode === undefined) return this.changeTerms(change, terms);
    return this.changePlan(change, { ...request, planCode }, terms);
  }

  /**
   * Changes the plan for an owner, who can pay by `means`. A change that has to be paid first is not applied: its invoice is
   * returned, and `InvoiceSettlementService` applies the change when the invoice is paid. Any other change takes effect, and voids
   * the invoice of a change that waits for payment. Before an invoice is written for real money, `refuseOrder` is called, which
   * throws if none may be taken now.
   *
   * @throws NotFound; DomainError `business_closed`, those of `PlanDecisionsService.decideAndBegin` and
   * `PlanChangeInvoicesService.open` and `refuseOrder`, `clock_wrong` when something has to be paid, `wrong_state` for a page on a
   * test clock; nothing is written then.
   */
  async purchasePlan(
    change: Change,
    request: PlanRequest & MostPaid,
    means: Means,
    refuseOrder: ((manager: EntityManager) => Promise<void>) | null,
  ): Promise<Purchase> {
    let invoice: InvoiceRow | null = null;
    const subscription = await this.subscriptions.change(change, async ({ manager, from, business, now }) => {
      invoice = null;
      const { testClockId } = business;
      const how = testClockId !== null && this.config.payments !== 'none' ? 'clock' : means;
      if (how === 'clock' && means === 'page')
        throw new WrongState('test', 'On a test clock the clock pays: change the plan.');
      const decided = await this.decisions.decideAndBegin(manager, from, request, 'owner', now, how);
      if (decided.cost !== null) {
        if (how !== 'clock') {
          await refuseOrder?.(manager);
          // The price counts the days that are left.
          this.guard.refuseWhenWrong();
        }
        invoice = await this.purchases.open(manager, change, from, decided, request, how, now);
        return null;
      }
      const changed = await this.changes.apply(manager, from, decided, 'owner', testClockId);
      await this.purchases.drop(manager, change.businessId, now);
      if (!changed) return null;
      const atOnce = decided.when === 'now' && !decided.stays;
      if (atOnce && decided.needs === 'card') await this.purchases.invoiceFromNow(manager, change.businessId);
      if (atOnce && decided.needs === 'nothing')
        await this.billing.invoiceRunning(manager, change.businessId, now);
      return actionOf(from, decided);
    });
    return { subscription, invoice };
  }

  /**
   * Says what a change would do, also if it would require a payment. Writes nothing, except that it rolls the subscription
   * forward.
   *
   * @throws NotFound; DomainError as `changePlan`, without `payment_required`.
   */
  async previewPlan(change: Change, request: PlanRequest): Promise<PlanChange> {
    const now = await this.businesses.timeOf(this.dataSource, change.businessId);
    refuseClosed(change, await this.businesses.get(this.dataSource, change.businessId));
    const from = await this.current.at(change.businessId, now);
    return this.decisions.decide(this.dataSource, from, request, changedBy(change), now);
  }

  /** The subscription as it is now, with all that an owner sees. @throws NotFound */
  async show(businessId: string): Promise<SubscriptionView> {
    return subscriptionView(await this.current.latest(this.dataSource, businessId));
  }

  /** Takes the pending plan back. @throws DomainError `wrong_state` after the end. */
  async dropPendingPlan(change: Change): Promise<void> {
    await this.subscriptions.changeLive(change, async ({ manager, from }) =>
      (await this.changes.dropPending(manager, from)) ? 'subscription.pending_plan_dropped' : null,
    );
  }

  /**
   * Ends the subscription with its cycle or, for an operator, now. A change that waits for its payment is voided, so that paying
   * it does not undo the cancel. A subscription that cannot be renewed can be ended too; its end is then that of its last cycle.
   *
   * @throws DomainError `wrong_state` after the end.
   */
  cancel(change: Change, when: When = 'cycleEnd'): Promise<SubscriptionView> {
    if (when === 'cycleEnd')
      return this.subscriptions.changeLive(change, (locked) => this.markCanceled(locked, true));
    return this.subscriptions.end(change, async ({ manager, from, now }) => {
      refuseIfStale(await this.cycles.end(manager, from, endOf(from, now), 'operator'));
      return 'subscription.ended';
    });
  }

  /**
   * Ends a subscription at `at`, which lies in the past, in the transaction that imports it. It had ended then in the system from
   * which the business comes. `rollForwardImported` has rolled it forward to `at`.
   *
   * @throws DomainError `renewal_failed`
   */
  async endImported(manager: EntityManager, businessId: string, at: Date): Promise<void> {
    const from = await this.current.lock(manager, businessId, at);
    if (from === null) throw new NotFound('subscription');
    refuseIfStale(await this.cycles.end(manager, from, endOf(from, at), 'operator'));
    await this.records.record(manager, from, 'subscription.ended', SYSTEM, at);
  }

  /** Takes back a cancel that waits for the end of the cycle. @throws DomainError `wrong_state` after the end. */
  resume(change: Change): Promise<SubscriptionView> {
    return this.subscriptions.changeLive(change, (locked) => this.markCanceled(locked, false));
  }

  /**
   * Lets a running trial end later. The next cycle is anchored at the new end, and a pending plan or cancel waits until then.
   *
   * @throws DomainError `wrong_state` when no trial is running; ValidationFailed for an end before the present one, or for a
   * trial that would be longer than the longest of a plan.
   */
  extendTrial(change: Change, endsAt: Date): Promise<SubscriptionView> {
    return this.subscriptions.change(change, async ({ manager, from }) => {
      if (!inTrial(from)) {
        throw new WrongState(from.status, 'No trial is running.');
      }
      refuseTrialEnd(from, endsAt);
      if (endsAt.getTime() === from.cycleEndsAt.getTime()) return null;
      const { businessId, id, version } = from;
      refuseIfStale((await execute(manager, EXTEND_TRIAL, { businessId, id, version, endsAt })) > 0);
      return 'subscription.trial_extended';
    });
  }

  /**
   * Sets the money of a subscription, for an operator. Its plan, its trial, and a pending plan or cancel stay.
   *
   * @throws NotFound; DomainError `business_closed` and those of `BillingTermsService.set`; nothing is written then.
   */
  private changeTerms(change: Change, terms: BillingTerms): Promise<SubscriptionView> {
    return this.subscriptions.change(change, async ({ manager, now }) =>
      (await this.billing.set(manager, change.businessId, terms, now))
        ? 'subscription.billing_changed'
        : null,
    );
  }

  /**
   * Puts the business on a plan, now or when the cycle ends. If the last subscription has ended, a new one begins. The change
   * takes back a pending cancel and replaces a pending plan; naming the present plan takes both back. With `terms: 'newest'`, the
   * running cycle gets the newest terms of the present plan too. Without it, an operator's request for the present plan converts
   * a trial.
   *
   * `terms` are an operator's decisions about the money. If the subscription is invoiced then, the rest of a cycle that was not
   * invoiced is invoiced. The invoice of another change that waits for payment is voided, as by any change that takes effect.
   *
   * @throws NotFound; DomainError `business_closed` and those of `PlanDecisionsService.decide` and `BillingTermsService.set`;
   * nothing is written then.
   */
  private changePlan(change: Change, request: PlanRequest, terms: BillingTerms): Promise<SubscriptionView> {
    const by = changedBy(change);
    return this.subscriptions.change(change, async ({ manager, from, business, now }) => {
      const decided = await this.decisions.decideAndBegin(manager, from, request, by, now, null);
      const changed = await this.changes.apply(manager, from, decided, by, business.testClockId);
      const billed = await this.billing.set(manager, change.businessId, terms, now);
      if (!changed) return billed ? 'subscription.billing_changed' : null;
      await this.purchases.drop(manager, change.businessId, now);
      if (decided.when === 'now' && !decided.stays)
        await this.billing.invoiceRunning(manager, change.businessId, now);
      return actionOf(from, decided);
    });
  }

  private async markCanceled({ manager, from, now }: LockedSubscription, canceled: boolean): Promise<Done> {
    if (canceled) await this.purchases.drop(manager, from.businessId, now, true);
    else await this.purchases.resume(manager, from.businessId);
    if (from.cancelAtCycleEnd === canceled) return null;
    refuseIfStale(
      (await execute(manager, CANCEL, {
        businessId: from.businessId,
        id: from.id,
        version: from.version,
        canceled,
      })) > 0,
    );
    return canceled ? 'subscription.canceled' : 'subscription.resumed';
  }
}

const changedBy = ({ by }: Change): ChangedBy => (by.kind === 'operator' ? 'operator' : 'owner');
