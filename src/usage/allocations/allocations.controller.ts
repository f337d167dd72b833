import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { AllowBots, CurrentProgram, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { ProgramPrincipal } from '../../common/principal.js';
import { FeatureParam, ResourceParam } from '../../common/path-params.js';
import { AllocationsService } from './allocations.service.js';
import { HoldDto } from './allocations.dto.js';
import { AllocationView } from './allocations.view.js';
import { EntitlementView } from '../entitlements/entitlements.view.js';

/** Lists, holds and frees resources for bots. The bot names the resources. */
@Controller('v1/allocations/:feature')
@Chapter('Allocations')
export class AllocationsController {
  constructor(private readonly allocations: AllocationsService) {}

  @Get()
  @AllowBots('usage:read')
  @Operation({
    id: 'listAllocations',
    summary: 'List the resources that are held of a feature',
    answers: AllocationView,
    list: true,
    refuses: ['unknown_feature', 'wrong_feature_kind'],
  })
  list(
    @CurrentProgram() program: ProgramPrincipal,
    @FeatureParam('feature', 'applications') feature: string,
    @Query() query: PageQuery,
    @Now() now: Date,
  ): Promise<Page<AllocationView>> {
    return this.allocations.list(program.businessId, feature, query, now);
  }

  @Put(':resource')
  @AllowBots('allocations:write')
  @Operation({
    id: 'holdAllocation',
    summary: 'Hold a resource; a repetition only sets its expiry',
    answers: EntitlementView,
    body: {},
    refuses: [
      'unknown_feature',
      'wrong_feature_kind',
      'managed_feature',
      'no_active_subscription',
      'limit_reached',
      'renewal_failed',
    ],
  })
  hold(
    @CurrentProgram() program: ProgramPrincipal,
    @FeatureParam('feature', 'applications') feature: string,
    @ResourceParam() resource: string,
    @Body() { expiresAt }: HoldDto,
    @Now() now: Date,
  ): Promise<EntitlementView> {
    return this.allocations.hold(program.businessId, { feature, resource, expiresAt }, now);
  }

  @Delete(':resource')
  @AllowBots('allocations:write')
  @Operation({
    id: 'freeAllocation',
    summary: 'Free a resource; does nothing if it is not held',
    status: 204,
    refuses: ['unknown_feature', 'wrong_feature_kind', 'managed_feature'],
  })
  free(
    @CurrentProgram() program: ProgramPrincipal,
    @FeatureParam('feature', 'applications') feature: string,
    @ResourceParam() resource: string,
  ): Promise<void> {
    return this.allocations.free(program.businessId, feature, resource);
  }
}
