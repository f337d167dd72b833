import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { UsageRankingQuery } from './usage-ranking.dto.js';
import { UsageRankingService } from './usage-ranking.service.js';
import { RankedBusinessView } from './usage-ranking.view.js';

/** Ranks businesses by their usage, for operators. */
@Controller('v1/admin/stats/usage')
@Chapter('Operator: figures')
@AllowOperators()
export class UsageRankingController {
  constructor(private readonly ranking: UsageRankingService) {}

  @Get()
  @Operation({
    id: 'rankBusinessesByUsage',
    summary: 'List businesses by their usage of a feature in a month, the highest first',
    description:
      'A day counts once it is over, in UTC; so today counts from tomorrow on. A refund on a later day does not change the ranking. Businesses on test clocks do not count. Months are kept for 25 months. A feature that is not metered is 400 `validation_failed`.',
    answers: RankedBusinessView,
    list: true,
    query: { feature: 'recordings' },
    refuses: ['unknown_feature'],
  })
  list(@Query() query: UsageRankingQuery, @Now() now: Date): Promise<Page<RankedBusinessView>> {
    return this.ranking.list(query, now);
  }
}
