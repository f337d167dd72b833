import type { EntityManager } from 'typeorm';
import { isDistributed, query, statement } from './sql.js';

/** The limits of a transaction, in milliseconds. */
export interface Waits {
  /** How long it waits for each lock. */
  lock: number;
  /** How long the server may be silent in it. Then PostgreSQL ends it. If it is absent, the limit of the connection holds. */
  idle?: number;
}

const SET_LIMITS = statement<void, { lock: string; idle: string | null }>(
  'bound_waits',
  `SELECT set_config('lock_timeout', $lock::text, true),
          set_config('idle_in_transaction_session_timeout',
                     COALESCE($idle::text, current_setting('idle_in_transaction_session_timeout')), true)`,
);

/**
 * Limits the waits of the rest of a transaction. On a distributed database, `SET LOCAL` takes the limit for locks to each worker that
 * the transaction uses. The limit for silence stays on the coordinator: a worker is also silent while the transaction uses another
 * one.
 */
export async function boundWaits(manager: EntityManager, { lock, idle }: Waits): Promise<void> {
  await query(manager, SET_LIMITS, { lock: String(lock), idle: idle === undefined ? null : String(idle) });
  if (isDistributed(manager))
    await manager.query(
      `SET LOCAL citus.propagate_set_commands TO 'local'; SET LOCAL lock_timeout TO ${lock}`,
    );
}
