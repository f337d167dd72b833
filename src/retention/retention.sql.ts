import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { statement } from '../database/sql.js';

/** Takes the lock for a chunk, if it is free. If many servers purge at the same time, one works, and the others end their run. */
export const TRY_LOCK = statement<{ taken: boolean }>(
  'retention_try_lock',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.retention}) AS taken`,
);
