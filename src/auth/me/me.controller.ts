import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { AllowCustomers, AllowPeople, CurrentPerson } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { type Page, PageQuery } from '../../common/paging.js';
import type { PersonPrincipal } from '../../common/principal.js';
import { IdParam } from '../../common/path-params.js';
import { MembershipView } from '../../members/index.js';
import { AccountService } from '../account/account.service.js';
import { ChangeEmailDto, ChangePasswordDto } from '../account/account.dto.js';
import { EditMeDto } from './me.dto.js';
import { AuthService } from '../sessions/auth.service.js';
import { LoggedInView, SessionView } from '../sessions/session.view.js';
import { MeView } from './me.view.js';
import { EmailChangesService } from '../account/email-changes.service.js';
import { MeService } from './me.service.js';

/** Routes about the person who is logged in. */
@Controller('v1/me')
@Chapter('Me')
@AllowPeople()
export class MeController {
  constructor(
    private readonly me: MeService,
    private readonly auth: AuthService,
    private readonly account: AccountService,
    private readonly emails: EmailChangesService,
  ) {}

  @Get()
  @Operation({ id: 'getMe', summary: 'Show who is logged in, and where they act', answers: MeView })
  show(@CurrentPerson() person: PersonPrincipal): Promise<MeView> {
    return this.me.show(person);
  }

  @Patch()
  @Operation({
    id: 'updateMe',
    summary: 'Change your name',
    answers: MeView,
    body: { firstName: 'Augusta Ada' },
    refuses: ['rate_limited'],
  })
  edit(@CurrentPerson() person: PersonPrincipal, @Body() body: EditMeDto): Promise<MeView> {
    return this.me.rename(person, body);
  }

  @Post('verify-email')
  @Operation({
    id: 'requestEmailVerification',
    summary: 'Request a mail with a link that confirms your e-mail address',
    status: 202,
    refuses: ['rate_limited'],
  })
  askForVerification(@CurrentPerson() person: PersonPrincipal): Promise<void> {
    return this.emails.askForVerification(person);
  }

  @Post('email')
  @Operation({
    id: 'requestEmailChange',
    summary: 'Change your e-mail address, by a link that is mailed to the new one',
    description:
      'The address changes when the link is opened, and every session ends then. The present address gets a mail with a link that ' +
      'stops the change.',
    status: 202,
    body: { email: 'countess@example.com', password: 'correct horse battery' },
    refuses: ['invalid_credentials', 'email_taken', 'rate_limited'],
  })
  askForEmail(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { email, password }: ChangeEmailDto,
  ): Promise<void> {
    return this.emails.request(person, email, password);
  }

  @Delete('email')
  @Operation({
    id: 'deletePendingEmail',
    summary: 'Cancel the pending change of your e-mail address, if there is one',
    status: 204,
  })
  cancelEmailChange(@CurrentPerson() person: PersonPrincipal): Promise<void> {
    return this.emails.cancelChange(person);
  }

  @Post('password')
  @Operation({
    id: 'changePassword',
    summary: 'Change your password; every session ends, the present one too',
    status: 204,
    body: { current: 'correct horse battery', password: 'analytical engine 1843' },
    refuses: ['invalid_credentials', 'rate_limited'],
  })
  changePassword(
    @CurrentPerson() person: PersonPrincipal,
    @Body() { current, password }: ChangePasswordDto,
  ): Promise<void> {
    return this.account.changePassword(person, current, password);
  }

  @Get('sessions')
  @Operation({ id: 'listMySessions', summary: 'List your log-ins', answers: SessionView, list: true })
  sessions(@CurrentPerson() person: PersonPrincipal, @Query() query: PageQuery): Promise<Page<SessionView>> {
    return this.auth.listSessions(person, query);
  }

  @Delete('sessions/:id')
  @Operation({
    id: 'endMySession',
    summary: 'End one of your log-ins, with all sessions that were opened from it',
    status: 204,
    refuses: ['not_found'],
  })
  endSession(@CurrentPerson() person: PersonPrincipal, @IdParam() id: string): Promise<void> {
    return this.auth.endSession(person, id);
  }

  @Get('businesses')
  @AllowCustomers()
  @Operation({
    id: 'listMyBusinesses',
    summary: 'List the businesses that you are a member of',
    answers: MembershipView,
    list: true,
  })
  businesses(@CurrentPerson() person: PersonPrincipal): Promise<Page<MembershipView>> {
    return this.auth.listBusinesses(person);
  }

  @Post('businesses/:id/switch')
  @AllowCustomers()
  @Operation({
    id: 'switchBusiness',
    summary: 'Open a session in another of your businesses',
    description:
      'The present session stays open. Both belong to one log-in, so logging out of one ends both.',
    answers: LoggedInView,
    refuses: ['not_found', 'account_suspended', 'rate_limited'],
  })
  switchTo(@CurrentPerson() person: PersonPrincipal, @IdParam() id: string): Promise<LoggedInView> {
    return this.auth.switchTo(person, id);
  }
}
