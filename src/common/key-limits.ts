/** The highest rate limit of a key or a business, in requests a minute. */
export const HIGHEST_RATE = 1_000_000;
/** How many bots a business has at most. With `MOST_KEYS` it bounds the statement that revokes the keys of a closed business. */
export const MOST_BOTS = 100;
/** How many keys of one bot are valid at once. */
export const MOST_KEYS = 1_000;
/** For how many seconds a key or secret stays valid at most after it was rotated. */
export const LONGEST_OVERLAP_SECONDS = 30 * 24 * 60 * 60;
