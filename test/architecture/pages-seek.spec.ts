/** @jest-environment-options {"ownService": true} */
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { allStatements } from './support/all-statements.js';

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: Node[];
}

/** Tables that grow with nothing but the operators' own decisions, or are kept short. They may be read whole. */
const SMALL = ['features', 'plans', 'plan_versions', 'plan_limits', 'test_clocks', 'stats_days'];
/** Indexes of what is rare by itself, such as pages of checkouts that have not ended. They may be read whole. */
const RARE = ['subscriptions_past_due', 'subscriptions_set_aside', 'checkouts_expires_idx'];
/** Where a page begins, by one of these parameters. A statement without one is that of a job, which takes what is due. */
const PLACES = ['before', 'after', 'due', 'position', 'index'];

describe('Statements that read a page', () => {
  let database: TestDatabase;
  let client: pg.Client;
  /** The first column of each index. */
  let firstColumns: Map<string, string>;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // As if every table were long.
    for (const way of ['seqscan', 'sort', 'bitmapscan', 'hashjoin', 'mergejoin'])
      await client.query(`SET enable_${way} = off`);
    const { rows } = await client.query<{ name: string; first: string }>(
      `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid, 1, true) AS first
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'public'::regnamespace`,
    );
    firstColumns = new Map(rows.map(({ name, first }) => [name, plain(first)]));
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const plain = (text: string): string => text.replaceAll(/[()"]|::text/g, '');

  /** What is read of a table without a place to begin: a table whole, or an index from its beginning on. */
  function walks(node: Node): string[] {
    const below = (node.Plans ?? []).flatMap(walks);
    const { 'Relation Name': table, 'Index Name': index } = node;
    if (table === undefined || SMALL.includes(table)) return below;
    if (node['Node Type'] === 'Seq Scan') return [`all of ${table}`, ...below];
    const first = index === undefined ? undefined : firstColumns.get(index);
    if (first === undefined || RARE.includes(index!)) return below;
    const begins = new RegExp(`\\b${first}\\b`).test(plain(node['Index Cond'] ?? ''));
    return begins ? below : [`${index} from its beginning`, ...below];
  }

  const walksOf = async (text: string): Promise<string[]> => {
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    return walks(rows[0]['QUERY PLAN'][0].Plan);
  };

  it('seek the place where it begins, every one of them', async () => {
    const pages = [...(await allStatements()).values()].filter(
      ({ text, params }) =>
        params.includes('limit') &&
        PLACES.some((place) => params.includes(place)) &&
        !/\b(?:INSERT|UPDATE|DELETE)\b|graphile_worker/.test(text),
    );
    expect(pages.length).toBeGreaterThan(40);
    const faults: string[] = [];
    for (const { name, text } of pages)
      faults.push(...(await walksOf(text)).map((walk) => `${name} reads ${walk}`));
    expect(faults).toEqual([]);
  });

  it.each([
    ['a table whole', 'SELECT id FROM invoices WHERE total > $1 ORDER BY total LIMIT $2'],
    ['an index from its beginning', 'SELECT id FROM members WHERE id < $1 ORDER BY id DESC LIMIT $2'],
  ])('would be found out if they read %s', async (_, text) => {
    expect(await walksOf(text)).toHaveLength(1);
  });
});
