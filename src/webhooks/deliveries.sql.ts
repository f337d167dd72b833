import { inParallel, statement } from '../database/sql.js';

/** The name of the job that delivers. */
export const DELIVER = 'webhook';
/** A job fails only while the database is away. It is repeated until the database is back. */
const MOST_RETRIES = 10_000;

/**
 * A job that delivers, as `graphile_worker.add_jobs` takes it. It carries the endpoint and the business as flags, so that a
 * server can skip those that have all the places they may have.
 */
const jobSpec = (of: string, at: string): string => `ROW(
  '${DELIVER}',
  json_build_object('business', ${of}.business_id, 'event', ${of}.event_id, 'endpoint', ${of}.endpoint_id,
                    'run', ${of}.run, 'tries', ${of}.tries),
  NULL, ${at}, ${MOST_RETRIES}, NULL, 0, ARRAY[${of}.endpoint_id::text, ${of}.business_id::text])::graphile_worker.job_spec`;

/** So many milliseconds from now, by the clock of the database, which says when a job is due. */
const LATER = (ms: string): string => `now() + ${ms}::int * interval '1 millisecond'`;

/** Queues a job for each row of `rows`, and answers how many. Without rows no runner is woken up. */
const queueAll = (rows: string, at: string): string => `
  SELECT count(j.id)::int AS queued
  FROM (SELECT array_agg(${jobSpec('r', at)}) AS specs FROM ${rows} AS r) AS s
  CROSS JOIN LATERAL graphile_worker.add_jobs(s.specs) AS j WHERE s.specs IS NOT NULL`;

const TAKEN = (owner: string): string => `
  SELECT e.business_id, e.id, w.id AS endpoint_id, e.type, e.position, w.disabled_at IS NULL AS enabled
  FROM of_chunk e
  JOIN webhook_endpoints w ON ${owner} AND w.deleted_at IS NULL AND w.types && ARRAY['*', e.type]`;

/**
 * Gives each endpoint the events that it takes: $1 business, $2 id, $3 type and $4 position of each event, at $5. Endpoints
 * that are turned off get them too, to be replayed.
 */
export const FAN_OUT = statement(
  'webhook_fan_out',
  `WITH of_chunk AS MATERIALIZED (
     SELECT * FROM ${inParallel(['uuid', 'uuid', 'text', 'bigint'])} AS e (business_id, id, type, position)
   ),
   taken AS (${TAKEN('w.business_id = e.business_id')} UNION ALL ${TAKEN('w.business_id IS NULL')}),
   stored AS (
     INSERT INTO webhook_deliveries (business_id, event_id, endpoint_id, type, position, created_at, state, next_at)
     SELECT business_id, id, endpoint_id, type, position, $5,
            CASE WHEN enabled THEN 'pending' ELSE 'skipped' END, CASE WHEN enabled THEN $5::timestamptz END
     FROM taken ORDER BY position
     RETURNING business_id, event_id, endpoint_id, position, state, run, tries
   ),
   due AS (SELECT * FROM stored WHERE state = 'pending' ORDER BY position)
   ${queueAll('due', 'NULL::timestamptz')}`,
);

/** What a job needs, if it is still to be done: $1 business, $2 event, $3 endpoint, $4 run, $5 tries before. */
export const CLAIM = statement(
  'webhook_claim',
  `SELECT e.id, e.business_id AS "businessId", e.type, e.at, e.test, e.sequence::float8 AS sequence,
          e.position::float8 AS position, e.data::text AS data, w.url, w.secrets,
          w.disabled_at IS NULL AND w.deleted_at IS NULL AS open
   FROM webhook_deliveries d
   JOIN webhook_endpoints w ON w.id = d.endpoint_id
   JOIN events e ON e.business_id = d.business_id AND e.id = d.event_id
   WHERE d.business_id = $1 AND d.event_id = $2 AND d.endpoint_id = $3
     AND d.state = 'pending' AND d.run = $4 AND d.tries = $5`,
);
/** The endpoint is turned off, or deleted. */
export const SKIP = statement(
  'webhook_skip',
  `UPDATE webhook_deliveries SET state = 'skipped', next_at = NULL
   WHERE business_id = $1 AND event_id = $2 AND endpoint_id = $3 AND state = 'pending' AND run = $4 AND tries = $5`,
);
/** The job comes again in $6 milliseconds; the endpoint has all the places it may have. */
export const POSTPONE = statement(
  'webhook_postpone',
  `SELECT count(j.id) FROM (SELECT $1::uuid AS business_id, $2::uuid AS event_id, $3::uuid AS endpoint_id, $4::int AS run,
                            $5::int AS tries) AS d
   CROSS JOIN LATERAL graphile_worker.add_jobs(ARRAY[${jobSpec('d', LATER('$6'))}]) AS j`,
);

