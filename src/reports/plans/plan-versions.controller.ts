import { Controller, Get, Query } from '@nestjs/common';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { PlanCodeParam } from '../../common/path-params.js';
import { PlanVersionsQuery } from './plan-versions.dto.js';
import { PlanVersionsService } from './plan-versions.service.js';
import { PlanVersionView } from './plan-versions.view.js';

/** The versions of a plan, for operators. */
@Controller('v1/admin/plans/:code/versions')
@Chapter('Operator: plans')
@AllowOperators()
export class PlanVersionsController {
  constructor(private readonly versions: PlanVersionsService) {}

  @Get()
  @Operation({
    id: 'listPlanVersions',
    summary: 'List the versions of a plan, and how many live subscriptions each has',
    answers: PlanVersionView,
    list: true,
    refuses: ['unknown_plan'],
  })
  list(@PlanCodeParam() code: string, @Query() query: PlanVersionsQuery): Promise<Page<PlanVersionView>> {
    return this.versions.list(code, query);
  }
}
