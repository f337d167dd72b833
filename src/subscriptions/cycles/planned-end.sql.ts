import { boundary } from './boundary.sql.js';

/**
 * The planned end of the running cycle of `s`, which has the columns of `subscriptions`. While a subscription is past due,
 * `cycle_ends_at` is the earlier of this and the end of access, so that the check of every spend stays as it is.
 */
export const plannedEnd = (s: string): string =>
  `CASE WHEN ${s}.access_until IS NULL THEN ${s}.cycle_ends_at ELSE ${boundary(`${s}.anchor`, `${s}.turn + 1`, `${s}.every`)} END`;
