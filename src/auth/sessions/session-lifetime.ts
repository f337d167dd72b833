/** A session ends if nobody refreshes it for this many days. */
export const IDLE_DAYS = 14;
/** A session ends this many days after the log-in. */
export const LONGEST_DAYS = 90;
