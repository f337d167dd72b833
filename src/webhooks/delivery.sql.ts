import { JOB_PRIORITY } from '../jobs/index.js';
import { statement } from '../database/sql.js';
import { inParallel, lastStep } from '../database/sql-text.js';
import type { EventRow } from '../events/index.js';
import type { KeptSecret } from './endpoints.rows.js';

/** The name of the delivery job in the queue. */
export const DELIVER = 'webhook';
/** A job fails only while the database is away. It is repeated until the database is back. */
const MOST_RETRIES = 10_000;

/**
 * SQL of a delivery job, as `graphile_worker.add_jobs` takes it. The job carries the endpoint and the business as flags, so
 * that a server can skip those that use all the slots that they may.
 */
const jobSpec = (of: string, at: string): string => `ROW(
  '${DELIVER}',
  json_build_object('business', ${of}.business_id, 'event', ${of}.event_id, 'endpoint', ${of}.endpoint_id,
                    'run', ${of}.run, 'tries', ${of}.tries),
  NULL, ${at}, ${MOST_RETRIES}, NULL, ${JOB_PRIORITY.bulk}, ARRAY[${of}.endpoint_id::text, ${of}.business_id::text])::graphile_worker.job_spec`;

/** SQL of an instant `ms` milliseconds from now. It uses the clock of the database, because that decides when a job is due. */
const LATER = (ms: string): string => `now() + ${ms}::int * interval '1 millisecond'`;

/** SQL that queues a job for each row of `rows` and returns how many. Without rows, no runner is woken up. */
export const queueAll = (rows: string, at: string): string => `
  SELECT count(j.id)::int AS queued
  FROM (SELECT array_agg(${jobSpec('r', at)}) AS specs FROM ${rows} AS r) AS s
  CROSS JOIN LATERAL graphile_worker.add_jobs(s.specs) AS j WHERE s.specs IS NOT NULL`;

const TAKEN = (owner: string): string => `
  SELECT e.business_id, e.id, w.id AS endpoint_id, e.type, e.position, w.disabled_at IS NULL AS enabled
  FROM of_chunk e
  JOIN webhook_endpoints w ON ${owner} AND w.deleted_at IS NULL AND w.types && ARRAY['*', e.type]`;

/**
 * Stores a delivery at `now` for each event and each endpoint that takes it, and queues the jobs. The arrays are parallel, with
 * one entry for each event. Endpoints that are turned off get deliveries too, as `skipped`, so that they can be replayed.
 */
export const FAN_OUT = statement<
  { queued: number },
  { businessIds: string[]; ids: string[]; types: string[]; positions: number[]; now: Date }
>(
  'webhook_fan_out',
  `WITH of_chunk AS MATERIALIZED (
     SELECT * FROM ${inParallel({ businessIds: 'uuid', ids: 'uuid', types: 'text', positions: 'bigint' })} AS e (business_id, id, type, position)
   ),
   taken AS (${TAKEN('w.business_id = e.business_id')} UNION ALL ${TAKEN('w.business_id IS NULL')}),
   stored AS (
     INSERT INTO webhook_deliveries (business_id, event_id, endpoint_id, type, position, created_at, state, next_at)
     SELECT business_id, id, endpoint_id, type, position, $now,
            CASE WHEN enabled THEN 'pending' ELSE 'skipped' END, CASE WHEN enabled THEN $now::timestamptz END
     FROM taken ORDER BY position
     RETURNING business_id, event_id, endpoint_id, position, state, run, tries
   ),
   due AS (SELECT * FROM stored WHERE state = 'pending' ORDER BY position)
   ${queueAll('due', 'NULL::timestamptz')}`,
);

/** Names the delivery of a job, its run, and the try in that run. */
export type DeliveryJob = {
  business: string;
  event: string;
  endpoint: string;
  run: number;
  tries: number;
};
const OF_JOB = `business_id = $business AND event_id = $event AND endpoint_id = $endpoint AND state = 'pending'
  AND run = $run AND tries = $tries`;

/** What a job needs: the event, and the endpoint in its present state. */
export type ClaimedDelivery = EventRow & {
  /** The digest of the event's data. */
  digest: string;
  url: string;
  secrets: KeptSecret[];
  generation: number;
  /** Whether the endpoint is turned on and not deleted. */
  open: boolean;
  /** The endpoint is the operators'. */
  ofOperators: boolean;
  /** The business's id in the operator's own system, for their endpoints alone. */
  externalId: string | null;
};

