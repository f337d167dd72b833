import { statement } from '../database/sql.js';

export const OPEN_BUSINESSES_OF = statement<{ id: string; name: string }, { userId: string }>(
  'account_erasure_open_businesses_of',
  `SELECT b.id, b.name FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND m.role = 'owner' AND b.closed_at IS NULL ORDER BY b.id`,
);
/**
 * Replaces the owner of a business by another user. The old owner becomes a former member. If a server of the release before began
 * the erasure of the business, its owner is one already. Then the other user takes that place, so that the erasure finds this user.
 */
export const REPLACE_OWNER = statement<void, { businessId: string; memberId: string; userId: string }>(
  'account_erasure_replace_owner',
  `WITH remembered AS (
     INSERT INTO former_members (business_id, member_id, user_id)
     SELECT business_id, id, user_id FROM members WHERE business_id = $businessId AND id = $memberId
     ON CONFLICT (business_id, member_id) DO UPDATE SET user_id = $userId
   )
   UPDATE members SET user_id = $userId WHERE business_id = $businessId AND id = $memberId`,
);
