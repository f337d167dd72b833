import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { statement } from '../database/sql.js';

/** Takes the lock for a chunk, if it is free. If many servers purge at the same time, one works, and the others end their run. */
export const TRY_LOCK = statement<{ taken: boolean }>(
  'retention_try_lock',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.retention}) AS taken`,
);

/** Where a walk goes on. There is no row if it starts at the beginning. */
export const FIND_PLACE = statement<{ place: string }, { name: string }>(
  'retention_find_place',
  'SELECT place FROM retention_walks WHERE name = $name',
);
export const STORE_PLACE = statement<void, { name: string; place: string }>(
  'retention_store_place',
  `INSERT INTO retention_walks (name, place) VALUES ($name, $place)
   ON CONFLICT (name) DO UPDATE SET place = EXCLUDED.place`,
);
export const END_WALK = statement<void, { name: string }>(
  'retention_end_walk',
  'DELETE FROM retention_walks WHERE name = $name',
);
