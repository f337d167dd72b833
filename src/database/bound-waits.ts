import type { EntityManager } from 'typeorm';
import { SET_LIMITS } from './bound-waits.sql.js';
import { isDistributed, query } from './sql.js';

/** The limits of a transaction, in milliseconds. */
export interface Waits {
  /** How long it waits for each lock. */
  lock: number;
  /** How long the server may be silent in it. Then PostgreSQL ends it. If it is absent, the limit of the connection holds. */
  idle?: number;
}

/**
 * Limits the waits of the rest of a transaction, also on the workers of a distributed database. The limit for silence stays on the
 * coordinator, because a worker is also silent while the transaction uses another one.
 */
export async function boundWaits(manager: EntityManager, { lock, idle }: Waits): Promise<void> {
  await query(manager, SET_LIMITS, { lock: String(lock), idle: idle === undefined ? null : String(idle) });
  await setOnWorkers(manager, 'lock_timeout', String(lock));
}

/**
 * Changes a setting for the rest of a transaction, on the coordinator and on each worker that the transaction uses. Does nothing
 * unless the database is distributed. `set_config` would change it on the coordinator alone.
 */
export async function setOnWorkers(manager: EntityManager, setting: string, value: string): Promise<void> {
  if (!isDistributed(manager)) return;
  await manager.query(`SET LOCAL citus.propagate_set_commands TO 'local'; SET LOCAL ${setting} TO ${value}`);
}
