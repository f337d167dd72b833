/** The highest rate limit of a key or a business, in requests a minute. */
export const HIGHEST_RATE = 1_000_000;
/** For how many seconds a key or secret stays valid at most after it was rotated. */
export const LONGEST_OVERLAP_SECONDS = 30 * 24 * 60 * 60;
