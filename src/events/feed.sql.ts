import { type Statement, statement } from '../database/sql.js';
import type { EventRow } from './event.js';

const EVENT = `id, business_id AS "businessId", type, at, test, sequence, position, data::text AS data`;

/** How many events one page looks at. It ends there, even if it found fewer than requested. */
export const SPAN = 10_000;

/** An event of a page, or none where nothing fits; and where the span ends that was looked at: null at the end of all. */
export type FeedRow = { spanEnd: number | null } & (EventRow | { id: null });

export interface FeedParams {
  after: number;
  limit: number;
  type: string | null;
}

/**
 * Events whose `order` is above $1, the lowest first, at most $2, of type $3 if it is not null. It looks at no more than SPAN
 * events, so that a rare type costs what a frequent one does.
 */
const feed = <Params = FeedParams>(
  name: string,
  order: 'sequence' | 'position',
  of: string,
): Statement<FeedRow, Params> =>
  statement<FeedRow, Params>(
    name,
    `WITH span AS MATERIALIZED (
       SELECT max(${order}) AS last, count(*) = ${SPAN} AS more
       FROM (SELECT ${order} FROM events WHERE ${of} AND ${order} > $after ORDER BY ${order} LIMIT ${SPAN}) AS s
       WHERE $type::text IS NOT NULL
     )
     SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
     FROM span s LEFT JOIN LATERAL (
       SELECT ${EVENT} FROM events
       WHERE ${of} AND ${order} > $after AND ($type::text IS NULL OR (type = $type AND ${order} <= s.last))
       ORDER BY ${order} LIMIT $limit
     ) AS e ON true
     ORDER BY e.${order}`,
  );

/** Of one business, by sequence. */
export const FEED_OF_BUSINESS = feed<FeedParams & { businessId: string }>(
  'event_feed_of_business',
  'sequence',
  'business_id = $businessId',
);
/** Of all businesses, by position. */
export const FEED = feed('event_feed', 'position', 'true');
/** Of one business, by position; within a business, both grow alike. */
export const FEED_BY_POSITION = feed<FeedParams & { businessId: string }>(
  'event_feed_by_position',
  'position',
  'business_id = $businessId',
);

/** An event, of `$businessId` only if that is not null. */
export const FIND_EVENT = statement<EventRow, { id: string; businessId: string | null }>(
  'event_find',
  `SELECT ${EVENT} FROM events WHERE id = $id AND ($businessId::uuid IS NULL OR business_id = $businessId)`,
);
