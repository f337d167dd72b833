import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { UnknownPlan } from '../../billing-plans/index.js';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { newId } from '../../common/ids.js';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { isOutage } from '../../database/outage.js';
import { execute, type Executor, maybeOne, one, query, type Values } from '../../database/sql.js';
import { EventsService } from '../../events/index.js';
import { PostponedLapsesService } from '../renewals/postponed-lapses.service.js';
import { RENEWAL_EVENTS } from '../renewals/renewal-events.sql.js';
import { BEGIN, END, MOVE, MOVE_TO_NEWEST, REOPEN } from './cycles.sql.js';
import { invoiceView } from '../invoices/invoice.view.js';
import { VOID_ALL_OF } from '../invoices/invoice-settlement.sql.js';
import type { RenewalStatement } from '../renewals/renewal-statement.sql.js';
import { LOCK_CYCLES_SHARED } from './cycle-locks.sql.js';
import { IS_OVERDUE, RENEW_BUSINESS } from '../renewals/renewals.sql.js';
import type { Progress, RenewalRow } from '../renewals/renewals.rows.js';
import type { EndReason, Version } from '../subscription/subscription.rows.js';

/** How many businesses requests may roll forward at once: enough for a busy minute, few enough to leave connections for others. */
const ROLLED_AT_ONCE = 4;

/**
 * Opens every cycle: for late requests, for changes of plan, and for renewals. `RenewalChunksService` calls `renewOnce` for the
 * loop and for test clocks.
 *
 * A subscription is renewed exactly once per cycle, however many servers run and whenever one dies. The statement that writes
 * compares the subscription's version, and writes all or nothing. So no renewal is half done, and none is marked as under way.
 */
@Injectable()
export class CycleOpeningService {
  private readonly logger = new Logger(CycleOpeningService.name);
  private readonly pieces = new Bulkhead(ROLLED_AT_ONCE);
  /**
   * The roll-forwards under way, by business. A second request for the same business waits for the promise, and not for the lock
   * of the row.
   */
  private readonly rolling = new Map<string, Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly guard: ClockGuardService,
    private readonly events: EventsService,
    private readonly postponed: PostponedLapsesService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Takes the shared lock of cycles. Take it first, before any other lock of work that opens or moves a cycle. An edit of running
   * cycles waits until nobody holds this lock. Work that begins after the edit sees the new version, so nobody reads older terms.
   */
  async lockCyclesShared(manager: EntityManager): Promise<void> {
    await query(manager, LOCK_CYCLES_SHARED);
  }

  /**
   * Begins a subscription at `now` and returns its id. With `trial`, its first cycle is the plan's trial. The caller has locked the
   * cycles before it read the plan.
   *
   * @throws UnknownPlan when the plan was deleted since it was read
   */
  async begin(
    manager: EntityManager,
    start: Opening & { testClockId: string | null; isInvoiced: boolean },
  ): Promise<string> {
    const id = newId();
    if ((await execute(manager, BEGIN, { ...start, id })) === 0) throw new UnknownPlan(start.planCode);
    return id;
  }

  /**
   * Closes the running cycle at `at` and opens the next one there. Returns false if the subscription has changed since it was
   * read.
   */
  async reopen(
    manager: EntityManager,
    { businessId, id, version }: Version,
    { at, planCode, trial }: Omit<Opening, 'businessId'>,
  ): Promise<boolean> {
    return (await execute(manager, REOPEN, { businessId, id, at, planCode, trial, version })) > 0;
  }

  /**
   * Puts the running cycle on another plan of the same interval. Its boundaries and usage stay. Returns false if the subscription
   * has changed since it was read.
   */
  async move(manager: EntityManager, { businessId, id, version }: Version, planCode: string) {
    return (await execute(manager, MOVE, { businessId, id, planCode, version })) > 0;
  }

  /**
   * Ends a subscription at `at`, cuts its running cycle short there, and voids its open invoices. Returns false if the
   * subscription has changed since it was read.
   */
  async end(manager: EntityManager, { businessId, id, version }: Version, at: Date, reason: EndReason) {
    if ((await execute(manager, END, { businessId, id, at, version, reason })) === 0) return false;
    await this.voidOpen(manager, businessId, id, at);
    return true;
  }

  /** Voids the open invoices of a subscription, or of all subscriptions of the business if `subscriptionId` is null. */
  async voidOpen(manager: EntityManager, businessId: string, subscriptionId: string | null, at: Date) {
    const voided = await query(manager, VOID_ALL_OF, { businessId, subscriptionId, now: at });
    const events = voided.map((invoice) => ({
      businessId,
      type: 'invoice.voided' as const,
      data: { invoice: invoiceView(invoice) },
      at,
    }));
    await this.events.record(manager, events);
  }

