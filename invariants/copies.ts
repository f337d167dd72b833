import type pg from 'pg';

const IS_CITUS = `SELECT to_regclass('citus_tables') IS NOT NULL AS known`;
const DISTRIBUTED = `
  SELECT c.relname AS name FROM citus_tables t JOIN pg_class c ON c.oid = t.table_name
  WHERE t.citus_table_type IN ('distributed', 'reference')`;

/**
 * Copies the tables of a distributed database into temporary tables of the same names, because Citus refuses many of the
 * statements that join whole tables. For this connection the temporary tables hide the others, and they are dropped with its
 * transaction. Does nothing on other databases.
 */
export async function copyDistributed(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ known: boolean }>(IS_CITUS);
  if (rows[0]?.known !== true) return;
  const { rows: tables } = await client.query<{ name: string }>(DISTRIBUTED);
  for (const { name } of tables) {
    await client.query(
      `CREATE TEMPORARY TABLE ${name} (LIKE public.${name} INCLUDING INDEXES) ON COMMIT DROP`,
    );
    await client.query(`INSERT INTO pg_temp.${name} SELECT * FROM public.${name}`);
    await client.query(`ANALYZE pg_temp.${name}`);
  }
}
