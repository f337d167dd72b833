import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { afterId, type Page, pageLimit, type PageQuery, toPage } from '../common/paging.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { NotFound } from '../common/domain-error.js';
import { execute, type Executor, query, statement } from '../database/sql.js';
import { EventsService, type EventType, previousOf } from '../events/index.js';
import type { Business, BusinessEdit, NewBusiness } from './business.js';
import {
  type BusinessView,
  businessView,
  type OperatorBusinessView,
  operatorBusinessView,
} from './business.view.js';
import { setExternalId } from './external-ids.js';

const COLUMNS = `id, name, external_id AS "externalId", metadata, test_clock_id AS "testClockId", rate_limit AS "rateLimit",
  suspended_at AS "suspendedAt", closed_at AS "closedAt", created_at AS "createdAt"`;

const FIND = statement('business_find', `SELECT ${COLUMNS} FROM businesses WHERE id = $1`);
/** Locked, so that what is judged of it still holds when it is changed. */
const LOCK = statement('business_lock', `SELECT ${COLUMNS} FROM businesses WHERE id = $1 FOR NO KEY UPDATE`);
const LIST = statement(
  'business_list',
  `SELECT ${COLUMNS} FROM businesses WHERE id < $1 ORDER BY id DESC LIMIT $2`,
);
/** Apart, so that the index of external ids is used. */
const LIST_BY_EXTERNAL_ID = statement(
  'business_list_by_external_id',
  `SELECT ${COLUMNS} FROM businesses WHERE external_id = $3 AND id < $1 ORDER BY id DESC LIMIT $2`,
);
const INSERT = statement(
  'business_insert',
  `INSERT INTO businesses (id, name, external_id, metadata, test_clock_id, created_at)
   VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
);
const RENAME = statement(
  'business_rename',
  `UPDATE businesses SET name = COALESCE($2, name) WHERE id = $1 RETURNING ${COLUMNS}`,
);
const CLOSE = statement(
  'business_close',
  'UPDATE businesses SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL',
);
const UPDATE = statement(
  'business_update',
  `UPDATE businesses SET
     name = COALESCE($2, name),
     suspended_at = CASE $3::boolean WHEN true THEN COALESCE(suspended_at, $4) WHEN false THEN NULL ELSE suspended_at END,
     external_id = CASE WHEN $5 THEN $6 ELSE external_id END,
     metadata = COALESCE($7, metadata),
     rate_limit = CASE WHEN $8 THEN $9::integer ELSE rate_limit END
   WHERE id = $1 RETURNING ${COLUMNS}`,
);
const TIME_OF = statement(
  'business_time_of',
  `SELECT c.now FROM businesses b LEFT JOIN test_clocks c ON c.id = b.test_clock_id WHERE b.id = $1`,
);

@Injectable()
export class BusinessesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** The time of a business: that of its test clock, or real time. @throws NotFound when there is no such business. */
  async timeOf(on: Executor, businessId: string): Promise<Date> {
    const [row] = await query<{ now: Date | null }>(on, TIME_OF, [businessId]);
    if (row === undefined) throw new NotFound('business');
    return row.now ?? this.clock.now();
  }

  async list(page: PageQuery & { externalId?: string }): Promise<Page<OperatorBusinessView>> {
    const { externalId } = page;
    const values = [afterId(page), pageLimit(page) + 1];
    const rows =
      externalId === undefined
        ? await query<Business>(this.dataSource, LIST, values)
        : await query<Business>(this.dataSource, LIST_BY_EXTERNAL_ID, [...values, externalId]);
    return toPage(rows, page, operatorBusinessView);
  }

  /** @throws NotFound */
  async show(id: string): Promise<OperatorBusinessView> {
    return operatorBusinessView(await this.get(this.dataSource, id));
  }

  /** @throws NotFound */
  async get(on: Executor, id: string): Promise<Business> {
    const [business] = await query<Business>(on, FIND, [id]);
    if (business === undefined) throw new NotFound('business');
    return business;
  }

  /**
   * `now` is the time that the business lives at, `real` that of everybody else.
   *
   * @throws DomainError `external_id_taken`
   */
  async create(manager: EntityManager, business: NewBusiness, now: Date, real: Date): Promise<Business> {
    const { name, externalId, metadata, testClockId } = business;
    const id = newId();
    if (externalId !== null) await setExternalId(manager, id, externalId);
    const [row] = await query<Business>(manager, INSERT, [id, name, externalId, metadata, testClockId, real]);
    const created = row as Business;
    if (testClockId !== null) await this.events.markTest(manager, created.id);
    await this.tell(manager, 'business.created', null, created, now);
    return created;
  }

  async showOwn(id: string): Promise<BusinessView> {
    return businessView(await this.get(this.dataSource, id));
  }

  /** Renames the caller's business. */
  async rename(member: MemberPrincipal, name: string | undefined, now: Date): Promise<BusinessView> {
    const { businessId } = member;
    return this.dataSource.transaction(async (manager) => {
      const before = await this.get(manager, businessId);
      const [business] = await query<Business>(manager, RENAME, [businessId, name ?? null]);
      const entry = {
        actor: actorOf(member),
        action: 'business.edited',
        target: { kind: 'business', id: businessId },
      };
      const changes = { before: { name: before.name }, after: { name: business?.name } };
      await this.audit.record(manager, businessId, { ...entry, ...changes }, this.clock.now());
      if (before.name !== business?.name)
        await this.tell(manager, 'business.edited', before, business as Business, now);
      return businessView(business as Business);
    });
  }

  /**
   * Marks a business as closed for ever. Answers false when it is closed already. `now` is the time of the business, `real` is real
   * time.
   */
  async markClosed(manager: EntityManager, id: string, now: Date, real: Date): Promise<boolean> {
    if ((await execute(manager, CLOSE, [id, real])) === 0) return false;
    const closed = await this.get(manager, id);
    await this.tell(manager, 'business.closed', { ...closed, closedAt: null }, closed, now);
    return true;
  }

  /**
   * Renames, annotates, suspends or takes back a suspension. Holds from the next request on, on every server.
   *
   * @throws NotFound; DomainError `external_id_taken`.
   */
  async edit(operator: OperatorPrincipal, id: string, body: BusinessEdit): Promise<OperatorBusinessView> {
    const now = this.clock.now();
    return this.dataSource.transaction(async (manager) => {
      const { name, suspended, externalId, metadata, rateLimit } = body;
      const values = [id, name ?? null, suspended ?? null, now, externalId !== undefined, externalId ?? null];
      const [before] = await query<Business>(manager, LOCK, [id]);
      if (before === undefined) throw new NotFound('business');
      if (externalId !== undefined) await setExternalId(manager, id, externalId);
      const [business] = await query<Business>(manager, UPDATE, [
        ...values,
        metadata ?? null,
        rateLimit !== undefined,
        rateLimit ?? null,
      ]);
      const asked = Object.entries(body).filter(([, value]) => value !== undefined);
      const was = operatorBusinessView(before);
      const entry = {
        action: 'business.edited',
        target: { kind: 'business', id },
        before: Object.fromEntries(asked.map(([field]) => [field, was[field as keyof BusinessEdit]])),
        after: Object.fromEntries(asked),
      };
      await this.audit.record(manager, id, { actor: actorOf(operator), ...entry }, now);
      const edited = business as Business;
      const at = await this.timeOf(manager, id);
      for (const type of kindsOfEdit(before, edited)) await this.tell(manager, type, before, edited, at);
      return operatorBusinessView(edited);
    });
  }

  private tell(
    manager: EntityManager,
    type: EventType,
    before: Business | null,
    business: Business,
    at: Date,
  ): Promise<void> {
    const view = businessView(business);
    const previous = before === null ? {} : { previous: previousOf(businessView(before), view) };
    return this.events.record(manager, {
      businessId: business.id,
      type,
      data: { business: view, ...previous },
      at,
    });
  }
}

/** Describes an operator's edit of a business. For the operator's own notes it only says that they changed. */
function kindsOfEdit(before: Business, after: Business): EventType[] {
  const { suspendedAt: was, ...others } = before;
  const { suspendedAt: is, ...now } = after;
  const edited: EventType[] = JSON.stringify(others) === JSON.stringify(now) ? [] : ['business.edited'];
  if ((was === null) === (is === null)) return edited;
  return [...edited, is === null ? 'business.resumed' : 'business.suspended'];
}
