import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { execute, type Executor, maybeOne } from '../database/sql.js';
import type { NewEvent } from './event.js';
import type { EventType } from './event-types.js';
import * as sql from './events.sql.js';

/** Longer data are left out of an event, so that a delivery stays below 20 kB. */
const LONGEST_DATA = 19_500;

/** Records what happened to businesses, for the product and for the businesses themselves. */
@Injectable()
export class EventsService {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Records events in the transaction of the change, in this order, so that neither stands without the other. Takes no lock.
   * Whether anything is written depends on `EVENTS`.
   */
  async record(manager: EntityManager, ...events: NewEvent[]): Promise<void> {
    if (this.config.events === 'off' || events.length === 0) return;
    await execute(manager, sql.RECORD, {
      businessIds: events.map(({ businessId }) => businessId),
      types: events.map(({ type }) => type),
      times: events.map(({ at }) => at.toISOString()),
      data: events.map(({ data }) => json(data)),
      all: this.config.events === 'all',
    });
  }

  /**
   * How a statement that records many events itself must do it: all of them, none, or those with a listener. Also none while
   * nobody listens to any of these types.
   */
  async modeFor(on: Executor, types: readonly EventType[]): Promise<sql.EventsMode> {
    if (this.config.events !== 'listened') return this.config.events;
    const row = await maybeOne(on, sql.ANYBODY_LISTENS, { types });
    return row?.listens === true ? 'listened' : 'off';
  }

  /**
   * Notes that the listener `id` takes these types from now on: of one business, or of all with `businessId` null. `'*'` is
   * every type. With `EVENTS=listened` only what somebody takes is recorded. An empty list takes the note back.
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

function json(data: Record<string, unknown>): string {
  const text = JSON.stringify(data);
  return Buffer.byteLength(text) <= LONGEST_DATA ? text : JSON.stringify({ truncated: true });
}
