import { type Statement, statement } from '../database/sql.js';

/** Locks the counter: nobody numbers events of business $1 from now on. $2 is now. */
export const HOLD = statement<void, { businessId: string; now: Date }>(
  'event_hold',
  `INSERT INTO event_sequences (business_id, erased_at) VALUES ($businessId, $now)
   ON CONFLICT (business_id) DO UPDATE SET erased_at = excluded.erased_at`,
);

/** Until the transaction ends, the dispatcher passes over business $1. It would wait for an event that is being changed. */
export const PASS_OVER = statement(
  'event_pass_over',
  'SELECT business_id FROM event_sequences WHERE business_id = $1 FOR NO KEY UPDATE',
);

interface ScrubParams {
  businessId: string;
  memberIds: string[];
  email: string;
}

/**
 * Takes a person out of events of a business that goes on: `$memberIds` says who they were in it. Both are looked for
 * as whole JSON strings: `a@x.com` is not found in `ba@x.com`.
 */
const scrub = (name: string, table: string): Statement<void, ScrubParams> =>
  statement<void, ScrubParams>(
    name,
    `UPDATE ${table} e SET data = (
       SELECT COALESCE(json_object_agg(f.key,
         CASE WHEN f.value ->> 'id' = ANY($memberIds::text[])
              THEN (f.value::jsonb || '{"name": "erased", "email": "erased"}')::json
              ELSE replace(f.value::text, to_json($email::text)::text, '"erased"')::json END), '{}')
       FROM json_each(e.data) AS f)
     WHERE e.business_id = $businessId
       AND EXISTS (SELECT FROM unnest($memberIds::text[] || $email::text) AS s (secret) WHERE position(to_json(s.secret)::text IN e.data::text) > 0)`,
  );

/** Waiting events come before numbered ones, because the dispatcher may move some in between. */
export const SCRUB: Statement<void, ScrubParams>[] = [
  scrub('event_scrub_outbox', 'event_outbox'),
  scrub('event_scrub', 'events'),
];
