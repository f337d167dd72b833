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
import { NotFound, ValidationFailed } from '../common/domain-error.js';
import { violatedConstraint } from '../database/outage.js';
import { execute, type Executor, maybeOne, query } from '../database/sql.js';
import { type Actor, ActorsService, idOfActor } from './actors.service.js';
import * as sql from './audit.sql.js';
import type { AuditEntryView, OperatorAuditEntryView } from './audit.view.js';
import { readForCustomer } from './customer-audit.js';
import { csvHead, csvLine } from './audit-csv.js';
import type { AdminAuditQuery, AuditQuery } from './audit.dto.js';

/** One change. `before` and `after` have the fields that changed, and never a secret. */
export interface AuditedChange {
  /** A noun and a verb in the past, such as `key.revoked`. */
  action: string;
  target: { kind: string; id: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/**
 * A change, and who made it. If `hasHappened` is true, it happened outside the database already, after `ActorsService.confirm`.
 * Then the actor is not checked again, because the entry must not be lost.
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
  constructor(
    private readonly dataSource: DataSource,
    private readonly actors: ActorsService,
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
   * @throws NotFound for a business that was erased meanwhile; DomainError as `ActorsService.confirm`
   */
  async record(manager: EntityManager, businessId: string, entry: AuditEntry): Promise<void> {
    if (entry.hasHappened !== true) await this.actors.confirm(manager, entry.by);
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
   * Writes an entry that is about no business: about plans, features, test clocks, people. @throws DomainError as
   * `ActorsService.confirm`
   */
  async recordForOperators(manager: EntityManager, entry: AuditEntry): Promise<void> {
    if (entry.hasHappened !== true) await this.actors.confirm(manager, entry.by);
    await execute(manager, sql.RECORD_FOR_OPERATORS, columns(entry, this.clock.now()));
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
  actorId: idOfActor(by),
  action,
  targetKind: target.kind,
  targetId: target.id,
  before: before ?? null,
  after: after ?? null,
  address: by.address ?? null,
});
