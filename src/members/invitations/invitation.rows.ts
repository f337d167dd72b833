import type { Role } from '../../common/principal.js';

export const INVITATION_STATUSES = ['pending', 'accepted', 'revoked', 'expired'] as const;
export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** The states of an invitation that is open no more. */
export const ANSWERED_STATES = {
  accepted: 'it is accepted',
  revoked: 'it is revoked',
  expired: 'a newer one takes its place',
};

/** An invitation as statements return it. */
export interface InvitationRow {
  id: string;
  businessId: string;
  email: string;
  role: Role;
  status: InvitationStatus;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

/** An open invitation, with the name and the time of its business. */
export interface OpenedInvitation extends InvitationRow {
  businessName: string;
  now: Date;
}

/** An invitation that a token names, with what may forbid to accept it. */
export interface FoundInvitation extends OpenedInvitation {
  newest: boolean;
  closed: boolean;
  suspended: boolean;
}
