import { statement } from '../../database/sql.js';
import type { MailedToken, Purpose } from './user-token.rows.js';

/** The hash of a token that somebody sent, and the purposes for which it is accepted. */
interface TokenLookup {
  hash: Buffer;
  purposes: Purpose[];
  now: Date;
}

const TOKEN = 'user_id AS "userId", purpose, email';

export const INSERT = statement<void, MailedToken & { id: string; hash: Buffer; expiresAt: Date; now: Date }>(
  'user_token_insert',
  `INSERT INTO user_tokens (id, user_id, purpose, email, hash, expires_at, created_at)
   VALUES ($id, $userId, $purpose, $email, $hash, $expiresAt, $now)`,
);
/** Finds the link with this hash, also if it is no longer valid. */
export const FIND = statement<MailedToken & { valid: boolean }, TokenLookup>(
  'user_token_find',
  `SELECT ${TOKEN}, spent_at IS NULL AND expires_at > $now AS valid FROM user_tokens
   WHERE hash = $hash AND purpose = ANY($purposes)`,
);
/** Finds a row if the user has a valid link for this purpose. */
export const FIND_OPEN = statement<{ id: string }, { userId: string; purpose: Purpose; now: Date }>(
  'user_token_find_open',
  `SELECT id FROM user_tokens WHERE user_id = $userId AND purpose = $purpose AND spent_at IS NULL AND expires_at > $now LIMIT 1`,
);
/** Spends a link. Of several requests at the same time, one gets the row. */
export const SPEND = statement<MailedToken, TokenLookup>(
  'user_token_spend',
  `UPDATE user_tokens SET spent_at = $now
   WHERE hash = $hash AND purpose = ANY($purposes) AND spent_at IS NULL AND expires_at > $now
   RETURNING ${TOKEN}`,
);
/** Makes the links of a user for these purposes invalid. */
export const SPEND_EACH = statement<void, { userId: string; purposes: Purpose[]; now: Date }>(
  'user_token_spend_each',
  `UPDATE user_tokens SET spent_at = $now WHERE user_id = $userId AND purpose = ANY($purposes) AND spent_at IS NULL`,
);
/** Makes all links of a user invalid. */
export const SPEND_ALL = statement<void, { userId: string; now: Date }>(
  'user_token_spend_all',
  `UPDATE user_tokens SET spent_at = $now WHERE user_id = $userId AND spent_at IS NULL`,
);
/** SQL for the new address of the pending change of user `of` at `now`; NULL if there is none. */
export const PENDING_EMAIL = (of: string, now: string): string => `
  (SELECT t.email FROM user_tokens t
   WHERE t.user_id = ${of} AND t.purpose = 'email_change' AND t.spent_at IS NULL AND t.expires_at > ${now}
   ORDER BY t.id DESC LIMIT 1)`;
