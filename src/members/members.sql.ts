import { statement } from '../database/sql.js';

const MEMBER = `m.id, m.kind, COALESCE(m.name, u.first_name || ' ' || u.last_name) AS name, m.user_id AS "userId", u.email, m.role, m.scopes,
  m.active, m.created_at AS "createdAt",
  (SELECT max(k.last_used_at) FROM api_keys k WHERE k.business_id = m.business_id AND k.bot_id = m.id) AS "lastUsedAt"`;

export const INSERT_MEMBER = statement(
  'member_insert',
  `INSERT INTO members (business_id, id, kind, user_id, name, role, scopes, active, created_at, knows_refunds)
   VALUES ($1, $2, $3, $4, $5, $6, $7, true, $8, true)`,
);
export const FIND_MEMBER = statement(
  'member_find',
  `SELECT ${MEMBER} FROM members m LEFT JOIN users u ON u.id = m.user_id WHERE m.business_id = $1 AND m.id = $2`,
);
export const FIND_MEMBER_BY_EMAIL = statement(
  'member_find_by_email',
  `SELECT ${MEMBER} FROM members m JOIN users u ON u.id = m.user_id WHERE m.business_id = $1 AND u.email = $2`,
);
/** Locks the member, so that what was checked still holds when the member is changed. */
export const LOCK_MEMBER = statement(
  'member_lock',
  'SELECT id FROM members WHERE business_id = $1 AND id = $2 FOR NO KEY UPDATE',
);
/** The role of a person who acts. It cannot change until the work is done. Several requests can hold it at once. */
export const LOCK_RANK = statement(
  'member_lock_rank',
  'SELECT role FROM members WHERE business_id = $1 AND id = $2 AND active FOR SHARE',
);
export const SET_ROLE = statement(
  'member_set_role',
  `UPDATE members SET role = $3 WHERE business_id = $1 AND id = $2 AND kind = 'human' AND role <> 'owner' AND role <> $3`,
);
export const DELETE_KEYS = statement(
  'member_delete_keys',
  'DELETE FROM api_keys WHERE business_id = $1 AND bot_id = $2',
);
/** Remembers a person who leaves by id, so that the erasure of the business finds the person. */
export const DELETE_MEMBER = statement(
  'member_delete',
  `WITH gone AS (
     DELETE FROM members WHERE business_id = $1 AND id = $2 AND role IS DISTINCT FROM 'owner'
     RETURNING business_id, id, user_id
   ), remembered AS (
     INSERT INTO former_members (business_id, member_id, user_id)
     SELECT business_id, id, user_id FROM gone WHERE user_id IS NOT NULL
   )
   SELECT id FROM gone`,
);
export const STEP_DOWN = statement(
  'member_step_down',
  `UPDATE members SET role = 'admin' WHERE business_id = $1 AND id = $2 AND role = 'owner'`,
);
/** No row for a bot, for somebody who is switched off, and for a person whom an operator has suspended. */
export const STEP_UP = statement(
  'member_step_up',
  `UPDATE members SET role = 'owner'
   WHERE business_id = $1 AND id = $2 AND kind = 'human' AND active AND user_id = (
     SELECT u.id FROM users u JOIN members m ON m.user_id = u.id
     WHERE m.business_id = $1 AND m.id = $2 AND u.suspended_at IS NULL FOR SHARE OF u)`,
);
/** The addresses of those who manage the business, the first fifty. */
export const ADMIN_EMAILS = statement(
  'member_admin_emails',
  `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
   WHERE m.business_id = $1 AND m.active AND m.role IN ('owner', 'admin') AND u.suspended_at IS NULL
   ORDER BY m.id LIMIT 50`,
);
export const LIST_MEMBERS = statement(
  'member_list',
  `SELECT ${MEMBER} FROM members m LEFT JOIN users u ON u.id = m.user_id
   WHERE m.business_id = $1 AND m.id < $2 AND ($4::text IS NULL OR m.kind = $4)
   ORDER BY m.id DESC LIMIT $3`,
);
export const SWITCH_MEMBER = statement(
  'member_switch',
  'UPDATE members SET active = $3 WHERE business_id = $1 AND id = $2 AND active <> $3',
);

/** Skips a key whose row other work holds. Its next use is noted. */
export const KEY_USED = statement(
  'api_key_used',
  `UPDATE api_keys SET last_used_at = $3
   WHERE business_id = $1 AND id = (
     SELECT id FROM api_keys
     WHERE business_id = $1 AND id = $2
       AND (last_used_at IS NULL OR last_used_at <= $3::timestamptz - interval '1 minute')
     FOR NO KEY UPDATE SKIP LOCKED)`,
);

export const BUSINESS_EXISTS = statement('member_business_exists', 'SELECT 1 FROM businesses WHERE id = $1');
