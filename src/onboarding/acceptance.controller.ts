import { Body, Controller, Get, Post } from '@nestjs/common';
import { LoggedInView } from '../auth/index.js';
import { ClientIp, CurrentPersonIfAny, PublicForwarded, PublicOrPeople } from '../common/access.js';
import { Chapter, Operation } from '../common/operation.js';
import type { PersonPrincipal } from '../common/principal.js';
import { TokenParam } from '../common/path-params.js';
import { AcceptanceService } from './acceptance.service.js';
import { InvitedView } from '../members/index.js';
import { AcceptDto } from './onboarding.dto.js';

/** Shows and accepts the invitation of a mailed link. */
@Controller('v1/auth/invitations/:token')
@Chapter('Sign up')
export class AcceptanceController {
  constructor(private readonly acceptance: AcceptanceService) {}

  @Get()
  @PublicForwarded()
  @Operation({
    id: 'getInvitation',
    summary: 'Show an invitation, so that a form can be filled in before it is accepted',
    answers: InvitedView,
    refuses: ['not_found', 'token_spent', 'business_closed', 'business_suspended', 'rate_limited'],
  })
  show(@TokenParam() token: string, @ClientIp() from: string): Promise<InvitedView> {
    return this.acceptance.show(token, from);
  }

  @Post('accept')
  @PublicOrPeople()
  @Operation({
    id: 'acceptInvitation',
    summary: 'Accept an invitation, and be logged in',
    description:
      'A person without an account sends names and a password. A person with an account sends an access token instead, because the link alone opens no account that has a password.',
    answers: LoggedInView,
    body: { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' },
    refuses: [
      'unauthenticated',
      'wrong_principal',
      'account_suspended',
      'not_found',
      'token_spent',
      'business_closed',
      'business_suspended',
      'email_taken',
      'operator_account',
      'already_member',
      'no_active_subscription',
      'limit_reached',
      'renewal_failed',
      'rate_limited',
    ],
  })
  accept(
    @TokenParam() token: string,
    @CurrentPersonIfAny() person: PersonPrincipal | undefined,
    @Body() body: AcceptDto,
    @ClientIp() from: string,
  ): Promise<LoggedInView> {
    return this.acceptance.accept(token, person, body, from);
  }
}
