import { type Statement, statement } from '../database/sql.js';

/** From here on nobody numbers events of business $1; $2 is now. */
export const HOLD = statement(
  'event_hold',
  `INSERT INTO event_sequences (business_id, erased_at) VALUES ($1, $2)
   ON CONFLICT (business_id) DO UPDATE SET erased_at = excluded.erased_at`,
);

/** Until the transaction ends, the dispatcher passes over business $1. It would wait for an event that is being changed. */
export const PASS_OVER = statement(
  'event_pass_over',
  'SELECT business_id FROM event_sequences WHERE business_id = $1 FOR NO KEY UPDATE',
);

/**
 * Takes a person out of events of business $1 that goes on: $2 who they were in it, $3 an e-mail address. Both are looked for
 * as whole JSON strings: `a@x.com` is not found in `ba@x.com`.
 */
const scrub = (name: string, table: string): Statement =>
  statement(
    name,
    `UPDATE ${table} e SET data = (
       SELECT COALESCE(json_object_agg(f.key,
         CASE WHEN f.value ->> 'id' = ANY($2::text[])
              THEN (f.value::jsonb || '{"name": "erased", "email": "erased"}')::json
              ELSE replace(f.value::text, to_json($3::text)::text, '"erased"')::json END), '{}')
       FROM json_each(e.data) AS f)
     WHERE e.business_id = $1
       AND EXISTS (SELECT FROM unnest($2::text[] || $3::text) AS s (secret) WHERE position(to_json(s.secret)::text IN e.data::text) > 0)`,
  );

/** Those that wait before those that are numbered: the dispatcher may move some in between. */
export const SCRUB: Statement[] = [
  scrub('event_scrub_outbox', 'event_outbox'),
  scrub('event_scrub', 'events'),
];
