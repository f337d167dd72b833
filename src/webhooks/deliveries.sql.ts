import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import { queueAll } from './delivery.sql.js';
import type { AttemptView, DeliveryView } from './webhook.view.js';

export type DeliveryRow = DeliveryView & { position: number };

/** A place in the list of the deliveries to an endpoint. Deliveries of one instant are in the order of their events' positions. */
interface Place {
  at: Date;
  position: number;
}
type ListParams = Place & { endpointId: string; limit: number };

const BUSINESS_NAME = `${inForms('(SELECT b.name FROM businesses b WHERE b.id = d.business_id)', 'b.name')} AS "businessName"`;
const WITHOUT_NAME = `d.event_id AS "eventId", d.business_id AS "businessId", d.type, d.state, d.attempts AS "attemptCount",
  d.last_status AS "lastStatus", d.last_error AS "lastError", d.next_at AS "nextAttemptAt",
  d.delivered_at AS "deliveredAt", d.created_at AS "createdAt", d.position`;
const DELIVERY = `${WITHOUT_NAME}, ${BUSINESS_NAME}`;
const DELIVERIES = `webhook_deliveries d${inForms('', ' JOIN businesses b ON b.id = d.business_id')}`;
const BEFORE = `d.endpoint_id = $endpointId AND (d.created_at, d.position) < ($at::timestamptz, $position::bigint)`;
const NEWEST_FIRST = 'created_at DESC, d.position DESC LIMIT $limit';

/** Lists deliveries, newest first, before a place. */
export const LIST_DELIVERIES = statement<DeliveryRow, ListParams>(
  'webhook_list_deliveries',
  `SELECT ${DELIVERY} FROM ${DELIVERIES} WHERE ${BEFORE} ORDER BY d.${NEWEST_FIRST}`,
);
/**
 * Lists deliveries in one of `states` and of one of `types`, newest first, before a place. Each pair of a state and a type is an
 * index seek of its own, so a rare type among a million others costs what a frequent one does. Business names are looked up only
 * for the rows of the page.
 */
export const LIST_SOME_DELIVERIES = statement<
  DeliveryRow,
  ListParams & { states: string[]; types: string[] }
>(
  'webhook_list_some_deliveries',
  inForms(
    `SELECT d.*, (SELECT b.name FROM businesses b WHERE b.id = d."businessId") AS "businessName"
   FROM (
     SELECT d.* FROM unnest($states::text[]) AS s (state) CROSS JOIN unnest($types::text[]) AS t (type)
     CROSS JOIN LATERAL (
       SELECT ${WITHOUT_NAME} FROM webhook_deliveries d WHERE ${BEFORE} AND d.state = s.state AND d.type = t.type
       ORDER BY d.${NEWEST_FIRST}
     ) AS d
     ORDER BY d."createdAt" DESC, d.position DESC LIMIT $limit
   ) AS d
   ORDER BY d."createdAt" DESC, d.position DESC`,
    `SELECT ${DELIVERY} FROM ${DELIVERIES}
   WHERE ${BEFORE} AND d.state = ANY ($states::text[]) AND d.type = ANY ($types::text[]) ORDER BY d.${NEWEST_FIRST}`,
  ),
);

/** A delivery with its last hundred attempts. */
export const FIND_DELIVERY = statement<
  DeliveryRow & { attempts: AttemptView[] },
  { endpointId: string; eventId: string }
>(
  'webhook_find_delivery',
  `SELECT ${DELIVERY}, COALESCE((
     SELECT json_agg(json_build_object('number', a.number, 'at', a.at, 'ms', a.ms, 'status', a.status, 'error', a.error,
                                       'response', a.response) ORDER BY a.number)
     FROM (SELECT * FROM webhook_attempts a
           WHERE a.business_id = d.business_id AND a.event_id = d.event_id AND a.endpoint_id = d.endpoint_id
           ORDER BY a.number DESC LIMIT 100) AS a), '[]') AS attempts
   FROM ${DELIVERIES} WHERE d.endpoint_id = $endpointId AND d.event_id = $eventId`,
);

/** How many were queued, and the last of them. */
export interface Replayed {
  queued: number;
  at: Date | null;
  position: number | null;
}
export interface ReplayParams {
  endpointId: string;
  now: Date;
}
/** What was handed out after a place and before `to`, the oldest first. */
export type ReplayTimeParams = ReplayParams & Place & { to: Date; limit: number };

const replay = <Params extends ReplayParams>(name: string, chosen: string) =>
  statement<Replayed, Params>(
    name,
    `WITH chosen AS (${chosen}),
     again AS (
       UPDATE webhook_deliveries d SET state = 'pending', run = d.run + 1, tries = 0, next_at = $now
       FROM chosen c
       WHERE d.business_id = c.business_id AND d.event_id = c.event_id AND d.endpoint_id = c.endpoint_id
       RETURNING d.business_id, d.event_id, d.endpoint_id, d.run, d.tries, d.created_at, d.position
     ),
     due AS (SELECT * FROM again ORDER BY created_at, position)
     SELECT q.queued, l.created_at AS at, l.position FROM (${queueAll('due', 'NULL::timestamptz')}) AS q
     LEFT JOIN (SELECT created_at, position FROM again ORDER BY created_at DESC, position DESC LIMIT 1) AS l ON true`,
  );
const replayTime = (name: string, which: string) =>
  replay<ReplayTimeParams>(
    name,
    `SELECT * FROM webhook_deliveries
     WHERE endpoint_id = $endpointId AND (created_at, position) > ($at::timestamptz, $position::bigint)
       AND created_at < $to AND ${which}
     ORDER BY created_at, position LIMIT $limit ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}`,
  );

export const REPLAY_ONE = replay<ReplayParams & { eventId: string }>(
  'webhook_replay_one',
  `SELECT * FROM webhook_deliveries WHERE endpoint_id = $endpointId AND event_id = $eventId ${inForms('FOR NO KEY UPDATE', '')}`,
);
/** Replays deliveries that did not succeed. The condition equals that of a partial index, so that the index is used. */
export const REPLAY_FAILED = replayTime(
  'webhook_replay_failed',
  `state <> 'delivered' AND (state <> 'pending' OR tries > 0)`,
);
/** Replays every delivery, also one that succeeded, but none that still waits for its first attempt. */
export const REPLAY_ALL = replayTime('webhook_replay_all', `(state <> 'pending' OR tries > 0)`);

/**
 * Deletes old deliveries with their attempts. The ids of events begin with their time and lead the key, so the oldest come first. A
 * search by time would read the table: its index by time is a coarse one.
 */
export const PURGE_DELIVERIES = statement<void, { before: Date; limit: number }>(
  'retention_webhook_deliveries',
  `DELETE FROM webhook_deliveries WHERE (event_id, endpoint_id, business_id) IN (
     SELECT event_id, endpoint_id, business_id FROM (
       SELECT * FROM webhook_deliveries ORDER BY event_id, endpoint_id, business_id LIMIT $limit) AS oldest
     WHERE created_at < $before)`,
);
