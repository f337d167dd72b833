import { statement } from '../database/sql.js';

const USER = `id, email, password_hash AS "passwordHash", first_name AS "firstName", last_name AS "lastName", operator,
  email_verified_at AS "emailVerifiedAt", last_business_id AS "lastBusinessId", suspended_at AS "suspendedAt",
  credentials_changed_at AS "credentialsChangedAt", created_at AS "createdAt"`;

export const INSERT_USER = statement(
  'user_insert',
  `INSERT INTO users (id, email, password_hash, first_name, last_name, operator, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (email) DO NOTHING RETURNING ${USER}`,
);
export const FIND_USER = statement('user_find', `SELECT ${USER} FROM users WHERE id = $1`);
/** Sessions, passwords and links of a user are made and ended under this lock. */
export const LOCK_USER = statement('user_lock', `SELECT ${USER} FROM users WHERE id = $1 FOR NO KEY UPDATE`);
export const FIND_USER_BY_EMAIL = statement(
  'user_find_by_email',
  `SELECT ${USER} FROM users WHERE email = $1`,
);
/** Users, newest first. */
export const LIST_USERS = statement(
  'user_list',
  `SELECT ${USER} FROM users WHERE id < $1 ORDER BY id DESC LIMIT $2`,
);
/** Operators are removed, not suspended. */
export const SUSPEND_USER = statement(
  'user_suspend',
  `UPDATE users SET suspended_at = $2 WHERE id = $1 AND NOT operator RETURNING ${USER}`,
);
export const ANY_OPERATOR = statement('user_any_operator', 'SELECT email FROM users WHERE operator LIMIT 1');
export const REMEMBER_BUSINESS = statement(
  'user_remember_business',
  'UPDATE users SET last_business_id = $2 WHERE id = $1 AND last_business_id IS DISTINCT FROM $2',
);
export const SET_NAMES = statement(
  'user_set_names',
  `UPDATE users SET first_name = COALESCE($2, first_name), last_name = COALESCE($3, last_name) WHERE id = $1
   RETURNING ${USER}`,
);
export const SET_PASSWORD = statement(
  'user_set_password',
  'UPDATE users SET password_hash = $2, credentials_changed_at = statement_timestamp() WHERE id = $1',
);
export const CHOOSE_PASSWORD = statement(
  'user_choose_password',
  `UPDATE users SET password_hash = $2, credentials_changed_at = statement_timestamp()
   WHERE id = $1 AND password_hash IS NULL`,
);
/** $2 is an address that the user has just proven; it becomes theirs. */
export const PROVE_EMAIL = statement(
  'user_prove_email',
  `UPDATE users SET email = $2,
     email_verified_at = CASE WHEN email = $2 THEN COALESCE(email_verified_at, $3) ELSE $3 END,
     credentials_changed_at = CASE WHEN email = $2 THEN credentials_changed_at ELSE statement_timestamp() END
   WHERE id = $1 RETURNING ${USER}`,
);
/** The first operator is made once, however many servers start together. */
export const LOCK_OPERATORS = statement('user_lock_operators', 'SELECT pg_advisory_xact_lock(7305003)');
