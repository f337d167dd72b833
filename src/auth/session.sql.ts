import { statement } from '../database/sql.js';

export const OPEN_SESSION = statement(
  'session_open',
  `INSERT INTO sessions (id, user_id, business_id, successor_key, current_hash, rotated_at, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $6)`,
);

/** A live session is idle for at most 14 days and lives at most 90. $2: now. */
const IS_LIVE = `ended_at IS NULL AND rotated_at > $2::timestamptz - interval '14 days'
  AND created_at > $2::timestamptz - interval '90 days'`;

/** The session whose token this is ($1: its hash), or was. */
export const FIND_BY_TOKEN = statement(
  'session_find_by_token',
  `SELECT id, user_id AS "userId", business_id AS "businessId", successor_key AS "successorKey",
          current_hash = $1 AS "isCurrent",
          COALESCE(previous_hash = $1, false) AND rotated_at > $2::timestamptz - interval '10 seconds' AS "isPrevious",
          (${IS_LIVE}) AS live
   FROM sessions
   WHERE current_hash = $1 OR id = (SELECT session_id FROM spent_refresh_tokens WHERE hash = $1)`,
);

/** Replaces the token $1 by $3, once: of those who come at the same moment, one finds it still current. */
export const ROTATE = statement(
  'session_rotate',
  `WITH rotated AS (
     UPDATE sessions SET previous_hash = current_hash, current_hash = $3, rotated_at = $2
     WHERE current_hash = $1 AND ${IS_LIVE} RETURNING id
   )
   INSERT INTO spent_refresh_tokens (hash, session_id) SELECT $1, id FROM rotated`,
);

export const END_SESSION = statement(
  'session_end',
  'UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL',
);

export const END_ALL = statement(
  'session_end_all',
  'UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND ended_at IS NULL',
);

/** The live sessions of user $1, newest first. */
export const LIST_SESSIONS = statement(
  'session_list',
  `SELECT id, created_at AS "createdAt", rotated_at AS "lastUsedAt", id = $5::uuid AS current FROM sessions
   WHERE user_id = $1 AND ${IS_LIVE} AND id < $3 ORDER BY id DESC LIMIT $4`,
);

export const END_OWN = statement(
  'session_end_own',
  `UPDATE sessions SET ended_at = $2 WHERE user_id = $1 AND id = $3 AND ${IS_LIVE}`,
);

/** The businesses that a user may act in, oldest first. */
export const BUSINESSES_OF = statement(
  'session_businesses_of',
  `SELECT b.id, b.name, m.role FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $1 AND m.active ORDER BY b.id`,
);
