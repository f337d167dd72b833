import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../../common/principal.js';
import { UserView } from '../sessions/sessions.view.js';

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
