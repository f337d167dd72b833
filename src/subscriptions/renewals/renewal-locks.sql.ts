import { ADVISORY_LOCKS } from '../../database/advisory-locks.js';
import { statement } from '../../database/sql.js';

/**
 * Takes the lock of a worker, so that only one run at a time works as this worker, over all servers. The lock only saves work;
 * comparing versions keeps renewals correct.
 */
export const TRY_LOCK_WORKER = statement<{ got: boolean }, { worker: number }>(
  'renewal_try_lock_worker',
  `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCKS.renewalWorkers}, $worker) AS got`,
);
/**
 * Whether another session of this role works in this database, or did in the last `$listenMs` milliseconds. PostgreSQL hides what
 * sessions of other roles do.
 */
export const OTHERS = statement<{ busy: boolean }, { listenMs: number }>(
  'renewal_others',
  `SELECT EXISTS (
     SELECT FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
       AND (state = 'active' OR state_change > clock_timestamp() - $listenMs * interval '1 millisecond')
   ) AS busy`,
);

/**
 * Sets what the transaction of a chunk needs. The due rows must be read in the order of their index and no further than the
 * chunk. The planner thinks that sorting is cheaper, but sorting reads all due rows for every chunk. The time limit frees the
 * rows and the lock if a server stops between two statements, such as on a suspended host.
 */
export const PREPARE_CHUNK = statement<void>(
  'renewal_set_chunk',
  `SELECT set_config('enable_sort', 'off', true), set_config('idle_in_transaction_session_timeout', '5000', true)`,
);
