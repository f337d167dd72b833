import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { BrowserSessionView, LoggedInView } from './session.view.js';
import { AuthService } from './auth.service.js';
import type { Cookies, PageApp } from './browser-cookie.js';

/**
 * Log-ins of the service's own pages. The refresh token is in a cookie that no script can read; a page has only the access token,
 * in memory. The sessions are those of `SessionsService`, and rotate, end and are listed like all others.
 */
@Injectable()
export class BrowserSessionsService {
  /** Whether people use https. PUBLIC_URL says so, and not the request, because a proxy may end TLS. */
  private readonly secure: boolean;

  constructor(
    private readonly auth: AuthService,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.secure = publicUrl.startsWith('https:');
  }

  /** Moves a log-in into the cookie. This spends its refresh token. @throws DomainError `invalid_refresh_token` */
  async open(app: PageApp, refreshToken: string, cookies: Cookies): Promise<BrowserSessionView> {
    return this.kept(app, await this.auth.refresh(refreshToken), cookies);
  }

  /** Returns the next access token; null if nobody is logged in. It deletes the cookie of a session that has ended. */
  async resume(app: PageApp, cookies: Cookies): Promise<BrowserSessionView | null> {
    const refreshToken = cookies.read(this.nameOf(app));
    if (refreshToken === null) return null;
    const loggedIn = await this.auth.refresh(refreshToken).catch(ended);
    if (loggedIn !== null) return this.kept(app, loggedIn, cookies);
    cookies.write(this.nameOf(app), null, this.secure);
    return null;
  }

  /** Ends the log-in of the cookie, with all its sessions. A cookie without a log-in is no error. */
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

  /**
   * The name of the cookie. With `__Host-`, no other host of the domain can set it; browsers accept that prefix only over https.
   */
  private nameOf(app: PageApp): string {
    return `${this.secure ? '__Host-' : ''}tenure-${app}`;
  }
}

function ended(error: unknown): null {
  if (error instanceof DomainError && error.code === 'invalid_refresh_token') return null;
  throw error;
}
