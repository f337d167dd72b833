import { type Statement, statement } from '../database/sql.js';
import { inForms } from '../database/sql-text.js';
import { rememberingFormer } from '../members/index.js';

/** Locks the business: from now on nothing new can refer to it. */
export const LOCK_BUSINESS = statement<{ closedAt: Date | null }, { businessId: string }>(
  'erasure_lock_business',
  'SELECT closed_at AS "closedAt" FROM businesses WHERE id = $businessId FOR UPDATE',
);
/** Begins the erasure of a business, unless it has begun already. */
export const BEGIN_ERASURE = statement<void, { businessId: string; now: Date }>(
  'erasure_begin',
  `INSERT INTO erasures (business_id, begun_at, rows, people) VALUES ($businessId, $now, '{}', 0) ON CONFLICT DO NOTHING`,
);
/** What an erasure has erased so far. */
interface ErasedRows {
  /** How many rows, by table. */
  rows: Record<string, number>;
  people: number;
}
/** Reads how far the erasure of a business has come, and locks it, so that one server at a time works on it. */
export const LOCK_ERASURE = statement<ErasedRows, { businessId: string }>(
  'erasure_lock',
  'SELECT rows, people FROM erasures WHERE business_id = $businessId FOR UPDATE',
);
/** Stores the customer of the business at the payment provider, so that a job makes the provider forget the customer afterwards. */
export const REMEMBER_CUSTOMERS = statement<void, { businessId: string; now: Date }>(
  'erasure_remember_customers',
  `INSERT INTO customers_to_forget (customer, due_at)
   SELECT customer, $now FROM payment_customers WHERE business_id = $businessId ON CONFLICT (customer) DO NOTHING`,
);
export const NOTE_ERASURE = statement<void, ErasedRows & { businessId: string }>(
  'erasure_note',
  'UPDATE erasures SET rows = $rows, people = $people WHERE business_id = $businessId',
);
export const END_ERASURE = statement<void, { businessId: string }>(
  'erasure_end',
  'DELETE FROM erasures WHERE business_id = $businessId',
);

/**
 * Every table with rows of a tenant, and the tables to which it refers. They are read from the database, so that no table is
 * forgotten. Invoices and credit notes are not among them, because the law requires them. They name the business as it was
 * billed, and retention deletes them later.
 */
export const TENANT_TABLES = statement<{ name: string; parents: string[]; keys: string[] }>(
  'erasure_tenant_tables',
  `SELECT t.relname::text AS name,
          ARRAY(SELECT DISTINCT p.relname::text FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
                WHERE f.conrelid = t.oid AND f.contype = 'f' AND p.oid <> t.oid) AS parents,
          ARRAY(SELECT k.attname::text FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
                WHERE i.indrelid = t.oid AND i.indisprimary) AS keys
   FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'business_id' AND NOT a.attisdropped
   WHERE t.relkind IN ('r', 'p') AND NOT t.relispartition AND t.relnamespace = 'public'::regnamespace
     AND t.relname NOT IN ('sessions', 'former_members', 'erasures', 'event_sequences', 'invoices', 'credit_notes')`,
);
/**
 * Deletes rows of a business from one of these tables, whose primary key is `keys`. People who are deleted as members become former
 * members in the same statement, so that the erasure finds them when no rows are left.
 */
export const DELETE_SOME_OF = (
  table: string,
  keys: string[],
): Statement<void, { businessId: string; limit: number }> => {
  const key = keys.map((column) => `"${column}"`).join(', ');
  const some = `DELETE FROM "${table}"
     WHERE ${inForms(
       `ctid = ANY(ARRAY(SELECT ctid FROM "${table}" WHERE business_id = $businessId LIMIT $limit))`,
       `(${key}) IN (SELECT ${key} FROM "${table}" WHERE business_id = $businessId LIMIT $limit)`,
     )}
       AND business_id = $businessId`;
  return statement<void, { businessId: string; limit: number }>(
    `erasure_delete_some_of_${table}`,
    table === 'members' ? rememberingFormer(some) : some,
  );
};
/** Finds a row if the business has any in this table. */
export const ANY_LEFT_IN = (table: string): Statement<{ found: boolean }, { businessId: string }> =>
  statement<{ found: boolean }, { businessId: string }>(
    `erasure_any_left_in_${table}`,
    `SELECT true AS found FROM "${table}" WHERE business_id = $businessId LIMIT 1`,
  );

