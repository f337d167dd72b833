import type { OperatorPrincipal, Principal } from '../../common/principal.js';
import { inParallel, perRow, statement } from '../../database/sql.js';

/** The caller, with what the guard needs to decide. It never leaves `auth`. */
export interface Identity {
  principal: Principal;
  /** The time of the caller's business, or null for real time. */
  testNow: Date | null;
  /** Why the person acts in no business, although a route may need one. */
  noBusiness?: 'no_business' | 'not_a_member';
  suspended: boolean;
  closed: boolean;
  /** The operator who reads as the business by a read-only token. */
  reader?: OperatorPrincipal;
}

/** $1 businesses and $2 hashes, in parallel. */
export const FIND_KEYS = statement(
  'auth_find_keys',
  `SELECT a.place, f.*
   FROM ${inParallel(['uuid', 'bytea'])} WITH ORDINALITY AS a (business_id, hash, place)
   CROSS JOIN ${perRow(
     `SELECT k.id AS "keyId", m.id AS "botId", m.active, k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
             k.last_used_at AS "lastUsedAt", k.rate_limit AS "rateLimit", b.rate_limit AS "businessRateLimit", b.suspended_at AS "suspendedAt",
             b.closed_at AS "closedAt", c.now AS "testNow", array_to_string(k.scopes, ' ') AS "keyScopes",
             array_to_string(m.scopes, ' ') AS "botScopes"
      FROM api_keys k
      JOIN members m ON m.business_id = k.business_id AND m.id = k.bot_id
      JOIN businesses b ON b.id = k.business_id
      LEFT JOIN test_clocks c ON c.id = b.test_clock_id
      WHERE k.business_id = a.business_id AND k.hash = a.hash`,
   )} AS f`,
);

/** $1 sessions, $2 users and $3 businesses or nulls, in parallel. */
export const FIND_SESSIONS = statement(
  'auth_find_sessions',
  `SELECT a.place, f.*
   FROM ${inParallel(['uuid', 'uuid', 'uuid'])} WITH ORDINALITY AS a (session_id, user_id, business_id, place)
   CROSS JOIN ${perRow(
     `SELECT s.ended_at AS "endedAt", u.operator, m.id AS "memberId", m.role, m.active,
             b.suspended_at AS "suspendedAt", b.closed_at AS "closedAt", c.now AS "testNow"
      FROM sessions s
      JOIN users u ON u.id = s.user_id
      LEFT JOIN businesses b ON b.id = a.business_id
      LEFT JOIN members m ON m.business_id = b.id AND m.user_id = u.id
      LEFT JOIN test_clocks c ON c.id = b.test_clock_id
      WHERE s.id = a.session_id AND s.user_id = a.user_id AND u.suspended_at IS NULL`,
   )} AS f`,
);

/** The operator $1 with a session or a key $2 that is good at $4, and the business $3 that they read. */
export const FIND_READER = statement(
  'auth_find_reader',
  `SELECT c.now AS "testNow", EXISTS (SELECT 1 FROM operator_keys k WHERE k.id = $2) AS "byKey"
   FROM users u JOIN businesses b ON b.id = $3 LEFT JOIN test_clocks c ON c.id = b.test_clock_id
   WHERE u.id = $1 AND u.operator AND (
     EXISTS (SELECT 1 FROM sessions s WHERE s.id = $2 AND s.user_id = u.id AND s.ended_at IS NULL) OR
     EXISTS (SELECT 1 FROM operator_keys k WHERE k.id = $2 AND k.user_id = u.id AND 'admin' = ANY (k.scopes) AND k.revoked_at IS NULL
               AND (k.expires_at IS NULL OR k.expires_at > $4)))`,
);
