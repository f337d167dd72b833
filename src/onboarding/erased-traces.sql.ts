import { statement } from '../database/sql.js';
import type { InvitationRow } from '../members/index.js';

/** The most rows of a log that one statement looks at. */
const SPAN = 2_000;

/** A span of the log of a business after the entry `$after`. */
const SPAN_OF_BUSINESS = `
  looked AS MATERIALIZED (
    SELECT * FROM audit_log WHERE business_id = $businessId AND id > $after ORDER BY id LIMIT ${SPAN}
  )`;
const LAST = '(SELECT id FROM looked ORDER BY id DESC LIMIT 1) AS last';

/** How far a walk through a log has come: the last entry that it looked at; null at the end. */
export interface LogSpan {
  last: string | null;
}

/**
 * Finds, in a span of the log of a business, the addresses by which these members joined and the invitations that they sent. An
 * address that belongs to another user by now is left out.
 */
export const FIND_ADDRESSES = statement<
  LogSpan & { emails: string[]; invitationIds: string[] },
  { businessId: string; after: string; memberIds: string[] }
>(
  'erased_traces_find_addresses',
  `WITH ${SPAN_OF_BUSINESS}
   SELECT ${LAST}, ARRAY(
     SELECT DISTINCT l.after ->> 'email' FROM looked l
     WHERE l.actor_id = ANY($memberIds::uuid[]) AND l.action = 'invitation.accepted' AND l.after ->> 'email' IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = l.after ->> 'email')) AS emails,
   ARRAY(SELECT l.target_id FROM looked l
         WHERE l.actor_id = ANY($memberIds::uuid[]) AND l.action = 'invitation.created') AS "invitationIds"`,
);

/**
 * Finds, in a span of the operators' log after the entry `$after`, the proven addresses that these users had before a change. An
 * address that belongs to another user by now is left out. Entries of earlier releases do not say whether the address was proven.
 */
export const FIND_FORMER_ADDRESSES = statement<
  LogSpan & { emails: string[] },
  { after: string; userIds: string[] }
>(
  'erased_traces_find_former_addresses',
  `WITH looked AS MATERIALIZED (SELECT * FROM operator_audit WHERE id > $after ORDER BY id LIMIT ${SPAN})
   SELECT ${LAST}, ARRAY(
     SELECT DISTINCT l.before ->> 'email' FROM looked l
     WHERE l.target_id = ANY($userIds::text[]) AND l.action = 'user.email_changed' AND l.before ->> 'verified' = 'true'
       AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = l.before ->> 'email')) AS emails`,
);

/**
 * Removes the names of these members from the invitations that they sent, and returns these invitations. Invitations of earlier
 * releases do not know their member: FIND_ADDRESSES finds them in the log.
 */
export const UNNAME_SENDER = statement<{ id: string }, { businessId: string; memberIds: string[] }>(
  'erased_traces_unname_sender',
  `UPDATE invitations SET invited_by = 'Somebody'
   WHERE business_id = $businessId AND invited_by_member = ANY($memberIds::uuid[]) RETURNING id`,
);

interface ScrubbedBusiness {
  businessId: string;
  after: string;
  memberIds: string[];
  userIds: string[];
  pattern: string;
  names: string[];
}

/**
 * Removes people from a span of the log of a business that stays. `$pattern` matches their addresses and user ids as JSON
 * strings, so that `a@x.com` is not found in `ba@x.com`. `$names` are the fields that name a person. What they did stays in the
 * log, under the id of a member that no longer exists. Invitations that they sent get "Somebody" as their sender.
 */