/** Some of the people who were in the business. */
export const SOME_PEOPLE_OF = statement<{ id: string }, { businessId: string; limit: number }>(
  'erasure_some_people_of',
  'SELECT DISTINCT user_id AS id FROM (SELECT user_id FROM former_members WHERE business_id = $businessId LIMIT $limit) AS people',
);
/** Deletes the memberships of the past of these people. For those who stay, nothing shows that they were in the business. */
export const ERASE_MEMBERS = statement<void, { businessId: string; userIds: string[] }>(
  'erasure_erase_members',
  'DELETE FROM former_members WHERE business_id = $businessId AND user_id = ANY($userIds::uuid[])',
);
export const CLEAR_BUSINESS_OF_SESSIONS = statement<void, { businessId: string; userIds: string[] }>(
  'erasure_clear_business_of_sessions',
  'UPDATE sessions SET business_id = NULL WHERE user_id = ANY($userIds::uuid[]) AND business_id = $businessId',
);
export const CLEAR_BUSINESS_OF_USERS = statement<void, { businessId: string; userIds: string[] }>(
  'erasure_clear_business_of_users',
  'UPDATE users SET last_business_id = NULL WHERE id = ANY($userIds::uuid[]) AND last_business_id = $businessId',
);
export const DELETE_BUSINESS = statement<void, { businessId: string }>(
  'erasure_delete_business',
  'DELETE FROM businesses WHERE id = $businessId',
);

/**
 * Locks users in the order of their ids. If two erasures share a person, the later one then sees which memberships the earlier
 * one has removed.
 */
export const LOCK_USERS = statement<{ id: string }, { userIds: string[] }>(
  'erasure_lock_users',
  'SELECT id FROM users WHERE id = ANY($userIds::uuid[]) ORDER BY id FOR UPDATE',
);
/** A person who is neither a member of a business nor an operator. */
interface UnattachedPerson {
  id: string;
  email: string;
  /** False if anybody may have signed up with the address. */
  proven: boolean;
  /** Their ids as members in the past. */
  memberIds: string[];
  /** The businesses to which they belonged. */
  businessIds: string[];
}
/** Finds those of these users who are neither members of a business nor operators. */
export const FIND_UNATTACHED = statement<UnattachedPerson, { userIds: string[] }>(
  'erasure_find_unattached',
  `WITH attached AS MATERIALIZED (SELECT DISTINCT user_id FROM members WHERE user_id = ANY($userIds::uuid[])),
   former AS MATERIALIZED (
     SELECT user_id, array_agg(member_id) AS members, array_agg(business_id) AS businesses
     FROM former_members WHERE user_id = ANY($userIds::uuid[]) GROUP BY user_id
   )
   SELECT u.id, u.email, u.email_verified_at IS NOT NULL AS proven, COALESCE(f.members, '{}') AS "memberIds", COALESCE(f.businesses, '{}') AS "businessIds"
   FROM users u LEFT JOIN former f ON f.user_id = u.id
   WHERE u.id = ANY($userIds::uuid[]) AND NOT u.operator AND u.id NOT IN (SELECT user_id FROM attached)`,
);

/** Deletes some of the replaced refresh tokens of these people. */
export const DELETE_SPENT_TOKENS = statement<void, { userIds: string[]; limit: number }>(
  'erasure_delete_spent_tokens',
  `DELETE FROM spent_refresh_tokens WHERE hash IN (
     SELECT t.hash FROM sessions s JOIN spent_refresh_tokens t ON t.session_id = s.id
     WHERE s.user_id = ANY($userIds::uuid[]) LIMIT $limit)`,
);
export const DELETE_SESSIONS = statement<void, { userIds: string[] }>(
  'erasure_delete_sessions',
  'DELETE FROM sessions WHERE user_id = ANY($userIds::uuid[])',
);
export const DELETE_USERS = statement<void, { userIds: string[] }>(
  'erasure_delete_users',
  'DELETE FROM users WHERE id = ANY($userIds::uuid[])',
);
