/**
 * Where time comes from. One instance is injected; only the outermost caller of a use case asks it, everything
 * below takes `now: Date` as an argument. Businesses on a test clock live at that clock's time instead, which
 * the guard resolves (see `@Now()`).
 */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}
