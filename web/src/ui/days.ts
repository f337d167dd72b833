/** Milliseconds of a day of 24 hours. */
export const DAY = 86_400_000;

/** How many days a cycle has, at least one. */
export const daysOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): number =>
  Math.max(1, Math.round((Date.parse(endsAt) - Date.parse(startsAt)) / DAY));
