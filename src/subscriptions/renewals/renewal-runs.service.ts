import { BELOW_ALL_IDS } from '../../common/paging.js';
import type { KeyRange } from './renewals.rows.js';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { newId } from '../../common/ids.js';
import { execute, type Executor, isDistributed, one, query } from '../../database/sql.js';
import * as forecast from '../cycles/forecast.sql.js';
import { dueInRange, dueOnClock, RenewalChunksService } from './renewal-chunks.service.js';
import { PostponedLapsesService } from './postponed-lapses.service.js';
import { OTHERS, TRY_LOCK_WORKER } from './renewal-locks.sql.js';
import { NOTE_RUN, RENEWED_ON_CLOCK } from './renewal-loop.sql.js';
import { RANGES } from './renewals.sql.js';
import { RECORD_RUN } from './run-history.sql.js';
import { addCounts, noRenewals, sumOf, type RunCounts } from './run-counts.js';

export type { RunCounts } from './run-counts.js';

/** The size of the parts into which a run splits what is due. Tests of many parts make them smaller. */
export const PACE = {
  /**
   * Businesses in a key range. A range is smaller than a chunk, so a statement that is not full has read all due rows of its
   * range.
   */
  rangeSize: 5_000,
};
/** How many key ranges are listed at a time. Their rows were due at about the same time. */
const RANGES_LISTED = 20;
/** How many ranges are renewed at the same time while nobody else uses the database. */
const WORKERS = 2;
/** How many ranges each worker then renews before the run looks again whether others use the database. */
const IN_A_ROW = 5;
/** Milliseconds of the past in which a run looks for work of others in the database. */
const LISTEN_MS = 10;
/** While somebody else uses the database, a run rests after each range for this many times the time that the range took. */
const REST = 4;
/** The longest rest in milliseconds. */
const LONGEST_REST_MS = 900;
/** No bound on how many renewals a forecast counts. */
const ALL = 1_000_000_000;
/** How many subscriptions a dry run on a distributed database reads at a time: about 700 kB. */
const STARTS_READ = 2_000;
const FIRST = {
  dueAt: '-infinity',
  businessId: BELOW_ALL_IDS,
  id: BELOW_ALL_IDS,
};

/**
 * Paces the runs that renew all due subscriptions, for the loop and for test clocks. `RenewalChunksService` does the work.
 *
 * No customer waits for a run, because a request about a late business rolls that business forward itself. So a run gives way to
 * others: while nobody else uses the database it renews two ranges at a time without a rest; otherwise it renews one range, and
 * then rests.
 */
