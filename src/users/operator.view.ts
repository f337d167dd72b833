import { ApiProperty } from '@nestjs/swagger';

/** One of the people who run the service. */
export class OperatorView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'charles@example.com' */
  email: string;
  /** @example 'Charles' */
  firstName: string;
  /** @example 'Babbage' */
  lastName: string;
  emailVerifiedAt: Date | null;
  createdAt: Date;
}
