import { statement } from '../database/sql.js';

/** Counts one under key $1. No row when $4 were counted within $3 ms since the first. $2 is now, in ms. */
export const COUNT = statement(
  'rate_limit_count',
  `INSERT INTO rate_limits (key, points, expire) VALUES ($1, 1, $2::bigint + $3::bigint)
   ON CONFLICT (key) DO UPDATE SET
     points = CASE WHEN rate_limits.expire <= $2 THEN 1 ELSE rate_limits.points + 1 END,
     expire = CASE WHEN rate_limits.expire <= $2 THEN $2::bigint + $3::bigint ELSE rate_limits.expire END
   WHERE rate_limits.expire <= $2 OR rate_limits.points < $4
   RETURNING points`,
);
export const EXPIRES = statement('rate_limit_expires', 'SELECT expire FROM rate_limits WHERE key = $1');

export const LIFT = statement('rate_limit_lift', 'DELETE FROM rate_limits WHERE key = ANY($1::text[])');
/** Everything that was counted for the accounts $1. A key is `kind:scope:account:address`. */
export const PRUNE_ACCOUNTS = statement(
  'rate_limit_forget_accounts',
  `DELETE FROM rate_limits WHERE split_part(key, ':', 3) = ANY($1::text[])`,
);
export const PURGE = statement(
  'rate_limit_purge',
  `DELETE FROM rate_limits WHERE key IN (
     SELECT key FROM rate_limits WHERE expire < extract(epoch FROM $1::timestamptz) * 1000 LIMIT $2)`,
);

export const IS_KNOWN = statement(
  'known_address_is_known',
  'SELECT 1 FROM known_addresses WHERE account = $1 AND address = $2',
);
/** Writes at most once a day. The newest 20 addresses of an account stay. */
export const REMEMBER = statement(
  'known_address_remember',
  `WITH remembered AS (
     INSERT INTO known_addresses AS k (account, address, seen_at) VALUES ($1, $2, $3)
     ON CONFLICT (account, address) DO UPDATE SET seen_at = $3 WHERE k.seen_at < $3::timestamptz - interval '1 day'
     RETURNING account)
   DELETE FROM known_addresses k USING remembered r
   WHERE k.account = r.account AND k.address <> $2 AND k.address IN (
     SELECT o.address FROM known_addresses o WHERE o.account = $1 AND o.address <> $2
     ORDER BY o.seen_at DESC OFFSET 19)`,
);
export const PRUNE_ADDRESSES = statement(
  'known_address_forget',
  'DELETE FROM known_addresses WHERE account = ANY($1::text[])',
);
export const PURGE_ADDRESSES = statement(
  'known_address_purge',
  `DELETE FROM known_addresses WHERE (account, address) IN (
     SELECT account, address FROM known_addresses WHERE seen_at < $1 LIMIT $2)`,
);
