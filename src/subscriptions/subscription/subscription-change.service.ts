import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SystemActor } from '../../audit/index.js';
import { type Business, BusinessesService } from '../../businesses/index.js';
import { DomainError, NotFound, WrongState } from '../../common/domain-error.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { violatedConstraint } from '../../database/outage.js';
import { MemberRanksService } from '../../members/index.js';
import { ChangeQueueService } from './change-queue.service.js';
import { ChangeRecordService } from './change-record.service.js';
import { lives } from './change-rules.js';
import { CurrentSubscriptionService } from './current-subscription.service.js';
import type { SubscriptionRow } from './subscription.rows.js';
import { type SubscriptionView, subscriptionView } from './subscription.view.js';

/**
 * Who changes a subscription, and of which business. Owners change the subscription of their own business, operators any. The
 * system applies what an owner ordered before.
 */
export interface Change {
  by: MemberPrincipal | OperatorPrincipal | SystemActor;
  businessId: string;
}

/** A subscription that the transaction has locked and rolled forward to `now`, the time of its business. */
export interface LockedSubscription {
  manager: EntityManager;
  from: SubscriptionRow;
  business: Business;
  now: Date;
}

/** What was done, as the action of the audit entry. Null if the subscription already was as requested. */
export type Done = string | null;

type Act = (locked: LockedSubscription) => Promise<Done>;
type Lock = CurrentSubscriptionService['lock'];

/**
 * Makes one change to a subscription in one transaction, and records it. It locks the subscription's row first, rolls it forward
 * to the business's time, and then lets the caller decide. So two changes at once have the result of one after the other.
 */
@Injectable()
export class SubscriptionChangeService {
  constructor(
    private readonly queue: ChangeQueueService,
    private readonly businesses: BusinessesService,
    private readonly ranks: MemberRanksService,
    private readonly current: CurrentSubscriptionService,
    private readonly records: ChangeRecordService,
  ) {}

  /** Runs `act`, and returns the changed subscription. @throws NotFound; DomainError `business_closed` and those of `act` */
  async change(
    change: Change,
    act: Act,
    lock: Lock = (...of) => this.current.lock(...of),
  ): Promise<SubscriptionView> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.queue.change(change.businessId, (manager) =>
          this.changeOnce(manager, change, act, lock),
        );
      } catch (error) {
        // Two requests began a subscription at once. This request now changes the one that the other request began.
        if (violatedConstraint(error) !== 'subscriptions_one_live' || attempt === 3) throw error;
      }
    }
  }

  /** Like `change`, but only for a subscription that has not ended. @throws DomainError `wrong_state` after the end */
  changeLive(change: Change, act: Act): Promise<SubscriptionView> {
    return this.change(change, whileLive(act));
  }

  /**
   * Runs `act` on a live subscription. If it cannot be rolled forward, it is locked in its last good state.
   *
   * @throws DomainError `wrong_state` after the end
   */
  end(change: Change, act: Act): Promise<SubscriptionView> {
    return this.change(change, whileLive(act), (...of) => this.current.lockToEnd(...of));
  }

  private async changeOnce(
    manager: EntityManager,
    { by, businessId }: Change,
    act: Act,
    lock: Lock,
  ): Promise<SubscriptionView> {
    if (by.kind === 'member') await this.ranks.confirm(manager, by, 'owner');
    const now = await this.businesses.timeOf(manager, businessId);
    const from = await lock(manager, businessId, now);
    if (from === null) throw new NotFound('subscription');
    // Read under the lock: closing a business ends its subscription first, so no new one can begin afterwards.
    const business = await this.businesses.get(manager, businessId);
    refuseClosed({ by }, business);
    const done = await act({ manager, from, business, now });
    return subscriptionView(done === null ? from : await this.records.record(manager, from, done, by, now));
  }
}

const whileLive =
  (act: Act): Act =>
  (locked) => {
    if (lives(locked.from)) return act(locked);
    throw new WrongState(locked.from.status, 'The subscription has ended.');
  };

/** @throws DomainError `business_closed` */
export function refuseClosed({ by }: Pick<Change, 'by'>, { closedAt }: Business): void {
  if (closedAt === null) return;
  const status = by.kind === 'operator' ? 409 : 403;
  throw new DomainError(
    'business_closed',
    'The business is closed; its subscription stays ended.',
    {},
    status,
  );
}
