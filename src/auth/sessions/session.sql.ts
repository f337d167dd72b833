import { statement } from '../../database/sql.js';

/** What the person of a session is, in its business: told to those who verify tokens themselves. */
const WHO = `(SELECT u.operator FROM users u WHERE u.id = sessions.user_id) AS operator,
  (SELECT m.role FROM members m WHERE m.business_id = sessions.business_id AND m.user_id = sessions.user_id AND m.active) AS role`;

/** Makes no session for a suspended person. The row of the user is locked. */
export const OPEN_SESSION = statement(
  'session_open',
  `INSERT INTO sessions (id, user_id, business_id, successor_key, current_hash, rotated_at, created_at, family_id)
   SELECT $1, u.id, $3, $4, $5, $6, $7, $8 FROM users u WHERE u.id = $2 AND u.suspended_at IS NULL RETURNING ${WHO}`,
);

/** True for a live session: idle for at most 14 days, and at most 90 days after the log-in. $2: now. */
const IS_LIVE = `ended_at IS NULL AND rotated_at > $2::timestamptz - interval '14 days'
  AND created_at > $2::timestamptz - interval '90 days'`;

/** A log-in and all sessions that were switched to from it form a family, which has the id of the first session. */
const FAMILY = 'COALESCE(family_id, id)';

/** The session whose token this is or was ($1: its hash). */
export const FIND_BY_TOKEN = statement(
  'session_find_by_token',
  `SELECT id, user_id AS "userId", business_id AS "businessId", ${FAMILY} AS "familyId",
          successor_key AS "successorKey", current_hash = $1 AS "isCurrent",
          COALESCE(previous_hash = $1, false) AND rotated_at > $2::timestamptz - interval '10 seconds' AS "isPrevious",
          (${IS_LIVE}) AS live, ${WHO}
   FROM sessions
   WHERE current_hash = $1 OR id = (SELECT session_id FROM spent_refresh_tokens WHERE hash = $1)`,
);

/** The family of session $1 of user $3, while the session lives. */
export const FIND_FAMILY = statement(
  'session_find_family',
  `SELECT ${FAMILY} AS id, created_at AS "startedAt" FROM sessions WHERE id = $1 AND user_id = $3 AND ${IS_LIVE}`,
);

/** Replaces the token $1 by $3, once. Of several requests at the same moment, one finds it still current. */
export const ROTATE = statement(
  'session_rotate',
  `WITH rotated AS (
     UPDATE sessions SET previous_hash = current_hash, current_hash = $3, rotated_at = $2
     WHERE current_hash = $1 AND ${IS_LIVE} RETURNING id
   )
   INSERT INTO spent_refresh_tokens (hash, session_id) SELECT $1, id FROM rotated`,
);

export const END_FAMILY = statement(
  'session_end_family',
  `UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ${FAMILY} = $3 AND ended_at IS NULL`,
);

export const END_ALL = statement(
  'session_end_all',
  'UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL',
);

/** The live log-ins of user $1, newest first. */
export const LIST_SESSIONS = statement(
  'session_list',
  `SELECT ${FAMILY} AS id, min(created_at) AS "createdAt", max(rotated_at) AS "lastUsedAt", bool_or(id = $5::uuid) AS current
   FROM sessions WHERE user_id = $1 AND ${IS_LIVE} AND ${FAMILY} < $3
   GROUP BY ${FAMILY} ORDER BY ${FAMILY} DESC LIMIT $4`,
);

/** Ends the log-in that session $3 of user $1 belongs to. */
export const END_OWN = statement(
  'session_end_own',
  `UPDATE sessions SET ended_at = $2
   WHERE user_id = $1 AND ${IS_LIVE}
     AND ${FAMILY} = (SELECT COALESCE(s.family_id, s.id) FROM sessions s WHERE s.user_id = $1 AND s.id = $3)`,
);

/** The businesses that a user may act in, oldest first. */
export const BUSINESSES_OF = statement(
  'session_businesses_of',
  `SELECT b.id, b.name, m.role, b.suspended_at IS NOT NULL AS suspended, b.closed_at AS "closedAt"
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $1 AND m.active ORDER BY b.id`,
);
