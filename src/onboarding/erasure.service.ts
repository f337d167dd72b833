import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { actorOf, AuditService } from '../audit/index.js';
import { Clock } from '../common/clock.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { DomainError, NotFound } from '../common/domain-error.js';
import { execute, query } from '../database/sql.js';
import { EventErasureService } from '../events/index.js';
import { JobsService } from '../mail/index.js';
import * as sql from './erasure.sql.js';
import type { ErasedView } from './erasure.view.js';
import { PersonErasureService } from './person-erasure.service.js';

/**
 * Every table with rows of a tenant, and its references to others of them. Read from the database, so that no table is forgotten.
 */
const TENANT_TABLES = `
  SELECT t.relname AS name,
         ARRAY(SELECT DISTINCT p.relname::text FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
               WHERE f.conrelid = t.oid AND f.contype = 'f' AND p.oid <> t.oid) AS parents
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'business_id' AND NOT a.attisdropped
  WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
    AND t.relname NOT IN ('sessions', 'former_members', 'event_sequences')`;

/** Erases a closed business from the database, with everything that belongs to it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: JobsService,
    private readonly people: PersonErasureService,
    private readonly events: EventErasureService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases every row of a closed business, with its audit log and queued mails, and the people who belong to no other business,
   * including those who were removed before. An entry in the operators' log stays, with the numbers of this report and without a
   * name. Of several requests at once, one erases.
   *
   * @throws NotFound; DomainError `wrong_state` for a business that is not closed, or is being erased.
   */
  async erase(operator: OperatorPrincipal, businessId: string): Promise<ErasedView> {
    return this.dataSource.transaction(async (manager) => {
      await this.take(manager, businessId);
      await execute(manager, sql.REMEMBER_MEMBERS, [businessId]);
      const people = (await query<{ id: string }>(manager, sql.PEOPLE_OF, [businessId])).map(({ id }) => id);
      await this.people.lock(manager, people);
      await this.events.hold(manager, businessId, this.clock.now());
      const rows = await this.eraseRows(manager, businessId);
      const users = await this.people.erase(manager, people);
      await this.eraseRoot(manager, businessId);
      await this.events.recordErased(manager, businessId, this.clock.now());
      const entry = {
        actor: actorOf(operator),
        action: 'business.erased',
        target: { kind: 'business', id: businessId },
        after: { rows, people: users },
      };
      await this.audit.recordForOperators(manager, entry, this.clock.now());
      return { businessId, rows, people: users };
    });
  }

  private async take(manager: EntityManager, businessId: string): Promise<void> {
    const [{ taken } = { taken: false }] = await query<{ taken: boolean }>(manager, sql.TAKE_BUSINESS, [
      businessId,
    ]);
    if (!taken)
      throw new DomainError('wrong_state', 'The business is being erased already.', {
        state: 'being_erased',
      });
    const [business] = await query<{ closedAt: Date | null }>(manager, sql.LOCK_BUSINESS, [businessId]);
    if (business === undefined) throw new NotFound('business');
    if (business.closedAt === null)
      throw new DomainError('wrong_state', 'Only a closed business can be erased.', { state: 'open' });
  }

  /** Deletes all rows but the business itself and its former members, which are needed to erase the people. */
  private async eraseRows(manager: EntityManager, businessId: string): Promise<Record<string, number>> {
    const rows: Record<string, number> = {};
    for (const table of await tablesChildrenFirst(manager)) {
      const erased = await manager.query(`DELETE FROM "${table}" WHERE business_id = $1`, [businessId]);
      rows[table] = (erased as [unknown[], number])[1];
    }
    return rows;
  }

  private async eraseRoot(manager: EntityManager, businessId: string): Promise<void> {
    await this.jobs.takeBack(manager, [businessId]);
    await execute(manager, sql.PRUNE_MEMBERS, [businessId]);
    await execute(manager, sql.LEAVE_SESSIONS, [businessId]);
    await execute(manager, sql.LEAVE_USERS, [businessId]);
    await execute(manager, sql.DELETE_BUSINESS, [businessId]);
  }
}

async function tablesChildrenFirst(manager: EntityManager): Promise<string[]> {
  let left = (await manager.query(TENANT_TABLES)) as { name: string; parents: string[] }[];
  const ordered: string[] = [];
  while (left.length > 0) {
    const named = new Set(left.flatMap(({ parents }) => parents));
    const free = left.filter(({ name }) => !named.has(name)).map(({ name }) => name);
    if (free.length === 0) throw new Error('Tenant tables point at each other in a circle.');
    ordered.push(...free);
    left = left.filter(({ name }) => !free.includes(name));
  }
  return ordered;
}
