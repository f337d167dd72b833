/**
 * True where the claim `of` (business_id, key_hash, scope and now) is good and the guard would do nothing but admit it: in
 * real time, without a rate limit to count, used in the last minute; null else. Whoever is passed over is not refused by
 * that, but goes by the guard. Nothing of it is ever cached. A scalar subquery, because the planner may answer an EXISTS
 * from a hash of all keys.
 */
export const LOOKED_UP = (of: string): string => `
  (SELECT true FROM api_keys lk
   JOIN members lm ON lm.business_id = lk.business_id AND lm.id = lk.bot_id
   JOIN businesses lb ON lb.id = lk.business_id
   WHERE lk.business_id = ${of}.business_id AND lk.hash = ${of}.key_hash
     AND lk.revoked_at IS NULL AND (lk.expires_at IS NULL OR lk.expires_at > ${of}.now)
     AND lk.rate_limit IS NULL AND lk.last_used_at > ${of}.now - interval '1 minute'
     AND lm.active AND ${of}.scope = ANY (lk.scopes) AND ${of}.scope = ANY (lm.scopes)
     AND lb.suspended_at IS NULL AND lb.closed_at IS NULL AND lb.test_clock_id IS NULL)`;
