import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock.js';
import { NotFound } from '../common/domain-error.js';
import { execute, maybeOne, query } from '../database/sql.js';
import { EventErasureService } from '../events/index.js';
import { JobsService } from '../jobs/index.js';
import * as sql from './erasure.sql.js';
import { type ErasedPeople, PersonErasureService } from './person-erasure.service.js';

/** A person counts as this many rows of a chunk, so that a smaller chunk also has fewer people. */
const ROWS_OF_PERSON = 50;

/** How far an erasure has come: what was erased in all, and whether there is more to erase. */
export interface ErasedSoFar extends Pick<ErasedPeople, 'eraseTraces'> {
  more: boolean;
  rows: Record<string, number>;
  people: number;
}

/** Erases a business in chunks, one per transaction: first its rows, then its people, then the business itself. */
@Injectable()
export class ErasureChunksService {
  constructor(
    private readonly jobs: JobsService,
    private readonly people: PersonErasureService,
    private readonly events: EventErasureService,
    private readonly clock: Clock,
  ) {}

  /**
   * Erases up to `size` rows of a business whose erasure has begun. When no rows are left, it erases some of its people; when no
   * people are left, the business itself. The database holds what was erased so far.
   *
   * @throws NotFound when the erasure has ended already.
   */
  async next(manager: EntityManager, businessId: string, size: number): Promise<ErasedSoFar> {
    const noted = await maybeOne(manager, sql.LOCK_ERASURE, { businessId });
    if (noted === undefined) throw new NotFound('business');
    await this.events.lockOutNumbering(manager, businessId, this.clock.now());
    const ordered = await tablesChildrenFirst(manager);
    const tables = ordered.map(({ name }) => name);
    const rows = await this.eraseRows(manager, businessId, ordered, size);
    const found = [...rows.values()].reduce((sum, count) => sum + count, 0);
    const people = found > 0 ? null : await this.erasePeople(manager, businessId, size);
    const total = {
      rows: Object.fromEntries(
        tables.map((table) => [table, (noted.rows[table] ?? 0) + (rows.get(table) ?? 0)]),
      ),
      people: noted.people + (people?.count ?? 0),
    };
    const more = found > 0 || people !== null || !(await this.eraseRoot(manager, businessId, tables));
    if (more) await execute(manager, sql.NOTE_ERASURE, { businessId, ...total });
    return { ...total, more, eraseTraces: people?.eraseTraces ?? nothing };
  }

  /** Erases rows, in tables that refer to others before the tables that they refer to. */
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
      // The remaining rows of this table may refer to the next one.
      if (room <= 0) break;
    }
    return erased;
  }

  /**
   * Erases some of the people; null when nobody is left. People who belong to other businesses stay, without a trace of this one.
   * If the people have many replaced refresh tokens, a chunk erases only tokens, and nobody yet.
   */
  private async erasePeople(
    manager: EntityManager,
    businessId: string,
    size: number,
  ): Promise<ErasedPeople | null> {
    const limit = Math.ceil(size / ROWS_OF_PERSON);
    const some = await query(manager, sql.SOME_PEOPLE_OF, { businessId, limit });
    if (some.length === 0) return null;
    const ids = some.map(({ id }) => id);
    if ((await this.people.eraseTokens(manager, ids, size)) === size)
      return { count: 0, eraseTraces: nothing };
    const erased = await this.people.erase(manager, ids);
    for (const clear of [sql.CLEAR_BUSINESS_OF_SESSIONS, sql.CLEAR_BUSINESS_OF_USERS, sql.ERASE_MEMBERS])
      await execute(manager, clear, { businessId, userIds: ids });
    return erased;
  }

  /**
   * Erases the business itself. Returns false, and erases nothing, if somebody has written a row meanwhile: the next chunk erases
   * that first.
   */
  private async eraseRoot(manager: EntityManager, businessId: string, tables: string[]): Promise<boolean> {
    await query(manager, sql.LOCK_BUSINESS, { businessId });
    for (const table of tables) {
      if ((await maybeOne(manager, sql.ANY_LEFT_IN(table), { businessId })) !== undefined) return false;
    }
    await this.jobs.emptyJobsAbout(manager, [businessId]);
    await execute(manager, sql.END_ERASURE, { businessId });
    await execute(manager, sql.DELETE_BUSINESS, { businessId });
    await this.events.recordErased(manager, businessId, this.clock.now());
    return true;
  }
}

const nothing = (): Promise<void> => Promise.resolve();

type TenantTable = Awaited<ReturnType<typeof tablesChildrenFirst>>[number];

async function tablesChildrenFirst(manager: EntityManager) {
  let remaining = await query(manager, sql.TENANT_TABLES);
  const ordered: typeof remaining = [];
  while (remaining.length > 0) {
    const named = new Set(remaining.flatMap(({ parents }) => parents));
    const free = remaining.filter(({ name }) => !named.has(name));
    if (free.length === 0) throw new Error('Tenant tables point at each other in a circle.');
    ordered.push(...free);
    remaining = remaining.filter((table) => !free.includes(table));
  }
  return ordered;
}
