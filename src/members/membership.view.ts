import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../common/principal.js';

/** A business of which the user is an active member. */
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
