import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { IdParam } from '../../common/path-params.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { PlanPreviewQuery, PlanPreviewView } from '../../subscriptions/index.js';
import { PurchasesService } from './purchases.service.js';

/** What an operator's change of plan would bring, before it is made. */
@Controller('v1/admin/businesses/:id/subscription/plan')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminPurchasesController {
  constructor(private readonly purchases: PurchasesService) {}

  @Get('preview')
  @Operation({
    id: 'previewBusinessPlanChange',
    summary: 'Show what a change of plan would bring to a business, and what it would invoice now',
    description:
      'It is the change that an operator makes: nothing has to be paid first, and `dueNow` is the invoice that it writes for what is left of a cycle that has none.',
    answers: PlanPreviewView,
    query: { planCode: 'pro' },
    refuses: ['not_found', 'business_closed', 'unknown_plan', 'plan_archived', 'wrong_state'],
  })
  preview(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Query() query: PlanPreviewQuery,
  ): Promise<PlanPreviewView> {
    return this.purchases.preview(operator, id, query);
  }
}
