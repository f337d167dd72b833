import { Body, Controller, Delete, Patch, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { PlanCodeParam } from '../common/path-params.js';
import { EditPlanDto, EditPlanQuery } from './plan.dto.js';
import { PlanEditsService } from './plan-edits.service.js';
import { RETIRED_STATE } from './plan-terms.service.js';
import { PlanView } from './plan.view.js';

/** Edits and deletions of plans. Both depend on running cycles. */
@Controller('v1/admin/plans')
@Chapter('Operator: plans')
@AllowOperators()
export class PlanEditsController {
  constructor(private readonly edits: PlanEditsService) {}

  @Patch(':code')
  @Operation({
    id: 'updatePlan',
    summary: 'Edit a plan: a new version, for the next cycles or at once',
    description:
      'With `runningCycles=true` the answer may be 503 `unavailable` and say that the plan was edited: some running cycles get the new ' +
      'version in a moment. Do not repeat the edit then.',
    answers: PlanView,
    params: { code: 'team' },
    body: {
      price: { amount: 11900, currency: 'USD' },
      limits: { recordings: 30000, applications: 20, seats: 50, export: true },
    },
    refuses: ['unknown_plan', 'unknown_feature', 'immutable', 'in_use', 'plan_archived', 'wrong_state'],
    states: RETIRED_STATE,
  })
  edit(
    @CurrentOperator() operator: OperatorPrincipal,
    @PlanCodeParam() code: string,
    @Query() query: EditPlanQuery,
    @Body() body: EditPlanDto,
  ): Promise<PlanView> {
    return this.edits.edit(operator, code, body, query.runningCycles === true);
  }

  @Delete(':code')
  @Operation({
    id: 'deletePlan',
    summary: 'Delete a plan that nobody was ever on',
    description:
      'Refused as `in_use`: a plan that somebody is or was on, the default plan, and a plan that a pending change or another plan’s `switchTo` names. Archive such a plan instead.',
    status: 204,
    params: { code: 'team' },
    refuses: ['unknown_plan', 'in_use'],
  })
  delete(@CurrentOperator() operator: OperatorPrincipal, @PlanCodeParam() code: string): Promise<void> {
    return this.edits.delete(operator, code);
  }
}
