import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import type { DisabledReason, EndpointRow, KeptSecret } from './endpoints.rows.js';

const ENDPOINT = `id, business_id AS "businessId", url, types, description, disabled_at AS "disabledAt",
  disabled_reason AS "disabledReason", failing_since AS "failingSince", created_at AS "createdAt", generation`;
/** An owner: a business, or NULL for the operators. */
interface OfOwner {
  businessId: string | null;
}
/** The condition of an owner's endpoints. `IS NOT DISTINCT FROM` would say the same, but no index serves it. */
const OF_OWNER = `(business_id = $businessId::uuid OR ($businessId::uuid IS NULL AND business_id IS NULL)) AND deleted_at IS NULL`;

/** Requests that make endpoints for the same owner run one after the other, so that the limit holds. */
export const LOCK_OWNER = statement<void, OfOwner>(
  'webhook_lock_owner',
  `SELECT pg_advisory_xact_lock(hashtextextended('webhooks of ' || COALESCE($businessId::text, 'operators'), ${ADVISORY_LOCKS.webhooksOf}))`,
);
export const COUNT_ENDPOINTS = statement<{ count: number }, OfOwner>(
  'webhook_count_endpoints',
  `SELECT count(*)::int AS count FROM webhook_endpoints
   WHERE ${OF_OWNER}`,
);
interface InsertedEndpoint extends OfOwner {
  id: string;
  url: string;
  types: string[];
  /** JSON of `KeptSecret`s. */
  secrets: string;
  /** The name of the key that encrypted them. */
  encryptedBy: string;
  now: Date;
  description: string | null;
}
export const INSERT_ENDPOINT = statement<EndpointRow, InsertedEndpoint>(
  'webhook_insert_endpoint',
  `INSERT INTO webhook_endpoints (business_id, id, url, types, secrets, sealed_by, created_at, description, heard_from)
   VALUES ($businessId, $id, $url, $types, $secrets, $encryptedBy, $now, $description, 0) RETURNING ${ENDPOINT}`,
);
/** Stores the position after which an endpoint takes its types. */
export const STORE_START_POSITION = statement<void, { id: string; position: number }>(
  'webhook_hear_from',
  'UPDATE webhook_endpoints SET heard_from = $position WHERE id = $id',
);
/**
 * Reads the last position and locks it until the end of the transaction. Events that are numbered later are handed out to this
 * endpoint; events that were numbered before are not. A stronger lock than FOR SHARE, because share locks that overlap would keep
 * the dispatcher waiting for ever: PostgreSQL grants one without queueing behind an update that waits.
 */
export const LOCK_POSITION = statement<{ last: number }>(
  'webhook_hold_position',
  'SELECT last FROM event_positions FOR NO KEY UPDATE',
);
export const LIST_ENDPOINTS = statement<EndpointRow, OfOwner & { before: string; limit: number }>(
  'webhook_list_endpoints',
  `SELECT ${ENDPOINT} FROM webhook_endpoints
   WHERE ${OF_OWNER}
     AND id < $before ORDER BY id DESC LIMIT $limit`,
);
export const FIND_ENDPOINT = statement<EndpointRow, OfOwner & { id: string }>(
  'webhook_find_endpoint',
  `SELECT ${ENDPOINT} FROM webhook_endpoints WHERE id = $id AND ${OF_OWNER}`,
);
/** Finds an endpoint with its secrets, and locks it. */
export const LOCK_ENDPOINT = statement<EndpointRow & { secrets: KeptSecret[] }, OfOwner & { id: string }>(
  'webhook_lock_endpoint',
  `SELECT ${ENDPOINT}, secrets FROM webhook_endpoints WHERE id = $id AND ${OF_OWNER} FOR NO KEY UPDATE`,
);
/** Reads an endpoint with its secrets, to send to it. */
export const READ_ENDPOINT = statement<EndpointRow & { secrets: KeptSecret[] }, OfOwner & { id: string }>(
  'webhook_read_endpoint',
  `SELECT ${ENDPOINT}, secrets FROM webhook_endpoints WHERE id = $id AND ${OF_OWNER}`,
);
interface UpdatedEndpoint {
  id: string;
  url: string;
  types: string[];
  description: string | null;
  disabledAt: Date | null;
  reason: DisabledReason | null;
  /** Whether a new generation begins. */
  restarts: boolean;
}
/**
 * Writes a locked endpoint. A new URL, or being turned on, begins a new generation: nothing has failed yet, and the answer to
 * an earlier attempt says nothing about it.
 */
