import { Controller, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowMembers, AllowOperators, CurrentMember, CurrentOperator, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import type { MemberPrincipal, OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { CyclesQuery } from './cycles.dto.js';
import { CycleListService } from './cycle-list.service.js';
import { CycleView } from './cycles.view.js';
import { PlanPreviewQuery } from '../subscription/plan-preview.dto.js';
import { PlanPreviewService } from '../subscription/plan-preview.service.js';
import { PlanPreviewView } from '../subscription/plan-preview.view.js';

/** The cycles of a subscription with their usage, and what a change would bring. */
@Controller('v1')
@Chapter('Subscription')
export class CyclesController {
  constructor(
    private readonly cycles: CycleListService,
    private readonly previews: PlanPreviewService,
  ) {}

  @Get('subscription/cycles')
  @AllowMembers()
  @Operation({
    id: 'listCycles',
    summary: 'List the cycles with what was used in each',
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
    summary: 'List the cycles of a business with what was used in each',
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

  @Get('admin/businesses/:id/subscription/plan/preview')
  @Chapter('Operator: businesses')
  @AllowOperators()
  @Operation({
    id: 'previewBusinessPlanChange',
    summary: 'Show what a change of plan would bring to a business',
    answers: PlanPreviewView,
    query: { planCode: 'pro' },
    refuses: ['not_found', 'business_closed', 'unknown_plan', 'plan_archived', 'wrong_state'],
  })
  previewOfBusiness(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Query() query: PlanPreviewQuery,
  ): Promise<PlanPreviewView> {
    return this.previews.show(operator, id, query);
  }
}
