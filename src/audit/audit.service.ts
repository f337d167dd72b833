import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { ABOVE_ALL_IDS, afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { Principal } from '../common/principal.js';
import { DomainError, NotFound } from '../common/domain-error.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, query, statement } from '../database/sql.js';
import { LIST, LIST_FOR_CUSTOMER, LIST_FOR_OPERATORS, LOCK_OPERATOR_SHARED } from './audit.sql.js';
import type { AuditEntryView } from './audit.view.js';
import { asCustomerSees } from './customer-audit.js';
import { csvHead, csvLine } from './csv.js';

/** Who did it: a kind of caller and its id, or the service itself. Holds no secret. */
export interface Actor {
  kind: Principal['kind'] | 'system';
  id: string | null;
  /** Where the request came from; absent for the service's own work. */
  address?: string;
}

/** The service acting by itself, at boot or at a boundary. */
export const SYSTEM: Actor = { kind: 'system', id: null };

export function actorOf(principal: Principal): Actor {
  const { kind, address } = principal;
  if (kind === 'bot') return { kind, id: principal.botId, address };
  if (kind === 'member') return { kind, id: principal.memberId, address };
  if (kind === 'service') return { kind, id: principal.keyId, address };
  return { kind, id: principal.userId, address };
}

/** One change. `before` and `after` name what changed, and never a secret. */
export interface AuditEntry {
  actor: Actor;
  /** `noun.verb` in the past, such as `key.revoked`. */
  action: string;
  target: { kind: string; id: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

interface EntryColumns {
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

const RECORD = statement<void, EntryColumns & { businessId: string }>(
  'audit_record',
  `INSERT INTO audit_log (business_id, id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($businessId, $id, $at, $actorKind, $actorId, $action, $targetKind, $targetId, $before, $after, $address)`,
);

const RECORD_FOR_OPERATORS = statement<void, EntryColumns>(
  'audit_record_for_operators',
  `INSERT INTO operator_audit (id, at, actor_kind, actor_id, action, target_kind, target_id, before, after, address)
   VALUES ($id, $at, $actorKind, $actorId, $action, $targetKind, $targetId, $before, $after, $address)`,
);

const EXPORT_PAGE = 1_000;

/** What to look for; what is absent is not looked at. */
export interface AuditFilters extends PageQuery {
  actor?: string;
  action?: string;
  from?: Date;
  to?: Date;
  format?: 'json' | 'csv';
}

/** Reads up to so many entries before this id. */
type Read = (before: string, limit: number) => Promise<AuditEntryView[]>;

/** Append-only history of every change but spends, holds and renewals, which are their own history. */
@Injectable()
export class AuditService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A page of a business's entries as its own people see them; with `format: 'csv'` all of them. Of operators they see that
   * they changed something, and what of it is the customer's: no id, no address, no note of theirs.
   */
  showToCustomer(businessId: string, filters: AuditFilters): Promise<Page<AuditEntryView> | StreamableFile> {
    return this.answer(filters, async (before, limit) => {
      const values = { ...filterValues(filters, before, limit), businessId };
      return (await query(this.dataSource, LIST_FOR_CUSTOMER, values)).map(asCustomerSees);
    });
  }

  /** A page of a business's entries as operators see them, or of those that concern no business. */
  showToOperator(
    businessId: string | null,
    filters: AuditFilters,
  ): Promise<Page<AuditEntryView> | StreamableFile> {
    return this.answer(filters, (before, limit) => {
      const values = filterValues(filters, before, limit);
      return businessId === null
        ? query(this.dataSource, LIST_FOR_OPERATORS, values)
        : query(this.dataSource, LIST, { ...values, businessId });
    });
  }

  /**
   * Writes the entry in the transaction of the change, so that neither stands without the other. `at` is real time.
   *
   * @throws NotFound for a business that was erased meanwhile; DomainError as `confirmOperator`.
   */
  async record(manager: EntityManager, businessId: string, entry: AuditEntry, at: Date): Promise<void> {
    await this.confirmOperator(manager, entry.actor);
    try {
      await execute(manager, RECORD, { businessId, ...columns(entry, at) });
    } catch (error) {
      if (violatedConstraint(error) === 'audit_log_business_fkey') throw new NotFound('business');
      throw error;
    }
  }

  /** Writes an entry about what concerns no business: plans, features, test clocks. @throws DomainError as `record` */
  async recordForOperators(manager: EntityManager, entry: AuditEntry, at: Date): Promise<void> {
    await this.confirmOperator(manager, entry.actor);
    await execute(manager, RECORD_FOR_OPERATORS, columns(entry, at));
  }

  /**
   * Checks once more that an operator who acts is one still, and keeps it so until the transaction ends. The guard's check
   * may lie seconds back: a request waits for its turn and for locks. Every change by an operator is audited, so every one
   * passes here. A transaction that locks what belongs to another operator calls this before those locks.
   *
   * @throws DomainError `unauthenticated` when the operator was removed since the request was admitted.
   */
  async confirmOperator(manager: EntityManager, { kind, id }: Actor): Promise<void> {
    if (kind !== 'operator' || (await query(manager, LOCK_OPERATOR_SHARED, [id])).length > 0) return;
    throw new DomainError('unauthenticated', 'You were removed a moment ago.');
  }

  private async answer(filters: AuditFilters, read: Read): Promise<Page<AuditEntryView> | StreamableFile> {
    if (filters.format === 'csv') {
      const options = { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="audit.csv"' };
      return new StreamableFile(Readable.from(lines(read)), options);
    }
    const rows = await read(afterId(filters), pageLimit(filters) + 1);
    return toPage(rows, filters, (row) => row);
  }
}

async function* lines(read: Read): AsyncGenerator<string> {
  yield csvHead();
  for (let before = ABOVE_ALL_IDS; ;) {
    const rows = await read(before, EXPORT_PAGE);
    if (rows.length > 0) yield rows.map(csvLine).join('');
    if (rows.length < EXPORT_PAGE) return;
    before = (rows.at(-1) as AuditEntryView).id;
  }
}

const filterValues = ({ actor, action, from, to }: AuditFilters, before: string, limit: number) => ({
  before,
  limit,
  actor: actor ?? null,
  action: action ?? null,
  from: from ?? null,
  to: to ?? null,
});

const columns = ({ actor, action, target, before, after }: AuditEntry, at: Date): EntryColumns => ({
  id: newId(),
  at,
  actorKind: actor.kind,
  actorId: actor.id,
  action,
  targetKind: target.kind,
  targetId: target.id,
  before: before ?? null,
  after: after ?? null,
  address: actor.address ?? null,
});
