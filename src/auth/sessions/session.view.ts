import { ApiProperty } from '@nestjs/swagger';
import { browserOf } from './browser.js';
import type { ListedSession } from './session.rows.js';
import { ReadTokenView } from '../access/read-token.view.js';
import { UserView } from '../../users/index.js';
import { MembershipView } from '../../members/index.js';

export class TokensView {
  /** A JWT for `Authorization: Bearer`. @example 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln' */
  accessToken: string;
  /** Works once, to get the next pair of tokens. @example '5Zk3qVt0o8yq2mXbW1aE7cRr4uJdH6nS9gTfLpKiQxY' */
  refreshToken: string;
  /** Seconds until the access token expires. @example 600 */
  @ApiProperty({ type: 'integer' })
  expiresIn: number;
}

export class LoggedInView {
  tokens: TokensView;
  user: UserView;
  businesses: MembershipView[];
}

/** The access token of a page. Its refresh token is only in the cookie. */
export class BrowserSessionView {
  tokens: ReadTokenView;
  user: UserView;
  businesses: MembershipView[];
}

/** One log-in of a person on one device, with all sessions that were opened from it. */
export class SessionView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  createdAt: Date;
  /** When a refresh token of the log-in was last used. */
  lastUsedAt: Date;
  /** Whether this is the log-in of the request. */
  current: boolean;
  /** The browser and its system, or the program; null if it sent no name. @example 'Firefox on Linux' */
  @ApiProperty({ type: String, nullable: true })
  browser: string | null;
  /** The network address of the log-in; null if the product's backend made the request for the person. @example '203.0.113.7' */
  @ApiProperty({ type: String, nullable: true })
  address: string | null;
}

export const sessionView = ({ userAgent, ...session }: ListedSession): SessionView => ({
  ...session,
  browser: userAgent === null ? null : browserOf(userAgent),
});
