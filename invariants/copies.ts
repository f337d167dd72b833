import type pg from 'pg';

const IS_CITUS = `SELECT to_regclass('citus_tables') IS NOT NULL AS known`;
const DISTRIBUTED = `
  SELECT c.relname AS name FROM citus_tables t JOIN pg_class c ON c.oid = t.table_name
  WHERE t.citus_table_type IN ('distributed', 'reference')`;

/**
 * Copies the tables of a distributed database into temporary ones of the same names, which stand before the others for this
 * connection and go with its transaction. Citus refuses many of the statements that join whole tables. Does nothing elsewhere.
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
