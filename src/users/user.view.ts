import { ApiProperty } from '@nestjs/swagger';
import type { User } from './user.rows.js';

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
  /** Whether the user is one of the people who run the service. @example false */
  operator: boolean;
}

export const userView = ({ id, email, firstName, lastName, emailVerifiedAt, operator }: User): UserView => ({
  id,
  email,
  firstName,
  lastName,
  emailVerifiedAt,
  operator,
});
