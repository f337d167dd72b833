import { statement } from '../../database/sql.js';

/** An invitation at $n. One that nobody answered in time has expired, whatever the row says. */
const at = (now: string) => `i.id, i.business_id AS "businessId", i.email, i.role,
  CASE WHEN i.status = 'pending' AND i.expires_at <= ${now} THEN 'expired' ELSE i.status END AS status,
  i.invited_by AS "invitedBy", i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;

export const LIST = statement(
  'invitation_list',
  `SELECT ${at('$4')} FROM invitations i WHERE i.business_id = $1 AND i.id < $2
   ORDER BY i.id DESC LIMIT $3`,
);
export const EXPIRE = statement(
  'invitation_expire',
  `UPDATE invitations SET status = 'expired' WHERE business_id = $1 AND email = $2 AND status = 'pending' AND expires_at <= $3`,
);
/** No row when the person has an open invitation already, however many people invite at once. */
export const INSERT = statement(
  'invitation_insert',
  `INSERT INTO invitations AS i (business_id, id, email, role, status, invited_by, expires_at, created_at)
   VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7)
   ON CONFLICT (business_id, email) WHERE status = 'pending' DO NOTHING
   RETURNING ${at('$7')}`,
);
export const FIND_OPEN = statement(
  'invitation_find_open',
  `SELECT ${at('$3')} FROM invitations i WHERE i.business_id = $1 AND i.email = $2 AND i.status = 'pending'`,
);
/** Locks the invitation, so that of accepting, revoking and sending again at the same moment one comes first. */
export const LOCK = statement(
  'invitation_lock',
  `SELECT ${at('$3')} FROM invitations i WHERE i.business_id = $1 AND i.id = $2 FOR NO KEY UPDATE`,
);
export const EXTEND = statement(
  'invitation_extend',
  `UPDATE invitations i SET expires_at = $3, status = 'pending' WHERE i.business_id = $1 AND i.id = $2 RETURNING ${at('$4')}`,
);
export const CLOSE = statement(
  'invitation_close',
  'UPDATE invitations SET status = $3 WHERE business_id = $1 AND id = $2',
);
export const CLOSE_ALL = statement(
  'invitation_close_all',
  `UPDATE invitations i SET status = 'revoked' WHERE i.business_id = $1 AND i.status = 'pending' RETURNING ${at('$2')}`,
);

export const OUTDATE_TOKENS = statement(
  'invitation_outdate_tokens',
  'UPDATE invitation_tokens SET newest = false WHERE business_id = $1 AND invitation_id = $2 AND newest',
);
export const INSERT_TOKEN = statement(
  'invitation_insert_token',
  'INSERT INTO invitation_tokens (business_id, hash, invitation_id, newest) VALUES ($1, $2, $3, true)',
);
/** The invitation of a token: $1 business, $2 hash, $3 real time. `now` is the time of the business. */
export const FIND_BY_TOKEN = statement(
  'invitation_find_by_token',
  `SELECT ${at('COALESCE(c.now, $3)')}, t.newest, COALESCE(c.now, $3) AS now, b.name AS "businessName",
          b.closed_at IS NOT NULL AS closed, b.suspended_at IS NOT NULL AS suspended
   FROM invitation_tokens t
   JOIN invitations i ON i.business_id = t.business_id AND i.id = t.invitation_id
   JOIN businesses b ON b.id = t.business_id
   LEFT JOIN test_clocks c ON c.id = b.test_clock_id
   WHERE t.business_id = $1 AND t.hash = $2`,
);
