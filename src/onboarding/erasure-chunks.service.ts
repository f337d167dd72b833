import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock.js';
import { NotFound } from '../common/domain-error.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { EventErasureService } from '../events/index.js';
import { JobsService } from '../mail/index.js';
import * as sql from './erasure.sql.js';
import { type ErasedPeople, PersonErasureService } from './person-erasure.service.js';

/** People taken out in one transaction. */
const PEOPLE = 100;

/** How far an erasure is after a chunk of it: what was erased in all, and whether something is left. */
export interface ErasedSoFar extends Pick<ErasedPeople, 'eraseTraces'> {
  left: boolean;
  rows: Record<string, number>;
  people: number;
}

/** A business in pieces that one transaction can erase: its rows, then its people, then itself. */
@Injectable()
export class ErasureChunksService {
  constructor(
    private readonly jobs: JobsService,
    private readonly people: PersonErasureService,
    private readonly events: EventErasureService,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases up to `size` rows of a business whose erasure has begun, or some of its people when no rows are left, or at last
   * the business itself. What it has erased so far stands in the database with it.
   *
   * @throws NotFound when nothing is being erased any more.
   */
  async next(manager: EntityManager, businessId: string, size: number): Promise<ErasedSoFar> {
    const noted = await maybeOne(manager, sql.LOCK_ERASURE, { businessId });
    if (noted === undefined) throw new NotFound('business');
    await this.events.hold(manager, businessId, this.clock.now());
    const ordered = await tablesChildrenFirst(manager);
    const tables = ordered.map(({ name }) => name);
    const rows = await this.eraseRows(manager, businessId, ordered, size);
    const found = [...rows.values()].reduce((sum, count) => sum + count, 0);
    const people = found > 0 ? null : await this.erasePeople(manager, businessId);
    const total = {
      rows: Object.fromEntries(
        tables.map((table) => [table, (noted.rows[table] ?? 0) + (rows.get(table) ?? 0)]),
      ),
      people: noted.people + (people?.count ?? 0),
    };
    const left = found > 0 || people !== null || !(await this.eraseRoot(manager, businessId, tables));
    if (left) await execute(manager, sql.NOTE_ERASURE, { businessId, ...total });
    return { ...total, left, eraseTraces: people?.eraseTraces ?? nothing };
  }

  /** Children before what they point to. */
  private async eraseRows(
    manager: EntityManager,
    businessId: string,
    tables: TenantTable[],
    size: number,
  ): Promise<Map<string, number>> {
    const erased = new Map<string, number>();
    let room = size;
    for (const { name, keys } of tables) {
      const count = await execute(manager, sql.DELETE_SOME_OF(name, keys), { businessId, limit: room });
      erased.set(name, count);
      room -= count;
      // What is left of this table may point to the next one.
      if (room <= 0) break;
    }
    return erased;
  }

  /** Null when nobody is left. People who belong to other businesses stay, without a trace of this one. */
  private async erasePeople(manager: EntityManager, businessId: string): Promise<ErasedPeople | null> {
    const some = await query(manager, sql.SOME_PEOPLE_OF, { businessId, limit: PEOPLE });
    if (some.length === 0) return null;
    const ids = some.map(({ id }) => id);
    const erased = await this.people.erase(manager, ids);
    for (const leave of [sql.LEAVE_SESSIONS, sql.LEAVE_USERS, sql.PRUNE_MEMBERS])
      await execute(manager, leave, { businessId, userIds: ids });
    return erased;
  }

  /** False when somebody has written something meanwhile: that is erased first. */
  private async eraseRoot(manager: EntityManager, businessId: string, tables: string[]): Promise<boolean> {
    await query(manager, sql.LOCK_BUSINESS, { businessId });
    for (const table of tables) {
      if ((await maybeOne(manager, sql.ANY_LEFT_IN(table), { businessId })) !== undefined) return false;
    }
    await this.jobs.takeBack(manager, [businessId]);
    await execute(manager, sql.END_ERASURE, { businessId });
    await execute(manager, sql.DELETE_BUSINESS, { businessId });
    await this.events.recordErased(manager, businessId, this.clock.now());
    return true;
  }
}

const nothing = (): Promise<void> => Promise.resolve();

type TenantTable = Awaited<ReturnType<typeof tablesChildrenFirst>>[number];

async function tablesChildrenFirst(manager: EntityManager) {
  let left = await query(manager, sql.TENANT_TABLES);
  const ordered: typeof left = [];
  while (left.length > 0) {
    const named = new Set(left.flatMap(({ parents }) => parents));
    const free = left.filter(({ name }) => !named.has(name));
    if (free.length === 0) throw new Error('Tenant tables point at each other in a circle.');
    ordered.push(...free);
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}
