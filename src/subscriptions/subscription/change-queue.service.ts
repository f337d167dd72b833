import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Bulkhead } from '../../database/bulkhead.js';

/** Changes of subscriptions under way at once. */
const CHANGES = 3;

/**
 * Lets in transactions that lock a subscription: those of one business one after the other, since each would wait in the database
 * for the one before, and a few businesses at a time. So whatever holds a subscription, and however many requests wait for it,
 * all other work has its connections.
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
