import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { execute, one } from '../database/sql.js';
import { Clock } from '../common/clock.js';
import { EventSubscribers, type NumberedEvent } from '../events/index.js';
import { FAN_OUT, ERASE_ANSWERS } from './delivery.sql.js';

/** Gives events to the endpoints that take them, in the transaction that numbers the events. */
@Injectable()
export class FanOutService extends EventSubscribers {
  constructor(private readonly clock: Clock) {
    super();
  }

  async fanOut(manager: EntityManager, events: NumberedEvent[]): Promise<void> {
    await one(manager, FAN_OUT, {
      businessIds: events.map(({ businessId }) => businessId),
      ids: events.map(({ id }) => id),
      types: events.map(({ type }) => type),
      positions: events.map(({ position }) => position),
      now: this.clock.now(),
    });
  }

  async eraseResponses(manager: EntityManager, businessId: string, eventIds: string[]): Promise<void> {
    await execute(manager, ERASE_ANSWERS, { businessId, eventIds });
  }
}
