import { Injectable } from '@nestjs/common';
import { ClockGuardService } from '../../common/clock-guard.service.js';
import { Clock } from '../../common/clock.js';
import { Scheduled } from '../../common/scheduled.js';
import { UsageMonthsService } from '../usage/usage-months.service.js';
import { DailyStatsService } from './daily-stats.service.js';

/** Triggers the daily figures on every server, unless the clock is wrong. The data say which days have to be closed. */
@Injectable()
export class StatsScheduler {
  constructor(
    private readonly stats: DailyStatsService,
    private readonly months: UsageMonthsService,
    private readonly guard: ClockGuardService,
    private readonly clock: Clock,
  ) {}

  @Scheduled('30 */10 * * * *', 'daily stats')
  async tick(): Promise<void> {
    if (!this.guard.isWrong) await this.stats.run(this.clock.now());
  }

  @Scheduled('45 */10 * * * *', 'usage months')
  async countMonths(): Promise<void> {
    if (!this.guard.isWrong) await this.months.run(this.clock.now());
  }
}
