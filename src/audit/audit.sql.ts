import type { AuditEntryView } from './audit.view.js';
import { statement } from '../database/sql.js';
import { walk } from '../retention/index.js';

const ENTRY = `id, at, json_build_object('kind', actor_kind, 'id', actor_id) AS actor, action,
  json_build_object('kind', target_kind, 'id', target_id) AS target, before, after, address`;

/** What to look for; null is not looked at. */
interface Filters {
  /** Entries before this id. */
  before: string;
  limit: number;
  /** An id, or a kind of caller. */
  actor: string | null;
  action: string | null;
  from: Date | null;
  /** Excluded. */
  to: Date | null;
}

const filters = (
  actorId: string,
) => `id < $before AND ($actor::text IS NULL OR ${actorId}::text = $actor OR actor_kind = $actor)
  AND ($action::text IS NULL OR action = $action)
  AND ($from::timestamptz IS NULL OR at >= $from) AND ($to::timestamptz IS NULL OR at < $to)`;

export const LIST = statement<AuditEntryView, Filters & { businessId: string }>(
  'audit_list',
  `SELECT ${ENTRY} FROM audit_log WHERE business_id = $businessId AND ${filters('actor_id')} ORDER BY id DESC LIMIT $limit`,
);
/** Lists the audit for a customer, who cannot find an operator by id. */
export const LIST_FOR_CUSTOMER = statement<AuditEntryView, Filters & { businessId: string }>(
  'audit_list_for_customer',
  `SELECT ${ENTRY} FROM audit_log
   WHERE business_id = $businessId AND ${filters(`CASE WHEN actor_kind <> 'operator' THEN actor_id END`)} ORDER BY id DESC LIMIT $limit`,
);
export const LIST_FOR_OPERATORS = statement<AuditEntryView, Filters>(
  'audit_list_for_operators',
  `SELECT ${ENTRY} FROM operator_audit WHERE ${filters('actor_id')} ORDER BY id DESC LIMIT $limit`,
);

/** No row when user $1 is no operator any more. Who removes an operator waits until those who act are done. */
export const LOCK_OPERATOR_SHARED = statement(
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
