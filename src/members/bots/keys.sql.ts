import { statement } from '../../database/sql.js';

const KEY = `id, name, 'tnr_' || mode || '_' AS prefix, last_four AS "lastFour", scopes, expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", rate_limit AS "rateLimit", created_at AS "createdAt"`;

export const FIND_BOT = statement(
  'key_find_bot',
  `SELECT m.scopes, b.test_clock_id IS NOT NULL AS "onTestClock"
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.business_id = $1 AND m.id = $2 AND m.kind = 'bot' FOR NO KEY UPDATE OF m`,
);
export const LIST_KEYS = statement(
  'key_list',
  `SELECT ${KEY} FROM api_keys
   WHERE business_id = $1 AND bot_id = $2 AND revoked_at IS NULL AND id < $3 ORDER BY id DESC LIMIT $4`,
);
/** The keys of all bots of a business that are not revoked, each with its bot. */
export const LIST_BUSINESS_KEYS = statement(
  'key_list_business',
  `SELECT ${KEY}, (SELECT json_build_object('id', m.id, 'name', m.name) FROM members m
                   WHERE m.business_id = api_keys.business_id AND m.id = api_keys.bot_id) AS bot
   FROM api_keys WHERE business_id = $1 AND revoked_at IS NULL AND id < $2 ORDER BY id DESC LIMIT $3`,
);
export const INSERT_KEY = statement(
  'key_insert',
  `INSERT INTO api_keys (business_id, id, bot_id, name, mode, hash, last_four, scopes, expires_at, rate_limit, created_at,
     knows_refunds)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, true) RETURNING ${KEY}`,
);
export const LOCK_KEY = statement(
  'key_lock',
  `SELECT ${KEY} FROM api_keys WHERE business_id = $1 AND bot_id = $2 AND id = $3 AND revoked_at IS NULL FOR NO KEY UPDATE`,
);
export const REVOKE_KEY = statement(
  'key_revoke',
  `UPDATE api_keys SET revoked_at = $4 WHERE business_id = $1 AND bot_id = $2 AND id = $3 AND revoked_at IS NULL
   RETURNING ${KEY}`,
);
/** Revokes a key of any bot of the business. */
export const REVOKE_BUSINESS_KEY = statement(
  'key_revoke_business',
  `UPDATE api_keys SET revoked_at = $3 WHERE business_id = $1 AND id = $2 AND revoked_at IS NULL
   RETURNING ${KEY}, bot_id AS "botId"`,
);
/** The earlier of the present expiry and $4. */
export const END_KEY = statement(
  'key_end',
  `UPDATE api_keys SET expires_at = LEAST(COALESCE(expires_at, $4), $4) WHERE business_id = $1 AND bot_id = $2 AND id = $3`,
);
export const REVOKE_ALL_KEYS = statement(
  'key_revoke_all',
  `UPDATE api_keys SET revoked_at = $2 WHERE business_id = $1 AND revoked_at IS NULL RETURNING ${KEY}, bot_id AS "botId"`,
);
