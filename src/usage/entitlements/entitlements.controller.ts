import { Controller, Get, Query } from '@nestjs/common';
import {
  AllowBots,
  AllowBotsUnverified,
  CurrentProgram,
  CurrentUnverifiedKey,
  Now,
  type UnverifiedKey,
} from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { Page } from '../../common/paging.js';
import { FeatureParam } from '../../common/path-params.js';
import type { ProgramPrincipal } from '../../common/principal.js';
import { EntitlementQuery } from './entitlements.dto.js';
import { EntitlementsService } from './entitlements.service.js';
import { EntitlementView } from './entitlements.view.js';

/** Shows bots what their business may use. */
@Controller('v1/entitlements')
@Chapter('Entitlements')
export class EntitlementsController {
  constructor(private readonly entitlements: EntitlementsService) {}

  @Get()
  @AllowBots('usage:read')
  @Operation({
    id: 'listEntitlements',
    summary: 'List what the business may use now',
    answers: EntitlementView,
    list: true,
  })
  list(@CurrentProgram() program: ProgramPrincipal, @Now() now: Date): Promise<Page<EntitlementView>> {
    return this.entitlements.list(program.businessId, now);
  }

  @Get(':feature')
  @AllowBotsUnverified('usage:read')
  @Operation({
    id: 'getEntitlement',
    summary: 'Ask whether an amount would be granted',
    answers: EntitlementView,
    params: { feature: 'recordings' },
    query: { amount: 1 },
    refuses: ['unknown_feature'],
  })
  show(
    @CurrentUnverifiedKey() unverifiedKey: UnverifiedKey,
    @FeatureParam('feature', 'applications') feature: string,
    @Query() query: EntitlementQuery,
  ): Promise<EntitlementView> {
    return this.entitlements.show(unverifiedKey, feature, query.amount ?? 1);
  }
}
