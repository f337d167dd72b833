import type pg from 'pg';
import { ExplainedError } from '../errors/explained.error.js';
import { MIGRATING } from './bounds.js';
import { NotDistributable } from './not-distributable.error.js';
import { withClient } from './with-client.js';

/**
 * Reference tables, which have all their rows on every node. They are the tables to which all businesses refer, and those that are
 * read before the business is known. A write to such a table waits for other writes to it, so none of them is written often.
 */
export const REFERENCE = [
  ...['features', 'plans', 'plan_versions', 'plan_limits', 'test_clocks', 'users', 'user_trials'],
  ...['operator_keys', 'operator_audit', 'second_factors', 'recovery_codes'],
  ...['user_tokens', 'external_ids', 'payment_customers', 'event_listeners', 'webhook_endpoints'],
];
/**
 * Tables that only the coordinator has. No statement joins them with tables of businesses. Sessions are here because they are
 * written at each log-in and each refresh, and a write to a local table is planned by PostgreSQL itself.
 */
const LOCAL = [
  ...['sessions', 'spent_refresh_tokens'],
  ...['migrations', 'renewal_runs', 'rate_limits', 'known_addresses', 'document_series'],
  ...['event_positions', 'payment_cursor', 'payment_events', 'customers_to_forget'],
  ...['stats_days', 'stats_figures', 'renewal_history', 'retention_walks', 'imported_businesses'],
];
/**
 * The foreign keys that a distributed database does not have. A reference table cannot refer to businesses. A foreign key from
 * sessions to users would make each write of a session a write on all nodes; the service deletes the sessions of a user itself.
 */
const DROPPED_FOREIGN_KEYS = ['webhook_endpoints_business_fkey', 'sessions_user_fkey'];

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

const TENANT_TABLES = `
  SELECT c.relname AS name FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'business_id' AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> ALL ($1) ORDER BY 1`;
const ALL_TABLES = `
  SELECT c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`;
const DISTRIBUTED = `SELECT table_name::text AS name, citus_table_type AS type FROM citus_tables`;
const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE contype = 'f' AND (conrelid = ANY ($1::regclass[]) OR confrelid = ANY ($1::regclass[]))`;
const TRIGGERS = `
  SELECT tgrelid::regclass::text AS "table", tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace`;

/** The tables with rows of businesses, `businesses` first. They are found by their column. */
export async function tenantTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(TENANT_TABLES, [[...REFERENCE, ...LOCAL]]);
  return ['businesses', ...rows.map(({ name }) => name)];
}

/** The tables that are in none of the lists. */
export async function unknownTables(client: pg.Client): Promise<string[]> {
  const known = new Set([...REFERENCE, ...LOCAL, ...(await tenantTables(client))]);
  return (await namesFrom(client, ALL_TABLES)).filter((name) => !known.has(name));
}

/** The column `name` of the rows of a select. */
export const namesFrom = async (client: pg.Client, sql: string): Promise<string[]> =>
  (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);

/**
 * Distributes the tables of a migrated database that are still local, in one transaction on the coordinator. Servers must be
 * stopped. It counts the rows before and after, and rolls back if they differ. It returns the tables that it distributed.
 *
 * @throws NotDistributable when there is no worker, or a table that is in none of the lists
 */
export const distribute = (url: string, shards: number): Promise<string[]> =>
  withClient(
    url,
    async (client) => {
      await client.query('BEGIN');
      // With one connection to each node, later steps see what earlier ones did.
      await client.query(`SET LOCAL citus.multi_shard_modify_mode TO 'sequential'`);
      await client.query(`SET LOCAL citus.max_adaptive_executor_pool_size TO 1`);
      await refuseWithoutWorkers(client);
      const distributed = await distributeAll(client, shards);
      await client.query('COMMIT');
      return distributed;
    },
    MIGRATING,
  );

async function refuseWithoutWorkers(client: pg.Client): Promise<void> {
  const workers = await client.query('SELECT FROM citus_get_active_worker_nodes()');
  if (workers.rowCount === 0) throw new NotDistributable('There is no worker. Add one with citus_add_node.');
}

async function distributeAll(client: pg.Client, shards: number): Promise<string[]> {
  const tenants = await tenantTables(client);
  const unknown = await unknownTables(client);
  if (unknown.length > 0) throw new NotDistributable(`Unknown tables: ${unknown.join(', ')}.`);
  const done = new Set(await namesFrom(client, DISTRIBUTED));
  const left = [...REFERENCE, ...tenants].filter((name) => !done.has(name));
  if (left.length === 0) return [];
  const before = await countRows(client, left);
  const foreignKeys = await dropForeignKeys(client, left);
  await dropTriggers(client);
  for (const table of left) await distributeTable(client, table, shards);
  await addForeignKeys(client, foreignKeys);
  const different = (await countRows(client, left)).filter((count, at) => count !== before[at]);
  if (different.length > 0)
    throw new ExplainedError(
      `The numbers of rows differ, so nothing was changed: ${different.join(', ')}.`,
      1,
    );
  return left;
}

/** The name of each table, with its number of rows. */
async function countRows(client: pg.Client, tables: string[]): Promise<string[]> {
  const counts: string[] = [];
  for (const table of tables) {
    const { rows } = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table}`);
    counts.push(`${table} ${rows[0]?.rows}`);
  }
  return counts;
}

/** Drops the foreign keys of these tables: a table cannot be distributed while one is between it and a local table. */
async function dropForeignKeys(client: pg.Client, tables: string[]): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(FOREIGN_KEYS, [tables]);
  for (const { table, name } of rows) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
  return rows;
}

/** A distributed table cannot have triggers. They serve only servers of earlier releases, and none of those runs here. */
async function dropTriggers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(TRIGGERS);
  for (const { table, name } of rows) await client.query(`DROP TRIGGER ${name} ON ${table}`);
}

async function distributeTable(client: pg.Client, table: string, shards: number): Promise<void> {
  if (REFERENCE.includes(table)) await client.query('SELECT create_reference_table($1)', [table]);
  else if (table === 'businesses')
    await client.query(`SELECT create_distributed_table('businesses', 'id', shard_count => $1)`, [shards]);
  else
    await client.query(`SELECT create_distributed_table($1, 'business_id', colocate_with => 'businesses')`, [
      table,
    ]);
}

async function addForeignKeys(client: pg.Client, keys: ForeignKey[]): Promise<void> {
  const kept = keys.filter(({ name }) => !DROPPED_FOREIGN_KEYS.includes(name));
  for (const { table, name, definition } of kept)
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
}
