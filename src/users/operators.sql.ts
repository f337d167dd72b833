import { statement } from '../database/sql.js';
import type { OperatorView } from './operator.view.js';

const OPERATOR = `id, email, first_name AS "firstName", last_name AS "lastName",
  email_verified_at AS "emailVerifiedAt", created_at AS "createdAt"`;

export const LIST_OPERATORS = statement<OperatorView, { before: string; limit: number }>(
  'operator_list',
  `SELECT ${OPERATOR} FROM users WHERE operator AND id < $before ORDER BY id DESC LIMIT $limit`,
);
/** The e-mail addresses of the first fifty operators. */
export const OPERATOR_EMAILS = statement<{ email: string }>(
  'operator_emails',
  'SELECT email FROM users WHERE operator ORDER BY id LIMIT 50',
);
export const FIND_OPERATOR = statement<OperatorView, { id: string }>(
  'operator_find',
  `SELECT ${OPERATOR} FROM users WHERE id = $id AND operator`,
);
/**
 * Locks all operators, always in the same order. If two remove each other at the same time, the second sees the result of the
 * first.
 */
export const LOCK_OPERATORS = statement<{ id: string }>(
  'operator_lock_all',
  'SELECT id FROM users WHERE operator ORDER BY id FOR UPDATE',
);
/** Deletes the sessions of an operator, before the operator: a distributed database has no foreign key from sessions to users. */
export const DELETE_OPERATORS_SESSIONS = statement<void, { userId: string }>(
  'operator_delete_sessions',
  'DELETE FROM sessions WHERE user_id = $userId',
);
/** Deletes the operator with sessions, keys and links. It deletes no row if no other operator can log in. */
export const DELETE_OPERATOR = statement<void, { id: string }>(
  'operator_delete',
  `DELETE FROM users WHERE id = $id AND operator
     AND EXISTS (SELECT 1 FROM users o WHERE o.operator AND o.id <> $id AND o.password_hash IS NOT NULL)`,
);
