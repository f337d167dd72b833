import type { NumberedEvent } from './event-subscribers.js';
import { statement } from '../database/sql.js';

/** The lock: one server numbers at a time. */
export const TRY_DISPATCH = statement<{ got: boolean }>(
  'event_try_dispatch',
  'SELECT pg_try_advisory_xact_lock(7305021) AS got',
);
export const ANY_WAITS = statement<{ waits: boolean }>(
  'event_any_waits',
  'SELECT EXISTS (SELECT FROM event_outbox) AS waits',
);

/** Creates counters for businesses that have none yet, among the $1 oldest waiting events. */
export const CREATE_SEQUENCES = statement<void, { limit: number }>(
  'event_create_sequences',
  `INSERT INTO event_sequences (business_id)
   SELECT DISTINCT business_id FROM (SELECT business_id FROM event_outbox ORDER BY ordinal LIMIT $limit) AS w
   WHERE NOT EXISTS (SELECT FROM event_sequences s WHERE s.business_id = w.business_id)
   ORDER BY business_id
   ON CONFLICT DO NOTHING`,
);

/** A UUIDv7 of the time `$now`, so that ids sort by it, like all others; PostgreSQL has none of its own before 18. */
const NEW_ID = `encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING
  substring(int8send(floor(extract(epoch FROM $now::timestamptz) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid`;

/**
 * Moves the `limit` oldest waiting events to the others and numbers them, at `now`, in the order in which they were recorded. A
 * business whose counter is locked, because it is being erased, is skipped. Nobody else numbers at this time.
 */
export const NUMBER = statement<NumberedEvent, { limit: number; now: Date }>(
  'event_number',
  `WITH oldest AS MATERIALIZED (
     SELECT business_id, ordinal FROM event_outbox ORDER BY ordinal LIMIT $limit
   ),
   counters AS MATERIALIZED (
     SELECT business_id, last, test FROM event_sequences
     WHERE business_id IN (SELECT business_id FROM oldest)
     ORDER BY business_id FOR NO KEY UPDATE SKIP LOCKED
   ),
   taken AS (
     DELETE FROM event_outbox o USING oldest w, counters c
     WHERE o.business_id = w.business_id AND o.ordinal = w.ordinal AND c.business_id = o.business_id
     RETURNING o.*, c.last, c.test
   ),
   numbered AS MATERIALIZED (
     SELECT t.business_id, ${NEW_ID} AS id, t.type, t.at, t.test, t.data,
            t.last + row_number() OVER (PARTITION BY t.business_id ORDER BY t.ordinal) AS sequence,
            (SELECT last FROM event_positions) + row_number() OVER (ORDER BY t.ordinal) AS position
     FROM taken t
   ),
   stored AS (
     INSERT INTO events (business_id, id, type, at, test, sequence, position, created_at, data)
     SELECT business_id, id, type, at, test, sequence, position, $now, data FROM numbered ORDER BY position
   ),
   counted AS (
     UPDATE event_sequences s SET last = n.last
     FROM (SELECT business_id, max(sequence) AS last FROM numbered GROUP BY business_id) AS n
     WHERE s.business_id = n.business_id
   ),
   positioned AS (
     UPDATE event_positions SET last = last + (SELECT count(*) FROM numbered) WHERE EXISTS (SELECT FROM numbered)
   )
   SELECT id, position, business_id AS "businessId", type FROM numbered ORDER BY position`,
);
