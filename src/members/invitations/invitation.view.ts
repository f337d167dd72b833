import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../../common/principal.js';
import { INVITATION_STATUSES, type InvitationRow, type InvitationStatus } from './invitation.rows.js';

/** An invitation to become a member. Only the mail has its token. */
export class InvitationView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'grace@example.com' */
  email: string;
  /** @example 'member' */
  @ApiProperty({ enum: ROLES })
  role: Role;
  /** @example 'pending' */
  @ApiProperty({ enum: INVITATION_STATUSES })
  status: InvitationStatus;
  /** The name of the inviter; that of the product if an operator invited. @example 'Ada Lovelace' */
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

/** What an invited person sees before accepting. */
export class InvitedView {
  /** @example 'grace@example.com' */
  email: string;
  /** @example 'Analytical Engines' */
  businessName: string;
  /** @example 'Ada Lovelace' */
  invitedBy: string;
  /** @example 'member' */
  @ApiProperty({ enum: ROLES })
  role: Role;
  expiresAt: Date;
}

export const invitationView = (row: InvitationRow): InvitationView => ({
  id: row.id,
  email: row.email,
  role: row.role,
  status: row.status,
  invitedBy: row.invitedBy,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
});
