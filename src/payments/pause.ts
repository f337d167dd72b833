import { MINUTE_MS } from '../common/clock.js';

/** Milliseconds until something that failed is tried again: a minute, doubled by each earlier failure, and at most `longestMs`. */
export const pauseAfter = (failures: number, longestMs: number): number =>
  Math.min(longestMs, MINUTE_MS * 2 ** failures);
