import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { GrantCreditDto } from './credits.dto.js';
import { CreditsService } from './credits.service.js';
import { CreditView } from './credits.view.js';
import { KEY_PROBLEMS, Keyed, type KeyedRequest, TakesKey } from '../idempotency/idempotency-key.js';

/** Lists, grants and voids extra units of one business. */
@Controller('v1/admin/businesses/:id/credits')
@Chapter('Operator: credits')
@AllowOperators()
export class AdminCreditsController {
  constructor(private readonly credits: CreditsService) {}

  @Get()
  @Operation({
    id: 'listCredits',
    summary: 'List the credits of a business',
    answers: CreditView,
    list: true,
    refuses: ['not_found'],
  })
  list(
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @Query() query: PageQuery,
  ): Promise<Page<CreditView>> {
    return this.credits.list(businessId, query, now);
  }

  @Post()
  @Operation({
    id: 'grantCredit',
    summary: 'Grant credits',
    description:
      'A spend uses the units of the plan first, then credits. Credits with a lower `priority` go first, then those with an earlier expiry, then the older ones.',
    status: 201,
    answers: CreditView,
    body: { feature: 'recordings', amount: 500, reason: 'A sorry for Tuesday' },
    refuses: ['not_found', 'business_closed', 'unknown_feature', 'wrong_feature_kind', ...KEY_PROBLEMS],
  })
  @TakesKey()
  grant(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @Body() body: GrantCreditDto,
    @Keyed() keyed: KeyedRequest | null,
  ): Promise<CreditView> {
    return this.credits.grant(operator, id, body, keyed);
  }

  @Delete(':creditId')
  @Operation({
    id: 'voidCredit',
    summary: 'Void the unused rest of a grant',
    status: 204,
    refuses: ['not_found'],
  })
  void(
    @CurrentOperator() operator: OperatorPrincipal,
    @NamedBusiness() { businessId, now }: BusinessInTime,
    @IdParam('creditId', 'The id of the grant.') creditId: string,
  ): Promise<void> {
    return this.credits.void(operator, businessId, creditId, now);
  }
}
