import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BELOW_ALL_IDS } from '../../common/paging.js';
import { RunningCycles } from '../../billing-plans/index.js';
import { DomainError } from '../../common/domain-error.js';
import { boundWaits } from '../../database/bound-waits.js';
import { Bulkhead } from '../../database/bulkhead.js';
import { isHeldUp, TooManyWait } from '../../database/outage.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import * as sql from './running-cycles.sql.js';
import { LOCK_CYCLES } from './cycle-locks.sql.js';
import type { MovedRow } from './running-cycles.rows.js';

/** How many live subscriptions one transaction locks: few enough to hold the locks for one or two tenths of a second. */
const SPAN = 2_000;
/** How often an edit tries to get its lock, and to reach subscriptions that others lock. */
const TRIES = 8;
const PAUSE_MS = 200;
/** A transaction that locks many rows soon gives up. It is repeated in smaller parts. */
const SHORT_WAITS = { lock: 500 };
/** How many businesses one statement of `wasEverUsed` looks at. */
const BUSINESSES = 500;
/** Milliseconds that `wasEverUsed` may take over all businesses. */
const LOOK_MS = 30_000;

/**
 * Puts running cycles under a new version of their plan, in short transactions. The row of the version says whether there is work
 * to do. So when a server dies midway, another one does the rest, and doing it twice changes nothing.
 */
@Injectable()
export class RunningCyclesService extends RunningCycles implements BeforeApplicationShutdown {
  private readonly moves = new Bulkhead(1);
  private readonly running = new Set<Promise<unknown>>();
  private stopping = false;

  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async lockOutOpenings(manager: EntityManager): Promise<void> {
    await boundWaits(manager, SHORT_WAITS);
    await query(manager, LOCK_CYCLES);
  }

  async retryUntil<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isHeldUp(error) || tries === TRIES) throw error;
        await pause(PAUSE_MS);
      }
    }
  }

  async move(planCode: string): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const done = await this.once(planCode).catch((error: unknown) => {
        // Another edit is at work. Its error would say that nothing was done, but this edit is written.
        if (error instanceof TooManyWait) return null;
        throw error;
      });
      if (done === true) return;
      if (done === null) break;
      await pause(PAUSE_MS);
    }
    const detail =
      'The plan was edited. Other requests have locked some running cycles; these get the new version in a moment. Do not repeat the edit.';
    throw new DomainError('unavailable', detail);
  }

  async wasEverUsed(planCode: string): Promise<boolean> {
    const giveUp = performance.now() + LOOK_MS;
    for (let after = BELOW_ALL_IDS; ;) {
      const values = { planCode, after, limit: BUSINESSES };
      const span = await one(this.dataSource, sql.PLAN_WAS_USED_IN_SPAN, values);
      if (span.last === null) return false;
      if (span.used) return true;
      if (performance.now() > giveUp)
        throw new DomainError(
          'unavailable',
          'The service could not check in time whether a business was ever on this plan. Archive the plan instead.',
        );
      after = span.last;
    }
  }

  async wasUsedSince(manager: EntityManager, planCode: string, since: Date): Promise<boolean> {
    return (await maybeOne(manager, sql.PLAN_WAS_USED_SINCE, { planCode, since })) !== undefined;
  }

  /** Continues the work of a server that died or gave up. */
  async resume(): Promise<void> {
    const versions = await query(this.dataSource, sql.UNFINISHED, { planCode: null });
    for (const planCode of new Set(versions.map((version) => version.planCode))) await this.once(planCode);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.running);
  }

  /**
   * Does the work of a plan, or waits for that under way; true when all is done. The versions of a plan are applied in their
   * order, so that a cycle gets the newest version that applies to it.
   */
  private async once(planCode: string): Promise<boolean> {
    const work = this.moves.run(async () => {
      for (const { id } of await query(this.dataSource, sql.UNFINISHED, { planCode })) {
        if (!(await this.moveAll(id))) return false;
        await execute(this.dataSource, sql.FINISH, { id });
      }
      return true;
    }, planCode);
    this.running.add(work);
    return work.finally(() => this.running.delete(work));
  }

  /** Applies a version to all running cycles of its plan. False if others lock some of the subscriptions, or the server stops. */
  private async moveAll(version: string): Promise<boolean> {
    let complete = true;
    let size = SPAN;
    for (let after = BELOW_ALL_IDS; !this.stopping;) {
      const moved = await this.span(version, after, size);
      if (moved === null && size > 1) size = Math.ceil(size / 2);
      else if (moved === null) {
        complete = false;
        const next = await maybeOne(this.dataSource, sql.NEXT, { after });
        if (next === undefined) return complete;
        after = next.businessId;
      } else if (moved.missed === 0) {
        if (moved.last === null) return complete;
        after = moved.last;
        size = Math.min(SPAN, 2 * size);
      }
    }
    return false;
  }

  /** Applies a version to a span of subscriptions. Null if others lock one of them. */
  private async span(version: string, after: string, size: number): Promise<MovedRow | null> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        await boundWaits(manager, SHORT_WAITS);
        return one(manager, sql.MOVE_SPAN, { versionId: version, after, limit: size });
      });
    } catch (error) {
      if (isHeldUp(error)) return null;
      throw error;
    }
  }
}
