import { statement } from '../../database/sql.js';

/**
 * Deletes invitations with their tokens, however they ended. Invitations of businesses on test clocks stay: they expire in another
 * time.
 */
export const PURGE_INVITATIONS = statement<void, { before: Date; limit: number }>(
  'retention_invitations',
  `DELETE FROM invitations WHERE (business_id, id) IN (
     SELECT i.business_id, i.id FROM invitations i
     JOIN businesses b ON b.id = i.business_id AND b.test_clock_id IS NULL
     WHERE i.expires_at < $before LIMIT $limit)`,
);
