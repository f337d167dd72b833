/**
 * SQL that computes a boundary of cycles; nothing else computes one. It counts from the anchor in UTC, with the day of the
 * month clamped (31 Jan → 28 Feb → 31 Mar, as Stripe's billing_cycle_anchor does), and never from the previous boundary. The
 * expression is immutable, so the session's time zone changes nothing and a distributed PostgreSQL accepts it.
 *
 * The arguments are SQL: a timestamptz, an integer and an interval.
 */
export const boundary = (anchor: string, turn: string, every: string): string =>
  `(((${anchor}) AT TIME ZONE 'UTC') + (${turn}) * (${every})) AT TIME ZONE 'UTC'`;
