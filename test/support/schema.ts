import pg from 'pg';

/** Lists the tables. TypeORM's own table of migrations is not part of the schema. */
const TABLES = `
  SELECT c.oid, c.relname AS name, c.reloptions AS options, obj_description(c.oid, 'pg_class') AS comment
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
  ORDER BY c.relname`;

/** Lists the columns: first those of the primary key, then the others by name. */
const COLUMNS = `
  SELECT a.attrelid AS oid, quote_ident(a.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
         pg_get_expr(d.adbin, d.adrelid) AS default, a.attgenerated = 's' AS generated, col_description(a.attrelid, a.attnum) AS comment
  FROM pg_attribute a
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
  WHERE a.attnum > 0 AND NOT a.attisdropped
  ORDER BY array_position(k.conkey, a.attnum) NULLS LAST, a.attname`;

/** Lists the constraints. PostgreSQL 18 also lists NOT NULL, which the columns have already. */
const CONSTRAINTS = `
  SELECT c.conrelid AS oid, c.conname AS name, c.contype AS kind, pg_get_constraintdef(c.oid) AS definition
  FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.contype <> 'n' ORDER BY c.conname`;

const INDEXES = `
  SELECT i.indrelid AS oid, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
  WHERE NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
  ORDER BY i.indexrelid::regclass::text`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p
  WHERE p.pronamespace = 'public'::regnamespace ORDER BY p.proname`;

const TRIGGERS = `
  SELECT t.tgrelid AS oid, pg_get_triggerdef(t.oid) AS definition FROM pg_trigger t
  WHERE NOT t.tgisinternal ORDER BY t.tgname`;

interface Table {
  oid: number;
  name: string;
  options: string[] | null;
  comment: string | null;
}

interface Column {
  oid: number;
  name: string;
  type: string;
  required: boolean;
  default: string | null;
  /** Whether it is computed from other columns of the row. */
  generated: boolean;
  comment: string | null;
}

interface Constraint {
  oid: number;
  name: string;
  kind: string;
  definition: string;
}

interface Definition {
  oid: number;
  definition: string;
}

/**
 * Writes the schema of a database as SQL that makes it again: tables by name, each with its columns, constraints, indexes and
 * comments. The same schema is always the same text, in whatever order the migrations made it.
 */
export async function schemaOf(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await rows<Table>(client, TABLES);
    const columns = await rows<Column>(client, COLUMNS);
    const constraints = await rows<Constraint>(client, CONSTRAINTS);
    const indexes = await rows<Definition>(client, INDEXES);
    const triggers = await rows<Definition>(client, TRIGGERS);
    const functions = (await rows<Definition>(client, FUNCTIONS)).map(
      ({ definition }) => `${definition.trim()};`,
    );
    const created = tables.map((table) => {
      const mine = <T extends { oid: number }>(all: T[]): T[] => all.filter(({ oid }) => oid === table.oid);
      return tableText(
        table,
        mine(columns),
        mine(constraints),
        mine(indexes).map(({ definition }) => definition),
      );
    });
    const references = tables.flatMap((table) =>
      constraints
        .filter(({ oid, kind }) => oid === table.oid && kind === 'f')
        .map(({ name, definition }) => `ALTER TABLE ${table.name} ADD CONSTRAINT ${name}\n  ${definition};`),
    );
    const triggered = triggers.map(({ definition }) => `${definition};`);
    return `${[...functions, ...created, ...references, ...triggered].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

async function rows<Row extends object>(client: pg.Client, text: string): Promise<Row[]> {
  return (await client.query<Row>(text)).rows;
}

function tableText(
  { name, options, comment }: Table,
  columns: Column[],
  constraints: Constraint[],
  indexes: string[],
): string {
  const lines = [
    ...columns.map(columnText),
    ...constraints
      .filter(({ kind }) => kind !== 'f')
      .map((one) => `CONSTRAINT ${one.name} ${one.definition}`),
  ];
  const settings = options === null ? '' : ` WITH (${options.join(', ')})`;
  const comments = columns
    .filter((column) => column.comment !== null)
    .map((column) => `COMMENT ON COLUMN ${name}.${column.name} IS ${literal(column.comment ?? '')};`);
  return [
    `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n)${settings};`,
    ...indexes.map((definition) => `${definition.replace(' ON public.', ' ON ')};`),
    ...(comment === null ? [] : [`COMMENT ON TABLE ${name} IS ${literal(comment)};`]),
    ...comments,
  ].join('\n');
}

function columnText({ name, type, required, default: value, generated }: Column): string {
  const filled =
    value === null ? '' : generated ? ` GENERATED ALWAYS AS (${value}) STORED` : ` DEFAULT ${value}`;
  return `${name} ${type}${filled}${required ? ' NOT NULL' : ''}`;
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
