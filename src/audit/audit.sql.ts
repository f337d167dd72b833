import type { AuditEntryView, OperatorAuditEntryView } from './audit.view.js';
import { namedEntry, NAMES_OF } from './names.sql.js';
import { statement } from '../database/sql.js';
import { firstOf, inForms, unseen } from '../database/sql-text.js';
import { walk } from '../retention/index.js';

/** The columns of a new entry. */
export interface EntryColumns {
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  targetKind: string;
  targetId: string;
  before: unknown;
  after: unknown;
  address: string | null;
}

export const RECORD = statement<void, EntryColumns & { businessId: string }>(
  'audit_record',
  `INSERT INTO audit_log (business_id, id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($businessId, $id, $at, $actorKind, $actorId, $action, $targetKind, $targetId, $before, $after, $address)`,
);

export const RECORD_FOR_OPERATORS = statement<void, EntryColumns>(
  'audit_record_for_operators',
  `INSERT INTO operator_audit (id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($id, $at, $actorKind, $actorId, $action, $targetKind, $targetId, $before, $after, $address)`,
);

/** The filters of a list. A filter that is null is not applied. */
interface Filters {
  /** Only entries before this id. */
  before: string;
  /** Only entries from this id on. */
  least: string;
  limit: number;
  /** The id of an actor, or a kind of actor. */
  actor: string | null;
  action: string | null;
  from: Date | null;
  /** Only entries before this time. */
  to: Date | null;
}

const filters = (
  actorId: string,
) => `id < $before AND ($actor::text IS NULL OR ${actorId}::text = $actor OR actor_kind = $actor)
  AND ($action::text IS NULL OR action = $action)
  AND ($from::timestamptz IS NULL OR at >= $from) AND ($to::timestamptz IS NULL OR at < $to)`;

/**
 * How many entries a page with filters reads. The page ends there, also if it has fewer entries than requested. So a filter that
 * finds little costs no more than one that finds much.
 */
export const SPAN = 10_000;

/**
 * A row of a page. `spanEnd` is the id at which the span ends; null at the end of the log, and without filters. `id` is null if no
 * entry matches.
 */
export type Spanned<Entry> = { spanEnd: string | null } & (Entry | { id: null });

/** The entries among the rows of a page. */
export const found = <Entry extends AuditEntryView>(rows: Spanned<Entry>[]): Entry[] =>
  rows.flatMap(({ spanEnd: _, ...row }) => (row.id === null ? [] : [row as unknown as Entry]));

/** SQL: there is a filter. */
const FILTERED = `${unseen('COALESCE($actor::text, $action::text, $from::timestamptz::text, $to::timestamptz::text)')} IS NOT NULL`;
/** SQL for the ids of the newest entries of a log before `$before`, as many as a page with filters reads. */
const newest = (log: string, of = 'true'): string =>
  `SELECT id FROM ${log} WHERE ${of} AND id < $before AND id >= $least AND ${FILTERED} ORDER BY id DESC LIMIT ${SPAN}`;
/** SQL for the steps before a page: `span` is where it ends. */
const spanOver = (ids: string): string => `WITH ids AS MATERIALIZED (${ids}),
   span AS (
     SELECT (SELECT id FROM ids ORDER BY id LIMIT 1) AS last, (SELECT count(*) FROM ids) = ${SPAN} AS more
   )`;
/** SQL for the lower bound of a page. It is one comparison and no OR, so that an index ends there. */
const fromSpan = (last: string): string => `id >= COALESCE(${last}, $least::uuid)`;

/** SQL for a page of the entries of one business, with their names. */
const pageOfOne = (
  reader: 'operator' | 'customer',
  actorId: string,
): string => `${spanOver(newest('audit_log', 'business_id = $businessId'))}
   SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
   FROM span s LEFT JOIN LATERAL (
     SELECT ${namedEntry(reader, 'of one')} FROM (
       SELECT * FROM audit_log WHERE business_id = $businessId AND ${filters(actorId)} AND ${fromSpan('s.last')}
       ORDER BY id DESC LIMIT $limit
     ) AS e
   ) AS e ON true
   ORDER BY e.id DESC`;
