import { statement } from '../../database/sql.js';

const TOKEN = 'user_id AS "userId", purpose, email';

export const INSERT = statement(
  'user_token_insert',
  `INSERT INTO user_tokens (id, user_id, purpose, email, hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
export const FIND = statement(
  'user_token_find',
  `SELECT ${TOKEN}, spent_at IS NULL AND expires_at > $3 AS good FROM user_tokens WHERE hash = $1 AND purpose = ANY($2)`,
);
export const FIND_OPEN = statement(
  'user_token_find_open',
  `SELECT 1 FROM user_tokens WHERE user_id = $1 AND purpose = $2 AND spent_at IS NULL AND expires_at > $3 LIMIT 1`,
);
/** Of several requests at the same moment, one finds it unspent. */
export const SPEND = statement(
  'user_token_spend',
  `UPDATE user_tokens SET spent_at = $3 WHERE hash = $1 AND purpose = ANY($2) AND spent_at IS NULL AND expires_at > $3
   RETURNING ${TOKEN}`,
);
export const SPEND_EACH = statement(
  'user_token_spend_each',
  `UPDATE user_tokens SET spent_at = $3 WHERE user_id = $1 AND purpose = ANY($2) AND spent_at IS NULL`,
);
export const SPEND_ALL = statement(
  'user_token_spend_all',
  `UPDATE user_tokens SET spent_at = $2 WHERE user_id = $1 AND spent_at IS NULL`,
);
/** The address that user `of` wants to change to at `now`, as long as its link is good; NULL when there is none. */
export const PENDING_EMAIL = (of: string, now: string): string => `
  (SELECT t.email FROM user_tokens t
   WHERE t.user_id = ${of} AND t.purpose = 'email_change' AND t.spent_at IS NULL AND t.expires_at > ${now}
   ORDER BY t.id DESC LIMIT 1)`;
