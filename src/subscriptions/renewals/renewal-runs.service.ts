import type { KeyRange } from './renewals.rows.js';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { newId } from '../../common/ids.js';
import { execute, type Executor, isDistributed, one, query } from '../../database/sql.js';
import * as forecast from '../cycles/forecast.sql.js';
import { dueInRange, dueOnClock, RenewalChunksService } from './renewal-chunks.service.js';
import { OTHERS, TRY_LOCK_WORKER } from './renewal-locks.sql.js';
import { NOTE_RUN, RENEWED_ON_CLOCK } from './renewal-loop.sql.js';
import { RANGES } from './renewals.sql.js';
import { RECORD_RUN } from './run-history.sql.js';
import { add, done, none, type RunCounts } from './run-counts.js';

export type { RunCounts } from './run-counts.js';

/** Businesses per key range. Fewer than a chunk holds: a statement that is not full has seen all that its range has due. */
const RANGE_SIZE = 5_000;
/** Due rows that are split into key ranges at a time. They were due at about the same time. */
const ROWS_LISTED = 20 * RANGE_SIZE;
/** While nobody else uses the database: how many ranges are renewed at the same time, and how many before listening again. */
const WORKERS = 2;
const IN_A_ROW = 5;
/** How long a run listens whether somebody does. */
const LISTEN_MS = 10;
/** While somebody does, a run rests after each range: so many times as long as it took, and no longer than this. */
const REST = 4;
const LONGEST_REST_MS = 900;
/** No bound on how many renewals a forecast counts. */
const ALL = 1_000_000_000;
/** Subscriptions that a dry run on a distributed database reads at a time: about 700 kB. */
const STARTS_READ = 2_000;
const FIRST = {
  dueAt: '-infinity',
  businessId: '00000000-0000-0000-0000-000000000000',
  id: '00000000-0000-0000-0000-000000000000',
};

/**
 * Paces the runs that renew all that is due, for the loop and for test clocks. `RenewalChunksService` does the work.
 *
 * No customer waits for a run, since a request about a late business rolls that business forward itself. So a run gives way:
 * alone in the database it renews two ranges at a time without a rest; beside others it renews one, and then rests.
 */
