import { statement } from '../../database/sql.js';

/**
 * Deletes old invitations with their tokens, in whatever state they are. Invitations of businesses on test clocks stay, because
 * they expire by another clock. The age is compared again, for an invitation that is sent again at the same time.
 */
export const PURGE_INVITATIONS = statement<void, { before: Date; limit: number }>(
  'retention_invitations',
  `DELETE FROM invitations WHERE expires_at < $before AND (business_id, id) IN (
     SELECT i.business_id, i.id FROM invitations i
     JOIN businesses b ON b.id = i.business_id AND b.test_clock_id IS NULL
     WHERE i.expires_at < $before LIMIT $limit)`,
);
