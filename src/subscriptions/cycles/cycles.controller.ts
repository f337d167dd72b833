import { Controller, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowMembers, AllowOperators, CurrentMember, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { MemberPrincipal } from '../../common/principal.js';
import { CyclesQuery } from './cycles.dto.js';
import { CycleListService } from './cycle-list.service.js';
import { CycleView } from './cycles.view.js';

/** The cycles of a subscription with their usage. */
@Controller('v1')
@Chapter('Subscription')
export class CyclesController {
  constructor(private readonly cycles: CycleListService) {}

  @Get('subscription/cycles')
  @AllowMembers()
  @Operation({
    id: 'listCycles',
    summary: 'List the cycles with their usage',
    answers: CycleView,
    list: true,
  })
  list(
    @CurrentMember() member: MemberPrincipal,
    @Query() query: CyclesQuery,
    @Now() now: Date,
  ): Promise<Page<CycleView>> {
    return this.cycles.list(member.businessId, query, now);
  }

  @Get('admin/businesses/:id/subscription/cycles')
  @Chapter('Operator: businesses')
  @AllowOperators()
  @Operation({
    id: 'listBusinessCycles',
    summary: 'List the cycles of a business with their usage',
    answers: CycleView,
    list: true,
    refuses: ['not_found'],
  })
  listOfBusiness(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() query: CyclesQuery,
  ): Promise<Page<CycleView>> {
    return this.cycles.list(businessId, query, now);
  }
}
