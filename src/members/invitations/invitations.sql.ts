import type { FoundInvitation, InvitationRow } from './invitation.rows.js';
import { statement } from '../../database/sql.js';

/** The columns of an invitation at the time `now`. A pending invitation that is too old is shown as expired. */
const at = (now: string) => `i.id, i.business_id AS "businessId", i.email, i.role,
  CASE WHEN i.status = 'pending' AND i.expires_at <= ${now} THEN 'expired' ELSE i.status END AS status,
  i.invited_by AS "invitedBy", i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;

export const LIST_INVITATIONS = statement<
  InvitationRow,
  { businessId: string; before: string; limit: number; now: Date }
>(
  'invitation_list',
  `SELECT ${at('$now')} FROM invitations i WHERE i.business_id = $businessId AND i.id < $before
   ORDER BY i.id DESC LIMIT $limit`,
);
/** Marks the open invitation of an address as expired if its time is over, so that a new one can be made. */
export const EXPIRE = statement<void, { businessId: string; email: string; now: Date }>(
  'invitation_expire',
  `UPDATE invitations SET status = 'expired' WHERE business_id = $businessId AND email = $email AND status = 'pending' AND expires_at <= $now`,
);
/** Makes an invitation. It writes no row if the person has an open invitation, also if several members invite at the same time. */
export const INSERT = statement<
  InvitationRow,
  {
    businessId: string;
    id: string;
    email: string;
    role: string;
    invitedBy: string;
    byMember: string | null;
    expiresAt: Date;
    now: Date;
  }
>(
  'invitation_insert',
  `INSERT INTO invitations AS i (business_id, id, email, role, status, invited_by, invited_by_member, expires_at, created_at)
   VALUES ($businessId, $id, $email, $role, 'pending', $invitedBy, $byMember, $expiresAt, $now)
   ON CONFLICT (business_id, email) WHERE status = 'pending' DO NOTHING
   RETURNING ${at('$now')}`,
);
/** Finds the open invitation of an address. */
export const FIND_OPEN = statement<InvitationRow, { businessId: string; email: string; now: Date }>(
  'invitation_find_open',
  `SELECT ${at('$now')} FROM invitations i WHERE i.business_id = $businessId AND i.email = $email AND i.status = 'pending'`,
);
/** Locks the invitation, so that accepting, revoking and sending again happen one after the other. */
export const LOCK = statement<InvitationRow, { businessId: string; id: string; now: Date }>(
  'invitation_lock',
  `SELECT ${at('$now')} FROM invitations i WHERE i.business_id = $businessId AND i.id = $id FOR NO KEY UPDATE`,
);
/** Opens an invitation again, or for longer. The caller has locked it. */
export const EXTEND = statement<
  InvitationRow,
  { businessId: string; id: string; expiresAt: Date; now: Date }
>(
  'invitation_extend',
  `UPDATE invitations i SET expires_at = $expiresAt, status = 'pending' WHERE i.business_id = $businessId AND i.id = $id RETURNING ${at('$now')}`,
);
/** Marks an invitation as accepted or revoked. The caller has locked it. */
export const CLOSE = statement<void, { businessId: string; id: string; status: string }>(
  'invitation_close',
  'UPDATE invitations SET status = $status WHERE business_id = $businessId AND id = $id',
);
export const CLOSE_ALL = statement<InvitationRow, { businessId: string; now: Date }>(
  'invitation_close_all',
  `UPDATE invitations i SET status = 'revoked' WHERE i.business_id = $businessId AND i.status = 'pending' RETURNING ${at('$now')}`,
);
/** Revokes the invitations of an owner that are open, and those that have expired and could be sent again. */
export const CLOSE_OWNERS = statement<InvitationRow, { businessId: string; now: Date }>(
  'invitation_close_owners',
  `UPDATE invitations i SET status = 'revoked'
   WHERE i.business_id = $businessId AND i.role = 'owner' AND i.status IN ('pending', 'expired') RETURNING ${at('$now')}`,
);

export const OUTDATE_TOKENS = statement<void, { businessId: string; invitationId: string }>(
  'invitation_outdate_tokens',
  'UPDATE invitation_tokens SET newest = false WHERE business_id = $businessId AND invitation_id = $invitationId AND newest',
);
export const INSERT_TOKEN = statement<void, { businessId: string; hash: Buffer; invitationId: string }>(
  'invitation_insert_token',
  'INSERT INTO invitation_tokens (business_id, hash, invitation_id, newest) VALUES ($businessId, $hash, $invitationId, true)',
);
/** Finds the invitation of a token. `$now` is real time; the column `now` is the time of the business. */
export const FIND_BY_TOKEN = statement<FoundInvitation, { businessId: string; hash: Buffer; now: Date }>(
  'invitation_find_by_token',
  `SELECT ${at('COALESCE(c.now, $now)')}, t.newest, COALESCE(c.now, $now) AS now, b.name AS "businessName",
          b.closed_at IS NOT NULL AS closed, b.suspended_at IS NOT NULL AS suspended
   FROM invitation_tokens t
   JOIN invitations i ON i.business_id = t.business_id AND i.id = t.invitation_id
   JOIN businesses b ON b.id = t.business_id
   LEFT JOIN test_clocks c ON c.id = b.test_clock_id
   WHERE t.business_id = $businessId AND t.hash = $hash`,
);
