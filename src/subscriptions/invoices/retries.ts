const DAY_MS = 86_400_000;
const HOUR_MS = DAY_MS / 24;

/** How late we may learn of a decline or a due date before the grace counts from when we learned of it. */
const LATE_MS = 12 * HOUR_MS;
/** How long before access ends the provider is asked for the last time. */
const LAST_LOOK_MS = 10 * 60_000;
const FIRST_LOOK_MS = 10 * 60_000;
/** How long before access ends it is looked whether the provider could be asked. */
const SOON_MS = 2 * 60_000;

/** When a grace begins: at the decline, or now if it is learned of late, so that nobody lapses unseen. */
export const graceFrom = (at: Date, now: Date): Date =>
  at.getTime() < now.getTime() - LATE_MS || at > now ? now : at;

/** The last look before access ends. Null when that is over. */
export function lastLook(accessUntil: Date | null, now: Date): Date | null {
  if (accessUntil === null) return null;
  const at = new Date(accessUntil.getTime() - LAST_LOOK_MS);
  return at > now ? at : null;
}

/** Access that ends before this instant ends soon: a run that looks every few seconds does not miss it. */
export const endingSoon = (now: Date): Date => new Date(now.getTime() + SOON_MS);

/** Until when access goes on that was about to end at `now`. */
export const postponed = (now: Date): Date => new Date(now.getTime() + DAY_MS);

/** The attempt of place `retry` after the first decline. Null when there is none left. */
export function retryAt(firstDeclinedAt: Date, days: readonly number[], retry: number): Date | null {
  const day = days[retry];
  return day === undefined ? null : new Date(firstDeclinedAt.getTime() + day * DAY_MS);
}

/** When the provider is asked how a payment ended that a bank decides about: soon once, because its event can have come before. */
export const firstLook = (now: Date): Date => new Date(now.getTime() + FIRST_LOOK_MS);
