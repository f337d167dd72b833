import { Body, Controller, Post } from '@nestjs/common';
import { ClientIp, PublicForwarded } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { AccountService } from './account.service.js';
import { EmailDto, NewPasswordDto, TokenDto } from './account.dto.js';
import { EmailChangesService } from './email-changes.service.js';

/** Routes of mailed links: they reset a password, confirm an e-mail address, or stop a change of it. */
@Controller('v1/auth')
@Chapter('Log in')
@PublicForwarded()
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly emails: EmailChangesService,
  ) {}

  @Post('password-reset')
  @Operation({
    id: 'requestPasswordReset',
    summary: 'Request a link to choose a new password',
    description:
      'The answer is the same whether or not there is such an account. If there is one, the link is mailed.',
    status: 202,
    body: { email: 'ada@example.com' },
    refuses: ['rate_limited'],
  })
  askForReset(@Body() { email }: EmailDto, @ClientIp() from: string): Promise<void> {
    return this.account.askForReset(email, from);
  }

  @Post('password-reset/confirm')
  @Operation({
    id: 'confirmPasswordReset',
    summary: 'Choose a new password; every session ends',
    description:
      'Every link that was mailed before becomes invalid, too: to reset the password, to confirm an address, or to change it.',
    status: 204,
    body: { token: 'x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt', password: 'analytical engine 1843' },
    refuses: ['not_found', 'token_spent', 'rate_limited'],
  })
  confirmReset(@Body() { token, password }: NewPasswordDto, @ClientIp() from: string): Promise<void> {
    return this.account.confirmReset(token, password, from);
  }

  @Post('verify-email')
  @Operation({
    id: 'verifyEmail',
    summary: 'Confirm an e-mail address',
    status: 204,
    body: { token: 'x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt' },
    refuses: ['not_found', 'token_spent', 'email_taken', 'rate_limited'],
  })
  verifyEmail(@Body() { token }: TokenDto, @ClientIp() from: string): Promise<void> {
    return this.emails.verify(token, from);
  }

  @Post('cancel-email-change')
  @Operation({
    id: 'cancelEmailChange',
    summary: 'Stop a change of e-mail address, with the link mailed to the present address',
    status: 204,
    body: { token: 'x8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt' },
    refuses: ['not_found', 'token_spent', 'rate_limited'],
  })
  stopEmailChange(@Body() { token }: TokenDto, @ClientIp() from: string): Promise<void> {
    return this.emails.stop(token, from);
  }
}
