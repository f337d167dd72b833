import { inParallel, perRow, statement } from '../../database/sql.js';
import { EFFECTIVE_SCOPES } from '../../users/index.js';

/** A good operator key, with the business that the request names: all that can be revoked, read at every request. */
export interface ServiceKeyRow {
  place: number;
  keyId: string;
  /** The operator that it acts as; null for a key without `admin`. */
  userId: string | null;
  /** Parted by spaces. */
  scopes: string;
  /** Null when none is named, or there is none such. */
  businessId: string | null;
  businessRateLimit: number | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  testNow: Date | null;
}

/**
 * $1 hashes, $2 addresses, $3 businesses or nulls, $4 external ids or nulls, in parallel; $5 now. No row for a key that is
 * unknown, revoked, expired, or not good at this address.
 */
export const FIND_SERVICE_KEYS = statement(
  'auth_find_service_keys',
  `SELECT a.place, f.*
   FROM ${inParallel(['bytea', 'inet', 'uuid', 'text'])}
        WITH ORDINALITY AS a (hash, address, business_id, external_id, place)
   CROSS JOIN ${perRow(
     `SELECT k.id AS "keyId", u.id AS "userId", array_to_string(${EFFECTIVE_SCOPES}, ' ') AS scopes,
             b.id AS "businessId", b.rate_limit AS "businessRateLimit", b.suspended_at AS "suspendedAt",
             b.closed_at AS "closedAt", c.now AS "testNow"
      FROM operator_keys k
      LEFT JOIN users u ON u.id = k.user_id AND u.operator
      LEFT JOIN businesses b ON b.id = COALESCE(
        a.business_id, (SELECT x.business_id FROM external_ids x WHERE x.external_id = a.external_id))
      LEFT JOIN test_clocks c ON c.id = b.test_clock_id
      WHERE k.hash = a.hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $5)
        AND (k.networks IS NULL OR a.address <<= ANY (k.networks))`,
   )} AS f`,
);

/** $1 external ids; no row for one that names no business. */
export const FIND_EXTERNAL_IDS = statement(
  'auth_find_external_ids',
  `SELECT a.place, x.business_id AS "businessId"
   FROM ${inParallel(['text'])} WITH ORDINALITY AS a (external_id, place)
   CROSS JOIN ${perRow('SELECT business_id FROM external_ids e WHERE e.external_id = a.external_id')} AS x`,
);

/** Notes at $2 that the key with hash $1 was used. Nobody waits for a row that somebody else holds. */
export const NOTE_SERVICE_KEY = statement(
  'auth_note_service_key',
  `UPDATE operator_keys SET last_used_at = $2 WHERE id = (
     SELECT id FROM operator_keys
     WHERE hash = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')
     FOR NO KEY UPDATE SKIP LOCKED)`,
);
