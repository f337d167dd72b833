import { statement } from '../../database/sql.js';

/** The address for mails about money: the billing address, else the owner's. No row when nobody is left. */
export const FIND_BILLING_ADDRESS = statement<{ email: string }, { businessId: string }>(
  'billing_find_address',
  `SELECT COALESCE(p.email, u.email) AS email
   FROM members m JOIN users u ON u.id = m.user_id
   LEFT JOIN billing_profiles p ON p.business_id = m.business_id
   WHERE m.business_id = $businessId AND m.role = 'owner'`,
);
/** Notes that a mail is sent. Writes no row if it was sent before. */
export const NOTE_MAIL = statement<void, { businessId: string; about: string; kind: string; now: Date }>(
  'billing_note_mail',
  `INSERT INTO billing_notices (business_id, about, kind, at) VALUES ($businessId, $about, $kind, $now) ON CONFLICT DO NOTHING`,
);
export const FIND_NAME = statement<{ name: string }, { businessId: string }>(
  'billing_find_name',
  'SELECT name FROM businesses WHERE id = $businessId',
);
export const FIND_OPERATORS = statement<{ email: string }>(
  'billing_find_operators',
  'SELECT email FROM users WHERE operator ORDER BY email LIMIT 20',
);
