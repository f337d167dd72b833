import { DAY_MS, HOUR_MS, MINUTE_MS } from '../common/clock.js';

const SECOND = 1_000;

/** Milliseconds before each try of a delivery: ten tries in 75 hours and 35 minutes. */
export const PAUSES_MS = [
  0,
  5 * SECOND,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  DAY_MS,
];
/** Each pause is up to a fifth longer or shorter, so that deliveries that failed together are not retried together. */
const SPREAD = 0.2;
/** The longest pause that a receiver may ask for. */
const LONGEST_RETRY_AFTER_MS = DAY_MS;

/**
 * Milliseconds from the end of a failed try to the next one; null when it was the last.
 *
 * @param tries How many tries have failed, this one included.
 * @param askedForMs What the receiver asked for by Retry-After, if it did.
 * @param random From 0 to 1.
 */
export function pauseAfter(tries: number, askedForMs: number | null, random = Math.random()): number | null {
  const pause = PAUSES_MS[tries];
  if (pause === undefined) return null;
  const spread = pause * (1 - SPREAD + 2 * SPREAD * random);
  return Math.round(Math.max(spread, Math.min(askedForMs ?? 0, LONGEST_RETRY_AFTER_MS)));
}

/** Reads Retry-After, in seconds or as a date, as milliseconds from `now`; null for anything else. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * SECOND;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
