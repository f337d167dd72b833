import { Body, Controller, Post } from '@nestjs/common';
import { AllowOperatorsWithCode, CurrentOperator } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { OperatorPrincipal, ServicePrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { CreatePortalSessionDto } from './portal-session.dto.js';
import { PortalSessionView } from './portal-session.view.js';
import { PortalSessionsService } from './portal-sessions.service.js';

/** The route with which a product's backend opens the dashboard for a person who is logged in to the product. */
@Controller('v1/admin/businesses/:id/portal-sessions')
@Chapter('Operator: businesses')
@AllowOperatorsWithCode('portal:write')
export class AdminPortalSessionsController {
  constructor(private readonly portal: PortalSessionsService) {}

  @Post()
  @Operation({
    id: 'createPortalSession',
    summary: 'Get a link that opens the dashboard as a member',
    description:
      'For products that have a log-in of their own: the person needs no second password. A person who has a second factor still ' +
      'has to give its code. The link works once, within five minutes.',
    status: 201,
    answers: PortalSessionView,
    body: { email: 'ada@example.com' },
    refuses: ['not_found', 'business_closed', 'business_suspended', 'account_suspended', 'rate_limited'],
  })
  create(
    @CurrentOperator() by: OperatorPrincipal | ServicePrincipal,
    @IdParam() id: string,
    @Body() body: CreatePortalSessionDto,
  ): Promise<PortalSessionView> {
    return this.portal.create(by, id, body);
  }
}
