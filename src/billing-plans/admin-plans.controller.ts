import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import { type Page, PageQuery } from '../common/paging.js';
import type { OperatorPrincipal } from '../common/principal.js';
import { PlanCodeParam } from '../common/path-params.js';
import { BillingPlansService } from './billing-plans.service.js';
import { CreatePlanDto } from './plan.dto.js';
import { RETIRED_STATE } from './plan-terms.service.js';
import { PlanView } from './plan.view.js';

/** All plans, for operators. Edits are in `plan-edits.controller.ts`, because they may touch running cycles. */
@Controller('v1/admin/plans')
@Chapter('Operator: plans')
@AllowOperators()
export class AdminPlansController {
  constructor(private readonly plans: BillingPlansService) {}

  @Get()
  @Operation({
    id: 'listPlans',
    summary: 'List all plans, hidden and archived ones too',
    answers: PlanView,
    list: true,
  })
  list(@Query() query: PageQuery): Promise<Page<PlanView>> {
    return this.plans.list(query);
  }

  @Post()
  @Operation({
    id: 'createPlan',
    summary: 'Create a plan',
    status: 201,
    answers: PlanView,
    body: {
      code: 'team',
      name: 'Team',
      price: { amount: 9900, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 20000, applications: 20, seats: 50, export: true },
    },
    refuses: ['unknown_plan', 'unknown_feature', 'code_taken', 'plan_archived', 'wrong_state'],
    states: RETIRED_STATE,
  })
  create(@CurrentOperator() operator: OperatorPrincipal, @Body() body: CreatePlanDto): Promise<PlanView> {
    return this.plans.create(operator, body);
  }

  @Get(':code')
  @Operation({ id: 'getPlan', summary: 'Show one plan', answers: PlanView, refuses: ['unknown_plan'] })
  show(@PlanCodeParam() code: string): Promise<PlanView> {
    return this.plans.show(code);
  }

  @Post(':code/archive')
  @Operation({
    id: 'archivePlan',
    summary: 'Take a plan off sale; subscriptions on it go on',
    params: { code: 'team' },
    answers: PlanView,
    refuses: ['unknown_plan', 'in_use'],
  })
  archive(@CurrentOperator() operator: OperatorPrincipal, @PlanCodeParam() code: string): Promise<PlanView> {
    return this.plans.archive(operator, code);
  }

  @Post(':code/unarchive')
  @Operation({
    id: 'unarchivePlan',
    summary: 'Put an archived plan on sale again',
    params: { code: 'team' },
    answers: PlanView,
    refuses: ['unknown_plan', 'plan_archived'],
  })
  unarchive(
    @CurrentOperator() operator: OperatorPrincipal,
    @PlanCodeParam() code: string,
  ): Promise<PlanView> {
    return this.plans.unarchive(operator, code);
  }
}
