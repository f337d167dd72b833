import pg from 'pg';

/** What EXPLAIN says of a step of a plan. */
export interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  /** Of a step that writes. */
  Operation?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Filter?: string;
  'One-Time Filter'?: string;
  Plans?: Node[];
}

/** The business that statements are asked about. */
const BUSINESS = '11111111-1111-7111-8111-111111111111';
const SOMETHING = '22222222-2222-7222-8222-222222222222';
/** The parameters that name the business of a statement. */
const NAMES_OF_BUSINESSES = ['business', 'businessId', 'businessIds'];

const VALUES: Record<string, string> = {
  text: "'x'",
  citext: "'x'",
  jsonb: "'[]'",
  json: "'[]'",
  bytea: String.raw`'\x61'`,
  boolean: 'true',
  'timestamp with time zone': "'2026-01-01'",
  date: "'2026-01-01'",
  interval: "'1 day'",
  inet: "'127.0.0.1'",
};

/** A constant of a type, as SQL. */
function constant(type: string, param: string): string {
  const element = type.replace('[]', '');
  const one =
    element === 'uuid' ? `'${NAMES_OF_BUSINESSES.includes(param) ? BUSINESS : SOMETHING}'` : VALUES[element];
  const value = one ?? '5';
  return type.endsWith('[]') ? `ARRAY[${value}]::${type}` : `${value}::${type}`;
}

const stepsOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(stepsOf)];

/** Explains a statement as it is planned for the values of one call. All steps of its plan, the outermost first. */
export async function explain(
  client: pg.Client,
  { text, params }: { text: string; params: readonly string[] },
) {
  await client.query('BEGIN');
  try {
    await client.query('SET LOCAL plan_cache_mode = force_custom_plan');
    await client.query(`PREPARE explained AS ${text}`);
    const { rows } = await client.query<{ types: string[] }>(
      `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'explained'`,
    );
    const values = rows[0]!.types.map((type, place) => constant(type, params[place]!));
    const call = values.length === 0 ? 'explained' : `explained (${values.join(', ')})`;
    const explained = await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
      `EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE ${call}`,
    );
    return stepsOf(explained.rows[0]!['QUERY PLAN'][0]!.Plan);
  } finally {
    await client.query('ROLLBACK');
    await client.query('DEALLOCATE ALL');
  }
}

/** By equality, or as one of the businesses of a statement that is about a shard. */
const BY_CONSTANT = `('${BUSINESS}'|ANY \\('\\{${BUSINESS}\\}'::uuid\\[\\]\\))`;
const OF_THE_BUSINESS = new RegExp(`\\bbusiness_id = ${BY_CONSTANT}`);
/** A row of `businesses` is named by its id, under whatever name of a parameter. */
const ONE_BUSINESS = new RegExp(`\\bid = ('|ANY \\('\\{${BUSINESS}\\}')`);

/** The tables of `tenants` that a step reads without saying of which business. */
export function readsOfMany(steps: Node[], tenants: readonly string[]): string[] {
  const read = steps.filter((step) => {
    const table = step['Relation Name'];
    if (table === undefined || step.Operation !== undefined || !tenants.includes(table)) return false;
    const conditions = [step['Index Cond'], step['Recheck Cond'], step.Filter, step['One-Time Filter']];
    return !(table === 'businesses' ? ONE_BUSINESS : OF_THE_BUSINESS).test(conditions.join(' '));
  });
  return [...new Set(read.map((step) => step['Relation Name']!))].sort();
}
