import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { isHeldUp, isOutage } from '../../database/outage.js';
import { execute, type Executor, query, type Statement } from '../../database/sql.js';
import * as forecast from '../cycles/forecast.sql.js';
import { CycleOpeningService } from '../cycles/cycle-opening.service.js';
import * as sql from './renewals.sql.js';
import type { KeyRange, Progress } from './renewals.rows.js';

/** What a run did: cycles opened by renewal and by a change of plan, subscriptions ended, and those set aside. */
export type RunCounts = Omit<Progress, 'due' | 'left'>;

/** Renewals per transaction: few enough to hold locks only for tenths of a second, many enough to make the commit cheap. */
const CHUNK = 6_000;
/**
 * Businesses per key range. It is less than a chunk, because a statement that is not full has seen everything that is due in its
 * range.
 */
const RANGE_SIZE = 5_000;
/** How many due rows are split into key ranges at a time. They were due at about the same time. */
const ROWS_LISTED = 20 * RANGE_SIZE;
/** A run stops after this many subscriptions in a row that others hold. Others then hold something that every renewal needs. */
const HELD_IN_A_ROW = 5;
/** Renewals of one subscription in one transaction. */
const MOST_STEPS = 200;
/**
 * While nobody else uses the database: how many ranges are renewed at the same time, and how many before the run listens again.
 */
const WORKERS = 2;
const IN_A_ROW = 5;
/** How long a run listens for other users of the database. */
const LISTEN_MS = 10;
/**
 * While others use the database, a run rests after each range: this many times as long as the range took, up to the limit below.
 */
const REST = 4;
const LONGEST_REST_MS = 900;

/**
 * Renews everything that is due, for the loop and for test clocks. Each chunk is a transaction of its own.
 *
 * No customer waits for a run, because a request about a late business rolls that business forward itself. So a run gives way:
 * when it is alone in the database it renews two ranges at a time without a rest; beside others it renews one range and then
 * rests.
 */
@Injectable()
export class RenewalRunsService {
  private readonly logger = new Logger(RenewalRunsService.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: CycleOpeningService,
    private readonly guard: ClockGuardService,
  ) {}

  /**
   * Renews until nothing is due at `now`: the oldest hundred thousand first, and each subscription cycle after cycle. Answers
   * null when another run is under way, here or on another server, or when this server stops. When another run comes in between,
   * that one goes on, and the counts are those until then. A subscription that fails is set aside with its error and is tried
   * again later. It delays no other subscription.
   *
   * @throws DomainError `clock_wrong`
   */
  async run(now: Date): Promise<RunCounts | null> {
    if (this.stopped) return null;
    this.guard.refuseWhenWrong();
    const counts = await this.renewAllRanges(now);
    if (counts !== null) await execute(this.dataSource, sql.NOTE_RUN, [now]);
    return counts;
  }

  /** Renews the businesses of one test clock. `enter` takes the clock's lock in each transaction. */
  async runClock(
    clockId: string,
    now: Date,
    takeLock: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts> {
    const counts = await this.drain(
      now,
      { renew: sql.RENEW_CLOCK, due: sql.DUE_CLOCK, more: [clockId] },
      takeLock,
    );
    return counts ?? none();
  }

  /** What `run` would do, without doing it. */
  async dryRun(now: Date): Promise<RunCounts> {
    const [counts] = await query<RunCounts>(this.dataSource, forecast.FORECAST_ALL, [now, 1_000_000_000]);
    return { ...none(), ...counts };
  }

  /** How many cycles the businesses of a test clock would begin or end until `to`; counted up to `most`. */
  async countAhead(manager: EntityManager, clockId: string, to: Date, most: number): Promise<number> {
    const [counts] = await query<RunCounts>(manager, forecast.FORECAST_CLOCK, [to, most, clockId]);
    return counts === undefined ? 0 : counts.renewed + counts.switched + counts.ended;
  }

  /** Counts the renewals that the businesses of a test clock have ever had, by any server or request. */
  async renewedOn(on: Executor, clockId: string): Promise<Omit<RunCounts, 'setAside'>> {
    const [counts] = await query<RunCounts>(on, sql.RENEWED_ON_CLOCK, [clockId]);
    return counts ?? none();
  }

  /** Ends a run under way after its present chunk. No further run begins. */
  stop(): void {
    this.stopping.abort();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Renews range by range until nothing is due. The rows of a chunk are close together in this way. */
  private async renewAllRanges(now: Date): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (;;) {
      const ranges = await query<KeyRange>(this.dataSource, sql.RANGES, [now, ROWS_LISTED, RANGE_SIZE]);
      if (ranges.length === 0)
        return total ?? ((await this.dataSource.transaction(asWorker(0))) ? none() : null);
      const before = total === null ? 0 : done(total);
      while (ranges.length > 0) {
        const busy = await this.othersAreBusy();
        if (this.stopped) return total;
        const begun = performance.now();
        const few = ranges.splice(0, busy ? 1 : WORKERS * IN_A_ROW).values();
        const workers = Array.from({ length: busy ? 1 : WORKERS }, (_, worker) =>
          this.renewRanges(now, few, worker),
        );
        // If one worker fails, the other one still goes on.
        await Promise.allSettled(workers);
        const progress = (await Promise.all(workers)).filter((counts) => counts !== null);
        if (progress.length === 0) return total;
        total ??= none();
        for (const counts of progress) add(total, counts);
        if (busy && ranges.length > 0) await this.rest(performance.now() - begun);
      }
      // Others hold the rows that are still due. The next run looks again.
      if (total === null || done(total) === before) return total ?? none();
    }
  }

  /** Whether another session of our role uses this database, or did a moment ago. */
  private async othersAreBusy(): Promise<boolean> {
    // Our own sessions have been idle for that long at this moment.
    await pause(LISTEN_MS + 1);
    const [others] = await query<{ busy: boolean }>(this.dataSource, sql.OTHERS, [LISTEN_MS]);
    return others?.busy === true;
  }

  /** Rests while holding the lock of the first worker, so that no other run begins. Ends when the server stops. */
  private async rest(worked: number): Promise<void> {
    const ms = Math.min(REST * worked, LONGEST_REST_MS);
    await this.dataSource.transaction(async (manager) => {
      if (!(await asWorker(0)(manager))) return;
      await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    });
  }

  /**
   * Works through the ranges, which all workers share. Answers null when another run holds the lock of this worker. The range at
   * which it noticed that is still due, and will be in a later list.
   */
  private async renewRanges(
    now: Date,
    ranges: IterableIterator<KeyRange>,
    worker: number,
  ): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (const { until, after, upTo } of ranges) {
      const of = { renew: sql.RENEW_ALL, due: sql.DUE_ALL, more: [until, after, upTo] };
      const counts = await this.drain(now, of, asWorker(worker));
      if (counts === null) return total;
      add((total ??= none()), counts);
      if (this.stopped) return total;
    }
    return total;
  }

