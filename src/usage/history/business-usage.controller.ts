import { Controller, Get, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { HistoryService } from './history.service.js';
import { DailyQuery } from '../usage.dto.js';
import { DailyView, UsageView } from '../usage.view.js';

/** Usage, for the people of the business. */
@Controller('v1/usage')
@Chapter('Usage')
@AllowMembers()
export class BusinessUsageController {
  constructor(private readonly history: HistoryService) {}

  @Get()
  @Operation({
    id: 'listUsage',
    summary: 'Show what is used and left, grant by grant',
    answers: UsageView,
    list: true,
  })
  balances(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<Page<UsageView>> {
    return this.history.balances(member.businessId, now);
  }

  @Get('daily')
  @Operation({
    id: 'listDailyUsage',
    summary: 'List the units used per day, newest first',
    description: 'The last 90 days. A refund lowers the day on which the units were spent.',
    answers: DailyView,
    list: true,
    query: { feature: 'recordings' },
    refuses: ['unknown_feature', 'wrong_feature_kind'],
  })
  daily(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: DailyQuery,
    @Now() now: Date,
  ): Promise<Page<DailyView>> {
    return this.history.daily(member.businessId, query, now);
  }
}
