import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../common/principal.js';

export class TokensView {
  /** A JWT for `Authorization: Bearer`. @example 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln' */
  accessToken: string;
  /** Good once, for the next pair of tokens. @example '5Zk3qVt0o8yq2mXbW1aE7cRr4uJdH6nS9gTfLpKiQxY' */
  refreshToken: string;
  /** Seconds until the access token expires. @example 600 */
  @ApiProperty({ type: 'integer' })
  expiresIn: number;
}

export class ReadTokenView {
  /** A JWT for `Authorization: Bearer`. @example 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTljIn0.c2ln' */
  accessToken: string;
  /** Seconds until it expires. @example 600 */
  @ApiProperty({ type: 'integer' })
  expiresIn: number;
}

export class UserView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'ada@example.com' */
  email: string;
  /** @example 'Ada' */
  firstName: string;
  /** @example 'Lovelace' */
  lastName: string;
  emailVerifiedAt: Date | null;
  /** Whether this is one of the people who run the service. @example false */
  operator: boolean;
}

/** A person as operators see them. */
export class PersonView extends UserView {
  /** Whether logging in is refused. @example false */
  suspended: boolean;
  createdAt: Date;
}

/** A business that a user may act in. */
export class MembershipView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
  /** @example 'owner' */
  @ApiProperty({ enum: ROLES })
  role: Role;
  /** @example false */
  suspended: boolean;
  closedAt: Date | null;
}

export class LoggedInView {
  tokens: TokensView;
  user: UserView;
  businesses: MembershipView[];
}

/** One log-in of a person, on one of their devices, with all sessions that were switched to from it. */
export class SessionView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  createdAt: Date;
  /** When one of its refresh tokens was last used. */
  lastUsedAt: Date;
  /** Whether it is the one that asks. */
  current: boolean;
}

export class BusinessNameView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
}

/** The person who calls, and where they act. */
export class MeView extends UserView {
  /** The address that the person has asked to change to; null when there is none. @example null */
  pendingEmail: string | null;
  business: BusinessNameView | null;
  @ApiProperty({ type: String, enum: ROLES, nullable: true })
  role: Role | null;
}
