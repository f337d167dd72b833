import { statement } from '../database/sql.js';

/**
 * Locks users in the order of their ids, so that two erasures that share a person come one after the other, and the later
 * one sees which memberships the earlier one took away.
 */
export const LOCK_USERS = statement(
  'erasure_lock_users',
  'SELECT id FROM users WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
);
/** Of the users $1 those who are members of nothing and run nothing. */
export const FIND_UNATTACHED = statement(
  'erasure_find_unattached',
  `SELECT u.id, u.email FROM users u WHERE u.id = ANY($1::uuid[]) AND NOT u.operator
     AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = u.id)`,
);
export const DELETE_SESSIONS = statement(
  'erasure_delete_sessions',
  'DELETE FROM sessions WHERE user_id = ANY($1::uuid[])',
);
export const DELETE_USERS = statement('erasure_delete_users', 'DELETE FROM users WHERE id = ANY($1::uuid[])');
