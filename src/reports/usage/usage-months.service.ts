import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BELOW_ALL_IDS } from '../../common/paging.js';
import { DAY_MS, utcDay } from '../../common/clock.js';
import { execute, maybeOne, one, query } from '../../database/sql.js';
import { RetentionService } from '../../retention/index.js';
import { TRY_LOCK } from '../stats/daily-stats.sql.js';
import * as sql from './usage-months.sql.js';

/** Kept for so long that a month can be compared with the same month of the previous year. */
const KEPT_DAYS = 25 * 31;
/** The most days that one run counts. The next run goes on. */
const MOST_DAYS = 62;
const SPAN = 5_000;

type Step = 'more' | 'counted' | 'elsewhere';

/** Adds up the usage of each business in a month, day by day, once a day is closed. */
@Injectable()
export class UsageMonthsService implements OnModuleInit, OnApplicationShutdown {
  private stopped = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly retention: RetentionService,
  ) {}

  onModuleInit(): void {
    this.retention.declare({ purge: sql.PURGE_MONTHS, keptForMs: KEPT_DAYS * DAY_MS });
  }

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  /**
   * Counts the closed days that are not counted at `now`. Many servers may run this at once: each use is counted once, because
   * the usage of a span of businesses and the place of the last of them are written in one transaction. A run that stops is
   * continued from that place. `span` is how many rows of usage a transaction reads.
   */
  async run(now: Date, span = SPAN): Promise<void> {
    const today = utcDay(now);
    const days = await query(this.dataSource, sql.DAYS_TO_COUNT, { today, limit: MOST_DAYS });
    for (const { day } of days)
      for (let step: Step = 'more'; step !== 'counted';) {
        if (this.stopped) return;
        step = await this.dataSource.transaction((manager) => this.countSpan(manager, day, span, now));
        if (step === 'elsewhere') return;
      }
  }

  /** Counts a span of a day. `elsewhere` means that another server is counting. */
  private async countSpan(manager: EntityManager, day: string, limit: number, now: Date): Promise<Step> {
    if (!(await one(manager, TRY_LOCK)).taken) return 'elsewhere';
    const place = await maybeOne(manager, sql.FIND_PLACE, { day });
    if (place === undefined) return 'counted';
    const rows = await query(manager, sql.USED_IN_SPAN, { day, after: place.after ?? BELOW_ALL_IDS, limit });
    const used = rows.filter((row) => row.used > 0);
    await execute(manager, sql.ADD_TO_MONTHS, {
      day,
      businessIds: used.map(({ businessId }) => businessId),
      features: used.map(({ feature }) => feature),
      used: used.map((row) => row.used),
    });
    const last = rows[0]?.last;
    if (last !== undefined) await execute(manager, sql.STORE_PLACE, { day, last });
    else await execute(manager, sql.STORE_COUNTED, { day, now });
    return last === undefined ? 'counted' : 'more';
  }
}
