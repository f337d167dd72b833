import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { IdParam } from '../../common/path-params.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { CHANGE_STATES, PlanPreviewQuery, PlanPreviewView } from '../../subscriptions/index.js';
import { PurchasesService } from './purchases.service.js';

/** Shows what an operator's change of plan would do, before it is made. */
@Controller('v1/admin/businesses/:id/subscription/plan')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminPurchasesController {
  constructor(private readonly purchases: PurchasesService) {}

  @Get('preview')
  @Operation({
    id: 'previewBusinessPlanChange',
    summary: 'Show what a change of plan would do for a business, and what it would invoice now',
    description:
      'This is a change by an operator, so nothing has to be paid first. If the running cycle has no invoice, the change writes one for the rest of the cycle: `dueNow`.',
    answers: PlanPreviewView,
    query: { planCode: 'pro' },
    refuses: ['not_found', 'business_closed', 'unknown_plan', 'plan_archived', 'wrong_state'],
    states: CHANGE_STATES,
  })
  preview(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Query() query: PlanPreviewQuery,
  ): Promise<PlanPreviewView> {
    return this.purchases.preview(operator, id, query);
  }
}
