// Here because `usage` and `subscriptions` both use it.

/**
 * SQL that is true for a hold or a grant `of` that has not ended at `now`. Their indexes have this expression, so ended rows are
 * not read.
 */
export const NOT_ENDED = (of: string, now: string): string =>
  `COALESCE(${of}.expires_at, 'infinity'::timestamptz) > ${now}`;
