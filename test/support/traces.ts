import type { DataSource } from 'typeorm';

/** Finds the rows of any table, including the queue's, that contain one of these texts. */
export async function tracesOf(dataSource: DataSource, secrets: string[]): Promise<string[]> {
  const tables = await dataSource.query(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'graphile_worker')`,
  );
  const found: string[] = [];
  for (const { name } of tables as { name: string }[]) {
    const rows = await dataSource.query(
      `SELECT t::text AS row FROM ${name} t WHERE EXISTS (
         SELECT 1 FROM unnest($1::text[]) AS s (secret) WHERE position(s.secret IN t::text) > 0)`,
      [secrets],
    );
    found.push(...rows.map(({ row }: { row: string }) => `${name}: ${row}`));
  }
  return found;
}