export const UPDATE_ENDPOINT = statement<EndpointRow, UpdatedEndpoint>(
  'webhook_update_endpoint',
  `UPDATE webhook_endpoints SET url = $url, types = $types, description = $description, disabled_at = $disabledAt, disabled_reason = $reason,
     generation = generation + CASE WHEN $restarts THEN 1 ELSE 0 END,
     failing_since = CASE WHEN $restarts THEN NULL ELSE failing_since END,
     warned_at = CASE WHEN $restarts THEN NULL ELSE warned_at END
   WHERE id = $id RETURNING ${ENDPOINT}`,
);
interface SetSecrets {
  id: string;
  /** JSON of `KeptSecret`s. */
  secrets: string;
  /** The name of the key that encrypted all of them; null if it did not: then the name stays. */
  encryptedBy: string | null;
}
export const SET_SECRETS = statement<void, SetSecrets>(
  'webhook_set_secrets',
  'UPDATE webhook_endpoints SET secrets = $secrets, sealed_by = COALESCE($encryptedBy, sealed_by) WHERE id = $id',
);
/** Marks an endpoint as deleted, and removes its secrets. Its deliveries are kept as long as their events. */
export const DELETE_ENDPOINT = statement<EndpointRow, OfOwner & { id: string; now: Date }>(
  'webhook_delete_endpoint',
  `UPDATE webhook_endpoints SET deleted_at = $now, secrets = '[]' WHERE id = $id AND ${OF_OWNER} RETURNING ${ENDPOINT}`,
);

/** Lists the secrets of 500 endpoints. They are encrypted again, so that an old value of JWT_SECRET can be removed. */
export const LIST_SECRETS = statement<{ id: string; secrets: KeptSecret[] }, { after: string }>(
  'webhook_list_secrets',
  `SELECT id, secrets FROM webhook_endpoints WHERE deleted_at IS NULL AND id > $after ORDER BY id LIMIT 500`,
);
/** Replaces the secrets by the same ones, encrypted again. It does nothing if they have changed meanwhile. */
export const RENEW_SECRETS = statement<void, SetSecrets & { before: string }>(
  'webhook_renew_secrets',
  `UPDATE webhook_endpoints SET secrets = $secrets, sealed_by = COALESCE($encryptedBy, sealed_by)
   WHERE id = $id AND secrets = $before::jsonb`,
);

/** Notes that a test succeeded: the endpoint does not fail any more. */
export const NOTE_SUCCESS = statement<void, { id: string; generation: number }>(
  'webhook_note_success',
  `UPDATE webhook_endpoints SET failing_since = NULL, warned_at = NULL
   WHERE id = $id AND generation = $generation AND failing_since IS NOT NULL`,
);
/** Marks the endpoint as warned, once, if all attempts since `$since` failed. */
export const WARN = statement<EndpointRow, { id: string; generation: number; since: Date; now: Date }>(
  'webhook_warn',
  `UPDATE webhook_endpoints SET warned_at = $now
   WHERE id = $id AND generation = $generation AND warned_at IS NULL AND disabled_at IS NULL AND deleted_at IS NULL
     AND failing_since <= $since
   RETURNING ${ENDPOINT}`,
);
/** Turns the endpoint off, once. With `$since`, only if all attempts since then failed. */
export const DISABLE = statement<
  EndpointRow,
  { id: string; generation: number; reason: string; since: Date | null; now: Date }
>(
  'webhook_disable',
  `UPDATE webhook_endpoints SET disabled_at = $now, disabled_reason = $reason
   WHERE id = $id AND generation = $generation AND disabled_at IS NULL AND deleted_at IS NULL
     AND ($since::timestamptz IS NULL OR failing_since <= $since)
   RETURNING ${ENDPOINT}`,
);

/** Removes deleted endpoints whose deliveries are gone too. */
export const PURGE_ENDPOINTS = statement<void, { before: Date; limit: number }>(
  'retention_webhook_endpoints',
  `DELETE FROM webhook_endpoints WHERE id IN (
     SELECT id FROM webhook_endpoints w WHERE deleted_at < $before
       AND ${inForms(
         'NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.endpoint_id = w.id)',
         'id NOT IN (SELECT DISTINCT endpoint_id FROM webhook_deliveries)',
       )}
     ORDER BY deleted_at LIMIT $limit)`,
);
