import { LAST_USE_PRECISION } from '../../common/last-use.js';
import type { OperatorKeyScope } from '../../common/principal.js';
import { endingAt, fullExpiry } from '../../database/full-expiry.sql.js';
import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';
import { OPERATOR_KEY_PREFIX } from './operator-key.js';
import type { OperatorKeyView } from './operator-key.view.js';

/**
 * SQL for the scopes of an operator key `k`. A key with `admin` acts as the operator `u`, so this scope is lost when the operator
 * is removed. The other scopes stay.
 */
export const EFFECTIVE_SCOPES = `CASE WHEN u.operator THEN k.scopes ELSE array_remove(k.scopes, 'admin') END`;

const OWNER = (of: string): string =>
  `CASE WHEN ${of}.id IS NOT NULL THEN json_build_object('id', ${of}.id, 'email', ${of}.email) END`;

const KEY = `k.id, k.name, '${OPERATOR_KEY_PREFIX}' AS prefix, k.last_four AS "lastFour", ${EFFECTIVE_SCOPES} AS scopes,
  k.networks::text[] AS networks, ${OWNER('u')} AS operator, ${OWNER('m')} AS "madeBy", k.expires_at AS "expiresAt",
  k.last_used_at AS "lastUsedAt", k.created_at AS "createdAt"`;

const PEOPLE = `LEFT JOIN users u ON u.id = k.user_id LEFT JOIN users m ON m.id = COALESCE(k.made_by, k.user_id)`;

interface InsertedKey {
  id: string;
  userId: string;
  name: string;
  hash: string;
  lastFour: string;
  scopes: readonly OperatorKeyScope[];
  networks: readonly string[] | null;
  expiresAt: Date | null;
  now: Date;
}
/**
 * Makes a key for the operator `$userId`. With `admin`, the key acts as this operator. It writes no row if the user is not an
 * operator.
 */
export const INSERT_OPERATOR_KEY = statement<OperatorKeyView, InsertedKey>(
  'operator_key_insert',
  `WITH o AS (SELECT id FROM users WHERE id = $userId AND operator ${inForms('FOR SHARE', '')}),
        k AS (INSERT INTO operator_keys (id, user_id, made_by, name, hash, last_four, scopes, networks, expires_at, created_at)
              SELECT $id, CASE WHEN 'admin' = ANY ($scopes::text[]) THEN o.id END, o.id, $name, $hash, $lastFour, $scopes,
                     (SELECT array_agg(network(n::inet)) FROM unnest($networks::text[]) AS n), $expiresAt, $now
              FROM o RETURNING *)
   SELECT ${KEY} FROM k ${PEOPLE}`,
);
export const LIST_OPERATOR_KEYS = statement<OperatorKeyView, { before: string; limit: number }>(
  'operator_key_list',
  `SELECT ${KEY} FROM operator_keys k ${PEOPLE} WHERE k.revoked_at IS NULL AND k.id < $before ORDER BY k.id DESC LIMIT $limit`,
);
/** Locks a key. Its successor expires at `fullExpiry`. */
export const LOCK_OPERATOR_KEY = statement<OperatorKeyView & { fullExpiry: Date | null }, { id: string }>(
  'operator_key_lock',
  `SELECT ${KEY}, ${fullExpiry('k')} AS "fullExpiry" FROM operator_keys k ${PEOPLE} WHERE k.id = $id AND k.revoked_at IS NULL FOR NO KEY UPDATE OF k`,
);
/** Sets the expiry of a key to `$at`, unless it is earlier already. */
export const END_OPERATOR_KEY = statement<void, { id: string; at: Date }>(
  'operator_key_end',
  `UPDATE operator_keys SET ${endingAt('$at')} WHERE id = $id`,
);
/** What the audit log says about a revoked key. */
interface RevokedKey {
  userId: string | null;
  name: string;
  lastFour: string;
}
export const REVOKE_OPERATOR_KEY = statement<RevokedKey, { id: string; now: Date }>(
  'operator_key_revoke',
  `UPDATE operator_keys SET revoked_at = $now WHERE id = $id AND revoked_at IS NULL
   RETURNING made_by AS "userId", name, last_four AS "lastFour"`,
);
/** Deletes the keys that have no scope but `admin`, because their operator is removed. */
export const DELETE_OPERATORS_KEYS = statement<void, { userId: string }>(
  'operator_key_delete_of',
  `DELETE FROM operator_keys WHERE user_id = $userId AND scopes <@ '{admin}'`,
);
/** Notes at `$now` that the key was used. It skips the row if another transaction has locked it. */
export const NOTE_USE = statement<void, { hash: string; now: Date }>(
  'operator_key_note_use',
  `UPDATE operator_keys SET last_used_at = $now WHERE id = (
     SELECT id FROM operator_keys
     WHERE hash = $hash AND (last_used_at IS NULL OR last_used_at <= $now::timestamptz - ${LAST_USE_PRECISION})
     FOR NO KEY UPDATE SKIP LOCKED)`,
);
