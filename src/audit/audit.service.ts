import { Readable } from 'node:stream';
import { Injectable, StreamableFile } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lowestIdAt, newId } from '../common/ids.js';
import {
  ABOVE_ALL_IDS,
  beforeId,
  BELOW_ALL_IDS,
  cursorOf,
  type Page,
  pageLimit,
  toPage,
} from '../common/paging.js';
import { Clock, DAY_MS } from '../common/clock.js';
import type { OperatorPrincipal, Principal } from '../common/principal.js';
import { DomainError, NotFound, ValidationFailed } from '../common/domain-error.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, type Executor, isDistributed, maybeOne, one, query } from '../database/sql.js';
import * as sql from './audit.sql.js';
import type { AuditEntryView, OperatorAuditEntryView } from './audit.view.js';
import { readForCustomer } from './customer-audit.js';
import { csvHead, csvLine } from './audit-csv.js';
import type { AdminAuditQuery, AuditQuery } from './audit.dto.js';

/** An actor without a principal: a person who uses a mailed link, a member who joins, or the service itself. */
export interface OtherActor {
  readonly kind: 'user' | 'member' | 'system';
  readonly id: string | null;
  /** The network address of the request; absent for work of the service itself. */
  readonly address?: string;
}

/** Who made a change. It holds no secret. */
export type Actor = Principal | OtherActor;

export interface SystemActor extends OtherActor {
  readonly kind: 'system';
  readonly id: null;
}

/** The service itself, at its start or when a cycle ends. */
export const SYSTEM: SystemActor = { kind: 'system', id: null };

