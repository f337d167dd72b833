import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Bulkhead } from '../../database/bulkhead.js';

/** The most changes of subscriptions that are under way at once. */
const CHANGES = 3;

/**
 * Runs the transactions that lock a subscription. Those of one business run one after the other, because each would wait in the
 * database for the one before. Only a few businesses run at a time. So however many requests wait for a locked subscription, all
 * other work has connections.
 */
@Injectable()
export class ChangeQueueService {
  private readonly changes = new Bulkhead(CHANGES);

  constructor(private readonly dataSource: DataSource) {}

  /** @throws TooManyWait when it could not begin in time; nothing was done. */
  change<T>(businessId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.changes.run(() => this.dataSource.transaction(work), businessId);
  }
}
