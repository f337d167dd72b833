import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SEATS } from '../../billing-plans/index.js';
import { newId } from '../../common/ids.js';
import { execute } from '../../database/sql.js';
import { Seats } from '../../members/index.js';
import { SubscriptionsService } from '../../subscriptions/index.js';
import * as sql from './allocations.sql.js';
import { AllocationsService } from './allocations.service.js';
import { NoActiveSubscription } from '../usage.errors.js';

/** Takes and frees seats. A seat is an allocation of the feature `seats`, which customers cannot hold or free themselves. */
@Injectable()
export class SeatsService extends Seats {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly allocations: AllocationsService,
  ) {
    super();
  }

  changing<T>(businessId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.subscriptions.changing(businessId, work);
  }

  take(
    manager: EntityManager,
    businessId: string,
    holder: string,
    now: Date,
    expiresAt?: Date,
  ): Promise<void> {
    return this.allocations.holdWithin(
      manager,
      businessId,
      { feature: SEATS, resource: holder, expiresAt },
      now,
    );
  }

  async takeAnyway(manager: EntityManager, businessId: string, memberId: string, now: Date): Promise<void> {
    await execute(manager, sql.HOLD_ANYWAY, { businessId, feature: SEATS, memberId, now, id: newId() });
  }

  async pass(manager: EntityManager, businessId: string, from: string, to: string, now: Date): Promise<void> {
    const live = await this.subscriptions.lockLive(manager, businessId, now);
    if (live === null) throw new NoActiveSubscription();
    const passed = { businessId, feature: SEATS, from, to, now, planVersionId: live.planVersionId };
    if ((await execute(manager, sql.PASS_ON, passed)) === 0)
      throw await this.allocations.limitReached(manager, businessId, SEATS, live, now);
  }

  async free(manager: EntityManager, businessId: string, ...holders: string[]): Promise<void> {
    await execute(manager, sql.FREE, { businessId, feature: SEATS, resources: holders });
  }
}