/**
 * Records an attempt, what it makes of the delivery, and the job of the next one, all or nothing. $1 to $5 as for the claim;
 * $6 state, $7 milliseconds to the next attempt, $8 when this one began, $9 milliseconds, $10 status, $11 error, $12 response.
 * No row when a replay began meanwhile.
 */
export const RECORD = statement(
  'webhook_record',
  `WITH tried AS (
     UPDATE webhook_deliveries SET attempts = attempts + 1, tries = tries + 1, state = $6, next_at = ${LATER('$7')},
       last_status = $10, last_error = $11,
       delivered_at = CASE WHEN $6 = 'delivered' THEN $8::timestamptz ELSE delivered_at END
     WHERE business_id = $1 AND event_id = $2 AND endpoint_id = $3 AND state = 'pending' AND run = $4 AND tries = $5
     RETURNING business_id, event_id, endpoint_id, run, tries, attempts
   ),
   noted AS (
     INSERT INTO webhook_attempts (business_id, event_id, endpoint_id, number, at, ms, status, error, response)
     SELECT business_id, event_id, endpoint_id, attempts, $8, $9, $10, $11, $12 FROM tried
   ),
   health AS (
     UPDATE webhook_endpoints
     SET failing_since = CASE WHEN $6 = 'delivered' THEN NULL ELSE $8::timestamptz END, warned_at = NULL
     WHERE id = $3 AND (failing_since IS NULL) = ($6 <> 'delivered') AND EXISTS (SELECT FROM tried)
   )
   SELECT w.failing_since AS "failingSince", w.warned_at AS "warnedAt",
          CASE WHEN $7::int IS NOT NULL THEN (
            SELECT count(j.id) FROM graphile_worker.add_jobs(ARRAY[${jobSpec('t', LATER('$7'))}]) AS j
          ) END AS queued
   FROM tried t JOIN webhook_endpoints w ON w.id = t.endpoint_id`,
);
/** Records an attempt whose delivery was replayed meanwhile: what becomes of it is for the replay to say. */
export const RECORD_LATE = statement(
  'webhook_record_late',
  `WITH tried AS (
     UPDATE webhook_deliveries SET attempts = attempts + 1
     WHERE business_id = $1 AND event_id = $2 AND endpoint_id = $3
     RETURNING business_id, event_id, endpoint_id, attempts
   )
   INSERT INTO webhook_attempts (business_id, event_id, endpoint_id, number, at, ms, status, error, response)
   SELECT business_id, event_id, endpoint_id, attempts, $4, $5, $6, $7, $8 FROM tried`,
);

const DELIVERY = `d.event_id AS "eventId", d.business_id AS "businessId", d.type, d.state, d.attempts AS "attemptCount",
  d.last_status AS "lastStatus", d.last_error AS "lastError", d.next_at AS "nextAttemptAt",
  d.delivered_at AS "deliveredAt", d.created_at AS "createdAt", d.position::text AS position`;

/** Newest first, before ($2, $3); with $4 only of that state, with $5 only of that type. */
const list = (name: string, state: string) =>
  statement(
    name,
    `SELECT ${DELIVERY} FROM webhook_deliveries d
     WHERE d.endpoint_id = $1 AND (d.created_at, d.position) < ($2::timestamptz, $3::bigint) AND ${state}
       AND ($5::text IS NULL OR d.type = $5)
     ORDER BY d.created_at DESC, d.position DESC LIMIT $6`,
  );
export const LIST_DELIVERIES = list('webhook_list_deliveries', '($4::text IS NULL OR d.state = $4)');
/** The same for a state that few deliveries are in: they have an index of their own. */
export const LIST_OPEN_DELIVERIES = list(
  'webhook_list_open_deliveries',
  `d.state <> 'delivered' AND d.state = $4`,
);

