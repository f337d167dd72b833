/** The highest rate limit of a key or a business, in requests a minute. */
export const HIGHEST_RATE = 1_000_000;
/**
 * How many bots a business has at most. With `MOST_KEYS` it bounds the transaction that revokes the keys of a closed business:
 * 50,000 took less than 5 s on a busy machine, and 100,000 took 9 s.
 */
export const MOST_BOTS = 1_000;
/** How many keys of one bot are valid at once. */
export const MOST_KEYS = 50;
/** For how many seconds a key or secret stays valid at most after it was rotated. */
export const LONGEST_OVERLAP_SECONDS = 30 * 24 * 60 * 60;
