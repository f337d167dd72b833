import { statement } from '../database/sql.js';

/**
 * Counts a call under the key `$key`. It writes no row if `$most` calls were already counted within `$windowMs` milliseconds since
 * the first. `$now` is in milliseconds.
 */
export const COUNT = statement<void, { key: string; now: number; windowMs: number; most: number }>(
  'rate_limit_count',
  `INSERT INTO rate_limits (key, points, expire) VALUES ($key, 1, $now::bigint + $windowMs::bigint)
   ON CONFLICT (key) DO UPDATE SET
     points = CASE WHEN rate_limits.expire <= $now THEN 1 ELSE rate_limits.points + 1 END,
     expire = CASE WHEN rate_limits.expire <= $now THEN $now::bigint + $windowMs::bigint ELSE rate_limits.expire END
   WHERE rate_limits.expire <= $now OR rate_limits.points < $most`,
);
export const EXPIRES = statement<{ expire: number }, { key: string }>(
  'rate_limit_expires',
  'SELECT expire FROM rate_limits WHERE key = $key',
);

export const RESET_COUNTERS = statement<void, { keys: string[] }>(
  'rate_limit_reset',
  'DELETE FROM rate_limits WHERE key = ANY($keys::text[])',
);
/**
 * Deletes the counters of the accounts `$accounts`. A key is `kind:by:account:address`. The quota of mails protects the recipient,
 * so it stays.
 */
export const ERASE_ACCOUNTS = statement<void, { accounts: string[] }>(
  'rate_limit_erase_accounts',
  `DELETE FROM rate_limits WHERE split_part(key, ':', 3) = ANY($accounts::text[]) AND key NOT LIKE 'quota:mail:%'`,
);
// Without the cast the value is numeric, and the index of the bigint column cannot serve the comparison.
const IS_OVER = 'expire < (extract(epoch FROM $before::timestamptz) * 1000)::bigint';
/** Deletes windows that are over. It compares twice, because a request may begin the next window at the same time. */
export const PURGE = statement<void, { before: Date; limit: number }>(
  'rate_limit_purge',
  `DELETE FROM rate_limits WHERE ${IS_OVER} AND key IN (SELECT key FROM rate_limits WHERE ${IS_OVER} LIMIT $limit)`,
);

export const IS_KNOWN = statement<{ found: number }, { account: string; address: string }>(
  'known_address_is_known',
  'SELECT 1 AS found FROM known_addresses WHERE account = $account AND address = $address',
);
/** Remembers an address of an account. It writes at most once a day for each address, and keeps the newest 20 of an account. */
export const REMEMBER = statement<void, { account: string; address: string; now: Date }>(
  'known_address_remember',
  `WITH remembered AS (
     INSERT INTO known_addresses AS k (account, address, seen_at) VALUES ($account, $address, $now)
     ON CONFLICT (account, address) DO UPDATE SET seen_at = $now WHERE k.seen_at < $now::timestamptz - interval '1 day'
     RETURNING account)
   DELETE FROM known_addresses k USING remembered r
   WHERE k.account = r.account AND k.address <> $address AND k.address IN (
     SELECT o.address FROM known_addresses o WHERE o.account = $account AND o.address <> $address
     ORDER BY o.seen_at DESC OFFSET 19)`,
);
export const ERASE_ADDRESSES = statement<void, { accounts: string[] }>(
  'known_address_erase',
  'DELETE FROM known_addresses WHERE account = ANY($accounts::text[])',
);
export const PURGE_ADDRESSES = statement<void, { before: Date; limit: number }>(
  'known_address_purge',
  `DELETE FROM known_addresses WHERE seen_at < $before AND (account, address) IN (
     SELECT account, address FROM known_addresses WHERE seen_at < $before LIMIT $limit)`,
);
