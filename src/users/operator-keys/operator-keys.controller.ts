import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { AllowOperators, AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { NewOperatorKeyView, OperatorKeyView } from './operator-key.view.js';
import { CreateOperatorKeyDto, RotateOperatorKeyDto } from './operator-key.dto.js';
import { OperatorKeysService } from './operator-keys.service.js';

/** Routes about operator keys, which the product's backend uses. */
@Controller('v1/admin/operators/keys')
@Chapter('Operator: operators')
@AllowOperators()
export class OperatorKeysController {
  constructor(private readonly keys: OperatorKeysService) {}

  @Get()
  @Operation({
    id: 'listOperatorKeys',
    summary: 'List the operator keys that are not revoked',
    answers: OperatorKeyView,
    list: true,
  })
  list(@Query() query: PageQuery): Promise<Page<OperatorKeyView>> {
    return this.keys.list(query);
  }

  @Post()
  @AllowOperatorsWithCode()
  @Operation({
    id: 'createOperatorKey',
    summary: 'Make an operator key for your own backend',
    description:
      'The key is shown only in this answer. Send it as `X-Api-Key`. With the scope `admin` it acts as you, until you are ' +
      'removed. With a scope of the SDK it works for any business: each request names the business by `X-Business: <id>` or ' +
      '`X-Business: external:<externalId>`. A key without `admin` stays valid when you are removed.',
    status: 201,
    answers: NewOperatorKeyView,
    body: { name: 'Backend', scopes: ['usage:write', 'usage:read'], expiresAt: '2100-01-01T00:00:00.000Z' },
  })
  create(
    @CurrentOperator() operator: OperatorPrincipal,
    @Body() body: CreateOperatorKeyDto,
  ): Promise<NewOperatorKeyView> {
    return this.keys.make(operator, operator.userId, body);
  }

  @Post(':keyId/rotate')
  @AllowOperatorsWithCode()
  @Operation({
    id: 'rotateOperatorKey',
    summary: 'Replace an operator key; the old key stays valid for as long as you say',
    description:
      'The new key is shown only in this answer. It has the name, scopes, networks and expiry of the old key. With the scope ' +
      '`admin` it acts as you.',
    status: 201,
    answers: NewOperatorKeyView,
    body: { overlapSeconds: 3600 },
    refuses: ['not_found', 'wrong_state'],
    states: {
      expired: 'the key has expired',
      without_scopes: 'the key may do nothing',
    },
  })
  rotate(
    @CurrentOperator() operator: OperatorPrincipal,
    @IdParam('keyId') keyId: string,
    @Body() { overlapSeconds = 0 }: RotateOperatorKeyDto,
  ): Promise<NewOperatorKeyView> {
    return this.keys.rotate(operator, keyId, overlapSeconds);
  }

  @Delete(':keyId')
  @Operation({
    id: 'revokeOperatorKey',
    summary: 'Revoke an operator key, from the next request on',
    status: 204,
    refuses: ['not_found'],
  })
  revoke(@CurrentOperator() operator: OperatorPrincipal, @IdParam('keyId') keyId: string): Promise<void> {
    return this.keys.revoke(operator, keyId);
  }
}
