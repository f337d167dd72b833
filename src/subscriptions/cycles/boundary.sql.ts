/**
 * The one way boundaries of cycles are computed: counted from the anchor in UTC, the day of the month clamped
 * (31 Jan → 28 Feb → 31 Mar; Stripe's billing_cycle_anchor does the same), never from the boundary before.
 * It is immutable, so the session's time zone changes nothing and a distributed PostgreSQL accepts it.
 *
 * The arguments are SQL: a timestamptz, an integer and an interval.
 */
export const boundary = (anchor: string, turn: string, every: string): string =>
  `(((${anchor}) AT TIME ZONE 'UTC') + (${turn}) * (${every})) AT TIME ZONE 'UTC'`;
