import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { DailyStatsService } from './daily-stats.service.js';
import { DailyStatsQuery } from './stats.dto.js';
import { StatsService } from './stats.service.js';
import { DailyStatView, StatsView } from './stats.view.js';

/** Shows figures of the whole installation, for operators. Businesses on test clocks are never counted. */
@Controller('v1/admin/stats')
@Chapter('Operator: figures')
@AllowOperators()
export class StatsController {
  constructor(
    private readonly stats: StatsService,
    private readonly daily: DailyStatsService,
  ) {}

  @Get()
  @Operation({
    id: 'getStats',
    summary: 'Count businesses and subscriptions, and compute the monthly income',
    description:
      'Businesses on test clocks do not count. A year counts as 12 months, a week as 84/365 of a month, and a day as 12/365 of a month.',
    answers: StatsView,
  })
  show(@Now() now: Date): Promise<StatsView> {
    return this.stats.show(now);
  }

  @Get('daily')
  @Operation({
    id: 'listDailyStats',
    summary: 'List a figure day by day, the newest day first',
    description:
      'A day on which no server ran has no `live` and no `monthlyAmount`, because these cannot be counted afterwards. Its other figures are counted from the data.',
    answers: DailyStatView,
    list: true,
    query: { metric: 'signups' },
  })
  list(@Query() query: DailyStatsQuery, @Now() now: Date): Promise<Page<DailyStatView>> {
    return this.daily.list(query, now);
  }
}
