import { statement } from '../database/sql.js';
import { inForms, inParallel } from '../database/sql-text.js';

/** Stands in `event_listeners` as the business of those who listen to all businesses. */
export const EVERY_BUSINESS = '00000000-0000-0000-0000-000000000000';

/** The values of `EVENTS`: record all events, those with a listener, or none. */
export type EventsMode = 'all' | 'listened' | 'off';

/** SQL that says whether a listener takes events of this type of this business. Both parameters are SQL expressions. */
export const IS_LISTENED = (businessId: string, type: string): string => `EXISTS (
  SELECT 1 FROM event_listeners l
  WHERE l.business_id IN (${businessId}, '${EVERY_BUSINESS}') AND l.types && ARRAY['*', ${type}])`;

/** SQL to put after FROM: keeps the rows whose event somebody listens to. The select must have no WHERE of its own. */
export const LISTENED_ALONE = (businessId: string, type: string): string =>
  inForms(
    ` WHERE ${IS_LISTENED(businessId, type)}`,
    ` CROSS JOIN LATERAL (
        SELECT count(*) AS listeners FROM event_listeners l
        WHERE l.business_id IN (${businessId}, '${EVERY_BUSINESS}') AND l.types && ARRAY['*', ${type}]
      ) AS heard WHERE heard.listeners > 0`,
  );

/** SQL that writes an instant as JavaScript's `toISOString` does, as in all JSON of the service. */
export const ISO = (instant: string): string =>
  `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Records one event for each place of the arrays: every event with `all`, else those with a listener. */
export const RECORD = statement<
  void,
  { businessIds: string[]; types: string[]; times: string[]; data: string[]; all: boolean }
>(
  'event_record',
  `INSERT INTO event_outbox (business_id, type, at, data)
   SELECT e.business_id, e.type, e.at, e.data::json
   FROM ${inParallel({ businessIds: 'uuid', types: 'text', times: 'timestamptz', data: 'text' })} WITH ORDINALITY AS e (business_id, type, at, data, place)
   WHERE $all OR ${IS_LISTENED('e.business_id', 'e.type')}
   ORDER BY e.place`,
);

/** Whether anybody listens to any of the types $types. */
export const ANYBODY_LISTENS = statement<{ listens: boolean }, { types: readonly string[] }>(
  'event_anybody_listens',
  `SELECT EXISTS (SELECT 1 FROM event_listeners WHERE types && ($types::text[] || ARRAY['*'])) AS listens`,
);
export const LISTEN = statement<void, { businessId: string; id: string; types: string[] }>(
  'event_listen',
  `INSERT INTO event_listeners (business_id, id, types) VALUES ($businessId, $id, $types)
   ON CONFLICT (business_id, id) DO UPDATE SET types = excluded.types`,
);
export const STOP_LISTENING = statement<void, { businessId: string; id: string }>(
  'event_stop_listening',
  'DELETE FROM event_listeners WHERE business_id = $businessId AND id = $id',
);
