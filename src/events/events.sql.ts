import { inParallel, statement } from '../database/sql.js';

/** In `event_listeners`, the business of who listens to all businesses. */
export const EVERY_BUSINESS = '00000000-0000-0000-0000-000000000000';

/** What `EVENTS` says: record every event, those that somebody listens to, or none. */
export type EventsMode = 'all' | 'listened' | 'off';

/** True where somebody listens to events of this type of this business; both are SQL expressions. */
export const IS_LISTENED = (businessId: string, type: string): string => `EXISTS (
  SELECT FROM event_listeners l
  WHERE l.business_id IN (${businessId}, '${EVERY_BUSINESS}') AND l.types && ARRAY['*', ${type}])`;

/** An instant as JSON has it everywhere else: `toISOString` of JavaScript. */
export const ISO = (instant: string): string =>
  `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Records events: $1 business, $2 type, $3 time and $4 data of each. With $5 all, else those that somebody listens to. */
export const RECORD = statement(
  'event_record',
  `INSERT INTO event_outbox (business_id, type, at, data)
   SELECT e.business_id, e.type, e.at, e.data::json
   FROM ${inParallel(['uuid', 'text', 'timestamptz', 'text'])} WITH ORDINALITY AS e (business_id, type, at, data, place)
   WHERE $5 OR ${IS_LISTENED('e.business_id', 'e.type')}
   ORDER BY e.place`,
);

/** Whether anybody listens to any of the types $1. */
export const ANYBODY_LISTENS = statement(
  'event_anybody_listens',
  `SELECT EXISTS (SELECT FROM event_listeners WHERE types && ($1::text[] || ARRAY['*'])) AS listens`,
);
export const LISTEN = statement(
  'event_listen',
  `INSERT INTO event_listeners (business_id, id, types) VALUES ($1, $2, $3)
   ON CONFLICT (business_id, id) DO UPDATE SET types = excluded.types`,
);
export const STOP_LISTENING = statement(
  'event_stop_listening',
  'DELETE FROM event_listeners WHERE business_id = $1 AND id = $2',
);

/** Business $1 lives on a test clock. */
export const MARK_TEST = statement(
  'event_mark_test',
  `INSERT INTO event_sequences (business_id, test) VALUES ($1, true)
   ON CONFLICT (business_id) DO UPDATE SET test = true`,
);
