import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { Refusal } from '../common/refusal.js';
import { isOutage } from '../database/outage.js';
import { execute, type Executor, query, type Statement } from '../database/sql.js';
import { BEGIN, END, MOVE, REOPEN } from './cycles.sql.js';
import * as forecast from './forecast.sql.js';
import * as sql from './renewals.sql.js';
import type { Turned } from './renewals.sql.js';
import type { EndReason, Version } from './subscription.view.js';

/** What a run did: cycles opened by renewal and by a change of plan, subscriptions ended, and those set aside. */
export type RunCounts = Omit<Turned, 'due'>;

/** Rows per transaction: small enough to hold locks for a tenth of a second, large enough that the commit is cheap. */
const CHUNK = 5_000;
/** Rows that are parted among chunks at a time: by their key, while they were due at about the same time. */
const SHARED_OUT = 20 * CHUNK;
/** Turns of one subscription in one transaction. */
const MOST_PASSES = 200;

/**
 * Opens cycles; nobody else does. The loop, late requests, advancing test clocks and changes of plan all come here.
 *
 * A subscription turns exactly once per cycle however many servers run and whenever one dies: the writing statement
 * compares the subscription's version, and each statement is a transaction of its own, so nothing is ever half done
 * or marked as under way.
 */
@Injectable()
export class RenewalsService {
  private readonly logger = new Logger(RenewalsService.name);
  private stopping = false;

  constructor(private readonly dataSource: DataSource) {}

  /**
   * Before anything that opens or moves a cycle, and before its locks: an edit of running cycles waits for those that
   * share, and those that come later see what it wrote. What a statement reads of a plan is never older than the edit.
   */
  async shareCycles(manager: EntityManager): Promise<void> {
    await query(manager, sql.SHARE_CYCLES);
  }

  /** Begins a subscription at `now` and answers its id. With `trial`, its first cycle is the plan's trial. */
  async begin(manager: EntityManager, start: Opening & { testClockId: string | null }): Promise<string> {
    const id = newId();
    await this.shareCycles(manager);
    await execute(manager, BEGIN, [
      start.businessId,
      id,
      start.at,
      start.planCode,
      start.trial,
      start.testClockId,
    ]);
    return id;
  }

  /** Closes the running cycle at `at` and opens the next there. False when the subscription has changed since it was read. */
  async reopen(
    manager: EntityManager,
    { businessId, id, version }: Version,
    { at, planCode, trial }: Omit<Opening, 'businessId'>,
  ): Promise<boolean> {
    return (await execute(manager, REOPEN, [businessId, id, at, planCode, trial, version])) > 0;
  }

  /** Puts the running cycle on another plan of the same interval; its boundaries and usage stay. */
  async move(manager: EntityManager, { businessId, id, version }: Version, planCode: string) {
    return (await execute(manager, MOVE, [businessId, id, planCode, version])) > 0;
  }

  /** Ends a subscription at `at` and cuts its running cycle short there. False when it has changed since it was read. */
  async end(manager: EntityManager, { businessId, id, version }: Version, at: Date, reason: EndReason) {
    return (await execute(manager, END, [businessId, id, at, version, reason])) > 0;
  }

  /**
   * Rolls the business's subscription forward until its cycle is the one that `now` is in; does nothing when it is.
   *
   * @throws Refusal `renewal_failed` when a step does not fit or the database refuses it; the last good state stays.
   */
  async rollForward(on: Executor, businessId: string, now: Date): Promise<void> {
    const [overdue] = await query(on, sql.IS_OVERDUE, [now, businessId]);
    if (overdue === undefined) return;
    const rolled = await this.inOnePiece(on, (manager) => rollAll(manager, businessId, now)).catch(
      (error: unknown) => {
        if (isOutage(error)) throw error;
        this.logger.error(`Business ${businessId} could not be rolled forward: ${String(error)}`);
        throw renewalFailed();
      },
    );
    if (!rolled) throw renewalFailed();
  }

