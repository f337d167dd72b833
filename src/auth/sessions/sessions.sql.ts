import { IDLE_DAYS, LONGEST_DAYS, MOST_REFRESHES, MOST_SESSIONS } from './session-lifetime.js';
import { statement } from '../../database/sql.js';
import { inForms, lastStep } from '../../database/sql-text.js';
import type { Family, FoundSession, ListedSession, PresentRights } from './session.rows.js';

/** SQL for what the person of a session is in its business. It goes into the access token, for other programs that verify it. */
const PRESENT_RIGHTS = inForms(
  `(SELECT u.operator FROM users u WHERE u.id = sessions.user_id) AS operator,
  (SELECT m.role FROM members m WHERE m.business_id = sessions.business_id AND m.user_id = sessions.user_id AND m.active) AS role`,
  'false AS operator, NULL::text AS role',
);

/**
 * Finds what a person is in a business, where the database is distributed. There no statement can read both `sessions`, which only
 * the coordinator has, and `members`.
 */
export const FIND_PRESENT_RIGHTS = statement<PresentRights, { businessId: string; userId: string }>(
  'session_find_present_rights',
  `SELECT u.operator, m.role FROM users u
   LEFT JOIN members m ON m.business_id = $businessId AND m.user_id = u.id AND m.active WHERE u.id = $userId`,
);
export const FIND_RIGHTS_WITHOUT_BUSINESS = statement<PresentRights, { userId: string }>(
  'session_find_rights_without_business',
  'SELECT operator, NULL::text AS role FROM users WHERE id = $userId',
);

interface OpenedSession {
  id: string;
  userId: string;
  businessId: string | null;
  successorKey: Buffer;
  hash: Buffer;
  now: Date;
  /** When the person logged in. For a session that was opened from another, this is before `now`. */
  startedAt: Date;
  familyId: string | null;
  /** When the person showed a code of the second factor. */
  secondFactorAt: Date | null;
  address: string | null;
  userAgent: string | null;
}

/** Opens a session. It writes no row for a suspended person. The caller has locked the row of the user. */
export const OPEN_SESSION = statement<PresentRights, OpenedSession>(
  'session_open',
  `INSERT INTO sessions (id, user_id, business_id, successor_key, current_hash, rotated_at, created_at, family_id,
                        second_factor_at, address, user_agent)
  SELECT $id, u.id, $businessId, $successorKey, $hash, $now, $startedAt, $familyId, $secondFactorAt, $address, $userAgent
  FROM users u WHERE u.id = $userId AND u.suspended_at IS NULL
  RETURNING ${PRESENT_RIGHTS}`,
);

/**
 * Deletes the sessions that a person has beyond the bound: first those that have ended, then those that were refreshed longest ago.
 * The caller has locked the row of the user. A session that has replaced tokens ends, and loses tokens; a later call or retention
 * deletes it. So the limits bound the statement: no tokens are deleted by a cascade.
 */
export const DELETE_SURPLUS = statement<void, { userId: string; now: Date }>(
  'session_delete_surplus',
  `WITH surplus AS MATERIALIZED (
     SELECT id FROM sessions WHERE user_id = $userId
     ORDER BY ended_at IS NULL DESC, rotated_at DESC, id DESC OFFSET ${MOST_SESSIONS} LIMIT 20
   ), used AS MATERIALIZED (
     SELECT id FROM surplus WHERE EXISTS (SELECT 1 FROM spent_refresh_tokens t WHERE t.session_id = surplus.id)
   ), ended AS (
     UPDATE sessions SET ended_at = $now WHERE id IN (SELECT id FROM used) AND ended_at IS NULL
   ), spent AS (
     DELETE FROM spent_refresh_tokens WHERE hash IN (
       SELECT t.hash FROM used JOIN spent_refresh_tokens t ON t.session_id = used.id LIMIT 5000)
   )
   DELETE FROM sessions WHERE id IN (SELECT id FROM surplus EXCEPT SELECT id FROM used)`,
);

