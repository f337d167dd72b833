import { statement } from '../database/sql.js';

/** SQL that is true if no session of the log-in of session `s` was used since `$before`. */
const IS_OVER = `s.rotated_at < $before AND NOT EXISTS (
  SELECT 1 FROM sessions o WHERE o.user_id = s.user_id AND o.rotated_at >= $before
    AND COALESCE(o.family_id, o.id) = COALESCE(s.family_id, s.id))`;

/**
 * Deletes replaced refresh tokens of sessions that are over. Until then they are needed: one that is used again ends the session.
 */
export const PURGE_SPENT_REFRESH_TOKENS = statement<void, { before: Date; limit: number }>(
  'retention_spent_refresh_tokens',
  `DELETE FROM spent_refresh_tokens WHERE hash IN (
     SELECT t.hash FROM sessions s JOIN spent_refresh_tokens t ON t.session_id = s.id WHERE ${IS_OVER} LIMIT $limit)`,
);
/** Deletes sessions that are over and have no replaced tokens left. So a chunk never deletes tokens by a cascade. */
export const PURGE_SESSIONS = statement<void, { before: Date; limit: number }>(
  'retention_sessions',
  `DELETE FROM sessions WHERE rotated_at < $before AND id IN (
     SELECT s.id FROM sessions s WHERE ${IS_OVER}
       AND NOT EXISTS (SELECT 1 FROM spent_refresh_tokens t WHERE t.session_id = s.id)
     LIMIT $limit)`,
);
/** Deletes mailed tokens that expired long ago. Until then the service can tell a used token from an unknown one. */
export const PURGE_USER_TOKENS = statement<void, { before: Date; limit: number }>(
  'retention_user_tokens',
  'DELETE FROM user_tokens WHERE id IN (SELECT id FROM user_tokens WHERE expires_at < $before LIMIT $limit)',
);
