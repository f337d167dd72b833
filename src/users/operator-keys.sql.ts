import { statement } from '../database/sql.js';

/**
 * What an operator key `k` may do. `admin` acts as the operator `u`, so it counts for nothing once they are gone; all else
 * belongs to the installation.
 */
export const EFFECTIVE_SCOPES = `CASE WHEN u.operator THEN k.scopes ELSE array_remove(k.scopes, 'admin') END`;

const OWNER = (of: string): string =>
  `CASE WHEN ${of}.id IS NOT NULL THEN json_build_object('id', ${of}.id, 'email', ${of}.email) END`;

const KEY = `k.id, k.name, 'tnr_op_' AS prefix, k.last_four AS "lastFour", ${EFFECTIVE_SCOPES} AS scopes,
  k.networks::text[] AS networks, ${OWNER('u')} AS operator, ${OWNER('m')} AS "madeBy", k.expires_at AS "expiresAt",
  k.last_used_at AS "lastUsedAt", k.created_at AS "createdAt"`;

const PEOPLE = `LEFT JOIN users u ON u.id = k.user_id LEFT JOIN users m ON m.id = COALESCE(k.made_by, k.user_id)`;

/** $2 makes the key; a key with `admin` acts as them. No row when $2 is no operator. */
export const INSERT_OPERATOR_KEY = statement(
  'operator_key_insert',
  `WITH o AS (SELECT id FROM users WHERE id = $2 AND operator FOR SHARE),
        k AS (INSERT INTO operator_keys (id, user_id, made_by, name, hash, last_four, scopes, networks, expires_at, created_at)
              SELECT $1, CASE WHEN 'admin' = ANY ($6::text[]) THEN o.id END, o.id, $3, $4, $5, $6,
                     (SELECT array_agg(network(n::inet)) FROM unnest($7::text[]) AS n), $8, $9
              FROM o RETURNING *)
   SELECT ${KEY} FROM k ${PEOPLE}`,
);
export const LIST_OPERATOR_KEYS = statement(
  'operator_key_list',
  `SELECT ${KEY} FROM operator_keys k ${PEOPLE} WHERE k.revoked_at IS NULL AND k.id < $1 ORDER BY k.id DESC LIMIT $2`,
);
export const LOCK_OPERATOR_KEY = statement(
  'operator_key_lock',
  `SELECT ${KEY} FROM operator_keys k ${PEOPLE} WHERE k.id = $1 AND k.revoked_at IS NULL FOR NO KEY UPDATE OF k`,
);
/** The earlier of the end that it had and $2. */
export const END_OPERATOR_KEY = statement(
  'operator_key_end',
  'UPDATE operator_keys SET expires_at = LEAST(COALESCE(expires_at, $2), $2) WHERE id = $1',
);
export const REVOKE_OPERATOR_KEY = statement(
  'operator_key_revoke',
  `UPDATE operator_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
   RETURNING made_by AS "userId", name, last_four AS "lastFour"`,
);
/** Keys that could do nothing any more once operator $1 is removed. */
export const DELETE_OPERATORS_KEYS = statement(
  'operator_key_delete_of',
  `DELETE FROM operator_keys WHERE user_id = $1 AND scopes <@ '{admin}'`,
);
