import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { DAY_MS, utcDay } from '../../common/clock.js';
import { ValidationFailed } from '../../common/domain-error.js';
import { BELOW_ALL_IDS, type Page, wholeList } from '../../common/paging.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { RetentionService } from '../../retention/index.js';
import * as sql from './daily-stats.sql.js';
import { PLAN_FIGURES, STATE_FIGURES } from './figures.js';
import type { DailyStatsQuery } from './stats.dto.js';
import type { DailyStatView } from './stats.view.js';

const KEPT_DAYS = 3 * 366;
/** How many days a page shows if no first day is given. */
const USUAL_DAYS = 90;
/** The most days of a page. */
const MOST_DAYS = 400;
/**
 * How often the state of the present day is read. The last one is at most an hour older than the end of the day, although servers
 * look every ten minutes only.
 */
const STATE_EVERY_MS = 45 * 60 * 1000;
/** How many rows of usage one statement reads. */
const SPAN = 5_000;

/** PostgreSQL has no year 0. */
const FIRST_DAY = '0001-01-01';

/** Stores and lists figures of each day: what happened on it, and the state at its end. */
@Injectable()
export class DailyStatsService implements OnModuleInit, OnApplicationShutdown {
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: RetentionService,
  ) {}

  onModuleInit(): void {
    this.retention.declare({ purge: sql.PURGE_DAYS, keptForMs: KEPT_DAYS * DAY_MS });
  }

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  /**
   * Reads the state of the present day, and closes every day that is over at `now` and not closed yet. Many servers may run this
   * at once: a day is closed once, because its figures are written in the transaction that closes it. A day on which no server
   * ran gets the figures that can be counted from the data.
   */
  async run(now: Date): Promise<void> {
    const today = utcDay(now);
    // This comes first, so that a day which cannot be closed does not prevent it.
    await this.dataSource.transaction((manager) => this.readState(manager, today, now));
    const days = await query(this.dataSource, sql.DAYS_TO_CLOSE, { today, limit: MOST_DAYS });
    for (const { day } of days) {
      if (this.stopped) return;
      if (!(await this.dataSource.transaction((manager) => this.close(manager, day, now)))) return;
    }
  }

  /**
   * Lists a figure day by day. @throws ValidationFailed when the days are in the wrong order, or too many, and for a filter that
   * the metric does not have.
   */
  async list(
    { metric, planCode, feature, from, to }: DailyStatsQuery,
    now: Date,
  ): Promise<Page<DailyStatView>> {
    const last = to ?? utcDay(now);
    const usual = utcDay(daysBefore(last, USUAL_DAYS - 1));
    const first = from ?? (usual < FIRST_DAY ? FIRST_DAY : usual);
    if (first > last) throw refused('from', 'must not be after to');
    if (first <= utcDay(daysBefore(last, MOST_DAYS)))
      throw refused('from', `must be less than ${MOST_DAYS} days before to`);
    if (planCode !== undefined && !PLAN_FIGURES.includes(metric))
      throw refused('planCode', `is not a filter of ${metric}`);
    if (feature !== undefined && metric !== 'used') throw refused('feature', `is not a filter of ${metric}`);
    const asked = { metric, planCode: planCode ?? null, feature: feature ?? null, first, last };
    return wholeList(await query(this.dataSource, sql.LIST_DAYS, asked));
  }

  /** Closes a day. False if another server is closing days. */
  private async close(manager: EntityManager, day: string, now: Date): Promise<boolean> {
    if (!(await one(manager, sql.TRY_LOCK)).taken) return false;
    if ((await maybeOne(manager, sql.CLOSE_DAY, { day, now })) === undefined) return true;
    await execute(manager, sql.STORE_FLOWS, { day });
    for (const [feature, used] of await this.used(manager, day))
      await execute(manager, sql.STORE_USED, { day, feature, used: Math.min(used, Number.MAX_SAFE_INTEGER) });
    return true;
  }

  /** Adds up the units of each feature on a day, span by span, so that no statement reads the usage of all businesses. */
  private async used(manager: EntityManager, day: string): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    for (let after = BELOW_ALL_IDS; ;) {
      const rows = await query(manager, sql.USED_IN_SPAN, { day, after, limit: SPAN });
      const [first] = rows;
      if (first === undefined) return sums;
      for (const { feature, used } of rows) sums.set(feature, (sums.get(feature) ?? 0) + used);
      after = first.last;
    }
  }

  private async readState(manager: EntityManager, day: string, now: Date): Promise<void> {
    const before = new Date(now.getTime() - STATE_EVERY_MS);
    if (!(await one(manager, sql.TRY_LOCK)).taken) return;
    if ((await maybeOne(manager, sql.READ_STATE, { day, now, before })) === undefined) return;
    await execute(manager, sql.CLEAR_FIGURES, { day, metrics: STATE_FIGURES });
    await execute(manager, sql.STORE_STATE, { day });
  }
}

const daysBefore = (day: string, days: number): Date =>
  new Date(new Date(`${day}T00:00:00.000Z`).getTime() - days * DAY_MS);

const refused = (field: string, message: string) => new ValidationFailed([{ field, message }]);
