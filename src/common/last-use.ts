import { MINUTE_MS } from './clock.js';

/** The last use of a key is written once in this time, because a busy key is used many times a second. */
export const LAST_USE_PRECISION_MS = MINUTE_MS;
/** The same time as SQL. */
export const LAST_USE_PRECISION = `interval '${LAST_USE_PRECISION_MS} milliseconds'`;
