import { statement } from '../database/sql.js';

/** Rows of a log that one statement looks at. */
const SPAN = 2_000;

/** A span of the log of business $1 after the entry $2. */
const SPAN_OF_BUSINESS = `
  looked AS MATERIALIZED (
    SELECT * FROM audit_log WHERE business_id = $1 AND id > $2 ORDER BY id LIMIT ${SPAN}
  )`;
const LAST = '(SELECT id FROM looked ORDER BY id DESC LIMIT 1) AS last';

/** Where a walk through a log is: the last entry it looked at; null at the end. */
export interface LogSpan {
  last: string | null;
}

/**
 * The addresses by which the members $3 joined business $1, in a span of its log, unless they are somebody else's by now.
 */
export const FIND_ADDRESSES = statement(
  'erased_traces_find_addresses',
  `WITH ${SPAN_OF_BUSINESS}
   SELECT ${LAST}, ARRAY(
     SELECT DISTINCT l.after ->> 'email' FROM looked l
     WHERE l.actor_id = ANY($3::uuid[]) AND l.action = 'invitation.accepted' AND l.after ->> 'email' IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = l.after ->> 'email')) AS emails`,
);

/**
 * Takes people out of a span of the log of business $1, which goes on: $3 their ids as members, $4 as users, $5 a pattern of
 * their addresses and user ids as JSON strings, so that `a@x.com` is not found in `ba@x.com`. What they did stays, under
 * the id of a member that nobody finds any more. Invitations that they sent name nobody.
 */
export const SCRUB_BUSINESS = statement(
  'erased_traces_scrub_business',
  `WITH ${SPAN_OF_BUSINESS},
   found AS (
     SELECT l.*, l.actor_id = ANY($3::uuid[] || $4::uuid[]) IS TRUE AS acted,
            l.target_id = ANY($3::text[] || $4::text[]) AS aimed_at
     FROM looked l
     WHERE l.actor_id = ANY($3::uuid[] || $4::uuid[]) OR l.target_id = ANY($3::text[] || $4::text[])
        OR concat(l.before, l.after) ~ $5
   ),
   clean AS (
     SELECT f.id, f.action, f.target_id, f.acted,
            regexp_replace(f.before::text, $5, '"erased"', 'g')::jsonb - CASE WHEN f.aimed_at THEN $6::text[] ELSE '{}' END AS before,
            regexp_replace(f.after::text, $5, '"erased"', 'g')::jsonb - CASE WHEN f.aimed_at THEN $6::text[] ELSE '{}' END AS after
     FROM found f
   ),
   scrubbed AS (
     UPDATE audit_log a SET before = c.before, after = c.after,
       address = CASE WHEN c.acted THEN NULL ELSE a.address END,
       actor_id = CASE WHEN a.actor_id = ANY($4::uuid[]) THEN NULL ELSE a.actor_id END,
       target_id = CASE WHEN a.target_id = ANY($4::text[]) THEN 'erased' ELSE a.target_id END
     FROM clean c WHERE a.business_id = $1 AND a.id = c.id
   ),
   unnamed AS (
     UPDATE invitations i SET invited_by = 'Somebody' FROM clean c
     WHERE i.business_id = $1 AND c.acted AND c.action = 'invitation.created' AND i.id::text = c.target_id
   )
   SELECT ${LAST}`,
);

/**
 * Takes people out of a span of the operators' log after the entry $1. It keeps that something happened, and not to whom: $2 ids
 * of users and members, $3 a pattern as above.
 */
export const SCRUB_OPERATORS = statement(
  'erased_traces_scrub_operators',
  `WITH looked AS MATERIALIZED (SELECT * FROM operator_audit WHERE id > $1 ORDER BY id LIMIT ${SPAN}),
   found AS (
     SELECT l.id FROM looked l
     WHERE l.actor_id = ANY($2::uuid[]) OR l.target_id = ANY($2::text[]) OR concat(l.before, l.after) ~ $3
   ),
   scrubbed AS (
     UPDATE operator_audit o SET before = NULL, after = NULL,
       actor_id = CASE WHEN o.actor_id = ANY($2::uuid[]) THEN NULL ELSE o.actor_id END,
       address = CASE WHEN o.actor_id = ANY($2::uuid[]) THEN NULL ELSE o.address END,
       target_id = CASE WHEN o.target_id = ANY($2::text[]) THEN 'erased' ELSE o.target_id END
     FROM found f WHERE o.id = f.id
   )
   SELECT ${LAST}`,
);

/** Deletes up to 100 invitations to these addresses, in whichever business, open ones too. */
export const DELETE_INVITATIONS = statement(
  'erased_traces_delete_invitations',
  `DELETE FROM invitations WHERE (business_id, id) IN (
     SELECT business_id, id FROM invitations WHERE email = ANY($1::text[]) LIMIT 100)
   RETURNING business_id AS "businessId", id, status`,
);
/** The businesses that have invited one of these addresses. */
export const INVITED_BY = statement(
  'erased_traces_invited_by',
  'SELECT DISTINCT business_id AS id FROM invitations WHERE email = ANY($1::text[])',
);
