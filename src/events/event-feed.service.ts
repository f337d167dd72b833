import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MAX_UNITS } from '../common/validation.js';
import type { Page } from '../common/paging.js';
import { NotFound } from '../common/domain-error.js';
import { type Executor, maybeOne, query } from '../database/sql.js';
import type { EventRow } from './event.js';
import { type EventView, eventView, type OperatorEventView, operatorEventView } from './event.view.js';
import * as sql from './feed.sql.js';
import type { AdminEventsQuery, EventsQuery } from './events.dto.js';

const PAGE = 20;

/** Lists events of the past, for readers that catch up or have no deliveries. */
@Injectable()
export class EventFeedService {
  constructor(private readonly dataSource: DataSource) {}

  /** Lists the events of a business by `sequence`. If no type is given, there are no gaps. */
  list(businessId: string, wanted: EventsQuery): Promise<Page<EventView>> {
    const read = (params: sql.FeedParams) =>
      query(this.dataSource, sql.FEED_OF_BUSINESS, { ...params, businessId });
    return this.page(read, wanted, ({ sequence }) => sequence, eventView);
  }

  /** Lists the events of all businesses, or of one, by `position`, oldest or newest first. */
  async listAll(wanted: AdminEventsQuery): Promise<Page<OperatorEventView>> {
    const { businessId, order } = wanted;
    const newest = order === 'newest';
    const after = wanted.after ?? (newest ? MAX_UNITS : 0);
    const read = (params: sql.FeedParams) =>
      businessId === undefined
        ? query(this.dataSource, newest ? sql.FEED_NEWEST : sql.FEED, params)
        : query(this.dataSource, newest ? sql.FEED_BY_POSITION_NEWEST : sql.FEED_BY_POSITION, {
            ...params,
            businessId,
          });
    const page = await this.page(
      read,
      { ...wanted, after },
      ({ position }) => position,
      (row) => row,
    );
    return { ...page, data: await this.forOperators(page.data) };
  }

  /** @throws NotFound */
  async show(businessId: string, id: string): Promise<EventView> {
    const row = await this.find(this.dataSource, id, businessId);
    if (row === null) throw new NotFound('event');
    return eventView(row);
  }

  /** @throws NotFound */
  async showAny(id: string): Promise<OperatorEventView> {
    const row = await this.find(this.dataSource, id, null);
    if (row === null) throw new NotFound('event');
    const [view] = await this.forOperators([row]);
    return view as OperatorEventView;
  }

  /** Finds an event of a business, or of any business if `businessId` is null. Null when there is none. */
  async find(on: Executor, id: string, businessId: string | null): Promise<EventRow | null> {
    const row = await maybeOne(on, sql.FIND_EVENT, { id, businessId });
    return row ?? null;
  }

  private async forOperators(rows: EventRow[]): Promise<OperatorEventView[]> {
    const businessIds = [...new Set(rows.map(({ businessId }) => businessId))];
    const found = await query(this.dataSource, sql.EXTERNAL_IDS, { businessIds });
    const externalIds = new Map(found.map(({ businessId, externalId }) => [businessId, externalId]));
    return rows.map((row) => operatorEventView(row, externalIds.get(row.businessId) ?? null));
  }

  private async page<T>(
    read: (params: sql.FeedParams) => Promise<sql.FeedRow[]>,
    { after = 0, type, limit = PAGE }: EventsQuery,
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

/** False for the row of nulls that a page without events has. */
export const isEvent = (row: sql.FeedRow): row is EventRow & { spanEnd: number | null } => row.id !== null;
