import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ClockGuard } from '../../common/clock-guard.service.js';
import { isHeldUp, isOutage } from '../../database/outage.js';
import { execute, type Executor, query, type Statement } from '../../database/sql.js';
import * as forecast from '../cycles/forecast.sql.js';
import { RenewalsService, turnOnce } from './renewals.service.js';
import * as sql from './renewals.sql.js';
import type { Turned } from './renewals.sql.js';

/** What a run did: cycles opened by renewal and by a change of plan, subscriptions ended, and those set aside. */
export type RunCounts = Omit<Turned, 'due' | 'left'>;

/** Turns per transaction: few enough to hold locks for some tenths of a second, many enough that the commit is cheap. */
const CHUNK = 6_000;
/** Businesses per share. Fewer than a chunk holds: a statement that is not full has seen all that its share has due. */
const SHARE = 5_000;
/** Rows that are parted into shares at a time: by their key, while they were due at about the same time. */
const SHARED_OUT = 20 * SHARE;
/** Subscriptions that others hold, one after the other: then something else is held, which every turn needs. */
const HELD_IN_A_ROW = 5;
/** Turns of one subscription in one transaction. */
const MOST_PASSES = 200;
/** While nobody else uses the database: shares that are turned at the same time, and in a row before listening again. */
const LANES = 2;
const IN_A_ROW = 5;
/** How long a run listens whether somebody does. */
const LISTEN_MS = 10;
/** While somebody does, a run rests after each share: so many times as long as it took, and no longer than this. */
const REST = 4;
const LONGEST_REST_MS = 900;

/**
 * Turns all that is due, for the loop and for test clocks, in chunks that are transactions of their own.
 *
 * No customer waits for a run, since whoever asks about a late business rolls it forward himself. So a run gives way: alone
 * in the database it turns two shares at a time without a rest, beside others one, and then rests.
 */
