import { statement } from './sql.js';

/** Sets the limits of the rest of a transaction. Without `$idle`, the limit for silence stays as it is. */
export const SET_LIMITS = statement<void, { lock: string; idle: string | null }>(
  'bound_waits',
  `SELECT set_config('lock_timeout', $lock::text, true),
          set_config('idle_in_transaction_session_timeout',
                     COALESCE($idle::text, current_setting('idle_in_transaction_session_timeout')), true)`,
);
