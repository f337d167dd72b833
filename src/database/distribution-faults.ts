import { SERVING } from './bounds.js';
import { refuseWithoutCitus } from './distributable.js';
import { namesFrom, REFERENCE, tenantTables, unknownTables } from './distribution.js';
import { withClient } from './with-client.js';

interface Placed {
  name: string;
  type: string;
  column: string;
  colocation: number;
}

const PLACED = `
  SELECT table_name::text AS name, citus_table_type AS type, distribution_column AS column, colocation_id AS colocation
  FROM citus_tables`;
const UNCHECKED_KEYS = `
  SELECT conrelid::regclass || ' ' || conname AS name FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT convalidated`;
/** Finds sessions without a user. There is no foreign key from sessions, which only the coordinator has, to users. */
const SESSIONS_OF_NOBODY = `
  SELECT 'sessions: ' || count(*) || ' of users that do not exist' AS name
  FROM sessions s LEFT JOIN users u ON u.id = s.user_id WHERE u.id IS NULL HAVING count(*) > 0`;
/** Finds nodes that another node cannot reach. */
const UNREACHED = `
  SELECT from_nodename || ':' || from_nodeport || ' does not reach ' || to_nodename || ':' || to_nodeport AS name
  FROM citus_check_cluster_node_health() WHERE result IS NOT TRUE`;

/**
 * Reads how long our role waits for a lock on each worker. The settings of a connection do not reach the workers. Without a setting
 * of the role, a statement waits there for a lock until its own time limit.
 */
const LOCK_WAITS = `
  SELECT nodename || ':' || nodeport AS name, CASE WHEN success THEN result::integer END AS ms
  FROM run_command_on_workers($$SELECT setting FROM pg_settings WHERE name = 'lock_timeout'$$)`;

/**
 * Lists the faults of a distributed database, one line each: a table that is distributed wrongly or not at all, tables of one
 * business on different nodes, a foreign key that was not validated, a session without a user, a node that is out of reach, a
 * worker on which statements wait too long for locks.
 *
 * @throws NotDistributable when the database has no Citus
 */
export const distributionFaults = (url: string): Promise<string[]> =>
  withClient(url, async (client) => {
    await refuseWithoutCitus(client);
    const placed = new Map((await client.query<Placed>(PLACED)).rows.map((row) => [row.name, row]));
    const tenants = await tenantTables(client);
    const group = placed.get('businesses')?.colocation;
    return [
      ...(await unknownTables(client)).map(
        (name) => `${name}: is in none of the lists of src/database/distribution.ts`,
      ),
      ...REFERENCE.filter((name) => placed.get(name)?.type !== 'reference').map(
        (name) => `${name}: is not a reference table, so it is not on every node`,
      ),
      ...tenants.flatMap((name) => faultsOf(name, placed.get(name), group)),
      ...(await namesFrom(client, UNCHECKED_KEYS)).map((name) => `${name}: the foreign key was not checked`),
      ...(await namesFrom(client, SESSIONS_OF_NOBODY)),
      ...(await namesFrom(client, UNREACHED)),
      ...(await client.query<{ name: string; ms: number | null }>(LOCK_WAITS)).rows.flatMap(waitFaults),
    ];
  });

function faultsOf(name: string, table: Placed | undefined, group: number | undefined): string[] {
  const column = name === 'businesses' ? 'id' : 'business_id';
  if (table?.type !== 'distributed') return [`${name}: is not distributed`];
  return [
    ...(table.column === column ? [] : [`${name}: is distributed by ${table.column}, not by ${column}`]),
    ...(table.colocation === group ? [] : [`${name}: its rows may be on another node than their businesses`]),
  ];
}

/** The fault of a worker on which statements wait too long for locks. A worker that is out of reach is listed by `UNREACHED`. */
function waitFaults({ name, ms }: { name: string; ms: number | null }): string[] {
  if (ms === null || (ms >= 1 && ms <= SERVING.lock)) return [];
  return [`${name}: lock_timeout of our role is ${ms} ms there. Set 1 to ${SERVING.lock}: docs/scaling.md`];
}
