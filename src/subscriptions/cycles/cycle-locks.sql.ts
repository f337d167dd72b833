import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { statement } from '../../database/sql.js';

/**
 * Locks cycles, shared with all others who open one. An edit of a plan takes the lock alone (LOCK_CYCLES) and reads its time
 * under it. Otherwise a cycle could begin after the edit and miss it.
 */
export const LOCK_CYCLES_SHARED = statement<void>(
  'renewal_lock_cycles_shared',
  `SELECT pg_advisory_xact_lock_shared(${ADVISORY_LOCKS.cycles})`,
);
export const LOCK_CYCLES = statement<void>(
  'renewal_lock_cycles',
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.cycles})`,
);
