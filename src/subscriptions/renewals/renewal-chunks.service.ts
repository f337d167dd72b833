import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { countHeldUp, countRenewals } from '../../common/metrics.js';
import { setOnWorkers } from '../../database/bound-waits.js';
import { isHeldUp, isOutage } from '../../database/outage.js';
import { execute, type Executor, query } from '../../database/sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import { PREPARE_CHUNK } from './renewal-locks.sql.js';
import { SET_ASIDE } from './renewal-loop.sql.js';
import * as sql from './renewals.sql.js';
import type { KeyRange, Progress } from './renewals.rows.js';
import { addCounts, noRenewals, type RunCounts } from './run-counts.js';

/**
 * How many renewals one transaction does: few enough to hold locks for some tenths of a second, many enough that the commit is
 * cheap.
 */
const CHUNK = 6_000;
/**
 * After this many locked subscriptions in a row, the rest of the chunk is not tried: others then lock something that every
 * renewal needs.
 */
const LOCKED_IN_A_ROW = 5;
/** How many businesses with locked subscriptions the log names. */
const LOCKED_NAMED = 5;
/** The most renewals of one subscription in one transaction. */
const MOST_STEPS = 200;

/** A part of all that is due at `now`: how a transaction renews it by one cycle, and how it is listed. */
export interface Due {
  now: Date;
  renewOnce: (cycles: CycleOpeningService, manager: EntityManager) => Promise<Progress>;
  list: (on: Executor) => Promise<sql.DueRow[]>;
}

export function dueInRange(now: Date, { until, after, upTo }: KeyRange): Due {
  const params = { now, limit: CHUNK, until, after, upTo };
  return {
    now,
    renewOnce: (cycles, manager) => cycles.renewOnce(manager, sql.RENEW_ALL, params),
    list: (on) => query(on, sql.DUE_ALL, params),
  };
}

export function dueOnClock(now: Date, clockId: string): Due {
  const params = { now, limit: CHUNK, clockId };
  return {
    now,
    renewOnce: (cycles, manager) => cycles.renewOnce(manager, sql.RENEW_CLOCK, params),
    list: (on) => query(on, sql.DUE_CLOCK, params),
  };
}

/** Renews due subscriptions in chunks. Each chunk is a transaction. */
@Injectable()
export class RenewalChunksService {
  private readonly logger = new Logger(RenewalChunksService.name);
  private readonly stopped = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly cycles: CycleOpeningService,
  ) {}

  /** Aborted when the server stops: a run ends after its present chunk. */
  get stopping(): AbortSignal {
    return this.stopped.signal;
  }

  stop(): void {
    this.stopped.abort();
  }

  /**
   * Renews chunk by chunk until nothing of this part is due. `takeLock` takes a lock in each transaction. Returns null if the
   * first transaction does not get it. A subscription that fails is set aside with its error until a later attempt, and does not
   * delay the others.
   */
  async drain(due: Due, takeLock: (manager: EntityManager) => Promise<boolean>): Promise<RunCounts | null> {
    const total = noRenewals();
    for (let first = true; ; first = false) {
      const progress = await this.chunk(due, takeLock).catch((error: unknown) => {
        if (isOutage(error) && !isHeldUp(error)) throw error;
        this.logger.warn(`A chunk of renewals failed and is retried row by row: ${String(error)}`);
        return this.rowByRow(due);
      });
      if (progress === null) return first ? null : total;
      addCounts(total, progress);
      countRenewals(progress);
      if (this.stopping.aborted || (progress.left === 0 && progress.due < CHUNK)) return total;
    }
  }

  private chunk(due: Due, takeLock: (manager: EntityManager) => Promise<boolean>) {
    return this.dataSource.transaction(async (manager) => {
      await query(manager, PREPARE_CHUNK);
      await setOnWorkers(manager, 'enable_sort', 'off');
      if (!(await takeLock(manager))) return null;
      await this.cycles.lockCyclesShared(manager);
      return this.renewChunk(manager, due);
    });
  }

  /**
   * Renews each due subscription once. Then it renews those that are late by several cycles again and again, as long as all of
   * this fits in the chunk. So an edit of a plan comes either before all these renewals of a subscription, or after all of them.
   */
  private async renewChunk(manager: EntityManager, due: Due): Promise<Progress> {
    const total = await due.renewOnce(this.cycles, manager);
    for (let step = 1; step < MOST_STEPS && total.left > 0 && total.due < CHUNK; step += 1) {
      if (this.stopping.aborted || total.renewed + total.switched + total.ended + total.left > CHUNK) break;
      const next = await due.renewOnce(this.cycles, manager);
      addCounts(total, next);
      total.due = next.due;
      total.left = next.left;
    }
    return total;
  }

  /**
   * Finds the rows that made their chunk fail, renews all others, and sets the failing ones aside with their error. Rows that
   * others lock are left for the next run.
   */
  private async rowByRow({ now, list }: Due): Promise<Progress> {
    const total: Progress = { due: 0, left: 0, ...noRenewals() };
    let lockedInARow = 0;
    const locked: string[] = [];
    for (const { businessId, id, version } of await list(this.dataSource)) {
      if (this.stopping.aborted || lockedInARow === LOCKED_IN_A_ROW) break;
      try {
        addCounts(total, await this.cycles.renewDue(businessId, now));
        total.due += 1;
        total.left += 1;
        lockedInARow = 0;
      } catch (error) {
        if (isHeldUp(error)) {
          locked.push(businessId);
          lockedInARow += 1;
          continue;
        }
        if (isOutage(error)) throw error;
        const failed = { now, businessId, id, error: (error as Error).message, version };
        total.setAside += await execute(this.dataSource, SET_ASIDE, failed);
      }
    }
    if (locked.length > 0) this.reportLocked(locked);
    return total;
  }

  /** Reports subscriptions that could not be renewed, because others locked them. */
  private reportLocked(businessIds: string[]): void {
    countHeldUp(businessIds.length);
    this.logger.warn(
      `At least ${businessIds.length} renewals are left to the next run: a lock was not free, or the statement took too long. ` +
        `Of business ${businessIds.slice(0, LOCKED_NAMED).join(', ')}`,
    );
  }
}
