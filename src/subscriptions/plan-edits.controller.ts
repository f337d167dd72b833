import { Body, Controller, Delete, Patch, Query } from '@nestjs/common';
import { EditPlanDto } from '../billing-plans/billing-plans.module.js';
import { PlanView } from '../billing-plans/billing-plans.service.js';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { CodeParam } from '../common/validation.js';
import { PlanDeletions } from './plan-deletions.service.js';
import { EditPlanQuery } from './subscription.dto.js';
import { SubscriptionsService } from './subscriptions.service.js';

/** Edits and deletions of plans stand here, because they touch cycles or ask for them. */
@Controller('v1/admin/plans')
@Chapter('Operator: plans')
@AllowOperators()
export class PlanEditsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly deletions: PlanDeletions,
  ) {}

  @Patch(':code')
  @Operation({
    id: 'updatePlan',
    summary: 'Edit a plan: a new version, met at the next cycle or at once',
    answers: PlanView,
    params: { code: 'team' },
    body: {
      price: { amount: 11900, currency: 'USD' },
      limits: { recordings: 30000, applications: 20, seats: 50, export: true },
    },
    refuses: ['unknown_plan', 'unknown_feature', 'immutable', 'in_use', 'plan_archived', 'wrong_state'],
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @CodeParam('code') code: string,
    @Query() query: EditPlanQuery,
    @Body() body: EditPlanDto,
  ): Promise<PlanView> {
    return this.subscriptions.editPlan(operator, code, body, query.runningCycles === true);
  }

  @Delete(':code')
  @Operation({
    id: 'deletePlan',
    summary: 'Delete a plan that nobody was ever on',
    description:
      'A plan that somebody is or was on, the default plan, and one that a pending change or another plan’s `switchTo` names are `in_use`: archive these.',
    status: 204,
    params: { code: 'team' },
    refuses: ['unknown_plan', 'in_use'],
  })
  delete(@CurrentOperator() operator: OperatorPrincipal, @CodeParam('code') code: string): Promise<void> {
    return this.deletions.delete(operator, code);
  }
}
