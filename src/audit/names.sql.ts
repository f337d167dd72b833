import { inForms } from '../database/sql-text.js';

/**
 * Whether the entries `e` are those of `$businessId`, or of many businesses. On a distributed database, names of one business are
 * read from its node, and names of many businesses from the steps of `NAMES_OF`.
 */
export type Entries = 'of one' | 'of many';

/** The tables with names that belong to a business. */
const OF_A_BUSINESS = ['members', 'api_keys', 'invitations', 'invoices', 'credit_grants', 'subscriptions'];

/** Steps of a statement for a distributed database. They read the rows to which the entries of the step `entries` refer. */
export const NAMES_OF = (entries: string): string => `named AS MATERIALIZED (
    SELECT e.actor_id AS id FROM ${entries} e UNION SELECT ${TARGET_ID} FROM ${entries} e UNION SELECT e.business_id FROM ${entries} e
  ),
  businesses_named AS MATERIALIZED (SELECT * FROM businesses WHERE id IN (SELECT id FROM named)),
  ${OF_A_BUSINESS.map(
    (table) => `${table}_named AS MATERIALIZED (
    SELECT * FROM ${table} WHERE business_id IN (SELECT business_id FROM ${entries}) AND id IN (SELECT id FROM named)
  )`,
  ).join(',\n  ')}`;

/**
 * SQL for the columns of an entry `e` of `audit_log`. An entry stores no names; they are looked up when it is read. So a changed
 * name is the new one, and an object that no longer exists has no name. For a customer, a person who is not a member of the
 * business has no name.
 */
export const namedEntry = (reader: 'operator' | 'customer', of: Entries): string => `e.id, e.at,
  json_build_object('kind', e.actor_kind, 'id', e.actor_id, 'name', ${actorName(reader, of)}) AS actor, e.action,
  json_build_object('kind', e.target_kind, 'id', e.target_id, 'name', ${targetName(reader, of)}) AS target, e.before, e.after, e.address
  ${reader === 'operator' ? `, ${BUSINESS(of)} AS business` : ''}`;

/** SQL for the business of an entry. */
const businessOf = (of: Entries): string =>
  of === 'of one' ? inForms('e.business_id', '$businessId') : 'e.business_id';
/** SQL for a table with rows of businesses. */
const tableOf = (of: Entries, table: string): string =>
  of === 'of one' ? table : inForms(table, `${table}_named`);

const BUSINESS = (of: Entries): string =>
  `(SELECT json_build_object('id', b.id, 'name', b.name) FROM ${tableOf(of, 'businesses')} b WHERE b.id = ${businessOf(of)})`;

const FULL_NAME = `u.first_name || ' ' || u.last_name`;
/**
 * SQL for a target's id as a UUID, or NULL. The id is text, because that of a route is its pattern, and that of a plan its code.
 */
const TARGET_ID = `CASE WHEN e.target_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN e.target_id::uuid END`;

const user = (id: string, reader: 'operator' | 'customer', of: Entries): string =>
  `(SELECT ${FULL_NAME} FROM users u WHERE u.id = ${id}
    ${reader === 'customer' ? `AND EXISTS (SELECT 1 FROM ${tableOf(of, 'members')} m WHERE m.business_id = ${businessOf(of)} AND m.user_id = u.id)` : ''})`;
const human = (id: string, of: Entries): string =>
  `(SELECT ${FULL_NAME} FROM ${tableOf(of, 'members')} m JOIN users u ON u.id = m.user_id WHERE m.business_id = ${businessOf(of)} AND m.id = ${id})`;
/** SQL for the name of a target that belongs to the business. */
const owned = (table: string, column: string, of: Entries): string =>
  `(SELECT t.${column} FROM ${tableOf(of, table)} t WHERE t.business_id = ${businessOf(of)} AND t.id = ${TARGET_ID})`;
/** SQL for the name of a target that belongs to the installation. */
const shared = (table: string, column: string, key = 'id', id = TARGET_ID): string =>
  `(SELECT t.${column} FROM ${table} t WHERE t.${key} = ${id})`;

const actorName = (reader: 'operator' | 'customer', of: Entries): string => `CASE e.actor_kind
  WHEN 'member' THEN ${human('e.actor_id', of)}
  WHEN 'bot' THEN (SELECT m.name FROM ${tableOf(of, 'members')} m WHERE m.business_id = ${businessOf(of)} AND m.id = e.actor_id)
  WHEN 'user' THEN ${user('e.actor_id', reader, of)}
  ${reader === 'operator' ? `WHEN 'operator' THEN ${user('e.actor_id', reader, of)}` : ''} END`;

const targetName = (reader: 'operator' | 'customer', of: Entries): string => `CASE e.target_kind
  WHEN 'business' THEN (SELECT t.name FROM ${tableOf(of, 'businesses')} t WHERE ${of === 'of one' ? inForms('', 't.id = $businessId AND ') : ''}t.id = ${TARGET_ID})
  WHEN 'human' THEN ${human(TARGET_ID, of)}
  WHEN 'bot' THEN ${owned('members', 'name', of)}
  WHEN 'user' THEN ${user(TARGET_ID, reader, of)}
  WHEN 'key' THEN ${owned('api_keys', 'name', of)}
  WHEN 'invitation' THEN ${owned('invitations', 'email', of)}
  WHEN 'invoice' THEN ${owned('invoices', 'number', of)}
  WHEN 'credit' THEN ${owned('credit_grants', 'reason', of)}
  WHEN 'subscription' THEN (SELECT p.name FROM plans p WHERE p.code = ${owned('subscriptions', 'plan_code', of)})
  WHEN 'plan' THEN ${shared('plans', 'name', 'code', 'e.target_id')}
  WHEN 'feature' THEN ${shared('features', 'name', 'key', 'e.target_id')}
  WHEN 'test_clock' THEN ${shared('test_clocks', 'name')}
  WHEN 'operator_key' THEN ${shared('operator_keys', 'name')} END`;