/** SQL for a page of `entries`, of many businesses or of none. Its span is counted from `ids`. */
const pageOfMany = (ids: string, entries: string): string => `${spanOver(ids)}
   ${inForms(
     `SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
   FROM span s LEFT JOIN LATERAL (
     SELECT ${namedEntry('operator', 'of many')} FROM (
       ${entries}
     ) AS e
   ) AS e ON true
   ORDER BY e.id DESC`,
     `, entries AS MATERIALIZED (${entries}), ${NAMES_OF('entries')}
   SELECT CASE WHEN s.more THEN s.last END AS "spanEnd", e.*
   FROM span s LEFT JOIN (SELECT ${namedEntry('operator', 'of many')} FROM entries e) AS e ON true
   ORDER BY e.id DESC`,
   )}`;

export type BusinessFilters = Filters & { businessId: string };

export const LIST = statement<Spanned<OperatorAuditEntryView>, BusinessFilters>(
  'audit_list',
  pageOfOne('operator', 'actor_id'),
);
/** Lists the entries of a business for a customer. The filter `actor` does not find operators by id. */
export const LIST_FOR_CUSTOMER = statement<Spanned<AuditEntryView>, BusinessFilters>(
  'audit_list_for_customer',
  pageOfOne('customer', `CASE WHEN actor_kind NOT IN ('operator', 'service') THEN actor_id END`),
);

const COLUMNS = 'id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address';
const entriesOf = (businessId: string, log: string): string =>
  `SELECT ${businessId} AS business_id, ${COLUMNS} FROM ${log}
   WHERE ${filters('actor_id')} AND ${fromSpan(inForms('s.last', '(SELECT last FROM span)'))} ORDER BY id DESC`;

/** Lists the entries about no business. CSV reads more than the longest page at once, so this is not a `firstOf`. */
export const LIST_FOR_OPERATORS = statement<Spanned<OperatorAuditEntryView>, Filters>(
  'audit_list_for_operators',
  pageOfMany(newest('operator_audit'), `${entriesOf('NULL::uuid', 'operator_audit')} LIMIT $limit`),
);
/** Lists the entries of all businesses and those about none. */
export const LIST_ALL = statement<Spanned<OperatorAuditEntryView>, Filters>(
  'audit_list_all',
  pageOfMany(
    `(${newest('audit_log')}) UNION ALL (${newest('operator_audit')}) ORDER BY id DESC LIMIT ${SPAN}`,
    `(${firstOf(entriesOf('business_id', 'audit_log'))})
       UNION ALL
       (${firstOf(entriesOf('NULL::uuid', 'operator_audit'))})
       ORDER BY id DESC LIMIT $limit`,
  ),
);

/** SQL: the entry `a` says that an operator or an import made a business. So nobody came into it by signing up. */
const MADE_BY_OPERATOR_OR_IMPORT = (a: string): string =>
  `${a}.action = 'business.created' AND ${a}.actor_kind IN ('operator', 'system')`;

/**
 * Finds a row if an operator or an import made the business. It reads only the first entries, for there can be millions. An import
 * writes this entry after those about the past cycles and the team of the business.
 */
export const FIND_MADE_BY_OPERATOR_OR_IMPORT = statement<{ found: true }, { businessId: string }>(
  'audit_find_made_by_operator_or_import',
  `SELECT true AS found FROM (
     SELECT action, actor_kind FROM audit_log WHERE business_id = $businessId ORDER BY id LIMIT 10000
   ) a WHERE ${MADE_BY_OPERATOR_OR_IMPORT('a')} LIMIT 1`,
);

/** Deletes old entries of businesses, except those that say who made the business: a password reset and an import read them. */
export const WALK_BUSINESSES = walk('retention_audit_log', {
  table: 'audit_log',
  key: { business_id: 'uuid', id: 'uuid' },
  over: `r.at < $before AND NOT (${MADE_BY_OPERATOR_OR_IMPORT('r')})`,
});
export const WALK_OPERATORS = walk('retention_operator_audit', {
  table: 'operator_audit',
  key: { id: 'uuid' },
  over: 'r.at < $before',
});
