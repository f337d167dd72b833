import { statement } from '../database/sql.js';

/** Allows one erasure of a business at a time. Further ones are refused at once. */
export const TAKE_BUSINESS = statement(
  'erasure_take_business',
  `SELECT pg_try_advisory_xact_lock(hashtextextended($1::text, 7305018)) AS taken`,
);
/** Locks the business: from now on nothing new can refer to it. */
export const LOCK_BUSINESS = statement(
  'erasure_lock_business',
  'SELECT closed_at AS "closedAt" FROM businesses WHERE id = $1 FOR UPDATE',
);
/** Turns every member into a former member. */
export const REMEMBER_MEMBERS = statement(
  'erasure_remember_members',
  `INSERT INTO former_members (business_id, member_id, user_id)
   SELECT business_id, id, user_id FROM members WHERE business_id = $1 AND user_id IS NOT NULL
   ON CONFLICT (business_id, member_id) DO NOTHING`,
);
export const PEOPLE_OF = statement(
  'erasure_people_of',
  'SELECT DISTINCT user_id AS id FROM former_members WHERE business_id = $1',
);

export const PRUNE_MEMBERS = statement(
  'erasure_forget_members',
  'DELETE FROM former_members WHERE business_id = $1',
);
export const LEAVE_SESSIONS = statement(
  'erasure_leave_sessions',
  'UPDATE sessions SET business_id = NULL WHERE business_id = $1',
);
export const LEAVE_USERS = statement(
  'erasure_leave_users',
  'UPDATE users SET last_business_id = NULL WHERE last_business_id = $1',
);
export const DELETE_BUSINESS = statement('erasure_delete_business', 'DELETE FROM businesses WHERE id = $1');

/**
 * Locks users in the order of their ids. When two erasures share a person, the later one sees which memberships the earlier one
 * has removed.
 */
export const LOCK_USERS = statement(
  'erasure_lock_users',
  'SELECT id FROM users WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
);
/**
 * Of the users $1 those who are members of nothing and run nothing, with who they were in which businesses, and the other addresses
 * they joined by, unless they are somebody else's by now.
 */
export const FIND_UNATTACHED = statement(
  'erasure_find_unattached',
  `SELECT u.id, u.email,
          ARRAY(SELECT DISTINCT a.after ->> 'email' FROM former_members f
                JOIN audit_log a ON a.business_id = f.business_id AND a.actor_id = f.member_id
                WHERE f.user_id = u.id AND a.action = 'invitation.accepted' AND a.after ->> 'email' <> u.email
                  AND NOT EXISTS (SELECT 1 FROM users o WHERE o.email = a.after ->> 'email')
               ) AS "formerEmails",
          ARRAY(SELECT f.member_id FROM former_members f WHERE f.user_id = u.id) AS "memberIds",
          ARRAY(SELECT f.business_id FROM former_members f WHERE f.user_id = u.id) AS "businessIds"
   FROM users u WHERE u.id = ANY($1::uuid[]) AND NOT u.operator
     AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)`,
);

/**
 * The operators' log keeps that something happened, and not to whom: $1 ids of users and members, $2 e-mail addresses.
 */
export const SCRUB_OPERATOR_AUDIT = statement(
  'erasure_scrub_operator_audit',
  `UPDATE operator_audit o SET
     actor_id = CASE WHEN o.actor_id = ANY($1::uuid[]) THEN NULL ELSE o.actor_id END,
     address = CASE WHEN o.actor_id = ANY($1::uuid[]) THEN NULL ELSE o.address END,
     target_id = CASE WHEN o.target_id = ANY($1::text[]) THEN 'erased' ELSE o.target_id END,
     before = NULL, after = NULL
   WHERE o.actor_id = ANY($1::uuid[]) OR o.target_id = ANY($1::text[])
      OR EXISTS (SELECT 1 FROM unnest($1::text[] || $2::text[]) AS s (secret)
                 WHERE position(s.secret IN concat(o.before, o.after)) > 0)`,
);
/** Removes the traces from the log of business $1, which goes on: $2 ids of users and members, $3 an e-mail address. */
export const SCRUB_AUDIT = statement(
  'erasure_scrub_audit',
  `UPDATE audit_log a SET
     address = CASE WHEN a.actor_id = ANY($2::uuid[]) THEN NULL ELSE a.address END,
     before = CASE WHEN a.target_id = ANY($2::text[]) THEN replace(a.before::text, $3, 'erased')::jsonb - 'name'
                   ELSE replace(a.before::text, $3, 'erased')::jsonb END,
     after = replace(a.after::text, $3, 'erased')::jsonb
   WHERE a.business_id = $1 AND (a.actor_id = ANY($2::uuid[]) OR position($3 IN concat(a.before, a.after)) > 0)`,
);
export const DELETE_INVITATIONS = statement(
  'erasure_delete_invitations',
  `DELETE FROM invitations WHERE business_id = $1 AND email = $2 AND status <> 'pending'`,
);
export const DELETE_SESSIONS = statement(
  'erasure_delete_sessions',
  'DELETE FROM sessions WHERE user_id = ANY($1::uuid[])',
);
export const DELETE_USERS = statement('erasure_delete_users', 'DELETE FROM users WHERE id = ANY($1::uuid[])');
