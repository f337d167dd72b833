import type { NewEvent } from '../../events/index.js';
import { invitationView } from './invitation.view.js';
import type { InvitationRow } from './invitation.rows.js';

/** Makes the event of a new invitation. */
export const createdInvitation = (row: InvitationRow, at: Date): NewEvent => ({
  businessId: row.businessId,
  type: 'invitation.created',
  data: { invitation: invitationView(row) },
  at,
});

/** Makes the event of the invitation `row`, which was accepted or revoked. */
export const answeredInvitation = (
  row: InvitationRow,
  status: 'accepted' | 'revoked',
  at: Date,
): NewEvent => ({
  businessId: row.businessId,
  type: `invitation.${status}`,
  data: { invitation: invitationView({ ...row, status }), previous: { status: row.status } },
  at,
});
