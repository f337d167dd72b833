import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BillingPlansService, SEATS } from '../../billing-plans/index.js';
import { newId } from '../../common/ids.js';
import { beforeId, type Page, pageLimit, type PageQuery, toPage } from '../../common/paging.js';
import { ValidationFailed } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import { execute, query } from '../../database/sql.js';
import { type LiveSubscription, SubscriptionsService } from '../../subscriptions/index.js';
import * as sql from './allocations.sql.js';
import { EntitlementsService } from '../entitlements/entitlements.service.js';
import { LimitReached, ManagedFeature, NoActiveSubscription, WrongFeatureKind } from '../usage.errors.js';
import type { AllocationView } from './allocations.view.js';
import type { EntitlementView } from '../entitlements/entitlements.view.js';

/** A resource to hold, named by the caller. Holding it again only sets the expiry. */
export interface Hold {
  feature: string;
  resource: string;
  expiresAt?: Date;
}

/** Longer than a request waits in queues and for locks before it holds a resource. */
const LONGEST_WAIT_SECONDS = 60;

/** Holds and frees resources. A business never holds more than its plan allows, however many requests come at once. */
@Injectable()
export class AllocationsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly plans: BillingPlansService,
    private readonly subscriptions: SubscriptionsService,
    private readonly entitlements: EntitlementsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Lists the holds of a feature at `now`, newest first. @throws DomainError `unknown_feature`; WrongFeatureKind */
  async list(businessId: string, feature: string, page: PageQuery, now: Date): Promise<Page<AllocationView>> {
    await this.refuseUnlessAllocated(feature);
    const values = { businessId, feature, before: beforeId(page), limit: pageLimit(page) + 1, now };
    const rows = await query(this.dataSource, sql.LIST, values);
    return toPage(rows, page, ({ resource, heldAt, expiresAt }) => ({
      resource,
      heldAt,
      expiresAt,
    }));
  }

  /**
   * Holds a resource. If it is held already, only its expiry is set. Each hold locks the subscription's row, so the holds of a
   * business are decided one after the other: the limit is never exceeded, and no free place is refused.
   *
   * @throws LimitReached, NoActiveSubscription, WrongFeatureKind, ManagedFeature for `seats`; DomainError `unknown_feature`.
   */
  async hold(businessId: string, hold: Hold, now: Date): Promise<EntitlementView> {
    if (hold.expiresAt !== undefined && hold.expiresAt <= now) {
      throw new ValidationFailed([{ field: 'expiresAt', message: 'must lie in the future' }]);
    }
    await this.refuseUnlessAllocated(hold.feature);
    if (hold.feature === SEATS) throw new ManagedFeature(SEATS);
    return this.subscriptions.changing(businessId, async (manager) => {
      await this.holdWithin(manager, businessId, hold, now);
      return this.entitlements.entitlementWithin(manager, businessId, hold.feature, 1, now);
    });
  }

  /**
   * Frees a resource. Does nothing if it is not held.
   *
   * @throws WrongFeatureKind, ManagedFeature; DomainError `unknown_feature`
   */
  async free(businessId: string, feature: string, resource: string): Promise<void> {
    await this.refuseUnlessAllocated(feature);
    if (feature === SEATS) throw new ManagedFeature(SEATS);
    await execute(this.dataSource, sql.FREE, { businessId, feature, resources: [resource] });
  }

  /** Holds a resource in the caller's transaction. @throws LimitReached, NoActiveSubscription */
  async holdWithin(
    manager: EntityManager,
    businessId: string,
    { feature, resource, expiresAt }: Hold,
    now: Date,
  ): Promise<void> {
    const live = await this.subscriptions.lockLive(manager, businessId, now);
    if (live === null) throw new NoActiveSubscription();
    const held = { businessId, feature, resource, expiresAt: expiresAt ?? null, now };
    const aheadSeconds = 2 * this.config.maxClockSkewSeconds + LONGEST_WAIT_SECONDS;
    if ((await execute(manager, sql.HOLD_AGAIN, { ...held, aheadSeconds })) > 0) return;
    if (
      (await execute(manager, sql.HOLD[this.config.events], {
        ...held,
        id: newId(),
        planVersionId: live.planVersionId,
      })) > 0
    )
      return;
    throw await this.limitReached(manager, businessId, feature, live, now);
  }

  /** Makes the error for one more hold, with what is held now and which plans would allow it. */
  async limitReached(
    manager: EntityManager,
    businessId: string,
    feature: string,
    { planCode, perSeat }: LiveSubscription,
    now: Date,
  ): Promise<LimitReached> {
    const {
      used = 0,
      limit = 0,
      remaining = 0,
    } = await this.entitlements.entitlementWithin(manager, businessId, feature, 1, now);
    const unlockedBy = await this.plans.unlockedBy(manager, feature, used + 1, perSeat ? planCode : null);
    return new LimitReached({
      feature,
      requested: 1,
      used,
      limit,
      credits: 0,
      remaining,
      resetsAt: null,
      unlockedBy,
    });
  }

  private async refuseUnlessAllocated(key: string): Promise<void> {
    const { kind } = await this.plans.feature(this.dataSource, key);
    if (kind !== 'allocated') throw new WrongFeatureKind(key, kind, 'hold');
  }
}
