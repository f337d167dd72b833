import { Controller, Get, Query } from '@nestjs/common';
import { AllowMembers, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { AllocationsService } from '../allocations/allocations.service.js';
import { AllocationView } from '../allocations/allocations.view.js';
import { HistoryService } from './history.service.js';
import { DailyQuery, HeldQuery } from './history.dto.js';
import { DailyView, UsageView } from './history.view.js';

/** Shows the usage of a business to its people. `spending/usage.controller.ts` has the routes of bots under the same path. */
@Controller('v1/usage')
@Chapter('Usage')
@AllowMembers()
export class BusinessUsageController {
  constructor(
    private readonly history: HistoryService,
    private readonly allocations: AllocationsService,
  ) {}

  @Get()
  @Operation({
    id: 'listUsage',
    summary: 'Show what is used and what is left, with each grant',
    answers: UsageView,
    list: true,
  })
  balances(@CurrentMember() member: MemberPrincipal, @Now() now: Date): Promise<Page<UsageView>> {
    return this.history.balances(member.businessId, now);
  }

  @Get('allocations')
  @Operation({
    id: 'listHeldAllocations',
    summary: 'List the resources that the business holds of a feature, newest first',
    answers: AllocationView,
    list: true,
    query: { feature: 'applications' },
    refuses: ['unknown_feature', 'wrong_feature_kind'],
  })
  held(
    @CurrentMember() { businessId }: MemberPrincipal,
    @Query() { feature, ...page }: HeldQuery,
    @Now() now: Date,
  ): Promise<Page<AllocationView>> {
    return this.allocations.list(businessId, feature, page, now);
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