@Injectable()
export class RenewalRunsService {
  private readonly logger = new Logger(RenewalRunsService.name);
  private readonly stopping = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly renewals: RenewalsService,
    private readonly guard: ClockGuard,
  ) {}

  /**
   * Turns everything that is due at `now` until nothing is, the oldest hundred thousand first, and in each subscription
   * cycle after cycle. Null when another run is at it, here or on another server, or when this server stops; when
   * another one comes in between, that one goes on, and these are the counts until then.
   * A subscription that fails is set aside with its error and a later attempt, and holds up nobody.
   *
   * @throws Refusal `clock_wrong`
   */
  async run(now: Date): Promise<RunCounts | null> {
    if (this.stopped) return null;
    this.guard.refuseWhenWrong();
    const counts = await this.sweepShares(now);
    if (counts !== null) await execute(this.dataSource, sql.NOTE_RUN, [now]);
    return counts;
  }

  /** The same for the businesses of one test clock. `enter` takes the clock's lock in each transaction. */
  async runClock(
    clockId: string,
    now: Date,
    enter: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts> {
    const counts = await this.sweep(
      now,
      { turn: sql.TURN_CLOCK, due: sql.DUE_CLOCK, more: [clockId] },
      enter,
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

  /** How many turns the businesses of a test clock have ever made, by whichever server or request. */
  async turnedOn(on: Executor, clockId: string): Promise<Omit<RunCounts, 'setAside'>> {
    const [counts] = await query<RunCounts>(on, sql.TURNED_ON_CLOCK, [clockId]);
    return counts ?? none();
  }

  /** Lets a run that is under way end after its present chunk, and none begin. */
  stop(): void {
    this.stopping.abort();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Share by share, so that each chunk's rows lie close together, until nothing is due. */
  private async sweepShares(now: Date): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (;;) {
      const shares = await query<sql.Share>(this.dataSource, sql.SHARES, [now, SHARED_OUT, SHARE]);
      if (shares.length === 0)
        return total ?? ((await this.dataSource.transaction(inLane(0))) ? none() : null);
      const before = total === null ? 0 : done(total);
      while (shares.length > 0) {
        const busy = await this.othersAreBusy();
        if (this.stopped) return total;
        const begun = performance.now();
        const few = shares.splice(0, busy ? 1 : LANES * IN_A_ROW).values();
        const lanes = Array.from({ length: busy ? 1 : LANES }, (_, lane) => this.turnShares(now, few, lane));
        // A lane that fails is no reason to leave the other one alone.
        await Promise.allSettled(lanes);
        const turned = (await Promise.all(lanes)).filter((counts) => counts !== null);
        if (turned.length === 0) return total;
        total ??= none();
        for (const counts of turned) add(total, counts);
        if (busy && shares.length > 0) await this.rest(performance.now() - begun);
      }
      // What is due still is held by others. The next run looks again.
      if (total === null || done(total) === before) return total ?? none();
    }
  }

  /** Whether any other session of our role in this database is at work, or was a moment ago. */
  private async othersAreBusy(): Promise<boolean> {
    // Our own sessions have been silent that long when we ask.
    await pause(LISTEN_MS + 1);
    const [others] = await query<{ busy: boolean }>(this.dataSource, sql.OTHERS, [LISTEN_MS]);
    return others?.busy === true;
  }

  /** Within the lane, so that nobody takes the rest for the end of the run, and works in it. Ends when the server stops. */
  private async rest(worked: number): Promise<void> {
    const ms = Math.min(REST * worked, LONGEST_REST_MS);
    await this.dataSource.transaction(async (manager) => {
      if (!(await inLane(0)(manager))) return;
      await pause(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    });
  }

  /**
   * The lanes take from the same shares. Null when another run is in this lane already; the share that found it so is
   * still due, and in a later list.
   */
  private async turnShares(
    now: Date,
    shares: IterableIterator<sql.Share>,
    lane: number,
  ): Promise<RunCounts | null> {
    let total: RunCounts | null = null;
    for (const { until, after, upTo } of shares) {
      const of = { turn: sql.TURN_ALL, due: sql.DUE_ALL, more: [until, after, upTo] };
      const counts = await this.sweep(now, of, inLane(lane));
      if (counts === null) return total;
      add((total ??= none()), counts);
      if (this.stopped) return total;
    }
    return total;
  }

  private async sweep(
    now: Date,
    { turn, due, more }: { turn: Statement; due: Statement; more: unknown[] },
    enter: (manager: EntityManager) => Promise<boolean>,
  ): Promise<RunCounts | null> {
    const total = none();
    const values = [now, CHUNK, ...more];
    for (let first = true; ; first = false) {
      const turned = await this.chunk(turn, values, enter).catch((error: unknown) => {
        if (isOutage(error) && !isHeldUp(error)) throw error;
        this.logger.warn(`A chunk of renewals failed and is retried row by row: ${String(error)}`);
        return this.rowByRow(due, values);
      });
      if (turned === null) return first ? null : total;
      add(total, turned);
      if (this.stopped || (turned.left === 0 && turned.due < CHUNK)) return total;
    }
  }

  private chunk(turn: Statement, values: unknown[], enter: (manager: EntityManager) => Promise<boolean>) {
    return this.dataSource.transaction(async (manager) => {
      await query(manager, sql.SET_CHUNK);
      if (!(await enter(manager))) return null;
      await this.renewals.shareCycles(manager);
      return this.turnChunk(manager, turn, values);
    });
  }

  /**
   * One turn of each that is due, and further turns of those that are late by several while they all fit in the chunk:
   * so an edit of the plan comes before all the turns of a late subscription, or after them.
   */
  private async turnChunk(manager: EntityManager, turn: Statement, values: unknown[]): Promise<Turned> {
    const total = await turnOnce(manager, turn, values);
    for (let pass = 1; pass < MOST_PASSES && total.left > 0 && total.due < CHUNK; pass += 1) {
      if (this.stopped || total.renewed + total.switched + total.ended + total.left > CHUNK) break;
      const next = await turnOnce(manager, turn, values);
      add(total, next);
      total.due = next.due;
      total.left = next.left;
    }
    return total;
  }

  /**
   * Finds the rows that made their chunk fail, turns all others, and sets the failing ones aside with their error. Those
   * that somebody holds are left as they are, for the next run.
   */
  private async rowByRow(due: Statement, values: unknown[]): Promise<Turned> {
    const total: Turned = { due: 0, left: 0, ...none() };
    const [now] = values;
    type Due = { businessId: string; id: string; version: number };
    let heldInARow = 0;
    for (const { businessId, id, version } of await query<Due>(this.dataSource, due, values)) {
      if (this.stopped || heldInARow === HELD_IN_A_ROW) break;
      try {
        add(total, await this.renewals.turn(businessId, now as Date));
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

/** Whether this transaction is the only one in its lane, on any server. */
const inLane = (lane: number) => async (manager: EntityManager) => {
  const [lock] = await query<{ got: boolean }>(manager, sql.TRY_SWEEP, [lane]);
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
