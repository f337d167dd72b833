export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds of a day of 24 hours. */
export const DAY_MS = 24 * HOUR_MS;

/** The day in UTC, such as `2026-01-31`. */
export const utcDay = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * The source of the time. One instance is injected. Only the outermost caller of a use case reads it; all code below takes
 * `now: Date` as an argument. A business on a test clock has the time of that clock instead, and the guard finds it (see `@Now()`).
 */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
