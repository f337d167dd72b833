import { statement } from '../../database/sql.js';
import { inParallel, perRow } from '../../database/sql-text.js';
import { EFFECTIVE_SCOPES } from '../../users/index.js';

/** A valid operator key, with the business that the request names. All of it can change, so it is read at every request. */
export interface OperatorKeyRow {
  place: number;
  keyId: string;
  /** The operator that it acts as; null for a key without `admin`. */
  userId: string | null;
  /** Separated by spaces. */
  scopes: string;
  /** Null if the request names none, or an unknown one. */
  businessId: string | null;
  businessRateLimit: number | null;
  suspendedAt: Date | null;
  closedAt: Date | null;
  testNow: Date | null;
}

interface NamedKeys {
  hashes: string[];
  addresses: (string | null)[];
  businessIds: (string | null)[];
  externalIds: (string | null)[];
  now: Date;
}

/**
 * Finds operator keys, with the businesses that their requests name by id, by external id, or not at all. The parameters are
 * parallel arrays. There is no row for a key that is unknown, revoked, expired, or not allowed from its address.
 */
export const FIND_OPERATOR_KEYS = statement<OperatorKeyRow, NamedKeys>(
  'auth_find_operator_keys',
  `SELECT a.place, f.*
   FROM ${inParallel({ hashes: 'bytea', addresses: 'inet', businessIds: 'uuid', externalIds: 'text' })}
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
      WHERE k.hash = a.hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $now)
        AND (k.networks IS NULL OR a.address <<= ANY (k.networks))`,
   )} AS f`,
);
