import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../../common/principal.js';
import { UserView } from '../../users/index.js';

export class BusinessNameView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'Analytical Engines' */
  name: string;
}

/** The person who is logged in, and the business in which they act. */
export class MeView extends UserView {
  /** The new e-mail address, while a change is pending; else null. @example null */
  pendingEmail: string | null;
  business: BusinessNameView | null;
  @ApiProperty({ type: String, enum: ROLES, nullable: true })
  role: Role | null;
}
