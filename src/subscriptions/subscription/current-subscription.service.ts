import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError, NotFound } from '../../common/domain-error.js';
import { type Executor, query } from '../../database/sql.js';
import { FIND_LATEST, LOCK_LATEST } from '../cycles/cycles.sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import type { SubscriptionRow } from './subscription.view.js';

/** The latest subscription of a business as it is at an instant, however late the renewal loop is. */
@Injectable()
export class CurrentSubscriptionService {
  private readonly logger = new Logger(CurrentSubscriptionService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: CycleOpeningService,
  ) {}

  /**
   * Read at `now`; the last known state when it cannot be rolled forward.
   *
   * @throws NotFound when the business never had one.
   */
  async at(businessId: string, now: Date): Promise<SubscriptionRow> {
    await this.rollForwardOrLog(businessId, now);
    return this.latest(this.dataSource, businessId);
  }

  /** Rolls the business forward to `now` before a read, which would rather answer the last known state than nothing. */
  async rollForwardOrLog(businessId: string, now: Date): Promise<void> {
    try {
      await this.renewals.rollForward(this.dataSource, businessId, now);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      // Every read would tell; the guard of the clock does.
      if (error.code === 'clock_wrong') return;
      this.logger.error(`Business ${businessId} could not be rolled forward: ${error.detail}`);
    }
  }

  /**
   * Locked against every other change until the transaction ends, and rolled forward to `now`. Looks again when
   * another one began while it waited. Null when the business never had one.
   *
   * @throws DomainError `renewal_failed`
   */
  async lock(manager: EntityManager, businessId: string, now: Date): Promise<SubscriptionRow | null> {
    await this.renewals.lockCyclesShared(manager);
    for (;;) {
      const [locked] = await query<SubscriptionRow>(manager, LOCK_LATEST, [businessId]);
      await this.renewals.rollForward(manager, businessId, now);
      const [latest] = await query<SubscriptionRow>(manager, FIND_LATEST, [businessId]);
      if (latest?.id === locked?.id) return latest ?? null;
    }
  }

  /**
   * Locked in the same way, for whoever ends it: also where it cannot be rolled forward, and then in the last good state.
   * What failed is taken back, so that the transaction goes on.
   */
  async lockToEnd(manager: EntityManager, businessId: string, now: Date): Promise<SubscriptionRow | null> {
    try {
      return await manager.transaction((nested) => this.lock(nested, businessId, now));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'renewal_failed') throw error;
      await this.renewals.lockCyclesShared(manager);
      const [locked] = await query<SubscriptionRow>(manager, LOCK_LATEST, [businessId]);
      return locked ?? null;
    }
  }

  /** As the database has it. @throws NotFound when the business never had one. */
  async latest(on: Executor, businessId: string): Promise<SubscriptionRow> {
    const [row] = await query<SubscriptionRow>(on, FIND_LATEST, [businessId]);
    if (row === undefined) throw new NotFound('subscription');
    return row;
  }
}
