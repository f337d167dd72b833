import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { type Executor, maybeOne } from '../../database/sql.js';
import { FIND_LATEST } from '../cycles/cycles.sql.js';
import { lockLatest } from '../cycles/lock-latest.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import type { SubscriptionRow } from './subscription.rows.js';

/** Reads the latest subscription of a business at an instant, however late the renewal loop is. */
@Injectable()
export class CurrentSubscriptionService {
  private readonly logger = new Logger(CurrentSubscriptionService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly cycles: CycleOpeningService,
  ) {}

  /**
   * The subscription at `now`. If it cannot be rolled forward, its last known state.
   *
   * @throws NotFound when the business never had one.
   */
  async at(businessId: string, now: Date): Promise<SubscriptionRow> {
    await this.rollForwardOrLog(businessId, now);
    return this.latest(this.dataSource, businessId);
  }

  /**
   * Rolls the business forward to `now` before a read. If that fails, it only logs the error, and the read answers the last known
   * state.
   */
  async rollForwardOrLog(businessId: string, now: Date): Promise<void> {
    try {
      await this.cycles.rollForward(this.dataSource, businessId, now);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // The clock guard logs this already, and every read would log it again.
      if (error.code === 'clock_wrong') return;
      this.logger.error(`Business ${businessId} could not be rolled forward: ${error.detail}`);
    }
  }

  /**
   * Locks the subscription against every other change until the transaction ends, and rolls it forward to `now`. If another
   * subscription began while it waited, it locks that one. Null if the business never had one.
   *
   * @throws DomainError `renewal_failed`
   */
  async lock(manager: EntityManager, businessId: string, now: Date): Promise<SubscriptionRow | null> {
    await this.cycles.lockCyclesShared(manager);
    return lockLatest(manager, businessId, () => this.cycles.rollForward(manager, businessId, now));
  }

  /**
   * Locks the subscription for a request that ends it. If it cannot be rolled forward, it is locked in its last good state. The
   * failed step is rolled back, so the transaction can go on.
   */
  async lockToEnd(manager: EntityManager, businessId: string, now: Date): Promise<SubscriptionRow | null> {
    try {
      return await manager.transaction((nested) => this.lock(nested, businessId, now));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'renewal_failed') throw error;
      await this.cycles.lockCyclesShared(manager);
      return lockLatest(manager, businessId);
    }
  }

  /** The subscription in its stored state. @throws NotFound when the business never had one. */
  async latest(on: Executor, businessId: string): Promise<SubscriptionRow> {
    const row = await this.find(on, businessId);
    if (row === null) throw new NotFound('subscription');
    return row;
  }

  /** The subscription in its stored state. Null if the business never had one. */
  async find(on: Executor, businessId: string): Promise<SubscriptionRow | null> {
    return (await maybeOne(on, FIND_LATEST, { businessId })) ?? null;
  }
}