export const SCRUB_BUSINESS = statement<LogSpan, ScrubbedBusiness>(
  'erased_traces_scrub_business',
  `WITH ${SPAN_OF_BUSINESS},
   found AS (
     SELECT l.*, l.actor_id = ANY($memberIds::uuid[] || $userIds::uuid[]) IS TRUE AS acted,
            l.target_id = ANY($memberIds::text[] || $userIds::text[]) AS aimed_at
     FROM looked l
     WHERE l.actor_id = ANY($memberIds::uuid[] || $userIds::uuid[]) OR l.target_id = ANY($memberIds::text[] || $userIds::text[])
        OR concat(l.before, l.after) ~ $pattern
   ),
   clean AS (
     SELECT f.id, f.action, f.target_id, f.acted,
            regexp_replace(f.before::text, $pattern, '"erased"', 'g')::jsonb - CASE WHEN f.aimed_at THEN $names::text[] ELSE '{}' END AS before,
            regexp_replace(f.after::text, $pattern, '"erased"', 'g')::jsonb - CASE WHEN f.aimed_at THEN $names::text[] ELSE '{}' END AS after
     FROM found f
   ),
   scrubbed AS (
     UPDATE audit_log a SET before = c.before, after = c.after,
       address = CASE WHEN c.acted THEN NULL ELSE a.address END,
       actor_id = CASE WHEN a.actor_id = ANY($userIds::uuid[]) THEN NULL ELSE a.actor_id END,
       target_id = CASE WHEN a.target_id = ANY($userIds::text[]) THEN 'erased' ELSE a.target_id END
     FROM clean c WHERE a.business_id = $businessId AND a.id = c.id
   ),
   unnamed AS (
     UPDATE invitations i SET invited_by = 'Somebody' FROM clean c
     WHERE i.business_id = $businessId AND c.acted AND c.action = 'invitation.created' AND i.id::text = c.target_id
   )
   SELECT ${LAST}`,
);

/**
 * Removes people from a span of the operators' log after the entry `$after`. The entry still says what happened, but names no
 * person. `$ids` are those of users and members; `$pattern` is as in SCRUB_BUSINESS.
 */
export const SCRUB_OPERATORS = statement<LogSpan, { after: string; ids: string[]; pattern: string }>(
  'erased_traces_scrub_operators',
  `WITH looked AS MATERIALIZED (SELECT * FROM operator_audit WHERE id > $after ORDER BY id LIMIT ${SPAN}),
   found AS (
     SELECT l.id FROM looked l
     WHERE l.actor_id = ANY($ids::uuid[]) OR l.target_id = ANY($ids::text[]) OR concat(l.before, l.after) ~ $pattern
   ),
   scrubbed AS (
     UPDATE operator_audit o SET before = NULL, after = NULL,
       actor_id = CASE WHEN o.actor_id = ANY($ids::uuid[]) THEN NULL ELSE o.actor_id END,
       address = CASE WHEN o.actor_id = ANY($ids::uuid[]) THEN NULL ELSE o.address END,
       target_id = CASE WHEN o.target_id = ANY($ids::text[]) THEN 'erased' ELSE o.target_id END
     FROM found f WHERE o.id = f.id
   )
   SELECT ${LAST}`,
);

const INVITATION = `business_id AS "businessId", id, email, role, status, invited_by AS "invitedBy", created_at AS "createdAt",
             expires_at AS "expiresAt"`;
/** Deletes the invitations of one business to these addresses. */
export const DELETE_INVITATIONS_OF = statement<InvitationRow, { businessId: string; emails: string[] }>(
  'erased_traces_delete_invitations_of',
  `DELETE FROM invitations WHERE business_id = $businessId AND email = ANY($emails::text[]) RETURNING ${INVITATION}`,
);
/** Deletes up to 100 invitations to these addresses, in all businesses, also open ones. */
export const DELETE_INVITATIONS = statement<InvitationRow, { emails: string[] }>(
  'erased_traces_delete_invitations',
  `DELETE FROM invitations WHERE (business_id, id) IN (
     SELECT business_id, id FROM invitations WHERE email = ANY($emails::text[]) LIMIT 100)
   RETURNING ${INVITATION}`,
);
/** The businesses that have invited one of these addresses. */
export const INVITED_BY = statement<{ id: string }, { emails: string[] }>(
  'erased_traces_invited_by',
  'SELECT DISTINCT business_id AS id FROM invitations WHERE email = ANY($emails::text[])',
);

/** Deletes the files that were exported of a business. Its owner can ask for a new one. */
export const DELETE_EXPORTS = statement<void, { businessId: string }>(
  'erased_traces_delete_exports',
  'DELETE FROM business_exports WHERE business_id = $businessId',
);
