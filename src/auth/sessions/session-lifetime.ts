/** A session ends if nobody refreshes it for this many days. */
export const IDLE_DAYS = 14;
/** A session ends this many days after the log-in. */
export const LONGEST_DAYS = 90;
/**
 * How many live sessions one person may have. The bound is far above what a person opens, and all of them can be ended by one
 * statement.
 */
export const MOST_SESSIONS = 500;
/**
 * A session ends after this many refreshes. A client that refreshes whenever its access token expires does so 12,960 times in 90
 * days.
 */
export const MOST_REFRESHES = 50_000;
