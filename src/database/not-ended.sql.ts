/** True of a hold or a grant `of` that has not ended at `now`, as their indexes have it: what is over is not even read. */
export const NOT_ENDED = (of: string, now: string): string =>
  `COALESCE(${of}.expires_at, 'infinity'::timestamptz) > ${now}`;
