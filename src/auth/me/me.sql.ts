import type { Role } from '../../common/principal.js';
import { statement } from '../../database/sql.js';
import { inParallel, ofBusiness, perRow } from '../../database/sql-text.js';
import { PENDING_EMAIL } from '../account/user-tokens.sql.js';
import type { UserView } from '../../users/index.js';

export interface MeRow extends UserView {
  place: number;
  pendingEmail: string | null;
  businessId: string | null;
  businessName: string | null;
  role: Role | null;
}
/** Finds users and the businesses in which they act. The parameters are parallel arrays; a business may be null. */
export const FIND_ME = statement<MeRow, { userIds: string[]; businessIds: (string | null)[]; now: Date }>(
  'auth_find_me',
  `SELECT a.place, f.*
   FROM ${inParallel({ userIds: 'uuid', businessIds: 'uuid' })} WITH ORDINALITY AS a (user_id, business_id, place)
   CROSS JOIN ${perRow(
     `SELECT u.id, u.email, u.first_name AS "firstName", u.last_name AS "lastName",
             u.email_verified_at AS "emailVerifiedAt", u.operator, b.id AS "businessId", b.name AS "businessName", m.role,
             ${PENDING_EMAIL('u.id', '$now')} AS "pendingEmail"
      FROM users u
      LEFT JOIN members m ON ${ofBusiness('m.business_id', 'a')} AND m.user_id = u.id AND m.active
      LEFT JOIN businesses b ON ${ofBusiness('b.id', 'm')}
      WHERE u.id = a.user_id`,
   )} AS f`,
);
