import { Controller, Get, Post, Query } from '@nestjs/common';
import { AllowOperators } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import { RenewalLoopService } from './renewal-loop.service.js';
import { PastRunView, RenewalRunView, RenewalsView } from './renewals.view.js';
import { RenewalsQuery } from './renewals.dto.js';

/** The renewal loop, for operators. */
@Controller('v1/admin/renewals')
@Chapter('Operator: renewals')
@AllowOperators()
export class RenewalsController {
  constructor(private readonly loop: RenewalLoopService) {}

  @Get()
  @Operation({
    id: 'getRenewalStatus',
    summary: 'Show the state of the renewal loop, and which subscriptions it set aside',
    answers: RenewalsView,
  })
  state(): Promise<RenewalsView> {
    return this.loop.state();
  }

  @Get('runs')
  @Operation({
    id: 'listRenewalRuns',
    summary: 'List the runs of the last 14 days that renewed something',
    answers: PastRunView,
    list: true,
  })
  runs(@Query() query: PageQuery): Promise<Page<PastRunView>> {
    return this.loop.runs(query);
  }

  @Post()
  @Operation({
    id: 'runRenewals',
    summary: 'Run the renewal loop now, or only forecast what it would do',
    answers: RenewalRunView,
    query: { dryRun: true },
    refuses: ['renewal_running', 'clock_wrong'],
  })
  run(@Query() query: RenewalsQuery): Promise<RenewalRunView> {
    return this.loop.runNow(query.dryRun === true);
  }
}
