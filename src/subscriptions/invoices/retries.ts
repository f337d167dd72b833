import { DAY_MS, HOUR_MS } from '../../common/clock.js';

/**
 * A grace counts from the decline or the due date. If this service learns of a decline later than this, the grace counts from
 * then.
 */
const LATE_MS = 12 * HOUR_MS;
/** How long before access ends the provider is asked for the last time. */
const LAST_LOOK_MS = 10 * 60_000;
/** A payment that was declined in a trial is tried again this long after the trial. By then the trial is renewed. */
const AFTER_TRIAL_MS = 60_000;
/** How soon the provider is asked about a payment that waits for a bank. */
const FIRST_LOOK_MS = 10 * 60_000;

/**
 * When a grace begins: at the decline, or now if this service learns of the decline late. So no subscription lapses before
 * anybody could know of the decline.
 */
export const graceFrom = (at: Date, now: Date): Date =>
  at.getTime() < now.getTime() - LATE_MS || at > now ? now : at;

/** How long before the due date a card is charged for an invoice with days to pay. */
export const CHARGED_BEFORE_DUE_MS = HOUR_MS;

/**
 * When a card is charged for an invoice with days to pay. A decline before that time comes from a payment that a person started.
 */
export const chargedFrom = (dueAt: Date): Date => new Date(dueAt.getTime() - CHARGED_BEFORE_DUE_MS);

/** When the provider is asked for the last time before access ends. Null if that time is over. */
export function lastLook(accessUntil: Date, now: Date): Date | null {
  const at = new Date(accessUntil.getTime() - LAST_LOOK_MS);
  return at > now ? at : null;
}

/**
 * The time of the last attempt for a payment that was declined in a trial. It is right after the trial; a decline then makes the
 * subscription past due. If the trial is over and not renewed yet, it is a day from `now`.
 */
export function afterTrial(trialEndsAt: Date, now: Date): Date {
  const at = new Date(trialEndsAt.getTime() + AFTER_TRIAL_MS);
  return at > now ? at : new Date(now.getTime() + DAY_MS);
}

/** The new end of access that would have ended by `now`. */
export const postponed = (now: Date): Date => new Date(now.getTime() + DAY_MS);

/**
 * The time of the next attempt: the first day after `now` among the days from the number `retry` on, counted from the first
 * decline. Days that passed in an outage are skipped, so that their attempts do not all come at once. Null when no attempt is left.
 */
export function retryAt(
  firstDeclinedAt: Date,
  days: readonly number[],
  retry: number,
  now: Date,
): Date | null {
  const times = days.slice(retry).map((day) => new Date(firstDeclinedAt.getTime() + day * DAY_MS));
  return times.find((at) => at > now) ?? null;
}

/**
 * When to ask the provider first for the result of a payment that waits for a bank. This is soon, because the provider's event may
 * have come before the invoice was `processing`.
 */
export const firstLook = (now: Date): Date => new Date(now.getTime() + FIRST_LOOK_MS);
