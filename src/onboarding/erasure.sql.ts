import { statement } from '../database/sql.js';

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
/** Begins the erasure of business $1 at $2; no row when it has begun already. */
export const BEGIN_ERASURE = statement(
  'erasure_begin',
  `INSERT INTO erasures (business_id, begun_at, rows, people) VALUES ($1, $2, '{}', 0) ON CONFLICT DO NOTHING RETURNING 1`,
);
/** How far the erasure of business $1 is. Locked, so that of those who are at it one works. */
export const LOCK_ERASURE = statement(
  'erasure_lock',
  'SELECT rows, people FROM erasures WHERE business_id = $1 FOR UPDATE',
);
export const NOTE_ERASURE = statement(
  'erasure_note',
  'UPDATE erasures SET rows = $2, people = $3 WHERE business_id = $1',
);
export const END_ERASURE = statement('erasure_end', 'DELETE FROM erasures WHERE business_id = $1');

/** Up to $2 of those who were in business $1. */
export const SOME_PEOPLE_OF = statement(
  'erasure_some_people_of',
  'SELECT DISTINCT user_id AS id FROM (SELECT user_id FROM former_members WHERE business_id = $1 LIMIT $2) AS people',
);
/** People $2 who stay were never in business $1. */
export const PRUNE_MEMBERS = statement(
  'erasure_forget_members',
  'DELETE FROM former_members WHERE business_id = $1 AND user_id = ANY($2::uuid[])',
);
export const LEAVE_SESSIONS = statement(
  'erasure_leave_sessions',
  'UPDATE sessions SET business_id = NULL WHERE user_id = ANY($2::uuid[]) AND business_id = $1',
);
export const LEAVE_USERS = statement(
  'erasure_leave_users',
  'UPDATE users SET last_business_id = NULL WHERE id = ANY($2::uuid[]) AND last_business_id = $1',
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
/** Of the users $1 those who are members of nothing and run nothing, with who they were in which businesses. */
export const FIND_UNATTACHED = statement(
  'erasure_find_unattached',
  `SELECT u.id, u.email,
          ARRAY(SELECT f.member_id FROM former_members f WHERE f.user_id = u.id) AS "memberIds",
          ARRAY(SELECT f.business_id FROM former_members f WHERE f.user_id = u.id) AS "businessIds"
   FROM users u WHERE u.id = ANY($1::uuid[]) AND NOT u.operator
     AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)`,
);

export const DELETE_SESSIONS = statement(
  'erasure_delete_sessions',
  'DELETE FROM sessions WHERE user_id = ANY($1::uuid[])',
);
export const DELETE_USERS = statement('erasure_delete_users', 'DELETE FROM users WHERE id = ANY($1::uuid[])');
