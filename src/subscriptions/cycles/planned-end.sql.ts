import { boundary } from './boundary.sql.js';

/**
 * SQL of the planned end of the running cycle of `s`, which has the columns of `subscriptions`. While a subscription is past
 * due, `cycle_ends_at` is the planned end or the end of access, whichever is earlier. So every spend compares with
 * `cycle_ends_at` alone.
 */
export const plannedEnd = (s: string): string =>
  `CASE WHEN ${s}.access_until IS NULL THEN ${s}.cycle_ends_at ELSE ${boundary(`${s}.anchor`, `${s}.turn + 1`, `${s}.every`)} END`;