@Injectable()
export class RenewalRunsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly chunks: RenewalChunksService,
    private readonly guard: ClockGuardService,
    private readonly lapses: PostponedLapsesService,
  ) {}

  /**
   * Renews everything that is due at `now`. It takes the hundred thousand subscriptions that are due the longest, then the next
   * ones, and renews each subscription cycle by cycle. A subscription that fails is set aside with its error until a later
   * attempt, and does not delay the others.
   *
   * Returns null if another run is under way, here or on another server, or if this server stops. If another run takes over
   * midway, the answer counts what this run did until then.
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
    if (sumOf(counts) > 0) {
      const ms = Math.round(performance.now() - begun);
      await execute(this.dataSource, RECORD_RUN, { id: newId(), now, ms, ...counts });
    }
    return counts;
  }

  /** Renews the due subscriptions of a test clock. `takeLock` takes the lock of the clock in each transaction. */
  async runClock(
    clockId: string,
    now: Date,
    takeLock: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts> {
    return (await this.chunks.drain(dueOnClock(now, clockId), takeLock)) ?? noRenewals();
  }

  /** Forecasts what `run` would do, and writes nothing. A subscription whose lapse `run` would postpone is left out. */
  async dryRun(now: Date): Promise<RunCounts> {
    const on = this.dataSource;
    const rule = await this.lapses.rule(on, now);
    return isDistributed(on)
      ? this.dryRunInPages(now, rule)
      : one(on, forecast.FORECAST_ALL, { now, limit: ALL, ...rule });
  }

  /** Counts how many cycles the businesses of a test clock would begin or end until `to`, up to `most`. */
  async countAhead(manager: EntityManager, clockId: string, to: Date, most: number): Promise<number> {
    const counts = await this.forecastOfClock(manager, clockId, to, most);
    return counts.renewed + counts.switched + counts.ended;
  }

  /** Counts the renewals that the businesses of a test clock have ever had, by any server or request. */
  renewedOn(on: Executor, clockId: string): Promise<Omit<RunCounts, 'setAside'>> {
    return one(on, RENEWED_ON_CLOCK, { clockId });
  }

  /** Ends the run under way after its present chunk, and lets none begin. */
  stop(): void {
    this.chunks.stop();
  }

  /**
   * Forecasts page by page on a distributed database, because the subscriptions with which a forecast begins pass through this
   * server. Each page is read at a different moment, so a renewal that the loop does meanwhile can be counted twice.
   */
  private async dryRunInPages(now: Date, rule: forecast.PostponingParams): Promise<RunCounts> {
    const total = noRenewals();
    for (let after: forecast.StartsPlace | null = FIRST; after !== null;) {
      const { starts, ...last } = await one(this.dataSource, forecast.STARTS_ALL, {
        now,
        limit: STARTS_READ,
        ...rule,
        ...after,
      });
      addCounts(total, await one(this.dataSource, forecast.FORECAST_FROM, { now, limit: ALL, starts }));
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

  private get stopped(): boolean {
    return this.chunks.stopping.aborted;
  }

  /**
   * Renews range by range until nothing is due. So the rows of a chunk lie close together in the indexes. Null if another run is
   * under way.
   */
  private async renewAllRanges(now: Date): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (;;) {
      const size = PACE.rangeSize;
      const ranges = await query(this.dataSource, RANGES, { now, limit: RANGES_LISTED * size, size });
      if (ranges.length === 0)
        return total ?? ((await this.dataSource.transaction(asWorker(0))) ? noRenewals() : null);
      const before = total === null ? 0 : sumOf(total);
      while (ranges.length > 0) {
        const busy = await this.othersAreBusy();
        if (this.stopped) return total;
        const begun = performance.now();
        const few = ranges.splice(0, busy ? 1 : WORKERS * IN_A_ROW).values();
        const workers = Array.from({ length: busy ? 1 : WORKERS }, (_, worker) =>
          this.renewRanges(now, few, worker),
        );
        // Waits for both workers, even if one of them fails.
        await Promise.allSettled(workers);
        const progress = (await Promise.all(workers)).filter((counts) => counts !== null);
        if (progress.length === 0) return total;
        total ??= noRenewals();
        for (const counts of progress) addCounts(total, counts);
        if (busy && ranges.length > 0) await this.rest(performance.now() - begun);
      }
      // Others lock what is still due. The next run tries again.
      if (total === null || sumOf(total) === before) return total ?? noRenewals();
    }
  }

  /** Whether another session of this role works in this database, or did a moment ago. */
  private async othersAreBusy(): Promise<boolean> {
    // After this pause, this run's own sessions have been idle for longer than `listenMs`.
    await pause(LISTEN_MS + 1);
    const others = await one(this.dataSource, OTHERS, { listenMs: LISTEN_MS });
    return others.busy;
  }

  /**
   * Rests while it holds the lock of the first worker, so that no other run begins meanwhile. The rest ends when the server
   * stops.
   */
  private async rest(worked: number): Promise<void> {
    const ms = Math.min(REST * worked, LONGEST_REST_MS);
    await this.dataSource.transaction(async (manager) => {
      if (!(await asWorker(0)(manager))) return;
      await pause(ms, undefined, { signal: this.chunks.stopping }).catch(() => undefined);
    });
  }

  /**
   * Renews ranges, one after the other, from an iterator that all workers share. Null if another run holds the lock of this
   * worker before the first range. A range that could not be renewed is still due, and a later list contains it again.
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
      addCounts((total ??= noRenewals()), counts);
      if (this.stopped) return total;
    }
    return total;
  }
}

/** Takes the lock of a worker. False if another transaction has it, on any server. */
const asWorker = (worker: number) => async (manager: EntityManager) => {
  const lock = await one(manager, TRY_LOCK_WORKER, { worker });
  return lock.got;
};
