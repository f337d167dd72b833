import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, query } from '../database/sql.js';
import * as sql from './erasure.sql.js';
import { EventsService } from './events.service.js';

/** Erases businesses and people from the events. */
@Injectable()
export class EventErasureService {
  constructor(private readonly events: EventsService) {}

  /**
   * Comes before the rows of a business are erased: until the transaction ends, nobody numbers its events. The counter stays, so
   * that the event of the erasure follows the events before it.
   */
  async hold(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    await execute(manager, sql.HOLD, { businessId, now });
  }

  /** Comes after the rows were erased: tells operators, without a name. */
  async recordErased(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const data = { business: { id: businessId } };
    await this.events.record(manager, { businessId, type: 'business.erased', data, at: now });
  }

  /** Takes a person out of the events of a business that goes on: their name and their address. */
  async scrub(manager: EntityManager, businessId: string, memberIds: string[], email: string): Promise<void> {
    await query(manager, sql.PASS_OVER, [businessId]);
    for (const statement of sql.SCRUB) await execute(manager, statement, { businessId, memberIds, email });
  }
}