/** Reads the delivery of a job, if it is still to be done. */
export const CLAIM = statement<ClaimedDelivery, DeliveryJob>(
  'webhook_claim',
  `SELECT e.id, e.business_id AS "businessId", e.type, e.at, e.test, e.sequence, e.position, e.data::text AS data,
          md5(e.data::text) AS digest, w.url, w.secrets, w.generation,
          w.disabled_at IS NULL AND w.deleted_at IS NULL AS open, w.business_id IS NULL AS "ofOperators",
          CASE WHEN w.business_id IS NULL
            THEN (SELECT x.external_id FROM external_ids x WHERE x.business_id = e.business_id) END AS "externalId"
   FROM (SELECT * FROM webhook_deliveries WHERE ${OF_JOB}) AS d
   JOIN webhook_endpoints w ON w.id = d.endpoint_id
   JOIN events e ON e.business_id = d.business_id AND e.id = d.event_id`,
);
/** Marks the delivery as skipped, because the endpoint is turned off or deleted. */
export const SKIP = statement<void, DeliveryJob>(
  'webhook_skip',
  `UPDATE webhook_deliveries SET state = 'skipped', next_at = NULL WHERE ${OF_JOB}`,
);
/** Queues the job again, due in `ms` milliseconds, because its endpoint or business uses all the slots that it may. */
export const POSTPONE = statement<{ queued: number }, DeliveryJob & { ms: number }>(
  'webhook_postpone',
  `SELECT count(j.id)::int AS queued
   FROM (SELECT $business::uuid AS business_id, $event::uuid AS event_id, $endpoint::uuid AS endpoint_id, $run::int AS run,
                $tries::int AS tries) AS d
   CROSS JOIN LATERAL graphile_worker.add_jobs(ARRAY[${jobSpec('d', LATER('$ms'))}]) AS j`,
);

/** The result of one attempt. */
interface AttemptParams {
  at: Date;
  ms: number;
  status: number | null;
  error: string | null;
  response: string | null;
  /** The digest of the data that were sent. */
  digest: string;
}

/**
 * Finds the event, if its data are still those that were sent. The answer of a receiver may repeat what was sent to it. If an
 * erasure has removed a person from the event meanwhile, the answer is not stored. The lock waits for an erasure that is under
 * way.
 */
const STILL_SAYS_THAT = `
  SELECT 1 FROM events
  WHERE business_id = $business AND id = $event AND md5(data::text) = $digest AND $response::text <> '' FOR SHARE`;
const RESPONSE = `CASE WHEN $response = '' OR EXISTS (SELECT 1 FROM still_says_that) THEN $response END`;

/**
 * Records an attempt, the new state of the delivery, and the job of the next attempt in `pauseMs`, all or nothing. Returns no row
 * if a replay began meanwhile. The health of the endpoint changes only if its `generation` is still the same.
 */
export const RECORD = statement<
  { failingSince: Date | null; warnedAt: Date | null; queued: number | null },
  DeliveryJob & AttemptParams & { state: string; pauseMs: number | null; generation: number }
>(
  'webhook_record',
  `WITH still_says_that AS MATERIALIZED (${STILL_SAYS_THAT}),
   tried AS (
     UPDATE webhook_deliveries SET attempts = attempts + 1, tries = tries + 1, state = $state, next_at = ${LATER('$pauseMs')},
       last_status = $status, last_error = $error,
       delivered_at = CASE WHEN $state = 'delivered' THEN $at::timestamptz ELSE delivered_at END
     WHERE ${OF_JOB}
     RETURNING business_id, event_id, endpoint_id, run, tries, attempts
   ),
   noted AS (
     INSERT INTO webhook_attempts (business_id, event_id, endpoint_id, number, at, ms, status, error, response)
     SELECT business_id, event_id, endpoint_id, attempts, $at, $ms, $status, $error, ${RESPONSE} FROM tried
   ),
   health AS (
     UPDATE webhook_endpoints
     SET failing_since = CASE WHEN $state = 'delivered' THEN NULL ELSE $at::timestamptz END, warned_at = NULL
     WHERE id = $endpoint AND generation = $generation AND (failing_since IS NULL) = ($state <> 'delivered')
       AND EXISTS (SELECT 1 FROM tried)
   )
   SELECT w.failing_since AS "failingSince", w.warned_at AS "warnedAt",
          CASE WHEN $pauseMs::int IS NOT NULL THEN (
            SELECT count(j.id)::int FROM graphile_worker.add_jobs(ARRAY[${jobSpec('t', LATER('$pauseMs'))}]) AS j
          ) END AS queued
   FROM tried t JOIN webhook_endpoints w ON w.id = t.endpoint_id`,
);
/** Records an attempt whose delivery was replayed meanwhile. The replay decides the state of the delivery. */
export const RECORD_LATE = statement<
  void,
  Pick<DeliveryJob, 'business' | 'event' | 'endpoint'> & AttemptParams
>(
  'webhook_record_late',
  `WITH still_says_that AS MATERIALIZED (${STILL_SAYS_THAT}),
   tried AS (
     UPDATE webhook_deliveries SET attempts = attempts + 1
     WHERE business_id = $business AND event_id = $event AND endpoint_id = $endpoint
     RETURNING business_id, event_id, endpoint_id, attempts
   )
   ${lastStep(`INSERT INTO webhook_attempts (business_id, event_id, endpoint_id, number, at, ms, status, error, response)
   SELECT business_id, event_id, endpoint_id, attempts, $at, $ms, $status, $error, ${RESPONSE} FROM tried`)}`,
);
/** Erases what receivers answered to these events of a business, because an answer may name a person who was erased. */
export const ERASE_ANSWERS = statement<void, { businessId: string; eventIds: string[] }>(
  'webhook_erase_answers',
  `UPDATE webhook_attempts SET response = NULL
   WHERE business_id = $businessId AND event_id = ANY($eventIds::uuid[]) AND response IS NOT NULL`,
);
