import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import type { NumberedEvent } from './event-subscribers.js';
import { newIdAt } from '../database/new-id.sql.js';
import { statement } from '../database/sql.js';
import { inForms, lastStep } from '../database/sql-text.js';

/**
 * SQL that says for a new counter whether its business lives on a test clock. A business never changes its clock. The counter
 * reads this when it is made, so that it is also right for a business that was made by a server of an earlier release.
 */
export const LIVES_ON_TEST_CLOCK = (businessId: string): string =>
  `EXISTS (SELECT 1 FROM businesses b WHERE b.id = ${businessId} AND b.test_clock_id IS NOT NULL)`;

/** Tries to get the lock by which one server numbers at a time. */
export const TRY_DISPATCH = statement<{ got: boolean }>(
  'event_try_dispatch',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.eventDispatch}) AS got`,
);
export const ANY_WAITS = statement<{ waits: boolean }>(
  'event_any_waits',
  'SELECT EXISTS (SELECT 1 FROM event_outbox) AS waits',
);

const OLDEST = 'SELECT business_id FROM event_outbox ORDER BY ordinal LIMIT $limit';

/** Creates counters for businesses that have none yet, among the `$limit` oldest waiting events. */
export const CREATE_SEQUENCES = statement<void, { limit: number }>(
  'event_create_sequences',
  inForms(
    `INSERT INTO event_sequences (business_id, test)
   SELECT w.business_id, ${LIVES_ON_TEST_CLOCK('w.business_id')}
   FROM (SELECT DISTINCT business_id FROM (${OLDEST}) AS o) AS w
   WHERE NOT EXISTS (SELECT 1 FROM event_sequences s WHERE s.business_id = w.business_id)
   ORDER BY w.business_id
   ON CONFLICT DO NOTHING`,
    `WITH w AS MATERIALIZED (SELECT DISTINCT business_id FROM (${OLDEST}) AS o),
   new AS MATERIALIZED (
     SELECT b.id, b.test_clock_id IS NOT NULL AS test FROM businesses b JOIN w ON w.business_id = b.id
     LEFT JOIN event_sequences s ON s.business_id = b.id WHERE s.business_id IS NULL
   )${lastStep('INSERT INTO event_sequences (business_id, test) SELECT id, test FROM new ON CONFLICT DO NOTHING')}`,
  ),
);

/** SQL that says whether the business of a counter is being erased. */
const BEING_ERASED = 'EXISTS (SELECT 1 FROM erasures e WHERE e.business_id = event_sequences.business_id)';

const NEW_ID = newIdAt('$now::timestamptz');

/**
 * Moves the `limit` oldest waiting events to `events` and numbers them, at `now`, in the order in which they were recorded. Skips
 * a business whose counter is locked, because the business or a person of it is being erased. The caller holds the lock of
 * TRY_DISPATCH, so nobody else numbers meanwhile.
 *
 * A distributed database cannot skip locked rows. There, a business is skipped while it is being erased, and the statement waits
 * for a counter that the erasure of a person holds.
 */
export const NUMBER = statement<NumberedEvent, { limit: number; now: Date }>(
  'event_number',
  `WITH oldest AS MATERIALIZED (
     SELECT business_id, ordinal FROM event_outbox ORDER BY ordinal LIMIT $limit
   ),
   counters AS MATERIALIZED (
     SELECT business_id, last, test FROM event_sequences
     WHERE business_id IN (SELECT business_id FROM oldest)${inForms('', ` AND NOT ${BEING_ERASED}`)}
     ORDER BY business_id ${inForms('FOR NO KEY UPDATE SKIP LOCKED', '')}
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
     UPDATE event_positions SET last = last + (SELECT count(*) FROM numbered) WHERE EXISTS (SELECT 1 FROM numbered)
   )
   SELECT id, position, business_id AS "businessId", type FROM numbered ORDER BY position`,
);
