import { Injectable, Optional } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, one, query } from '../database/sql.js';
import * as sql from './erasure.sql.js';
import { EventSubscribers } from './event-subscribers.js';
import { EventsService } from './events.service.js';

/** A person, and where their traces in events may be. */
export interface ErasedPerson {
  memberIds: string[];
  /** Invitations that they sent. */
  invitationIds: string[];
  /** Regular expressions that match their addresses, and all that names them, as whole JSON strings. */
  patterns: { addresses: string; person: string };
}

/** How far a walk through the events of a business has come. The events that wait come before those that are numbered. */
export interface EventsPlace {
  of: 'waiting' | 'numbered';
  after: number;
}

/** Erases businesses and people from the events. */
@Injectable()
export class EventErasureService {
  constructor(
    private readonly events: EventsService,
    @Optional() private readonly subscribers?: EventSubscribers,
  ) {}

  /**
   * Call this before the rows of a business are erased: until the transaction ends, nobody numbers its events. The counter stays,
   * so that the event of the erasure continues its numbers.
   */
  async lockOutNumbering(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    await execute(manager, sql.LOCK_SEQUENCE, { businessId, now });
  }

  /** Call this after the rows were erased: records the event for operators, without the name of the business. */
  async recordErased(manager: EntityManager, businessId: string, now: Date): Promise<void> {
    const data = { business: { id: businessId } };
    await this.events.record(manager, { businessId, type: 'business.erased', data, at: now });
  }

  /**
   * Removes a person from a span of the events of a business that stays: their name, their address, and what receivers answered
   * to these events. The first span begins at null. Returns where the next span begins; null at the end.
   *
   * The dispatcher appends events that it numbers meanwhile, so a later span finds them.
   */
  async scrub(
    manager: EntityManager,
    businessId: string,
    { memberIds, invitationIds, patterns }: ErasedPerson,
    place: EventsPlace | null,
  ): Promise<EventsPlace | null> {
    const { of, after } = place ?? { of: 'waiting', after: 0 };
    if (of === 'waiting') await query(manager, sql.LOCK_OUT_DISPATCHER, { businessId });
    const statement = of === 'waiting' ? sql.SCRUB_WAITING : sql.SCRUB_NUMBERED;
    const values = { businessId, after, memberIds, invitationIds, ...patterns };
    const { last, eventIds } = await one(manager, statement, values);
    if (of === 'numbered' && eventIds.length > 0)
      await this.subscribers?.eraseResponses(manager, businessId, eventIds);
    if (last !== null) return { of, after: last };
    return of === 'waiting' ? { of: 'numbered', after: 0 } : null;
  }
}
