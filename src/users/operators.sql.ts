import { statement } from '../database/sql.js';

const OPERATOR = `id, email, first_name AS "firstName", last_name AS "lastName",
  email_verified_at AS "emailVerifiedAt", created_at AS "createdAt"`;

export const LIST_OPERATORS = statement(
  'operator_list',
  `SELECT ${OPERATOR} FROM users WHERE operator AND id < $1 ORDER BY id DESC LIMIT $2`,
);
/** The addresses of all operators, the first fifty. */
export const OPERATOR_EMAILS = statement(
  'operator_emails',
  'SELECT email FROM users WHERE operator ORDER BY id LIMIT 50',
);
export const FIND_OPERATOR = statement(
  'operator_find',
  `SELECT ${OPERATOR} FROM users WHERE id = $1 AND operator`,
);
/** Locks all operators in one order. When two remove each other at once, the second sees the result of the first. */
export const LOCK_OPERATORS = statement(
  'operator_lock_all',
  'SELECT id FROM users WHERE operator ORDER BY id FOR UPDATE',
);
/** Deletes the operator with sessions, keys and links. An operator who can log in has to remain. */
export const DELETE_OPERATOR = statement(
  'operator_delete',
  `DELETE FROM users WHERE id = $1 AND operator
     AND EXISTS (SELECT 1 FROM users o WHERE o.operator AND o.id <> $1 AND o.password_hash IS NOT NULL)
   RETURNING ${OPERATOR}`,
);

const KEY = `k.id, k.name, 'tnr_op_' AS prefix, k.last_four AS "lastFour",
  json_build_object('id', u.id, 'email', u.email) AS operator, k.expires_at AS "expiresAt",
  k.last_used_at AS "lastUsedAt", k.created_at AS "createdAt"`;

/** No row when $2 is not an operator. */
export const INSERT_OPERATOR_KEY = statement(
  'operator_key_insert',
  `WITH u AS (SELECT id, email FROM users WHERE id = $2 AND operator FOR SHARE),
        k AS (INSERT INTO operator_keys (id, user_id, name, hash, last_four, expires_at, created_at)
              SELECT $1, u.id, $3, $4, $5, $6, $7 FROM u RETURNING *)
   SELECT ${KEY} FROM k JOIN u ON u.id = k.user_id`,
);
export const LIST_OPERATOR_KEYS = statement(
  'operator_key_list',
  `SELECT ${KEY} FROM operator_keys k JOIN users u ON u.id = k.user_id
   WHERE k.revoked_at IS NULL AND k.id < $1 ORDER BY k.id DESC LIMIT $2`,
);
export const REVOKE_OPERATOR_KEY = statement(
  'operator_key_revoke',
  `UPDATE operator_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
   RETURNING user_id AS "userId", name, last_four AS "lastFour"`,
);
