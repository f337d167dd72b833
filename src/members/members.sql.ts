import { rememberingFormer } from './former-members.sql.js';
import type { MemberRow, RankRow } from './member.rows.js';
import { statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';

const MEMBER = `m.id, m.kind, COALESCE(m.name, u.first_name || ' ' || u.last_name) AS name, m.user_id AS "userId", u.email, m.role, m.scopes,
  m.active, m.created_at AS "createdAt",
  (SELECT max(k.last_used_at) FROM api_keys k WHERE k.business_id = $businessId AND k.bot_id = m.id) AS "lastUsedAt",
  ${inForms(
    '(SELECT max(s.rotated_at) FROM sessions s WHERE s.user_id = m.user_id AND s.business_id = m.business_id)',
    'NULL::timestamptz',
  )} AS "lastActiveAt"`;

/** Finds when people were last active in a business, where the database is distributed: only the coordinator has sessions. */
export const LAST_ACTIVE = statement<
  { userId: string; lastActiveAt: Date },
  { businessId: string; userIds: string[] }
>(
  'member_last_active',
  `SELECT user_id AS "userId", max(rotated_at) AS "lastActiveAt" FROM sessions
   WHERE business_id = $businessId AND user_id = ANY($userIds::uuid[]) GROUP BY user_id`,
);

export const INSERT_MEMBER = statement<
  void,
  {
    businessId: string;
    id: string;
    kind: string;
    userId: string | null;
    name: string | null;
    role: string | null;
    scopes: readonly string[] | null;
    now: Date;
  }
>(
  'member_insert',
  `INSERT INTO members (business_id, id, kind, user_id, name, role, scopes, active, created_at, knows_refunds)
   VALUES ($businessId, $id, $kind, $userId, $name, $role, $scopes, true, $now, true)`,
);
export const FIND_MEMBER = statement<MemberRow, { businessId: string; id: string }>(
  'member_find',
  `SELECT ${MEMBER} FROM members m LEFT JOIN users u ON u.id = m.user_id WHERE m.business_id = $businessId AND m.id = $id`,
);
export const FIND_MEMBER_BY_EMAIL = statement<MemberRow, { businessId: string; email: string }>(
  'member_find_by_email',
  `SELECT ${MEMBER} FROM members m JOIN users u ON u.id = m.user_id WHERE m.business_id = $businessId AND u.email = $email`,
);
/** Locks a member, so that a check still holds when the member is changed. */
export const LOCK_MEMBER = statement<{ id: string }, { businessId: string; id: string }>(
  'member_lock',
  'SELECT id FROM members WHERE business_id = $businessId AND id = $id FOR NO KEY UPDATE',
);
const RANK = `SELECT m.role, b.closed_at IS NOT NULL AS closed, b.suspended_at IS NOT NULL AS suspended
   FROM members m JOIN businesses b ON b.id = m.business_id
   WHERE m.business_id = $businessId AND m.id = $id AND m.active`;
/**
 * Reads and locks the role of the person who acts, and the state of the business, until the transaction ends. Several transactions
 * can hold these locks together. Closing or suspending the business waits for them: it changes no key of the row, so the weaker
 * lock of a foreign key would not hold it up.
 */
export const LOCK_RANK = statement<RankRow, { businessId: string; id: string }>(
  'member_lock_rank',
  `${RANK} FOR SHARE OF m, b`,
);
/** Reads the role of the person who acts, and the state of the business, which the transaction has locked. */
export const FIND_RANK = statement<RankRow, { businessId: string; id: string }>('member_find_rank', RANK);
export const SET_ROLE = statement<void, { businessId: string; id: string; role: string }>(
  'member_set_role',
  `UPDATE members SET role = $role WHERE business_id = $businessId AND id = $id AND kind = 'human' AND role <> 'owner' AND role <> $role`,
);
/** Removes a member who is not the owner. A person becomes a former member. */
export const DELETE_MEMBER = statement<void, { businessId: string; id: string }>(
  'member_delete',
  rememberingFormer(
    `DELETE FROM members WHERE business_id = $businessId AND id = $id AND role IS DISTINCT FROM 'owner'`,
  ),
);
/** Makes the owner an admin, before another person becomes the owner. It changes no row for anybody else. */
export const MAKE_ADMIN = statement<void, { businessId: string; id: string }>(
  'member_make_admin',
  `UPDATE members SET role = 'admin' WHERE business_id = $businessId AND id = $id AND role = 'owner'`,
);
/** Makes a person the owner. It changes no row for a bot, or a person who is switched off or suspended. */
export const MAKE_OWNER = statement<void, { businessId: string; id: string }>(
  'member_make_owner',
  `UPDATE members SET role = 'owner'
   WHERE business_id = $businessId AND id = $id AND kind = 'human' AND active AND user_id = (
     SELECT u.id FROM users u JOIN members m ON m.user_id = u.id
     WHERE m.business_id = $businessId AND m.id = $id AND u.suspended_at IS NULL FOR SHARE OF u)`,
);
/** The e-mail addresses of the owner and the admins, at most fifty. */
export const ADMIN_EMAILS = statement<{ email: string }, { businessId: string }>(
  'member_admin_emails',
  `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
   WHERE m.business_id = $businessId AND m.active AND m.role IN ('owner', 'admin') AND u.suspended_at IS NULL
   ORDER BY m.id LIMIT 50`,
);
export const LIST_MEMBERS = statement<
  MemberRow,
  { businessId: string; before: string; limit: number; kind: string | null }
>(
  'member_list',
  `SELECT ${MEMBER} FROM members m LEFT JOIN users u ON u.id = m.user_id
   WHERE m.business_id = $businessId AND m.id < $before AND ($kind::text IS NULL OR m.kind = $kind)
   ORDER BY m.id DESC LIMIT $limit`,
);
export const SWITCH_MEMBER = statement<void, { businessId: string; id: string; active: boolean }>(
  'member_switch',
  'UPDATE members SET active = $active WHERE business_id = $businessId AND id = $id AND active <> $active',
);