  /**
   * Rolls the business's subscription forward until its running cycle contains `now`. Does nothing if it contains `now` already.
   *
   * @throws DomainError `clock_wrong`; `renewal_failed` when a step does not fit or the database refuses it; the last good state
   * stays.
   */
  async rollForward(on: Executor, businessId: string, now: Date): Promise<void> {
    const overdue = await maybeOne(on, IS_OVERDUE, { now, businessId });
    if (overdue === undefined) return;
    if (!overdue.onTestClock) this.guard.refuseWhenWrong();
    if (!(on instanceof DataSource)) return this.rollOnce(on, businessId, now);
    const underWay = this.rolling.get(businessId);
    if (underWay !== undefined) {
      await underWay;
      return this.rollForward(on, businessId, now);
    }
    const rolling = this.rollOnce(on, businessId, now).finally(() => this.rolling.delete(businessId));
    this.rolling.set(businessId, rolling);
    return rolling;
  }

  /**
   * Rolls a subscription that an import began in the past forward to `now`. Each of its cycles is under the newest version of its
   * plan. The business was no customer when older versions were sold, so these must not decide what it gets, or whether it ends.
   *
   * @throws as `rollForward`
   */
  async rollForwardImported(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    if ((await maybeOne(manager, IS_OVERDUE, { now, businessId })) === undefined) return;
    this.guard.refuseWhenWrong();
    await this.rollOnce(manager, businessId, now, () => execute(manager, MOVE_TO_NEWEST, { businessId }));
  }

  /**
   * Renews a subscription whose access was ended at `now`, so that it lapses. This lapse is not postponed.
   *
   * @throws DomainError `clock_wrong`; `renewal_failed` when it does not fit
   */
  async lapse(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    this.guard.refuseWhenWrong();
    const params = { now, businessId };
    const { setAside } = await this.renewOnce(manager, { ...RENEW_BUSINESS, lapses: null }, params);
    if (setAside > 0) throw renewalFailed();
  }

  /** Renews the business's subscription once, if it is due. */
  renewDue(businessId: string, now: Date): Promise<Progress> {
    return this.inOnePiece(this.dataSource, (manager) =>
      this.renewOnce(manager, RENEW_BUSINESS, { now, businessId }),
    );
  }

  /**
   * Renews each subscription that the statement finds due by one cycle, with its events. Joins the caller's transaction.
   *
   * A subscription whose cycles are invoiced gets its invoice also with `PAYMENTS=none`. Otherwise a command that lacks a setting
   * of the servers would open its cycle without an invoice, and nobody would write that later.
   */
  async renewOnce<Params extends { now: Date }>(
    on: EntityManager,
    renew: RenewalStatement<Params>,
    params: Params,
  ): Promise<Progress> {
    if (renew.lapses !== null) await this.postponed.postpone(on, renew.lapses, params);
    const mode = await this.events.modeFor(on, RENEWAL_EVENTS);
    const due = [params] as unknown as Values<Omit<Params, 'limit'>>;
    if ((await execute(on, renew.lockSeats, ...due)) > 0) await execute(on, renew.raiseSeats, ...due);
    const values = [params] as Values<Params>;
    if (this.config.payments === 'none') {
      const { needsInvoices, ...progress } = await one<RenewalRow, Params>(on, renew[mode], ...values);
      if (!needsInvoices) return progress;
    }
    const { needsInvoices: _, ...progress } = await one<RenewalRow, Params>(
      on,
      renew.invoicing[mode],
      ...values,
    );
    return progress;
  }

  private async rollOnce(
    on: Executor,
    businessId: string,
    now: Date,
    afterEach?: () => Promise<unknown>,
  ): Promise<void> {
    const rolled = await this.inOnePiece(on, (manager) =>
      this.rollAll(manager, businessId, now, afterEach),
    ).catch((error: unknown) => {
      if (isOutage(error)) throw error;
      this.logger.error(`Business ${businessId} could not be rolled forward: ${String(error)}`);
      throw renewalFailed();
    });
    if (!rolled) throw renewalFailed();
  }

  /**
   * Renews until nothing is due, and calls `afterEach` after each cycle. Returns false if a step does not fit: what could be
   * renewed is renewed, and the rest is set aside.
   */
  private async rollAll(
    manager: EntityManager,
    businessId: string,
    now: Date,
    afterEach?: () => Promise<unknown>,
  ): Promise<boolean> {
    for (;;) {
      const progress = await this.renewOnce(manager, RENEW_BUSINESS, { now, businessId });
      if (progress.setAside > 0) return false;
      await afterEach?.();
      if (progress.left === 0) return true;
    }
  }

  /** Works in the caller's transaction, which has locked the cycles (see `CurrentSubscriptionService`), or in a new one. */
  private inOnePiece<T>(on: Executor, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (!(on instanceof DataSource)) return work(on);
    return this.pieces.run(() =>
      on.transaction(async (manager) => {
        await this.lockCyclesShared(manager);
        return work(manager);
      }),
    );
  }
}

/** The business, the instant and the plan of a cycle to open, and whether it is the plan's trial. */
export interface Opening {
  businessId: string;
  at: Date;
  planCode: string;
  trial: boolean;
}

const renewalFailed = () =>
  new DomainError('renewal_failed', 'The subscription could not be renewed. Try again.');
