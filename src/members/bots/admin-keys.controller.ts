import { Controller, Delete, Get, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/validation.js';
import { BusinessKeyView } from './key.view.js';
import { KeysService } from './keys.service.js';

/** The API keys of any business, for operators, who can revoke a leaked one without the owner. */
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
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<BusinessKeyView>> {
    return this.keys.listOfBusiness(id, query);
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
  ): Promise<void> {
    return this.keys.revokeOfBusiness(operator, id, keyId);
  }
}
