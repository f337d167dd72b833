import { type Statement, statement } from '../database/sql.js';
import type { EventRow } from './event.js';

const EVENT = `id, business_id AS "businessId", type, at, test, sequence, position, data::text AS data`;

/** Events that one page looks at. Beyond them it ends, even where it found fewer than asked for. */
export const SPAN = 10_000;

/** An event of a page, or none where nothing fits; and where the span ends that was looked at: null at the end of all. */
export type FeedRow = { spanEnd: number | null } & (EventRow | { id: null });

/**
 * Events whose `order` is above $1, the lowest first, $2 at most, of type $3 if that is not null. It looks at no more than
 * SPAN events, so that a rare type among many costs what a frequent one does.
 */
const feed = (name: string, order: 'sequence' | 'position', of: string): Statement =>
  statement(
    name,
    `WITH span AS MATERIALIZED (
       SELECT max(${order}) AS last, count(*) = ${SPAN} AS more
       FROM (SELECT ${order} FROM events WHERE ${of} AND ${order} > $1 ORDER BY ${order} LIMIT ${SPAN}) AS s
       WHERE $3::text IS NOT NULL
     )
     SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
     FROM span s LEFT JOIN LATERAL (
       SELECT ${EVENT} FROM events
       WHERE ${of} AND ${order} > $1 AND ($3::text IS NULL OR (type = $3 AND ${order} <= s.last))
       ORDER BY ${order} LIMIT $2
     ) AS e ON true
     ORDER BY e.${order}`,
  );

/** Of business $4, by sequence. */
export const FEED_OF_BUSINESS = feed('event_feed_of_business', 'sequence', 'business_id = $4');
/** Of all businesses, by position. */
export const FEED = feed('event_feed', 'position', 'true');
/** Of business $4, by position; within a business, both grow alike. */
export const FEED_BY_POSITION = feed('event_feed_by_position', 'position', 'business_id = $4');

/** $1 the event, $2 its business, or null for whichever. */
export const FIND_EVENT = statement(
  'event_find',
  `SELECT ${EVENT} FROM events WHERE id = $1 AND ($2::uuid IS NULL OR business_id = $2)`,
);
