import { statement } from '../../database/sql.js';
import { inForms } from '../../database/sql-text.js';

/** The business of a link, and the hash of the whole link. */
interface LinkLookup {
  businessId: string;
  hash: Buffer;
  now: Date;
}

/**
 * Makes a link for the active member with this e-mail address. It returns no row if there is no such member, if the business is
 * closed or suspended, or if the person is suspended.
 */
export const INSERT = statement<
  { memberId: string },
  LinkLookup & { email: string; returnUrl: string | null; expiresAt: Date }
>(
  'portal_session_insert',
  `WITH member AS (
     SELECT m.id, m.user_id FROM members m
     JOIN users u ON u.id = m.user_id
     JOIN businesses b ON b.id = m.business_id
     WHERE m.business_id = $businessId AND u.email = $email AND m.active
       AND u.suspended_at IS NULL AND b.suspended_at IS NULL AND b.closed_at IS NULL
   ), made AS (
     INSERT INTO portal_sessions (business_id, hash, user_id, return_url, created_at, expires_at)
     SELECT $businessId, $hash, user_id, $returnUrl, $now, $expiresAt FROM member
   )
   SELECT id AS "memberId" FROM member`,
);

/** Finds whether the person of an active member is suspended. There is no row if there is no such member. */
export const FIND_MEMBER = statement<{ suspended: boolean }, { businessId: string; email: string }>(
  'portal_session_find_member',
  `SELECT u.suspended_at IS NOT NULL AS suspended
   FROM members m JOIN users u ON u.id = m.user_id
   WHERE m.business_id = $businessId AND u.email = $email AND m.active`,
);

export interface FoundPortalSession {
  userId: string;
  returnUrl: string | null;
  /** True if the link is not expired, nobody has used it, and its person is still an active member. */
  valid: boolean;
  email: string;
  firstName: string;
  businessName: string;
  suspended: boolean;
  closed: boolean;
}

export const FIND = statement<FoundPortalSession, LinkLookup>(
  'portal_session_find',
  `SELECT p.user_id AS "userId", p.return_url AS "returnUrl", u.email, u.first_name AS "firstName",
          b.name AS "businessName", b.suspended_at IS NOT NULL AS suspended, b.closed_at IS NOT NULL AS closed,
          p.spent_at IS NULL AND p.expires_at > $now AND EXISTS (
            SELECT 1 FROM members m WHERE m.business_id = $businessId AND m.user_id = p.user_id AND m.active
          ) AS valid
   FROM portal_sessions p
   JOIN users u ON u.id = p.user_id
   JOIN businesses b ON b.id = p.business_id
   WHERE p.business_id = $businessId AND p.hash = $hash`,
);

/** Spends a link, if its person is still an active member. Of several requests at the same time, one gets the row. */
export const SPEND = statement<{ memberId: string }, LinkLookup>(
  'portal_session_spend',
  `UPDATE portal_sessions p SET spent_at = $now
   FROM members m
   WHERE p.business_id = $businessId AND p.hash = $hash AND p.spent_at IS NULL AND p.expires_at > $now
     AND m.business_id = p.business_id AND m.user_id = p.user_id AND m.active
   RETURNING m.id AS "memberId"`,
);

/** Makes all links of a person invalid, because their credentials change. */
export const SPEND_ALL = statement<void, { userId: string; now: Date }>(
  'portal_session_spend_all',
  'UPDATE portal_sessions SET spent_at = $now WHERE user_id = $userId AND spent_at IS NULL',
);

/** Deletes links that expired long ago. Until then the service can tell a used link from an unknown one. */
export const PURGE = statement<void, { before: Date; limit: number }>(
  'retention_portal_sessions',
  `DELETE FROM portal_sessions WHERE ${inForms(
    `ctid = ANY(ARRAY(
     SELECT ctid FROM portal_sessions WHERE expires_at < $before LIMIT $limit))`,
    '(business_id, hash) IN (SELECT business_id, hash FROM portal_sessions WHERE expires_at < $before LIMIT $limit)',
  )} AND expires_at < $before`,
);
