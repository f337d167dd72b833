import { statement } from '../../database/sql.js';
import { inForms, inParallel, ofBusiness, perRow } from '../../database/sql-text.js';
import type { KeyRow, LoginRow, SessionRow } from './identity.rows.js';

/** Finds API keys. `$businessIds` and `$hashes` are parallel arrays. */
export const FIND_KEYS = statement<KeyRow, { businessIds: string[]; hashes: string[] }>(
  'auth_find_keys',
  `SELECT a.place, f.*
   FROM ${inParallel({ businessIds: 'uuid', hashes: 'bytea' })} WITH ORDINALITY AS a (business_id, hash, place)
   CROSS JOIN ${perRow(
     `SELECT k.id AS "keyId", m.id AS "botId", m.active, k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
             k.last_used_at AS "lastUsedAt", k.rate_limit AS "rateLimit", b.rate_limit AS "businessRateLimit", b.suspended_at AS "suspendedAt",
             b.closed_at AS "closedAt", c.now AS "testNow", array_to_string(k.scopes, ' ') AS "keyScopes",
             array_to_string(m.scopes, ' ') AS "botScopes"
      FROM api_keys k
      JOIN members m ON ${ofBusiness('m.business_id', 'k')} AND m.id = k.bot_id
      JOIN businesses b ON ${ofBusiness('b.id', 'k')}
      LEFT JOIN test_clocks c ON c.id = b.test_clock_id
      WHERE ${ofBusiness('k.business_id', 'a')} AND k.hash = a.hash`,
   )} AS f`,
);

/**
 * Finds sessions with their users and businesses. The parameters are parallel arrays; a business may be null. A distributed
 * database returns no data of the session here: see `FIND_LOGINS`.
 */
export const FIND_SESSIONS = statement<
  SessionRow,
  { sessionIds: string[]; userIds: string[]; businessIds: (string | null)[] }
>(
  'auth_find_sessions',
  `SELECT a.place, f.*
   FROM ${inParallel({ sessionIds: 'uuid', userIds: 'uuid', businessIds: 'uuid' })}
        WITH ORDINALITY AS a (session_id, user_id, business_id, place)
   CROSS JOIN ${perRow(
     `SELECT ${inForms(
       's.ended_at AS "endedAt", s.second_factor_at',
       `now() AS "endedAt", NULL::timestamptz`,
     )} AS "secondFactorAt", u.operator, m.id AS "memberId", m.role, m.active,
             b.suspended_at AS "suspendedAt", b.closed_at AS "closedAt", c.now AS "testNow"
      FROM ${inForms('sessions s JOIN users u ON u.id = s.user_id', 'users u')}
      LEFT JOIN businesses b ON ${ofBusiness('b.id', 'a')}
      LEFT JOIN members m ON ${ofBusiness('m.business_id', 'a')} AND m.user_id = u.id
      LEFT JOIN test_clocks c ON c.id = b.test_clock_id
      WHERE ${inForms('s.id = a.session_id AND s.user_id = a.user_id', 'u.id = a.user_id')} AND u.suspended_at IS NULL`,
   )} AS f`,
);

/** Finds sessions where the database is distributed, because only the coordinator has them. The parameters are parallel arrays. */
export const FIND_LOGINS = statement<LoginRow, { sessionIds: string[]; userIds: string[] }>(
  'auth_find_logins',
  `SELECT a.place, f.*
   FROM ${inParallel({ sessionIds: 'uuid', userIds: 'uuid' })} WITH ORDINALITY AS a (session_id, user_id, place)
   CROSS JOIN ${perRow(
     `SELECT s.ended_at AS "endedAt", s.second_factor_at AS "secondFactorAt" FROM sessions s
      WHERE s.id = a.session_id AND s.user_id = a.user_id`,
   )} AS f`,
);

/**
 * Finds an operator whose session or key is valid at `$now`, with the business that the operator reads. Where the database is
 * distributed, the caller passes in `$isLive` whether the session is valid.
 */
export const FIND_READER = statement<
  { testNow: Date | null; byKey: boolean },
  { userId: string; sessionOrKey: string; businessId: string; isLive: boolean; now: Date }
>(
  'auth_find_reader',
  `SELECT c.now AS "testNow", EXISTS (SELECT 1 FROM operator_keys k WHERE k.id = $sessionOrKey) AS "byKey"
   FROM users u JOIN businesses b ON b.id = $businessId LEFT JOIN test_clocks c ON c.id = b.test_clock_id
   WHERE u.id = $userId AND u.operator AND (
     $isLive::boolean OR ${inForms(
       'EXISTS (SELECT 1 FROM sessions s WHERE s.id = $sessionOrKey AND s.user_id = u.id AND s.ended_at IS NULL) OR',
       '',
     )}
     EXISTS (SELECT 1 FROM operator_keys k WHERE k.id = $sessionOrKey AND k.user_id = u.id AND 'admin' = ANY (k.scopes)
               AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $now)))`,
);
