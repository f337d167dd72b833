import { Body, Controller, Get, Post } from '@nestjs/common';
import { ClientIp, CurrentPersonIfAny, PublicForwarded, PublicOrPeople } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { TokenParam } from '../../common/path-params.js';
import { CODE_STATES } from '../second-factor/second-factor.dto.js';
import { LoggedInView } from '../sessions/session.view.js';
import { OpenPortalSessionDto } from './portal-session.dto.js';
import { PortalLinkView } from './portal-session.view.js';
import { PortalSessionsService } from './portal-sessions.service.js';

/** Routes of portal links, with which a product opens the dashboard for its users. */
@Controller('v1/auth/portal-sessions/:token')
@Chapter('Log in')
export class PortalSessionsController {
  constructor(private readonly portal: PortalSessionsService) {}

  @Get()
  @PublicForwarded()
  @Operation({
    id: 'getPortalSession',
    summary: 'Show for which person a portal link is, without using it',
    answers: PortalLinkView,
    refuses: ['not_found', 'token_spent', 'business_closed', 'business_suspended', 'rate_limited'],
  })
  show(@TokenParam('a portal link') token: string, @ClientIp() from: string): Promise<PortalLinkView> {
    return this.portal.show(token, from);
  }

  @Post('open')
  @PublicOrPeople()
  @Operation({
    id: 'openPortalSession',
    summary: 'Log in with a portal link, once',
    description:
      'If the access token of the same person is sent, the new session belongs to the log-in of that token, and no code is needed.',
    answers: LoggedInView,
    body: {},
    refuses: [
      'unauthenticated',
      'wrong_principal',
      'second_factor_required',
      'invalid_code',
      'wrong_state',
      'account_suspended',
      'not_found',
      'token_spent',
      'business_closed',
      'business_suspended',
      'rate_limited',
    ],
    states: CODE_STATES,
  })
  open(
    @TokenParam('a portal link') token: string,
    @CurrentPersonIfAny() person: PersonPrincipal | undefined,
    @Body() body: OpenPortalSessionDto,
    @ClientIp() from: string,
  ): Promise<LoggedInView> {
    return this.portal.open(token, person, body, from);
  }
}