@Injectable()
export class RenewalRunsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly chunks: RenewalChunksService,
    private readonly guard: ClockGuardService,
  ) {}

  /**
   * Renews everything that is due at `now` until nothing is, the oldest hundred thousand first, and in each subscription
   * cycle after cycle. Null when another run is at it, here or on another server, or when this server stops; when
   * another one comes in between, that one goes on, and these are the counts until then.
   * A subscription that fails is set aside with its error and a later attempt, and holds up nobody.
   *
   * @throws DomainError `clock_wrong`
   */
  async run(now: Date): Promise<RunCounts | null> {
    if (this.stopped) return null;
    this.guard.refuseWhenWrong();
    const begun = performance.now();
    const counts = await this.renewAllRanges(now);
    if (counts === null) return null;
    await execute(this.dataSource, NOTE_RUN, { now });
    if (done(counts) > 0) {
      const ms = Math.round(performance.now() - begun);
      await execute(this.dataSource, RECORD_RUN, { id: newId(), now, ms, ...counts });
    }
    return counts;
  }

  /** Renews what is due on one test clock. `takeLock` takes the lock of the clock in each transaction. */
  async runClock(
    clockId: string,
    now: Date,
    takeLock: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts> {
    return (await this.chunks.drain(dueOnClock(now, clockId), takeLock)) ?? none();
  }

  /** What `run` would do, without doing it. */
  dryRun(now: Date): Promise<RunCounts> {
    const on = this.dataSource;
    return isDistributed(on) ? this.dryRunInPages(now) : one(on, forecast.FORECAST_ALL, { now, limit: ALL });
  }

  /** How many cycles the businesses of a test clock would begin or end until `to`; counted up to `most`. */
  async countAhead(manager: EntityManager, clockId: string, to: Date, most: number): Promise<number> {
    const counts = await this.forecastOfClock(manager, clockId, to, most);
    return counts.renewed + counts.switched + counts.ended;
  }

  /** Counts the renewals that the businesses of a test clock have ever had, by any server or request. */
  renewedOn(on: Executor, clockId: string): Promise<Omit<RunCounts, 'setAside'>> {
    return one(on, RENEWED_ON_CLOCK, { clockId });
  }

  /**
   * What a forecast of a distributed database begins with passes through this server, so it is read page by page. Pages have no
   * moment in common: what the loop renews meanwhile can be counted twice.
   */
  private async dryRunInPages(now: Date): Promise<RunCounts> {
    const total = none();
    for (let after: forecast.StartsPlace | null = FIRST; after !== null;) {
      const { starts, ...last } = await one(this.dataSource, forecast.STARTS_ALL, {
        now,
        limit: STARTS_READ,
        ...after,
      });
      add(total, await one(this.dataSource, forecast.FORECAST_FROM, { now, limit: ALL, starts }));
      after = last.dueAt === null ? null : (last as forecast.StartsPlace);
    }
    return total;
  }

  private async forecastOfClock(
    on: Executor,
    clockId: string,
    now: Date,
    limit: number,
  ): Promise<forecast.ForecastRow> {
    if (!isDistributed(on)) return one(on, forecast.FORECAST_CLOCK, { now, limit, clockId });
    const { starts } = await one(on, forecast.STARTS_CLOCK, { now, limit, clockId });
    return one(on, forecast.FORECAST_FROM, { now, limit, starts });
  }

  /** Lets a run that is under way end after its present chunk, and none begin. */
  stop(): void {
    this.chunks.stop();
  }

  private get stopped(): boolean {
    return this.chunks.stopping.aborted;
  }

  /** Renews range by range until nothing is due. The rows of a chunk lie close together that way. */
  private async renewAllRanges(now: Date): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (;;) {
      const ranges = await query(this.dataSource, RANGES, { now, limit: ROWS_LISTED, size: RANGE_SIZE });
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
        // A worker that fails is no reason to leave the other one alone.
        await Promise.allSettled(workers);
        const progress = (await Promise.all(workers)).filter((counts) => counts !== null);
        if (progress.length === 0) return total;
        total ??= none();
        for (const counts of progress) add(total, counts);
        if (busy && ranges.length > 0) await this.rest(performance.now() - begun);
      }
      // What is due still is held by others. The next run looks again.
      if (total === null || done(total) === before) return total ?? none();
    }
  }

  /** Whether any other session of our role in this database is at work, or was a moment ago. */
  private async othersAreBusy(): Promise<boolean> {
    // Our own sessions have been silent that long when we ask.
    await pause(LISTEN_MS + 1);
    const others = await one(this.dataSource, OTHERS, { listenMs: LISTEN_MS });
    return others.busy;
  }

  /** Rests and holds the first worker's lock, so that no other run begins meanwhile. Ends when the server stops. */
  private async rest(worked: number): Promise<void> {
    const ms = Math.min(REST * worked, LONGEST_REST_MS);
    await this.dataSource.transaction(async (manager) => {
      if (!(await asWorker(0)(manager))) return;
      await pause(ms, undefined, { signal: this.chunks.stopping }).catch(() => undefined);
    });
  }

  /**
   * Takes ranges that all workers share, one after the other. Null when another run holds this worker's lock; the range
   * that found it so is still due, and in a later list.
   */
  private async renewRanges(
    now: Date,
    ranges: IterableIterator<KeyRange>,
    worker: number,
  ): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (const range of ranges) {
      const counts = await this.chunks.drain(dueInRange(now, range), asWorker(worker));
      if (counts === null) return total;
      add((total ??= none()), counts);
      if (this.stopped) return total;
    }
    return total;
  }
}

/** Takes the lock of a worker; false when another transaction has it, on any server. */
const asWorker = (worker: number) => async (manager: EntityManager) => {
  const lock = await one(manager, TRY_LOCK_WORKER, { worker });
  return lock.got;
};