export const FIND_DELIVERY = statement(
  'webhook_find_delivery',
  `SELECT ${DELIVERY}, COALESCE((
     SELECT json_agg(json_build_object('number', a.number, 'at', a.at, 'ms', a.ms, 'status', a.status, 'error', a.error,
                                       'response', a.response) ORDER BY a.number)
     FROM (SELECT * FROM webhook_attempts a
           WHERE a.business_id = d.business_id AND a.event_id = d.event_id AND a.endpoint_id = d.endpoint_id
           ORDER BY a.number DESC LIMIT 100) AS a), '[]') AS attempts
   FROM webhook_deliveries d WHERE d.endpoint_id = $1 AND d.event_id = $2`,
);

const replay = (name: string, chosen: string) =>
  statement(
    name,
    `WITH chosen AS (${chosen}),
     again AS (
       UPDATE webhook_deliveries d SET state = 'pending', run = d.run + 1, tries = 0, next_at = $2
       FROM chosen c
       WHERE d.business_id = c.business_id AND d.event_id = c.event_id AND d.endpoint_id = c.endpoint_id
       RETURNING d.business_id, d.event_id, d.endpoint_id, d.run, d.tries, d.created_at, d.position
     ),
     due AS (SELECT * FROM again ORDER BY created_at, position)
     SELECT q.queued, (SELECT max(created_at) FROM again) AS "upTo" FROM (${queueAll('due', 'NULL::timestamptz')}) AS q`,
  );

/** Replays one delivery of endpoint $1, at $2: of event $3. */
export const REPLAY_ONE = replay(
  'webhook_replay_one',
  `SELECT * FROM webhook_deliveries WHERE endpoint_id = $1 AND event_id = $3 FOR NO KEY UPDATE`,
);
/** Replays what was handed out from $3 to $4 and is not delivered, up to $5. */
export const REPLAY_FAILED = replay(
  'webhook_replay_failed',
  `SELECT * FROM webhook_deliveries
   WHERE endpoint_id = $1 AND state <> 'delivered' AND created_at >= $3 AND created_at < $4
     AND (state <> 'pending' OR tries > 0)
   ORDER BY created_at, position LIMIT $5 FOR NO KEY UPDATE SKIP LOCKED`,
);
/** As above, delivered or not. */
export const REPLAY_ALL = replay(
  'webhook_replay_all',
  `SELECT * FROM webhook_deliveries
   WHERE endpoint_id = $1 AND created_at >= $3 AND created_at < $4 AND (state <> 'pending' OR tries > 0)
   ORDER BY created_at, position LIMIT $5 FOR NO KEY UPDATE SKIP LOCKED`,
);

/** What waits: how many, the age of the oldest, and for how long the first one due has waited. */
export const PENDING = statement(
  'webhook_pending',
  `SELECT count(*)::int AS pending,
          COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestSeconds",
          GREATEST(COALESCE(extract(epoch FROM now() - min(next_at)), 0), 0)::float8 AS "lagSeconds"
   FROM webhook_deliveries WHERE state = 'pending'`,
);
/** Attempts since $1, and endpoints that are turned off. */
export const OF_A_DAY = statement(
  'webhook_of_a_day',
  `SELECT count(*) FILTER (WHERE status BETWEEN 200 AND 299)::int AS "delivered24h",
          count(*) FILTER (WHERE status IS NULL OR status NOT BETWEEN 200 AND 299)::int AS "failed24h",
          (SELECT count(*)::int FROM webhook_endpoints WHERE disabled_at IS NOT NULL AND deleted_at IS NULL) AS disabled
   FROM webhook_attempts WHERE at >= $1`,
);

/** Old deliveries with their attempts. */
export const PURGE_DELIVERIES = statement<void, { before: Date; limit: number }>(
  'retention_webhook_deliveries',
  `DELETE FROM webhook_deliveries WHERE (event_id, endpoint_id, business_id) IN (
     SELECT event_id, endpoint_id, business_id FROM webhook_deliveries WHERE created_at < $before LIMIT $limit)`,
);
