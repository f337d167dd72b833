import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { BrowserSessionView, LoggedInView } from './sessions.view.js';
import { AuthService } from './auth.service.js';
import type { Cookies, PageApp } from './browser-cookie.js';

/**
 * Log-ins of our pages. The refresh token lies in a cookie that no script can read; a page holds the access token alone,
 * in memory. Sessions are those of `SessionsService`: they rotate, end and are listed like any other.
 */
@Injectable()
export class BrowserSessionsService {
  /** Whether people reach us by https. The request does not say: a proxy may have taken it off. */
  private readonly secure: boolean;

  constructor(
    private readonly auth: AuthService,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  /** Moves a log-in into the cookie. Its refresh token is spent by that. @throws DomainError `invalid_refresh_token` */
  async open(app: PageApp, refreshToken: string, cookies: Cookies): Promise<BrowserSessionView> {
    return this.kept(app, await this.auth.refresh(refreshToken), cookies);
  }

  /** The next access token; null when nobody is logged in, and the cookie of a session that has ended is taken away then. */
  async resume(app: PageApp, cookies: Cookies): Promise<BrowserSessionView | null> {
    const refreshToken = cookies.read(this.nameOf(app));
    if (refreshToken === null) return null;
    const loggedIn = await this.auth.refresh(refreshToken).catch(ended);
    if (loggedIn !== null) return this.kept(app, loggedIn, cookies);
    cookies.write(this.nameOf(app), null, this.secure);
    return null;
  }

  /** Ends the log-in of the cookie, with all sessions that belong to it. A cookie without a log-in is no error. */
  async end(app: PageApp, cookies: Cookies): Promise<void> {
    const refreshToken = cookies.read(this.nameOf(app));
    if (refreshToken !== null) await this.auth.logout(refreshToken).catch(ended);
    cookies.write(this.nameOf(app), null, this.secure);
  }

  private kept(app: PageApp, { tokens, user, businesses }: LoggedInView, cookies: Cookies) {
    const { refreshToken, accessToken, expiresIn } = tokens;
    cookies.write(this.nameOf(app), refreshToken, this.secure);
    return { tokens: { accessToken, expiresIn }, user, businesses };
  }

  /** With `__Host-` no other host of the domain can set it. Browsers take that name over https only. */
  private nameOf(app: PageApp): string {
    return `${this.secure ? '__Host-' : ''}tenure-${app}`;
  }
}

function ended(error: unknown): null {
  if (error instanceof DomainError && error.code === 'invalid_refresh_token') return null;
  throw error;
}
