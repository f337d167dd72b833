import { ApiProperty } from '@nestjs/swagger';
import { type Role, ROLES } from '../../common/principal.js';

const STATUSES = ['pending', 'accepted', 'revoked', 'expired'] as const;
export type InvitationStatus = (typeof STATUSES)[number];

/** A person who may become a member. Only the mail holds the token. */
export class InvitationView {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** @example 'grace@example.com' */
  email: string;
  /** @example 'member' */
  @ApiProperty({ enum: ROLES })
  role: Role;
  /** @example 'pending' */
  @ApiProperty({ enum: STATUSES })
  status: InvitationStatus;
  /** The name of the inviter. @example 'Ada Lovelace' */
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

/** An invitation as a row of the database tells it. */
export interface InvitationRow extends InvitationView {
  businessId: string;
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
