import { type Statement, statement } from '../database/sql.js';
import { firstOf, inForms, sought, unseen } from '../database/sql-text.js';
import type { EventRow } from './event.js';

const EVENT = `id, business_id AS "businessId", type, at, test, sequence, position, data::text AS data`;

/** How many events one page looks at. The page ends there, even if it found fewer than requested. */
export const SPAN = 10_000;

/**
 * An event of a page; nulls in the one row of a page without events. `spanEnd` is the place of the last event that was looked at,
 * null at the end of the list.
 */
export type FeedRow = { spanEnd: number | null } & (EventRow | { id: null });

export interface FeedParams {
  after: number;
  limit: number;
  type: string | null;
}

/** The highest sequence and position that a column can have. */
const MAX_PLACE = '9223372036854775807';

/** The order of a list: the column, and whether it descends. */
interface Order {
  by: 'sequence' | 'position';
  /** The column whose index finds the events. It rises together with `by`, and is `by` if absent. */
  along?: 'sequence' | 'position';
  descending?: true;
}

/**
 * A statement that lists the events after `$after` in the order of the list, of type `$type` if it is not null. It looks at no
 * more than SPAN events, so a rare type costs no more than a frequent one. `bound` is the end of the span, in the column of
 * the index. It is compared without OR, because PostgreSQL would otherwise read the index beyond it.
 */
const feed = <Params = FeedParams>(
  name: string,
  { by, along = by, descending }: Order,
  of: string,
): Statement<FeedRow, Params> => {
  const [after, until, last, direction, end] = descending
    ? ['<', '>=', 'min', 'DESC', '0']
    : ['>', '<=', 'max', 'ASC', MAX_PLACE];
  const bound = inForms('s.bound', '(SELECT bound FROM span)');
  // On most pages an event of the list is at `$after`. Its place in the index of the walk is where the walk begins.
  const begins =
    along === by
      ? ''
      : `AND ${along} ${after} COALESCE((${sought(`SELECT ${along} FROM events WHERE ${of}`, by, '$after')}), ${descending ? MAX_PLACE : '0'})`;
  return statement<FeedRow, Params>(
    name,
    `WITH span AS MATERIALIZED (
       SELECT ${last}(place) AS last, ${last}(bound) AS bound, count(*) = ${SPAN} AS more
       FROM (SELECT ${by} AS place, ${along} AS bound FROM events WHERE ${of} AND ${by} ${after} $after ${begins} ORDER BY ${along} ${direction} LIMIT ${SPAN}) AS s
       WHERE ${unseen('$type::text')} IS NOT NULL
     )
     SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
     FROM span s LEFT JOIN ${inForms('LATERAL', '')} (
       ${firstOf(`SELECT ${EVENT} FROM events
       WHERE ${of} AND ${by} ${after} $after ${begins} AND ${along} ${until} COALESCE(${bound}, ${end}) AND ($type::text IS NULL OR type = $type)
       ORDER BY ${along} ${direction}`)}
     ) AS e ON true
     ORDER BY e.${by} ${direction}`,
  );
};

/** The events of one business, by sequence. */
export const FEED_OF_BUSINESS = feed<FeedParams & { businessId: string }>(
  'event_feed_of_business',
  { by: 'sequence' },
  'business_id = $businessId',
);
/** The events of all businesses, by position. */
export const FEED = feed('event_feed', { by: 'position' }, 'true');
export const FEED_NEWEST = feed('event_feed_newest', { by: 'position', descending: true }, 'true');
/** The events of one business, by position. Within a business, sequence and position rise together. */
export const FEED_BY_POSITION = feed<FeedParams & { businessId: string }>(
  'event_feed_by_position',
  { by: 'position', along: 'sequence' },
  'business_id = $businessId',
);
export const FEED_BY_POSITION_NEWEST = feed<FeedParams & { businessId: string }>(
  'event_feed_by_position_newest',
  { by: 'position', along: 'sequence', descending: true },
  'business_id = $businessId',
);

/** Finds the ids of businesses in the operator's own system. A business without one has no row. */
export const EXTERNAL_IDS = statement<
  { businessId: string; externalId: string },
  { businessIds: readonly string[] }
>(
  'event_external_ids',
  `SELECT business_id AS "businessId", external_id AS "externalId" FROM external_ids
   WHERE business_id = ANY($businessIds::uuid[])`,
);

/** Finds an event; if `$businessId` is not null, only an event of that business. */
export const FIND_EVENT = statement<EventRow, { id: string; businessId: string | null }>(
  'event_find',
  `SELECT ${EVENT} FROM events WHERE id = $id AND ($businessId::uuid IS NULL OR business_id = $businessId)`,
);
