import { statement } from '../database/sql.js';

/** Deletes the oldest events first, so that the remaining events of a business have no gaps. */
export const PURGE_EVENTS = statement<void, { before: Date; limit: number }>(
  'retention_events',
  `DELETE FROM events WHERE (business_id, sequence) IN (
     SELECT business_id, sequence FROM (SELECT * FROM events ORDER BY position LIMIT $limit) AS oldest WHERE created_at < $before)`,
);
/** Deletes counters of erased businesses. They are kept a day longer than events, so the last event is gone by then. */
export const PURGE_SEQUENCES = statement<void, { before: Date; limit: number }>(
  'retention_event_sequences',
  `DELETE FROM event_sequences WHERE business_id IN (
     SELECT business_id FROM event_sequences WHERE erased_at < $before LIMIT $limit)`,
);
