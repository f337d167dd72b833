import { Controller, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { AllocationsService } from '../allocations/allocations.service.js';
import { AllocationView } from '../allocations/allocations.view.js';
import { DailyQuery, HeldQuery } from './history.dto.js';
import { HistoryService } from './history.service.js';
import { DailyView, UsageView } from './history.view.js';

/** Shows operators the usage of any business. Reading it is not audited. */
@Controller('v1/admin/businesses/:id/usage')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminUsageController {
  constructor(
    private readonly history: HistoryService,
    private readonly allocations: AllocationsService,
  ) {}

  @Get()
  @Operation({
    id: 'listBusinessUsage',
    summary: 'Show what a business has used and what is left, with each grant',
    answers: UsageView,
    list: true,
    refuses: ['not_found'],
  })
  balances(@NamedBusiness() { businessId, now }: BusinessInTime): Promise<Page<UsageView>> {
    return this.history.balances(businessId, now);
  }

  @Get('allocations')
  @Operation({
    id: 'listBusinessAllocations',
    summary: 'List the resources that a business holds of a feature, newest first',
    answers: AllocationView,
    list: true,
    query: { feature: 'applications' },
    refuses: ['not_found', 'unknown_feature', 'wrong_feature_kind'],
  })
  held(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() { feature, ...page }: HeldQuery,
  ): Promise<Page<AllocationView>> {
    return this.allocations.list(businessId, feature, page, now);
  }

  @Get('daily')
  @Operation({
    id: 'listBusinessDailyUsage',
    summary: 'List the units that a business used per day, newest first',
    description: 'The last 90 days. A refund lowers the day on which the units were spent.',
    answers: DailyView,
    list: true,
    query: { feature: 'recordings' },
    refuses: ['not_found', 'unknown_feature', 'wrong_feature_kind'],
  })
  daily(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() query: DailyQuery,
  ): Promise<Page<DailyView>> {
    return this.history.daily(businessId, query, now);
  }
}
