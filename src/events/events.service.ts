import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { execute, type Executor, maybeOne } from '../database/sql.js';
import { asJson } from './event-data.js';
import type { NewEvent } from './event.js';
import type { EventType } from './event-types.js';
import * as sql from './events.sql.js';

/** Records what happened to businesses, for the product and for the businesses themselves. */
@Injectable()
export class EventsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Records an event, or a list of any length in its order, in the transaction of the change: change and events are written
   * together or not at all. Takes no lock. `EVENTS` decides whether anything is recorded.
   */
  async record(manager: EntityManager, recorded: NewEvent | NewEvent[]): Promise<void> {
    const events = [recorded].flat();
    if (this.config.events === 'off' || events.length === 0) return;
    await execute(manager, sql.RECORD, {
      businessIds: events.map(({ businessId }) => businessId),
      types: events.map(({ type }) => type),
      times: events.map(({ at }) => at.toISOString()),
      data: events.map(({ data }) => asJson(data)),
      all: this.config.events === 'all',
    });
  }

  /**
   * Says which events a statement that records many by itself must record: all, none, or those with a listener. Returns `off` too
   * if nobody listens to any of these types.
   */
  async modeFor(on: Executor, types: readonly EventType[]): Promise<sql.EventsMode> {
    if (this.config.events !== 'listened') return this.config.events;
    const row = await maybeOne(on, sql.ANYBODY_LISTENS, { types });
    return row?.listens === true ? 'listened' : 'off';
  }

  /**
   * Stores that the listener `id` takes these types from now on: of one business, or of all if `businessId` is null. `'*'` means
   * every type. With `EVENTS=listened`, only events that a listener takes are recorded. An empty list removes the listener.
   */
  async listen(
    manager: EntityManager,
    businessId: string | null,
    id: string,
    types: (EventType | '*')[],
  ): Promise<void> {
    const of = businessId ?? sql.EVERY_BUSINESS;
    if (types.length === 0) await execute(manager, sql.STOP_LISTENING, { businessId: of, id });
    else await execute(manager, sql.LISTEN, { businessId: of, id, types });
  }
}
