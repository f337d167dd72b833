import { Body, Controller, Post } from '@nestjs/common';
import { ClientIp, PublicForwarded } from '../../common/access.js';
import { Chapter, Operation } from '../../common/operation.js';
import { CODE_STATES } from '../second-factor/second-factor.dto.js';
import { LoginDto, RefreshTokenDto } from './session.dto.js';
import { AuthService } from './auth.service.js';
import { LoggedInView } from './session.view.js';

/** Routes with which people log in and out. */
@Controller('v1/auth')
@Chapter('Log in')
@PublicForwarded()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('login')
  @Operation({
    id: 'logIn',
    summary: 'Log in',
    answers: LoggedInView,
    body: { email: 'ada@example.com', password: 'correct horse battery' },
    refuses: [
      'invalid_credentials',
      'second_factor_required',
      'invalid_code',
      'wrong_state',
      'account_suspended',
      'not_a_member',
      'rate_limited',
    ],
    states: CODE_STATES,
  })
  login(@Body() body: LoginDto, @ClientIp() from: string): Promise<LoggedInView> {
    return this.auth.login(body, from);
  }

  @Post('refresh')
  @Operation({
    id: 'refreshTokens',
    summary: 'Exchange a refresh token for the next pair of tokens',
    answers: LoggedInView,
    body: { refreshToken: '{refreshToken}' },
    refuses: ['invalid_refresh_token', 'rate_limited'],
  })
  refresh(@Body() { refreshToken }: RefreshTokenDto): Promise<LoggedInView> {
    return this.auth.refresh(refreshToken);
  }

  @Post('logout')
  @Operation({
    id: 'logOut',
    summary: 'Log out: end the log-in of a refresh token, with all its sessions',
    status: 204,
    body: { refreshToken: '{refreshToken}' },
    refuses: ['invalid_refresh_token'],
  })
  logout(@Body() { refreshToken }: RefreshTokenDto): Promise<void> {
    return this.auth.logout(refreshToken);
  }
}
