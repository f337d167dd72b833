import { ApiProperty } from '@nestjs/swagger';
import { ROLES, type Role } from '../common/principal.js';

export class TokensView {
  /** A JWT for `Authorization: Bearer`. */
  accessToken: string;
  /** Good once, for the next pair of tokens. */
  refreshToken: string;
  /** Seconds until the access token expires. */
  @ApiProperty({ type: 'integer' })
  expiresIn: number;
}

export class UserView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  email: string;
  firstName: string;
  lastName: string;
  emailVerifiedAt: Date | null;
  /** Whether this is one of the people who run the service. */
  operator: boolean;
}

/** A business that a user may act in. */
export class MembershipView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  name: string;
  @ApiProperty({ enum: ROLES })
  role: Role;
}

export class LoggedInView {
  tokens: TokensView;
  user: UserView;
  businesses: MembershipView[];
}

export class BusinessNameView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  name: string;
}

/** The person who calls, and where they act. */
export class MeView extends UserView {
  business: BusinessNameView | null;
  @ApiProperty({ type: String, enum: ROLES, nullable: true })
  role: Role | null;
}
