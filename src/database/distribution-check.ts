import { hasCitus } from './distributable.js';
import { REFERENCE, tenantTables } from './distribution.js';
import { withClient } from './with-client.js';
import { WrongDistribution } from './wrong-distribution.error.js';

const TABLES = `
  SELECT c.relname AS name, EXISTS (SELECT 1 FROM citus_tables t WHERE t.table_name = c.oid) AS distributed
  FROM pg_class c
  WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1) ORDER BY 1`;

/**
 * Checks at the start that `DISTRIBUTED` is right for the database. Otherwise statements in the wrong form would fail, or would
 * read all nodes.
 *
 * @throws WrongDistribution when the database is distributed and the setting is off, when it is the other way round, or when some
 *   tables of a distributed database are still local
 */
export async function refuseWrongDistribution(url: string, distributed: boolean): Promise<void> {
  const tables = await readTables(url);
  const local = tables.filter((table) => !table.distributed).map(({ name }) => name);
  if (!distributed && local.length < tables.length)
    throw new WrongDistribution(
      'the database is distributed with Citus, and DISTRIBUTED is off. Start with DISTRIBUTED=on.',
    );
  if (distributed && local.length === tables.length)
    throw new WrongDistribution(
      'DISTRIBUTED is on, and the database is not distributed. Distribute it with "tenure distribute", or start with DISTRIBUTED=off.',
    );
  if (distributed && local.length > 0)
    throw new WrongDistribution(
      `DISTRIBUTED is on, and some tables are not distributed yet: ${local.join(', ')}. Run "tenure distribute", then start again.`,
    );
}

/** The tables that have to be distributed, and whether each is. Without Citus the list is empty. */
const readTables = (url: string): Promise<{ name: string; distributed: boolean }[]> =>
  withClient(url, async (client) => {
    if (!(await hasCitus(client))) return [];
    const wanted = [...REFERENCE, ...(await tenantTables(client))];
    return (await client.query<{ name: string; distributed: boolean }>(TABLES, [wanted])).rows;
  });