/** SQL that is true for a session that is live at `$now`: not idle for too long, and not too long after the log-in. */
const IS_LIVE = `ended_at IS NULL AND rotated_at > $now::timestamptz - interval '${IDLE_DAYS} days'
  AND created_at > $now::timestamptz - interval '${LONGEST_DAYS} days'`;

/** SQL for the family of a session: the log-in and all sessions that were opened from it. Its id is that of the first session. */
const FAMILY = 'COALESCE(family_id, id)';

/** Finds the session that has or had the token with this hash. */
export const FIND_BY_TOKEN = statement<FoundSession, { hash: Buffer; now: Date }>(
  'session_find_by_token',
  `SELECT id, user_id AS "userId", business_id AS "businessId", ${FAMILY} AS "familyId",
          successor_key AS "successorKey", current_hash = $hash AS "isCurrent",
          COALESCE(previous_hash = $hash, false) AND rotated_at > $now::timestamptz - interval '10 seconds' AS "isPrevious",
          (${IS_LIVE}) AS live, ${PRESENT_RIGHTS},
          refreshes >= ${MOST_REFRESHES} AS "isWornOut"
   FROM sessions
   WHERE current_hash = $hash OR id = (SELECT session_id FROM spent_refresh_tokens WHERE hash = $hash)`,
);

/** Finds the family of a user's session, if the session is live. */
export const FIND_FAMILY = statement<Family, { id: string | null; userId: string; now: Date }>(
  'session_find_family',
  `SELECT ${FAMILY} AS id, created_at AS "startedAt", second_factor_at AS "secondFactorAt"
   FROM sessions WHERE id = $id AND user_id = $userId AND ${IS_LIVE}`,
);

/** Replaces the current token by its successor. Of several requests at the same time, one changes the row. */
export const ROTATE = statement<void, { hash: Buffer; successor: Buffer; now: Date }>(
  'session_rotate',
  `WITH rotated AS (
     UPDATE sessions SET previous_hash = current_hash, current_hash = $successor, rotated_at = $now, refreshes = refreshes + 1
     WHERE current_hash = $hash AND ${IS_LIVE} RETURNING id
   )
   ${lastStep('INSERT INTO spent_refresh_tokens (hash, session_id) SELECT $hash, id FROM rotated')}`,
);

export const END_FAMILY = statement<void, { userId: string; familyId: string; now: Date }>(
  'session_end_family',
  `UPDATE sessions SET ended_at = $now WHERE user_id = $userId AND ${FAMILY} = $familyId AND ended_at IS NULL`,
);

export const END_ALL = statement<void, { userId: string; now: Date }>(
  'session_end_all',
  'UPDATE sessions SET ended_at = $now WHERE user_id = $userId AND ended_at IS NULL',
);

/** Lists the live log-ins of a user, newest first. `$sessionId` is the session of the caller. */
export const LIST_SESSIONS = statement<
  ListedSession,
  { userId: string; sessionId: string | null; before: string; limit: number; now: Date }
>(
  'session_list',
  `SELECT ${FAMILY} AS id, min(created_at) AS "createdAt", max(rotated_at) AS "lastUsedAt", bool_or(id = $sessionId::uuid) AS current,
          (array_agg(address ORDER BY id))[1] AS address, (array_agg(user_agent ORDER BY id))[1] AS "userAgent"
   FROM sessions WHERE user_id = $userId AND ${IS_LIVE} AND ${FAMILY} < $before
   GROUP BY ${FAMILY} ORDER BY ${FAMILY} DESC LIMIT $limit`,
);

/**
 * Ends the log-in of one of a user's sessions. The first session of the log-in, whose id the log-in has, may be deleted already.
 */
export const END_OWN = statement<void, { userId: string; id: string; now: Date }>(
  'session_end_own',
  `UPDATE sessions SET ended_at = $now
   WHERE user_id = $userId AND ${IS_LIVE}
     AND ${FAMILY} = COALESCE((SELECT COALESCE(s.family_id, s.id) FROM sessions s WHERE s.user_id = $userId AND s.id = $id), $id)`,
);
