import { OWED } from './past-due.sql.js';

/**
 * The condition for an owed invoice `i` that is undecided at `$now`: the provider must still be asked about a declined invoice that
 * is due, or whose attempt an outage postponed; a bank decides about the payment; or another amount was paid, which an operator
 * must look at. An invoice whose next attempt is planned for later is decided.
 */
export const UNDECIDED = `${OWED}
      AND (i.status <> 'open'
           OR i.declined_at IS NOT NULL AND i.next_attempt_at IS NOT NULL AND (i.next_attempt_at <= $now OR i.outages > 0))`;
