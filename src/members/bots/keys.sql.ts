import { LAST_USE_PRECISION } from '../../common/last-use.js';
import type { KeyView, BusinessKeyView } from './key.view.js';
import type { Scope } from '../../common/principal.js';
import { endingAt, fullExpiry } from '../../database/full-expiry.sql.js';
import { statement } from '../../database/sql.js';

const KEY = `id, name, 'tnr_' || mode || '_' AS prefix, last_four AS "lastFour", scopes, expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt", rate_limit AS "rateLimit", created_at AS "createdAt"`;

/** Locks a bot, so that its keys are made and rotated one after the other. */
export const LOCK_BOT = statement<
  { scopes: Scope[]; onTestClock: boolean },
  { businessId: string; botId: string }
>(
  'key_lock_bot',
  `SELECT m.scopes, b.test_clock_id IS NOT NULL AS "onTestClock"
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.business_id = $businessId AND m.id = $botId AND m.kind = 'bot' FOR NO KEY UPDATE OF m`,
);
export const HAS_BOT = statement<{ id: string }, { businessId: string; botId: string }>(
  'key_has_bot',
  `SELECT id FROM members WHERE business_id = $businessId AND id = $botId AND kind = 'bot'`,
);
export const LIST_KEYS = statement<
  KeyView,
  { businessId: string; botId: string; before: string; limit: number }
>(
  'key_list',
  `SELECT ${KEY} FROM api_keys
   WHERE business_id = $businessId AND bot_id = $botId AND revoked_at IS NULL AND id < $before ORDER BY id DESC LIMIT $limit`,
);
/** Lists the keys of all bots of a business that are not revoked, each with its bot. */
export const LIST_BUSINESS_KEYS = statement<
  BusinessKeyView,
  { businessId: string; before: string; limit: number }
>(
  'key_list_business',
  `SELECT ${KEY}, (SELECT json_build_object('id', m.id, 'name', m.name) FROM members m
                   WHERE m.business_id = $businessId AND m.id = api_keys.bot_id) AS bot
   FROM api_keys WHERE business_id = $businessId AND revoked_at IS NULL AND id < $before ORDER BY id DESC LIMIT $limit`,
);
/** SQL that is true for a key that is valid at `$at`, a time of the business. */
const IS_VALID_KEY = `revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $at)`;

export const COUNT_KEYS = statement<{ count: number }, { businessId: string; botId: string; at: Date }>(
  'key_count',
  `SELECT count(*)::int AS count FROM api_keys WHERE business_id = $businessId AND bot_id = $botId AND ${IS_VALID_KEY}`,
);
export const INSERT_KEY = statement<
  KeyView,
  {
    businessId: string;
    id: string;
    botId: string;
    name: string;
    mode: string;
    hash: string;
    lastFour: string;
    scopes: readonly string[];
    expiresAt: Date | null;
    rateLimit: number | null;
    now: Date;
  }
>(
  'key_insert',
  `INSERT INTO api_keys (business_id, id, bot_id, name, mode, hash, last_four, scopes, expires_at, rate_limit, created_at,
     knows_refunds)
   VALUES ($businessId, $id, $botId, $name, $mode, $hash, $lastFour, $scopes, $expiresAt, $rateLimit, $now, true) RETURNING ${KEY}`,
);
/** Locks a key. Its successor expires at `fullExpiry`. */
export const LOCK_KEY = statement<
  KeyView & { fullExpiry: Date | null },
  { businessId: string; botId: string; keyId: string }
>(
  'key_lock',
  `SELECT ${KEY}, ${fullExpiry('api_keys')} AS "fullExpiry" FROM api_keys WHERE business_id = $businessId AND bot_id = $botId AND id = $keyId AND revoked_at IS NULL FOR NO KEY UPDATE`,
);
export const REVOKE_KEY = statement<KeyView, { businessId: string; botId: string; keyId: string; now: Date }>(
  'key_revoke',
  `UPDATE api_keys SET revoked_at = $now WHERE business_id = $businessId AND bot_id = $botId AND id = $keyId AND revoked_at IS NULL
   RETURNING ${KEY}`,
);
/** Revokes a key of any bot of the business. */
export const REVOKE_BUSINESS_KEY = statement<
  KeyView & { botId: string },
  { businessId: string; keyId: string; now: Date }
>(
  'key_revoke_business',
  `UPDATE api_keys SET revoked_at = $now WHERE business_id = $businessId AND id = $keyId AND revoked_at IS NULL
   RETURNING ${KEY}, bot_id AS "botId"`,
);
/** Sets the expiry of a key to `$endsAt`, unless it is earlier already. */
export const END_KEY = statement<void, { businessId: string; botId: string; keyId: string; endsAt: Date }>(
  'key_end',
  `UPDATE api_keys SET ${endingAt('$endsAt')} WHERE business_id = $businessId AND bot_id = $botId AND id = $keyId`,
);
/** Revokes every key of a business that is valid at `$at`, the time of the business. `$now` is real time. */
export const REVOKE_ALL_KEYS = statement<
  KeyView & { botId: string },
  { businessId: string; at: Date; now: Date }
>(
  'key_revoke_all',
  `UPDATE api_keys SET revoked_at = $now WHERE business_id = $businessId AND ${IS_VALID_KEY} RETURNING ${KEY}, bot_id AS "botId"`,
);
export const DELETE_KEYS = statement<void, { businessId: string; botId: string }>(
  'key_delete_of_bot',
  'DELETE FROM api_keys WHERE business_id = $businessId AND bot_id = $botId',
);
/** Notes the use of a key. It skips the row if another transaction has locked it; the next use is noted then. */
export const NOTE_KEY_USE = statement<void, { businessId: string; id: string; now: Date }>(
  'key_note_use',
  `UPDATE api_keys SET last_used_at = $now
   WHERE business_id = $businessId AND id = (
     SELECT id FROM api_keys
     WHERE business_id = $businessId AND id = $id
       AND (last_used_at IS NULL OR last_used_at <= $now::timestamptz - ${LAST_USE_PRECISION})
     FOR NO KEY UPDATE SKIP LOCKED)`,
);
