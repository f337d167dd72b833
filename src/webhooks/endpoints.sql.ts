import { statement } from '../database/sql.js';

const ENDPOINT = `id, business_id AS "businessId", url, types, description, disabled_at AS "disabledAt",
  disabled_reason AS "disabledReason", failing_since AS "failingSince", created_at AS "createdAt"`;
/** $1 is a business, or NULL for the operators. */
const OWN = `business_id IS NOT DISTINCT FROM $1::uuid AND deleted_at IS NULL`;

/** Those who make endpoints for the same owner take turns, so that the limit holds. */
export const LOCK_OWNER = statement(
  'webhook_lock_owner',
  `SELECT pg_advisory_xact_lock(hashtextextended('webhooks of ' || COALESCE($1::text, 'operators'), 7305022))`,
);
export const COUNT_ENDPOINTS = statement(
  'webhook_count_endpoints',
  `SELECT count(*)::int AS count FROM webhook_endpoints
   WHERE (business_id = $1::uuid OR ($1::uuid IS NULL AND business_id IS NULL)) AND deleted_at IS NULL`,
);
/** $7 is when; the secrets stand in $5, encrypted by the key named $6. */
export const INSERT_ENDPOINT = statement(
  'webhook_insert_endpoint',
  `INSERT INTO webhook_endpoints (business_id, id, url, types, secrets, sealed_by, created_at, description, heard_from)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) RETURNING ${ENDPOINT}`,
);
/**
 * Notes from which position on an endpoint takes its types. Held until the end of the transaction, the last position does
 * not move: what is numbered after it is handed out to this endpoint, what was numbered before it is not.
 */
export const HEAR_FROM_NOW = statement(
  'webhook_hear_from_now',
  `UPDATE webhook_endpoints SET heard_from = p.last
   FROM (SELECT last FROM event_positions FOR SHARE) AS p WHERE id = $1`,
);
export const LIST_ENDPOINTS = statement(
  'webhook_list_endpoints',
  `SELECT ${ENDPOINT} FROM webhook_endpoints
   WHERE (business_id = $1::uuid OR ($1::uuid IS NULL AND business_id IS NULL)) AND deleted_at IS NULL
     AND id < $2 ORDER BY id DESC LIMIT $3`,
);
export const FIND_ENDPOINT = statement(
  'webhook_find_endpoint',
  `SELECT ${ENDPOINT} FROM webhook_endpoints WHERE id = $2 AND ${OWN}`,
);
/** The same with its secrets, locked. */
export const LOCK_ENDPOINT = statement(
  'webhook_lock_endpoint',
  `SELECT ${ENDPOINT}, secrets FROM webhook_endpoints WHERE id = $2 AND ${OWN} FOR NO KEY UPDATE`,
);
/** Reads an endpoint with its secrets, to send to it. */
export const READ_ENDPOINT = statement(
  'webhook_read_endpoint',
  `SELECT ${ENDPOINT}, secrets FROM webhook_endpoints WHERE id = $2 AND ${OWN}`,
);
/** Writes a locked endpoint. A new URL, or being turned on, begins anew: nothing has failed yet. */
export const UPDATE_ENDPOINT = statement(
  'webhook_update_endpoint',
  `UPDATE webhook_endpoints SET url = $2, types = $3, description = $4, disabled_at = $5, disabled_reason = $6,
     failing_since = CASE WHEN $7 THEN NULL ELSE failing_since END,
     warned_at = CASE WHEN $7 THEN NULL ELSE warned_at END
   WHERE id = $1 RETURNING ${ENDPOINT}`,
);
export const SET_SECRETS = statement(
  'webhook_set_secrets',
  'UPDATE webhook_endpoints SET secrets = $2, sealed_by = $3 WHERE id = $1',
);
/** What it was sent is kept as long as its events are. Its secrets are not. */
export const DELETE_ENDPOINT = statement(
  'webhook_delete_endpoint',
  `UPDATE webhook_endpoints SET deleted_at = $3, secrets = '[]' WHERE id = $2 AND ${OWN} RETURNING ${ENDPOINT}`,
);

/** Endpoints whose secrets another key than $1 encrypted, so that a secret of the service can be taken away. */
export const LOCK_SEALED_OTHERWISE = statement(
  'webhook_lock_sealed_otherwise',
  `SELECT id, secrets FROM webhook_endpoints WHERE sealed_by <> $1 AND deleted_at IS NULL AND id > $2
   ORDER BY id LIMIT 500 FOR NO KEY UPDATE SKIP LOCKED`,
);

/** A test succeeded: nothing has failed since. */
export const NOTE_SUCCESS = statement(
  'webhook_note_success',
  `UPDATE webhook_endpoints SET failing_since = NULL, warned_at = NULL WHERE id = $1 AND failing_since IS NOT NULL`,
);
/** Once, when every attempt has failed since $2. */
export const WARN = statement(
  'webhook_warn',
  `UPDATE webhook_endpoints SET warned_at = $3
   WHERE id = $1 AND warned_at IS NULL AND disabled_at IS NULL AND deleted_at IS NULL AND failing_since <= $2
   RETURNING ${ENDPOINT}`,
);
/** Once, for the reason $2 at $3; with $4 only when every attempt has failed since then. */
export const DISABLE = statement(
  'webhook_disable',
  `UPDATE webhook_endpoints SET disabled_at = $3, disabled_reason = $2
   WHERE id = $1 AND disabled_at IS NULL AND deleted_at IS NULL
     AND ($4::timestamptz IS NULL OR failing_since <= $4)
   RETURNING ${ENDPOINT}`,
);

/** Deleted endpoints whose deliveries are gone too. */
export const PURGE_ENDPOINTS = statement<void, { before: Date; limit: number }>(
  'retention_webhook_endpoints',
  `DELETE FROM webhook_endpoints WHERE id IN (
     SELECT id FROM webhook_endpoints w WHERE deleted_at < $before
       AND NOT EXISTS (SELECT FROM webhook_deliveries d WHERE d.endpoint_id = w.id)
     ORDER BY deleted_at LIMIT $limit)`,
);
