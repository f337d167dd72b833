import { statement } from '../database/sql.js';

/** True when neither session `s` nor another of its log-in was used since `$before`. A switch from it may live longer. */
const IS_OVER = `s.rotated_at < $before AND NOT EXISTS (
  SELECT 1 FROM sessions o WHERE o.user_id = s.user_id AND o.rotated_at >= $before
    AND COALESCE(o.family_id, o.id) = COALESCE(s.family_id, s.id))`;

/** Replaced refresh tokens of sessions that are over. As long as a session lives, a replaced token ends it. */
export const PURGE_SPENT_REFRESH_TOKENS = statement<void, { before: Date; limit: number }>(
  'retention_spent_refresh_tokens',
  `DELETE FROM spent_refresh_tokens WHERE hash IN (
     SELECT t.hash FROM sessions s JOIN spent_refresh_tokens t ON t.session_id = s.id WHERE ${IS_OVER} LIMIT $limit)`,
);
/** After their tokens: a chunk is bounded then. */
export const PURGE_SESSIONS = statement<void, { before: Date; limit: number }>(
  'retention_sessions',
  `DELETE FROM sessions WHERE id IN (
     SELECT s.id FROM sessions s WHERE ${IS_OVER}
       AND NOT EXISTS (SELECT 1 FROM spent_refresh_tokens t WHERE t.session_id = s.id)
     LIMIT $limit)`,
);
/** Mailed tokens that nobody can use any more. Until then they are distinguished from tokens that never existed. */
export const PURGE_USER_TOKENS = statement<void, { before: Date; limit: number }>(
  'retention_user_tokens',
  'DELETE FROM user_tokens WHERE id IN (SELECT id FROM user_tokens WHERE expires_at < $before LIMIT $limit)',
);
