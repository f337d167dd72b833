import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Page } from '../common/paging.js';
import { NotFound } from '../common/domain-error.js';
import { type Executor, maybeOne, query } from '../database/sql.js';
import type { EventRow } from './event.js';
import type { EventType } from './event-types.js';
import { type EventView, eventView, type OperatorEventView, operatorEventView } from './event.view.js';
import * as sql from './feed.sql.js';

const PAGE = 20;

/** Which events to list: those after a number, and of a type if given. */
export interface Wanted {
  after?: number;
  type?: EventType;
  limit?: number;
}

/** Earlier events, oldest first, for catching up, and for readers without deliveries. */
@Injectable()
export class EventFeedService {
  constructor(private readonly dataSource: DataSource) {}

  /** A business's events by `sequence`. They are without gaps if no type is given. */
  list(businessId: string, wanted: Wanted): Promise<Page<EventView>> {
    const read = (params: sql.FeedParams) =>
      query(this.dataSource, sql.FEED_OF_BUSINESS, { ...params, businessId });
    return this.page(read, wanted, ({ sequence }) => sequence, eventView);
  }

  /** Events of all businesses, or of one, by `position`. */
  listForOperator(wanted: Wanted & { businessId?: string }): Promise<Page<OperatorEventView>> {
    const { businessId } = wanted;
    const read = (params: sql.FeedParams) =>
      businessId === undefined
        ? query(this.dataSource, sql.FEED, params)
        : query(this.dataSource, sql.FEED_BY_POSITION, { ...params, businessId });
    return this.page(read, wanted, ({ position }) => position, operatorEventView);
  }

  /** @throws NotFound */
  async show(businessId: string, id: string): Promise<EventView> {
    const row = await this.find(this.dataSource, id, businessId);
    if (row === null) throw new NotFound('event');
    return eventView(row);
  }

  /** @throws NotFound */
  async showForOperator(id: string): Promise<OperatorEventView> {
    const row = await this.find(this.dataSource, id, null);
    if (row === null) throw new NotFound('event');
    return operatorEventView(row);
  }

  /** An event of a business, or of any business. Null when there is none. */
  async find(on: Executor, id: string, businessId: string | null): Promise<EventRow | null> {
    const row = await maybeOne(on, sql.FIND_EVENT, { id, businessId });
    return row ?? null;
  }

  private async page<T>(
    read: (params: sql.FeedParams) => Promise<sql.FeedRow[]>,
    { after = 0, type, limit = PAGE }: Wanted,
    order: (row: EventRow) => number,
    view: (row: EventRow) => T,
  ): Promise<Page<T>> {
    const found = await read({ after, limit: limit + 1, type: type ?? null });
    const rows = found.filter(isEvent);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const next = rows.length > limit && last !== undefined ? order(last) : (found[0]?.spanEnd ?? null);
    return { data: shown.map(view), nextCursor: next === null ? null : String(next) };
  }
}

const isEvent = (row: sql.FeedRow): row is EventRow & { spanEnd: number | null } => row.id !== null;
