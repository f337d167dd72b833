import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';

/**
 * Locks an operator who acts, so that a removal waits until the change is done. No row if the user is no longer an operator. On a
 * distributed database `TRY_LOCK_OPERATOR` comes first, and this only reads.
 */
export const LOCK_OPERATOR_SHARED = statement<{ id: string }, { userId: string }>(
  'audit_lock_operator_shared',
  `SELECT id FROM users WHERE id = $userId AND operator ${inForms('FOR KEY SHARE', '')}`,
);
/**
 * Finds a session of a user that has not ended. It locks nothing: a lock of it could end in a deadlock with a change of the
 * password.
 */
export const LIVE_SESSION = statement<{ id: string }, { userId: string; sessionId: string }>(
  'audit_live_session',
  'SELECT id FROM sessions WHERE id = $sessionId AND user_id = $userId AND ended_at IS NULL',
);
/** Finds an operator key that is valid at `$now`. */
export const LIVE_KEY = statement<{ id: string }, { keyId: string; now: Date }>(
  'audit_live_key',
  'SELECT id FROM operator_keys WHERE id = $keyId AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $now)',
);
/**
 * The lock of an operator on a distributed database. A lock of a row that all nodes have would lock all users there, and changes by
 * two operators would end in a deadlock. The cast gives every spelling of an id the same lock.
 */
const OPERATOR = `${ADVISORY_LOCKS.actingOperator}, hashtext($userId::uuid::text)`;
/**
 * Does not wait. This transaction may have locked users already, and the transaction that changes the operator may wait for those
 * users: the two would wait for each other.
 */
export const TRY_LOCK_OPERATOR = statement<{ locked: boolean }, { userId: string }>(
  'audit_try_lock_operator',
  `SELECT pg_try_advisory_xact_lock_shared(${OPERATOR}) AS locked`,
);
/** The lock with 0 is for one session at a time. So two operators who change others never wait for each other. */
export const AWAIT_OPERATOR = statement<void, { userId: string }>(
  'audit_await_operator',
  `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.actingOperator}, 0), pg_advisory_xact_lock(${OPERATOR})`,
);