  private async drain(
    now: Date,
    { renew, due, more }: { renew: sql.RenewalStatement; due: Statement; more: unknown[] },
    takeLock: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts | null> {
    const total = none();
    const values = [now, CHUNK, ...more];
    for (let first = true; ; first = false) {
      const progress = await this.chunk(renew, values, takeLock).catch((error: unknown) => {
        if (isOutage(error) && !isHeldUp(error)) throw error;
        this.logger.warn(`A chunk of renewals failed and is retried row by row: ${String(error)}`);
        return this.rowByRow(due, values);
      });
      if (progress === null) return first ? null : total;
      add(total, progress);
      if (this.stopped || (progress.left === 0 && progress.due < CHUNK)) return total;
    }
  }

  private chunk(
    renew: sql.RenewalStatement,
    values: unknown[],
    takeLock: (manager: EntityManager) => Promise<boolean>,
  ) {
    return this.dataSource.transaction(async (manager) => {
      await query(manager, sql.SET_CHUNK);
      if (!(await takeLock(manager))) return null;
      await this.renewals.lockCyclesShared(manager);
      return this.renewChunk(manager, renew, values);
    });
  }

  /**
   * Renews each due subscription once, and those that are late by several cycles again, while all of them fit into the chunk. So
   * an edit of the plan comes before all renewals of a late subscription, or after them.
   */
  private async renewChunk(
    manager: EntityManager,
    renew: sql.RenewalStatement,
    values: unknown[],
  ): Promise<Progress> {
    const total = await this.renewals.renewOnce(manager, renew, values);
    for (let step = 1; step < MOST_STEPS && total.left > 0 && total.due < CHUNK; step += 1) {
      if (this.stopped || total.renewed + total.switched + total.ended + total.left > CHUNK) break;
      const next = await this.renewals.renewOnce(manager, renew, values);
      add(total, next);
      total.due = next.due;
      total.left = next.left;
    }
    return total;
  }

  /**
   * Finds the rows that made their chunk fail, renews all others, and sets the failing ones aside with their error. Rows that
   * others hold stay as they are, for the next run.
   */
  private async rowByRow(due: Statement, values: unknown[]): Promise<Progress> {
    const total: Progress = { due: 0, left: 0, ...none() };
    const [now] = values;
    type Due = { businessId: string; id: string; version: number };
    let heldInARow = 0;
    for (const { businessId, id, version } of await query<Due>(this.dataSource, due, values)) {
      if (this.stopped || heldInARow === HELD_IN_A_ROW) break;
      try {
        add(total, await this.renewals.renewDue(businessId, now as Date));
        total.due += 1;
        total.left += 1;
        heldInARow = 0;
      } catch (error) {
        if (isHeldUp(error)) {
          heldInARow += 1;
          continue;
        }
        if (isOutage(error)) throw error;
        const failed = [now, businessId, id, (error as Error).message, version];
        total.setAside += await execute(this.dataSource, sql.SET_ASIDE, failed);
      }
    }
    return total;
  }
}

/** Takes the lock of a worker. False when another transaction has it, on any server. */
const asWorker = (worker: number) => async (manager: EntityManager) => {
  const [lock] = await query<{ got: boolean }>(manager, sql.TRY_LOCK_WORKER, [worker]);
  return lock?.got === true;
};

const none = (): RunCounts => ({ renewed: 0, switched: 0, ended: 0, setAside: 0 });

const done = ({ renewed, switched, ended, setAside }: RunCounts): number =>
  renewed + switched + ended + setAside;

function add(total: RunCounts, { renewed, switched, ended, setAside }: RunCounts): void {
  total.renewed += renewed;
  total.switched += switched;
  total.ended += ended;
  total.setAside += setAside;
}
