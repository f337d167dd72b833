import { Controller, Post } from '@nestjs/common';
import { AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { OperatorPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { ReadTokenView } from './read-token.view.js';
import { ReadTokensService } from './read-tokens.service.js';

/** Routes with which operators see what a customer sees. */
@Controller('v1/admin/businesses/:id/read-token')
@Chapter('Operator: businesses')
@AllowOperatorsWithCode()
export class ReadTokensController {
  constructor(private readonly readTokens: ReadTokensService) {}

  @Post()
  @Operation({
    id: 'createReadToken',
    summary: 'Get a token that reads as the business for 10 minutes',
    description:
      "The token works only on the dashboard's GET routes. Every request with it is in the business's audit log.",
    answers: ReadTokenView,
    refuses: ['not_found'],
  })
  issue(@CurrentOperator() operator: OperatorPrincipal, @IdParam() id: string): Promise<ReadTokenView> {
    return this.readTokens.issue(operator, id);
  }
}
