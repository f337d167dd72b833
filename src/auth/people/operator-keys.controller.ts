import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowOperators, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/validation.js';
import { NewOperatorKeyView, OperatorKeyView, OperatorsService } from '../../users/index.js';
import { CreateOperatorKeyDto } from './operators.dto.js';

/** The keys of the operators' own backend. */
@Controller('v1/admin/operators/keys')
@Chapter('Operator: operators')
@AllowOperators()
export class OperatorKeysController {
  constructor(private readonly operators: OperatorsService) {}

  @Get()
  @Operation({
    id: 'listOperatorKeys',
    summary: 'List the operator keys that are not revoked',
    answers: OperatorKeyView,
    list: true,
  })
  list(@Query() query: PageQuery): Promise<Page<OperatorKeyView>> {
    return this.operators.listKeys(query);
  }

  @Post()
  @Operation({
    id: 'createOperatorKey',
    summary: 'Make an operator key for your own backend',
    description:
      'The key is in this answer and never shown again. It acts as you, and ends when you are removed. Send it as `X-Api-Key`.',
    status: 201,
    answers: NewOperatorKeyView,
    body: { name: 'CRM', expiresAt: '2100-01-01T00:00:00.000Z' },
  })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateOperatorKeyDto,
  ): Promise<NewOperatorKeyView> {
    return this.operators.makeKey(operator, operator.userId, body);
  }

  @Delete(':keyId')
  @Operation({
    id: 'revokeOperatorKey',
    summary: 'Revoke an operator key, from the next request on',
    status: 204,
    refuses: ['not_found'],
  })
  revoke(@CurrentOperator() operator: OperatorPrincipal, @IdParam('keyId') keyId: string): Promise<void> {
    return this.operators.revokeKey(operator, keyId);
  }
}
