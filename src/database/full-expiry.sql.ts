// Here because `members` and `users` both use it.

/**
 * SQL for the time at which the key would expire if it had not been rotated; NULL for never. A rotation ends a key earlier, but its
 * successors expire with the key.
 */
export const fullExpiry = (of: string): string =>
  `CASE WHEN ${of}.full_expiry IS NULL THEN ${of}.expires_at ELSE NULLIF(${of}.full_expiry, 'infinity') END`;

/** SQL that ends a key at `at`, unless it ends earlier already, and stores when it would have expired. */
export const endingAt = (at: string): string =>
  `full_expiry = COALESCE(full_expiry, expires_at, 'infinity'), expires_at = LEAST(COALESCE(expires_at, ${at}), ${at})`;
