import { statement } from '../database/sql.js';

/** The memberships of user $1, in one order. */
export const MEMBERSHIPS_OF = statement(
  'account_erasure_memberships_of',
  `SELECT business_id AS "businessId", id AS "memberId" FROM members WHERE user_id = $1 ORDER BY business_id`,
);
export const OPEN_BUSINESSES_OF = statement(
  'account_erasure_open_businesses_of',
  `SELECT b.id, b.name FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $1 AND m.role = 'owner' AND b.closed_at IS NULL ORDER BY b.id`,
);
/** Replaces the owner $2 of business $1 by user $3. The old owner becomes a former member. */
export const REPLACE_OWNER = statement(
  'account_erasure_replace_owner',
  `WITH remembered AS (
     INSERT INTO former_members (business_id, member_id, user_id)
     SELECT business_id, id, user_id FROM members WHERE business_id = $1 AND id = $2
   )
   UPDATE members SET user_id = $3 WHERE business_id = $1 AND id = $2`,
);
