import { LAST_USE_PRECISION } from '../../common/last-use.js';
import { statement } from '../../database/sql.js';
import { inForms, inParallel, ofBusiness } from '../../database/sql-text.js';

/**
 * SQL that verifies a key. Its value is the time of the last use, or NULL if the guard has to decide. `of` is an unverified key:
 * business_id, key_hash, scope, address, external_id and now. The value is -infinity for a key that was never used. It is NULL
 * unless the key is valid and the guard would do nothing but admit it: its business lives in real time, and there is no rate limit
 * to count. The value is never cached. It is a scalar subquery, because the planner may answer an EXISTS from a hash of all keys.
 *
 * An operator key has the business and the address from its request; a bot's key has no address. If the request names the business
 * by an external id, that id has to belong to the business. The last use of an operator key is noted elsewhere, so here it counts
 * as used just now. Otherwise every flush would write the one row of that key.
 */
export const KEY_LAST_USE = (of: string): string => `
  CASE WHEN ${of}.address IS NULL THEN
    (SELECT COALESCE(lk.last_used_at, '-infinity') FROM api_keys lk
     JOIN members lm ON ${ofBusiness('lm.business_id', 'lk')} AND lm.id = lk.bot_id
     JOIN businesses lb ON ${ofBusiness('lb.id', 'lk')}
     WHERE ${ofBusiness('lk.business_id', of)} AND lk.hash = ${of}.key_hash
       AND lk.revoked_at IS NULL AND (lk.expires_at IS NULL OR lk.expires_at > ${of}.now)
       AND lk.rate_limit IS NULL AND lb.rate_limit IS NULL
       AND lm.active AND ${of}.scope = ANY (lk.scopes) AND ${of}.scope = ANY (lm.scopes)
       AND lb.suspended_at IS NULL AND lb.closed_at IS NULL AND lb.test_clock_id IS NULL)
  ELSE
    (SELECT 'infinity'::timestamptz FROM operator_keys lk
     JOIN businesses lb ON ${ofBusiness('lb.id', of)}
     LEFT JOIN external_ids lx ON lx.external_id = ${of}.external_id
     WHERE lk.hash = ${of}.key_hash AND (${of}.external_id IS NULL OR lx.business_id = ${of}.business_id)
       AND lk.revoked_at IS NULL AND (lk.expires_at IS NULL OR lk.expires_at > ${of}.now)
       AND (lk.networks IS NULL OR ${of}.address <<= ANY (lk.networks))
       AND ${of}.scope = ANY (lk.scopes) AND lb.rate_limit IS NULL
       AND lb.suspended_at IS NULL AND lb.closed_at IS NULL AND lb.test_clock_id IS NULL)
  END`;

/**
 * SQL for a minute before `c.now`. On a distributed database it is computed in UTC, because an UPDATE there must not depend on the
 * time zone of the session.
 */
const A_MINUTE_BEFORE = inForms(
  `c.now - ${LAST_USE_PRECISION}`,
  `((c.now AT TIME ZONE 'UTC') - ${LAST_USE_PRECISION}) AT TIME ZONE 'UTC'`,
);

/**
 * SQL that notes the use of keys, once a minute for each. The rows of `keys` have business_id, key_hash, now, and last_used by
 * KEY_LAST_USE. If another transaction has locked the row of a key, the key is skipped until its next use. So this never waits, and
 * two servers never wait for each other. The bound is a subquery, so the planner cannot see it. It expects few rows and looks up
 * each by its index.
 */
export const NOTE_USE = (keys: string): string => `
  UPDATE api_keys k SET last_used_at = used.now
  FROM (
    SELECT c.business_id, c.now, free.id FROM ${keys} c
    CROSS JOIN LATERAL (
      SELECT lk.id FROM api_keys lk WHERE ${ofBusiness('lk.business_id', 'c')} AND lk.hash = c.key_hash
        AND (lk.last_used_at IS NULL OR lk.last_used_at <= ${A_MINUTE_BEFORE})
      FOR NO KEY UPDATE SKIP LOCKED
    ) AS free
    WHERE c.last_used <= ${A_MINUTE_BEFORE}
    LIMIT (SELECT 1000)
  ) AS used
  WHERE ${ofBusiness('k.business_id', 'used')} AND k.id = used.id`;

/** Notes the use of keys whose last use is more than a minute ago. The parameters are parallel arrays. */
export const NOTE_USES = statement<void, { businessIds: string[]; keyHashes: string[]; times: string[] }>(
  'api_keys_note_uses',
  `WITH stale AS MATERIALIZED (
     SELECT a.*, '-infinity'::timestamptz AS last_used
     FROM ${inParallel({ businessIds: 'uuid', keyHashes: 'bytea', times: 'timestamptz' })} AS a (business_id, key_hash, now)
   ) ${NOTE_USE('stale')}`,
);
