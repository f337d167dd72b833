import { Controller, Delete, Get, Query } from '@nestjs/common';
import { type BusinessInTime, NamedBusiness } from '../../businesses/index.js';
import { AllowOperators, CurrentOperator, Now } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { BusinessKeyView } from './key.view.js';
import { KeysService } from './keys.service.js';

/** Operators' routes about the API keys of a business. With them an operator can revoke a leaked key. */
@Controller('v1/admin/businesses/:id/keys')
@Chapter('Operator: businesses')
@AllowOperators()
export class AdminKeysController {
  constructor(private readonly keys: KeysService) {}

  @Get()
  @Operation({
    id: 'listBusinessKeys',
    summary: 'List the keys of a business that are not revoked',
    answers: BusinessKeyView,
    list: true,
    refuses: ['not_found'],
  })
  list(
    @NamedBusiness() { businessId }: BusinessInTime,
    @Query() query: PageQuery,
  ): Promise<Page<BusinessKeyView>> {
    return this.keys.listOfBusiness(businessId, query);
  }

  @Delete(':keyId')
  @Operation({
    id: 'revokeBusinessKey',
    summary: 'Revoke a key of a business, from the next request on',
    status: 204,
    refuses: ['not_found'],
  })
  revoke(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam() id: string,
    @IdParam('keyId') keyId: string,
    @Now() now: Date,
  ): Promise<void> {
    return this.keys.revokeOfBusiness(operator, id, keyId, now);
  }
}
