import { statement } from '../database/sql.js';
import type { MembershipView } from './membership.view.js';

/** The place of a user in one business. */
export interface Membership {
  businessId: string;
  memberId: string;
}

/** Lists the memberships of a user, active or not, always in the same order, so that two requests lock them in the same order. */
export const MEMBERSHIPS_OF = statement<Membership, { userId: string }>(
  'member_memberships_of',
  `SELECT business_id AS "businessId", id AS "memberId" FROM members WHERE user_id = $userId ORDER BY business_id`,
);

/** Lists the businesses of which a user is an active member, oldest first. */
export const ACTIVE_MEMBERSHIPS_OF = statement<MembershipView, { userId: string }>(
  'member_active_memberships_of',
  `SELECT b.id, b.name, m.role, b.suspended_at IS NOT NULL AS suspended, b.closed_at AS "closedAt"
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.user_id = $userId AND m.active ORDER BY b.id`,
);
