import type { Client } from 'pg';

/** A table, as PostgreSQL's catalogue describes it. */
export interface Table {
  name: string;
  /** The stored columns, in the order of the table. Computed columns are left out. */
  columns: string[];
  /** A list for ORDER BY, which gives the same order in every database. */
  order: string;
}

export interface Counter {
  table: string;
  column: string;
  next: string;
}

/** Finds all tables with their columns. Text is sorted by its bytes, because the order of a language differs between machines. */
const TABLES = `
  SELECT c.oid::int, c.relname AS name,
         array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '') AS columns,
         string_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END, ', '
                    ORDER BY array_position(k.conkey, a.attnum))
           FILTER (WHERE k.oid IS NULL OR a.attnum = ANY (k.conkey)) AS "order"
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
  GROUP BY c.oid, c.relname
  ORDER BY c.relname`;

const REFERENCES = `
  SELECT conrelid::int AS "from", confrelid::int AS "to" FROM pg_constraint
  WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`;

/** In `tgtype`, 7 is: before, insert, for each row. */
const CHANGING_TRIGGERS = `
  SELECT c.relname AS table, t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgtype & 7 = 7 AND t.tgenabled = 'O'`;

const COUNTERS = `
  SELECT c.relname AS table, a.attname AS column, pg_get_serial_sequence(c.oid::regclass::text, a.attname) AS sequence
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
    AND pg_get_serial_sequence(c.oid::regclass::text, a.attname) IS NOT NULL
  ORDER BY 1, 2`;

/** All tables of the service. Each comes after the tables to which its foreign keys refer. */
export async function tablesOf(client: Client): Promise<Table[]> {
  const { rows: tables } = await client.query<Table & { oid: number }>(TABLES);
  const { rows: references } = await client.query<{ from: number; to: number }>(REFERENCES);
  const sorted: Table[] = [];
  let left = tables;
  while (left.length > 0) {
    const isFree = ({ oid }: { oid: number }) =>
      !references.some(({ from, to }) => from === oid && left.some((table) => table.oid === to));
    const free = left.filter(isFree);
    if (free.length === 0)
      throw new Error(
        `These tables refer to each other in a circle: ${left.map(({ name }) => name).join(', ')}`,
      );
    sorted.push(...free.map(({ name, columns, order }) => ({ name, columns, order })));
    left = left.filter((table) => !isFree(table));
  }
  return sorted;
}

/** The triggers that may change a row when it is inserted. */
export async function changingTriggersOf(client: Client): Promise<{ table: string; name: string }[]> {
  const { rows } = await client.query<{ table: string; name: string }>(CHANGING_TRIGGERS);
  return rows;
}

/** The columns with a sequence, with the next value of each. */
export async function countersOf(client: Client): Promise<Counter[]> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(COUNTERS);
  const counters: Counter[] = [];
  for (const { table, column, sequence } of rows) {
    const { rows: values } = await client.query<{ next: string }>(
      `SELECT (last_value + is_called::int)::text AS next FROM ${sequence}`,
    );
    counters.push({ table, column, next: values[0]?.next ?? '1' });
  }
  return counters;
}

/** The newest migration of the database; null if it has none. */
export async function migrationOf(client: Client): Promise<string | null> {
  const { rows: found } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public.migrations') IS NOT NULL AS there`,
  );
  if (found[0]?.there !== true) return null;
  const { rows } = await client.query<{ name: string }>(
    'SELECT name FROM migrations ORDER BY "timestamp" DESC LIMIT 1',
  );
  return rows[0]?.name ?? null;
}
