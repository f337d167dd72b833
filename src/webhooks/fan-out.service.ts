import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { query } from '../database/sql.js';
import { Clock } from '../common/clock.js';
import { EventSubscribers, type NumberedEvent } from '../events/index.js';
import { FAN_OUT } from './deliveries.sql.js';

/** Gives events to the endpoints that take them, in the transaction that numbers the events. */
@Injectable()
export class FanOutService extends EventSubscribers {
  constructor(private readonly clock: Clock) {
    super();
  }

  async fanOut(manager: EntityManager, events: NumberedEvent[]): Promise<void> {
    await query(manager, FAN_OUT, [
      events.map(({ businessId }) => businessId),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ position }) => position),
      this.clock.now(),
    ]);
  }
}