/** One change. `before` and `after` have the fields that changed, and never a secret. */
export interface AuditedChange {
  /** A noun and a verb in the past, such as `key.revoked`. */
  action: string;
  target: { kind: string; id: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/**
 * A change, and who made it. If `hasHappened` is true, it happened outside the database already, after `confirm`. Then the actor is
 * not asked for again, because the entry must not be lost.
 */
export type AuditEntry = AuditedChange & { by: Actor; hasHappened?: boolean };

const EXPORT_PAGE = 1_000;

/** How much the time inside an entry's id may differ from the time of the entry. They differ after a clock was set back. */
const CLOCK_ERROR_MS = DAY_MS;

/** Reads up to `limit` entries before the id `before`. */
type Read<E extends AuditEntryView> = (before: string, limit: number) => Promise<sql.Spanned<E>[]>;

/** The audit log: an append-only history of all changes, except spends, holds and renewals, whose rows are a history themselves. */
@Injectable()
export class AuditService {
  /** The transactions whose actor was confirmed. Later in one, the actor may end the session or the key that it was made with. */
  private readonly confirmed = new WeakSet<EntityManager>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * Shows a page of a business's entries to its own people; with `format: 'csv'`, all entries. Of an operator's change they see
   * only the fields that a customer may see. They do not see the operator's id, address or notes.
   */
  showToCustomer(businessId: string, filters: AuditQuery): Promise<Page<AuditEntryView> | StreamableFile> {
    return this.answer(filters, (before, limit) =>
      readForCustomer(this.dataSource, { ...filterValues(filters, before, limit), businessId }),
    );
  }

  /**
   * Shows operators a page of a business's entries, of the entries that are about no business, or of all.
   *
   * @throws ValidationFailed for `all` with a business or as CSV
   */
  async showToOperator(asked: AdminAuditQuery): Promise<Page<OperatorAuditEntryView> | StreamableFile> {
    const { businessId, all, format } = asked;
    const wrong =
      all !== true ? null : businessId !== undefined ? 'businessId' : format === 'csv' ? 'format' : null;
    if (wrong !== null)
      throw new ValidationFailed([{ field: 'all', message: `cannot be combined with ${wrong}` }]);
    return this.answer(asked, (before, limit) => {
      const values = filterValues(asked, before, limit);
      if (businessId !== undefined) return query(this.dataSource, sql.LIST, { ...values, businessId });
      return query(this.dataSource, all === true ? sql.LIST_ALL : sql.LIST_FOR_OPERATORS, values);
    });
  }

  /**
   * Writes an entry in the transaction of the change, so that there is never one without the other. Its time is real time.
   *
   * @throws NotFound for a business that was erased meanwhile; DomainError as `confirm`
   */
  async record(manager: EntityManager, businessId: string, entry: AuditEntry): Promise<void> {
    if (entry.hasHappened !== true) await this.confirm(manager, entry.by);
    try {
      await execute(manager, sql.RECORD, { businessId, ...columns(entry, this.clock.now()) });
    } catch (error) {
      if (violatedConstraint(error) === 'audit_log_business_fkey') throw new NotFound('business');
      throw error;
    }
  }

  /**
   * Whether an operator or an import made the business. Every person of such a business was named by the operator or the import, or
   * followed a mailed link.
   */
  async wasMadeByOperatorOrImport(on: Executor, businessId: string): Promise<boolean> {
    return (await maybeOne(on, sql.FIND_MADE_BY_OPERATOR_OR_IMPORT, { businessId })) !== undefined;
  }

  /**
   * Writes an entry that is about no business: about plans, features, test clocks, people. @throws DomainError as `confirm`
   */
  async recordForOperators(manager: EntityManager, entry: AuditEntry): Promise<void> {
    if (entry.hasHappened !== true) await this.confirm(manager, entry.by);
    await execute(manager, sql.RECORD_FOR_OPERATORS, columns(entry, this.clock.now()));
  }

  /**
   * Checks again that the actor's session has not ended, or that their operator key is valid. An operator must still be one, and
   * stays one until the transaction ends. The guard may have checked this seconds ago, because a request waits in queues and for
   * locks. Changes are audited, so each change is checked here, once in its transaction. A transaction that ends the actor's own
   * session or key calls this before. A transaction that locks another operator does so before this, by `OperatorsService.lock`.
   *
   * @throws DomainError `unauthenticated` when the operator was removed, or the session or the key has ended, since the request was
   *   admitted; as `lockOperator`
   */
  async confirm(manager: EntityManager, by: Actor): Promise<void> {
    if (by.kind === 'bot' || 'id' in by || this.confirmed.has(manager)) return;
    if (by.kind === 'operator') await this.confirmOperator(manager, by);
    // Read after the lock of the operator: a statement sees what was committed before it began, not what it waited for.
    if ('sessionId' in by && by.sessionId !== null)
      await this.confirmSession(manager, by.userId, by.sessionId);
    else await this.confirmKey(manager, 'keyId' in by ? by.keyId : undefined);
    this.confirmed.add(manager);
  }

  /** Checks an operator key again. @throws DomainError `unauthenticated` when it was revoked or has expired */
  async confirmKey(manager: EntityManager, keyId: string | undefined): Promise<void> {
    const now = this.clock.now();
    if (keyId !== undefined && (await maybeOne(manager, sql.LIVE_KEY, { keyId, now })) !== undefined) return;
    throw new DomainError('unauthenticated', 'The key was revoked or has expired.');
  }

  /**
   * On a distributed database, keeps an operator from being removed until the transaction ends. On others, a row lock does.
   *
   * @throws DomainError `unavailable` while the operator is being changed
   */
  async lockOperator(manager: EntityManager, userId: string): Promise<void> {
    if (!isDistributed(manager) || (await one(manager, sql.TRY_LOCK_OPERATOR, { userId })).locked) return;
    throw new DomainError('unavailable', 'The operator is being changed. Nothing was done. Try again.');
  }

  /** On a distributed database, waits until the running changes by an operator are done. On others, a row lock does. */
  async awaitOperator(manager: EntityManager, userId: string): Promise<void> {
    if (isDistributed(manager)) await query(manager, sql.AWAIT_OPERATOR, { userId });
  }

  private async confirmOperator(manager: EntityManager, { userId }: OperatorPrincipal): Promise<void> {
    await this.lockOperator(manager, userId);
    if ((await maybeOne(manager, sql.LOCK_OPERATOR_SHARED, { userId })) !== undefined) return;
    throw new DomainError('unauthenticated', 'You were removed a moment ago.');
  }

  private async confirmSession(manager: EntityManager, userId: string, sessionId: string): Promise<void> {
    if ((await maybeOne(manager, sql.LIVE_SESSION, { userId, sessionId })) !== undefined) return;
    throw new DomainError('unauthenticated', 'The session has ended. Log in again.');
  }

  private async answer<E extends AuditEntryView>(
    filters: AuditQuery,
    read: Read<E>,
  ): Promise<Page<E> | StreamableFile> {
    if (filters.format === 'csv') {
      const options = { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="audit.csv"' };
      return new StreamableFile(Readable.from(lines(read)), options);
    }
    const rows = await read(beforeId(filters), pageLimit(filters) + 1);
    const page = toPage(sql.found(rows), filters, (entry) => entry);
    const end = rows[0]?.spanEnd ?? null;
    return page.nextCursor !== null || end === null ? page : { ...page, nextCursor: cursorOf(end) };
  }
}

async function* lines(read: Read<AuditEntryView>): AsyncGenerator<string> {
  yield csvHead();
  for (let before: string | null = ABOVE_ALL_IDS; before !== null;) {
    const rows: sql.Spanned<AuditEntryView>[] = await read(before, EXPORT_PAGE);
    const entries = sql.found(rows);
    if (entries.length > 0) yield entries.map(csvLine).join('');
    before = entries.length < EXPORT_PAGE ? (rows[0]?.spanEnd ?? null) : (entries.at(-1)?.id ?? null);
  }
}

/** The bounds of the ids follow from the times, so that a page of a long time ago is found by an index. */
const filterValues = ({ actor, action, from, to }: AuditQuery, before: string, limit: number) => ({
  before: to === undefined ? before : lowerOf(before, idAt(to, CLOCK_ERROR_MS)),
  least: from === undefined ? BELOW_ALL_IDS : idAt(from, -CLOCK_ERROR_MS),
  limit,
  actor: actor ?? null,
  action: action ?? null,
  from: from ?? null,
  to: to ?? null,
});

const idAt = (time: Date, laterMs: number): string => lowestIdAt(new Date(time.getTime() + laterMs));
/** The lower of two ids. Their text sorts as they do. */
const lowerOf = (a: string, b: string): string => (a < b ? a : b);

const columns = ({ by, action, target, before, after }: AuditEntry, at: Date): sql.EntryColumns => ({
  id: newId(),
  at,
  actorKind: by.kind,
  actorId: idOf(by),
  action,
  targetKind: target.kind,
  targetId: target.id,
  before: before ?? null,
  after: after ?? null,
  address: by.address ?? null,
});

function idOf(by: Actor): string | null {
  if ('id' in by) return by.id;
  if (by.kind === 'bot') return by.botId;
  if (by.kind === 'member') return by.memberId;
  return by.kind === 'service' ? by.keyId : by.userId;
}
