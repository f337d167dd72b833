import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/index.js';
import type { Times } from '../common/access.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { MemberPrincipal, OperatorPrincipal } from '../common/principal.js';
import { NotFound } from '../common/domain-error.js';
import { execute, type Executor, maybeOne, one, query } from '../database/sql.js';
import { EventsService, type EventType, previousOf } from '../events/index.js';
import { businessClosed, businessSuspended } from './business.errors.js';
import type { Business, NewBusiness } from './business.rows.js';
import type { EditBusinessDto, RenameBusinessDto } from './business.dto.js';
import {
  type BusinessView,
  businessView,
  type OperatorBusinessView,
  operatorBusinessView,
  type OwnBusinessView,
} from './business.view.js';
import * as sql from './businesses.sql.js';
import { setExternalId } from './external-ids.js';

/** The customers, with their names, ids in the operator's system, states and times. */
@Injectable()
export class BusinessesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly events: EventsService,
    private readonly clock: Clock,
  ) {}

  /** The time of a business: that of its test clock, or real time. @throws NotFound when there is no such business */
  async timeOf(on: Executor, businessId: string): Promise<Date> {
    const row = await maybeOne(on, sql.TIME_OF, { businessId });
    if (row === undefined) throw new NotFound('business');
    return row.now ?? this.clock.now();
  }

  /** Shows a business to operators. @throws NotFound */
  async show(id: string): Promise<OperatorBusinessView> {
    return operatorBusinessView(await this.get(this.dataSource, id));
  }

  /** Reads a business. @throws NotFound */
  async get(on: Executor, id: string): Promise<Business> {
    const business = await maybeOne(on, sql.FIND, { businessId: id });
    if (business === undefined) throw new NotFound('business');
    return business;
  }

  /** Locks a business until the transaction ends, and reads it. @throws NotFound */
  async lock(manager: EntityManager, id: string): Promise<Business> {
    const business = await maybeOne(manager, sql.LOCK, { businessId: id });
    if (business === undefined) throw new NotFound('business');
    return business;
  }

  /**
   * Checks again that a business is open, and keeps it so until the transaction ends. For its people, a suspended one is not. The
   * request may have waited since the guard checked it.
   *
   * @throws NotFound; DomainError `business_closed`, `business_suspended`
   */
  async confirmOpen(
    manager: EntityManager,
    id: string,
    { kind }: MemberPrincipal | OperatorPrincipal,
  ): Promise<void> {
    const found = await maybeOne(manager, sql.LOCK_SHARED, { businessId: id });
    if (found === undefined) throw new NotFound('business');
    if (found.closed) throw businessClosed(kind === 'operator' ? 409 : 403);
    if (found.suspended && kind === 'member') throw businessSuspended();
  }

  /** Locks a business, so that nobody closes, suspends or edits it until the transaction ends. */
  async lockShared(manager: EntityManager, id: string): Promise<void> {
    await query(manager, sql.LOCK_SHARED, { businessId: id });
  }

  /** Makes a business. @throws DomainError `external_id_taken` */
  async create(manager: EntityManager, business: NewBusiness, { now, realTime }: Times): Promise<Business> {
    const { externalId } = business;
    const id = newId();
    if (externalId !== null) await setExternalId(manager, id, externalId);
    const created = await one(manager, sql.INSERT, { ...business, businessId: id, now: realTime });
    await this.recordEvent(manager, 'business.created', null, created, now);
    return created;
  }

  /** Shows a business to its own people. `now` is the time of the business. @throws NotFound */
  async showOwn(id: string, now: Date): Promise<OwnBusinessView> {
    const business = await this.get(this.dataSource, id);
    return { ...businessView(business), ...(business.testClockId !== null && { testClockNow: now }) };
  }

  /** Renames a business. It writes nothing if the name is this one already. `before` is the business as the caller locked it. */
  async rename(
    manager: EntityManager,
    member: MemberPrincipal,
    before: Business,
    { name }: RenameBusinessDto,
    now: Date,
  ): Promise<BusinessView> {
    const { id } = before;
    if (name === undefined || name === before.name) return businessView(before);
    const business = await one(manager, sql.RENAME, { businessId: id, name });
    await this.audit.record(manager, id, {
      by: member,
      action: 'business.edited',
      target: { kind: 'business', id },
      before: { name: before.name },
      after: { name: business.name },
    });
    await this.recordEvent(manager, 'business.edited', before, business, now);
    return businessView(business);
  }

  /** Marks a business as closed for ever; false if it is closed already. */
  async markClosed(manager: EntityManager, id: string, { now, realTime }: Times): Promise<boolean> {
    if ((await execute(manager, sql.CLOSE, { businessId: id, now: realTime })) === 0) return false;
    const closed = await this.get(manager, id);
    await this.recordEvent(manager, 'business.closed', { ...closed, closedAt: null }, closed, now);
    return true;
  }

  /**
   * Renames, annotates, suspends or readmits a business. It takes effect with the next request, on every server.
   *
   * @throws NotFound; DomainError `external_id_taken`
   */
  async edit(operator: OperatorPrincipal, id: string, body: EditBusinessDto): Promise<OperatorBusinessView> {
    return this.dataSource.transaction(async (manager) => {
      const { name, suspended, externalId, metadata, rateLimit } = body;
      const before = await this.lock(manager, id);
      if (externalId !== undefined) await setExternalId(manager, id, externalId);
      const edited = await one(manager, sql.UPDATE, {
        businessId: id,
        name: name ?? null,
        suspended: suspended ?? null,
        metadata: metadata ?? null,
        setsExternalId: externalId !== undefined,
        externalId: externalId ?? null,
        setsRateLimit: rateLimit !== undefined,
        rateLimit: rateLimit ?? null,
        now: this.clock.now(),
      });
      const asked = Object.entries(body).filter(([, value]) => value !== undefined);
      const was = operatorBusinessView(before);
      await this.audit.record(manager, id, {
        by: operator,
        action: 'business.edited',
        target: { kind: 'business', id },
        before: Object.fromEntries(asked.map(([field]) => [field, was[field as keyof EditBusinessDto]])),
        after: Object.fromEntries(asked),
      });
      const at = await this.timeOf(manager, id);
      for (const type of kindsOfEdit(before, edited))
        await this.recordEvent(manager, type, before, edited, at);
      return operatorBusinessView(edited);
    });
  }

  /** Suspends a business in the transaction that imports it. `real` is real time. */
  async suspendImported(manager: EntityManager, id: string, real: Date): Promise<void> {
    const before = await this.get(manager, id);
    const values = { businessId: id, name: null, metadata: null, setsExternalId: false, externalId: null };
    const limits = { setsRateLimit: false, rateLimit: null };
    const suspended = await one(manager, sql.UPDATE, { ...values, ...limits, suspended: true, now: real });
    await this.recordEvent(manager, 'business.suspended', before, suspended, real);
  }

  private recordEvent(
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

/** The types of the events of an operator's edit of a business. */
function kindsOfEdit(before: Business, after: Business): EventType[] {
  const { suspendedAt: was, ...others } = before;
  const { suspendedAt: is, ...now } = after;
  const edited: EventType[] = JSON.stringify(others) === JSON.stringify(now) ? [] : ['business.edited'];
  if ((was === null) === (is === null)) return edited;
  return [...edited, is === null ? 'business.resumed' : 'business.suspended'];
}