  /**
   * Turns everything that is due at `now` until nothing is, the oldest hundred thousand first, and in each subscription
   * cycle after cycle. Null when another server is at it.
   * A subscription that fails is set aside with its error and a later attempt, and holds up nobody.
   */
  async run(now: Date): Promise<RunCounts | null> {
    if (this.stopping) return null;
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

  /** Lets a run that is under way end after its present chunk, and none begin. */
  stop(): void {
    this.stopping = true;
  }

  /** Share by share, so that each chunk's rows lie close together, until nothing is due. */
  private async sweepShares(now: Date): Promise<RunCounts | null> {
    const total = none();
    const enter = async (manager: EntityManager) => {
      const [lock] = await query<{ got: boolean }>(manager, sql.TRY_SWEEP);
      return lock?.got === true;
    };
    for (let first = true; ;) {
      const shares = await query<sql.Share>(this.dataSource, sql.SHARES, [now, SHARED_OUT, CHUNK]);
      if (shares.length === 0) return first && !(await this.dataSource.transaction(enter)) ? null : total;
      for (const { until, after, upTo } of shares) {
        const of = { turn: sql.TURN_ALL, due: sql.DUE_ALL, more: [until, after, upTo] };
        const counts = await this.sweep(now, of, enter);
        if (counts === null) return first ? null : total;
        add(total, counts);
        if (this.stopping) return total;
        first = false;
      }
    }
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
        this.logger.warn(`A chunk of renewals failed and is retried row by row: ${String(error)}`);
        return this.rowByRow(due, values);
      });
      if (turned === null) return first ? null : total;
      add(total, turned);
      if (turned.due === 0 || this.stopping) return total;
    }
  }

  /** In the caller's transaction (which locks the cycles, see `CurrentSubscription`) or in one that is made here. */
  private inOnePiece<T>(on: Executor, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (!(on instanceof DataSource)) return work(on);
    return on.transaction(async (manager) => {
      await this.shareCycles(manager);
      return work(manager);
    });
  }

  private chunk(turn: Statement, values: unknown[], enter: (manager: EntityManager) => Promise<boolean>) {
    return this.dataSource.transaction(async (manager) => {
      if (!(await enter(manager))) return null;
      await this.shareCycles(manager);
      await query(manager, sql.IN_ORDER);
      return this.turnChunk(manager, turn, values);
    });
  }

  /**
   * One turn of each that is due, and further turns of those that are late by several while they all fit in the chunk:
   * so an edit of the plan comes before all the turns of a late subscription, or after them.
   */
  private async turnChunk(manager: EntityManager, turn: Statement, values: unknown[]): Promise<Turned> {
    const total = await turnOnce(manager, turn, values);
    for (let pass = 1; pass < MOST_PASSES && total.due > 0 && total.due < CHUNK; pass += 1) {
      if (this.stopping || total.renewed + total.switched + total.ended >= CHUNK) break;
      const next = await turnOnce(manager, turn, values);
      add(total, next);
      total.due = next.due;
    }
    return total;
  }

  /** Finds the rows that made their chunk fail, turns all others, and sets the failing ones aside with their error. */
  private async rowByRow(due: Statement, values: unknown[]): Promise<Turned> {
    const total: Turned = { due: 0, ...none() };
    const [now] = values;
    type Due = { businessId: string; id: string; version: number };
    for (const { businessId, id, version } of await query<Due>(this.dataSource, due, values)) {
      total.due += 1;
      try {
        const turn = (manager: EntityManager) => turnOnce(manager, sql.TURN_BUSINESS, [now, businessId]);
        add(total, await this.inOnePiece(this.dataSource, turn));
      } catch (error) {
        const failed = [now, businessId, id, (error as Error).message, version];
        total.setAside += await execute(this.dataSource, sql.SET_ASIDE, failed);
      }
    }
    return total;
  }
}

/** Where a cycle is opened: for whom, at which instant, on which plan, and whether as its trial. */
export interface Opening {
  businessId: string;
  at: Date;
  planCode: string;
  trial: boolean;
}

/** False when a step does not fit: what could be turned is, the rest is set aside. */
async function rollAll(manager: EntityManager, businessId: string, now: Date): Promise<boolean> {
  for (;;) {
    const turned = await turnOnce(manager, sql.TURN_BUSINESS, [now, businessId]);
    if (turned.due === 0) return true;
    if (turned.setAside > 0) return false;
  }
}

async function turnOnce(on: Executor, turn: Statement, values: unknown[]): Promise<Turned> {
  const [turned] = await query<Turned>(on, turn, values);
  return turned as Turned;
}

const renewalFailed = () =>
  new Refusal('renewal_failed', 'The subscription could not be renewed. Ask again.');

const none = (): RunCounts => ({ renewed: 0, switched: 0, ended: 0, setAside: 0 });

function add(total: RunCounts, { renewed, switched, ended, setAside }: RunCounts): void {
  total.renewed += renewed;
  total.switched += switched;
  total.ended += ended;
  total.setAside += setAside;
}
