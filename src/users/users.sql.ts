import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { statement } from '../database/sql.js';
import type { NewUser, User } from './user.rows.js';

const USER = `id, email, password_hash AS "passwordHash", first_name AS "firstName", last_name AS "lastName", operator,
  email_verified_at AS "emailVerifiedAt", last_business_id AS "lastBusinessId", suspended_at AS "suspendedAt",
  credentials_changed_at AS "credentialsChangedAt", created_at AS "createdAt"`;

export const INSERT_USER = statement<User, NewUser & { id: string; operator: boolean; now: Date }>(
  'user_insert',
  `INSERT INTO users (id, email, password_hash, first_name, last_name, operator, created_at)
   VALUES ($id, $email, $passwordHash, $firstName, $lastName, $operator, $now) ON CONFLICT (email) DO NOTHING RETURNING ${USER}`,
);
export const FIND_USER = statement<User, { id: string }>(
  'user_find',
  `SELECT ${USER} FROM users WHERE id = $id`,
);
/** Locks a user. Every change of the user's sessions, password and links takes this lock first. */
export const LOCK_USER = statement<User, { id: string }>(
  'user_lock',
  `SELECT ${USER} FROM users WHERE id = $id FOR NO KEY UPDATE`,
);
export const FIND_USER_BY_EMAIL = statement<User, { email: string }>(
  'user_find_by_email',
  `SELECT ${USER} FROM users WHERE email = $email`,
);
/** Lists users, newest first. */
export const LIST_USERS = statement<User, { before: string; limit: number }>(
  'user_list',
  `SELECT ${USER} FROM users WHERE id < $before ORDER BY id DESC LIMIT $limit`,
);
/** Suspends a user, but not an operator: operators are removed instead. */
export const SUSPEND_USER = statement<User, { id: string; since: Date | null }>(
  'user_suspend',
  `UPDATE users SET suspended_at = $since WHERE id = $id AND NOT operator RETURNING ${USER}`,
);
export const ANY_OPERATOR = statement<{ email: string }>(
  'user_any_operator',
  'SELECT email FROM users WHERE operator LIMIT 1',
);
export const REMEMBER_BUSINESS = statement<void, { id: string; businessId: string }>(
  'user_remember_business',
  'UPDATE users SET last_business_id = $businessId WHERE id = $id AND last_business_id IS DISTINCT FROM $businessId',
);
export const SET_NAMES = statement<User, { id: string; firstName: string | null; lastName: string | null }>(
  'user_set_names',
  `UPDATE users SET first_name = COALESCE($firstName, first_name), last_name = COALESCE($lastName, last_name) WHERE id = $id
   RETURNING ${USER}`,
);
export const SET_PASSWORD = statement<void, { id: string; passwordHash: string }>(
  'user_set_password',
  'UPDATE users SET password_hash = $passwordHash, credentials_changed_at = statement_timestamp() WHERE id = $id',
);
export const CHOOSE_PASSWORD = statement<void, { id: string; passwordHash: string }>(
  'user_choose_password',
  `UPDATE users SET password_hash = $passwordHash, credentials_changed_at = statement_timestamp()
   WHERE id = $id AND password_hash IS NULL`,
);
/** Sets a user's address to `$email`, and marks it as verified. */
export const PROVE_EMAIL = statement<User, { id: string; email: string; now: Date }>(
  'user_prove_email',
  `UPDATE users SET email = $email,
     email_verified_at = CASE WHEN email = $email THEN COALESCE(email_verified_at, $now) ELSE $now END,
     credentials_changed_at = CASE WHEN email = $email THEN credentials_changed_at ELSE t.at END
   FROM (SELECT statement_timestamp() AS at) AS t
   WHERE id = $id RETURNING ${USER}`,
);
/** Makes servers that start at the same time wait for each other, so that they make one first operator. */
export const LOCK_FIRST_OPERATOR = statement<void>(
  'user_lock_first_operator',
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.operators})`,
);

/** The most iterations among the hashes that came from Django; 0 if there is none. It reads `users_django_passwords_idx`. */
export const MOST_DJANGO_ITERATIONS = statement<{ iterations: number }>(
  'user_most_django_iterations',
  `SELECT COALESCE((SELECT split_part(password_hash, '$', 2)::integer FROM users WHERE password_hash LIKE 'pbkdf2_sha256$%'
                    ORDER BY split_part(password_hash, '$', 2)::integer DESC LIMIT 1), 0) AS iterations`,
);
/**
 * Replaces the hash `$before` by another hash of the same password, so sessions and links stay valid. No row if the hash has
 * changed.
 */
export const REPLACE_HASH = statement<User, { id: string; before: string; passwordHash: string }>(
  'user_replace_hash',
  `UPDATE users SET password_hash = $passwordHash WHERE id = $id AND password_hash = $before RETURNING ${USER}`,
);
