import { Controller, Get, Query } from '@nestjs/common';
import { Public } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import { PlanCodeParam } from '../common/path-params.js';
import { BillingPlansService } from './billing-plans.service.js';
import { PublicPlanView } from './plan.view.js';

/** The public catalogue: the plans that a customer can choose. */
@Controller('v1/plans')
@Chapter('Catalogue')
export class PublicPlansController {
  constructor(private readonly plans: BillingPlansService) {}

  @Get()
  @Public()
  @Operation({
    id: 'listPublicPlans',
    summary: 'List the plans on sale',
    answers: PublicPlanView,
    list: true,
  })
  list(@Query() query: PageQuery): Promise<Page<PublicPlanView>> {
    return this.plans.listPublic(query);
  }

  @Get(':code')
  @Public()
  @Operation({
    id: 'getPublicPlan',
    summary: 'Show one plan on sale',
    answers: PublicPlanView,
    refuses: ['unknown_plan'],
  })
  show(@PlanCodeParam() code: string): Promise<PublicPlanView> {
    return this.plans.showPublic(code);
  }
}
