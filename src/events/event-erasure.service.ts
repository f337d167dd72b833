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
  /** Match their addresses, and whatever names them, as whole JSON strings. */
  patterns: { addresses: string; person: string };
}

/** How far a walk through the events of a business is: those that wait come before those that are numbered. */
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

  /**
   * Takes a person out of a span of the events of a business that goes on: their name, their address, and what receivers
   * answered to these events. Answers where the next span begins; null at the end. The first span begins at null.
   *
   * What the dispatcher numbers meanwhile is found later, because it goes to the end of the others.
   */
  async scrub(
    manager: EntityManager,
    businessId: string,
    { memberIds, invitationIds, patterns }: ErasedPerson,
    place: EventsPlace | null,
  ): Promise<EventsPlace | null> {
    const { of, after } = place ?? { of: 'waiting', after: 0 };
    if (of === 'waiting') await query(manager, sql.PASS_OVER, { businessId });
    const statement = of === 'waiting' ? sql.SCRUB_WAITING : sql.SCRUB_NUMBERED;
    const values = { businessId, after, memberIds, invitationIds, ...patterns };
    const { last, eventIds } = await one(manager, statement, values);
    if (of === 'numbered' && eventIds.length > 0)
      await this.subscribers?.forgetAnswers(manager, businessId, eventIds);
    if (last !== null) return { of, after: last };
    return of === 'waiting' ? { of: 'numbered', after: 0 } : null;
  }
}
