import { type Statement, statement } from '../database/sql.js';
import { walk } from '../retention/index.js';

const ENTRY = `id, at, json_build_object('kind', actor_kind, 'id', actor_id) AS actor, action,
  json_build_object('kind', target_kind, 'id', target_id) AS target, before, after, address`;

/** $1 before this id, $2 how many, $3 actor's id or kind, $4 action, $5 from, $6 to (excluded). */
const filters = (
  actorId: string,
) => `id < $1 AND ($3::text IS NULL OR ${actorId}::text = $3 OR actor_kind = $3)
  AND ($4::text IS NULL OR action = $4) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)`;

export const LIST: Statement = statement(
  'audit_list',
  `SELECT ${ENTRY} FROM audit_log WHERE business_id = $7 AND ${filters('actor_id')} ORDER BY id DESC LIMIT $2`,
);
/** Lists the audit for a customer, who cannot find an operator by id. */
export const LIST_FOR_CUSTOMER: Statement = statement(
  'audit_list_for_customer',
  `SELECT ${ENTRY} FROM audit_log
   WHERE business_id = $7 AND ${filters(`CASE WHEN actor_kind <> 'operator' THEN actor_id END`)} ORDER BY id DESC LIMIT $2`,
);
export const LIST_FOR_OPERATORS: Statement = statement(
  'audit_list_for_operators',
  `SELECT ${ENTRY} FROM operator_audit WHERE ${filters('actor_id')} ORDER BY id DESC LIMIT $2`,
);

/** No row when user $1 is no operator any more. Who removes an operator waits until those who act are done. */
export const LOCK_OPERATOR_SHARED: Statement = statement(
  'audit_share_operator',
  'SELECT 1 FROM users WHERE id = $1 AND operator FOR KEY SHARE',
);

export const WALK_BUSINESSES = walk('retention_audit_log', {
  table: 'audit_log',
  key: { business_id: 'uuid', id: 'uuid' },
  over: 'r.at < $before',
});
export const WALK_OPERATORS = walk('retention_operator_audit', {
  table: 'operator_audit',
  key: { id: 'uuid' },
  over: 'r.at < $before',
});
