/** @jest-environment-options {"ownService": true} */
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { allStatements, sourcesOfStatements } from './support/all-statements.js';
import { type DeclaredStatement, declaredStatements, type DeclaredValue } from './support/declared-types.js';
import { type DescribedStatement, describing } from './support/described-statement.js';

/** What a type of PostgreSQL is read as, by `pg` with the parsers of `data-source.ts`. */
const READ_AS: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  varchar: 'string',
  name: 'string',
  citext: 'string',
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float8: 'number',
  bool: 'boolean',
  timestamptz: 'Date',
  bytea: 'Buffer',
  'text[]': 'string[]',
  'uuid[]': 'string[]',
  'int4[]': 'number[]',
  json: 'json',
  jsonb: 'json',
};
/** What may be passed beside what is read: text that PostgreSQL turns into the type. */
const PASSED_AS_TEXT = ['timestamptz', 'date', 'interval', 'bytea', 'json', 'jsonb'];

/** The columns of statements that only lock or set something: nobody reads what they answer. */
const UNREAD = [
  'pg_advisory_xact_lock',
  'pg_advisory_xact_lock_shared',
  'set_config',
  'add_job',
  'force_unlock_workers',
  'remove_job',
];

/** All that differs between what the code declares and what PostgreSQL says. */
function differences(declared: DeclaredStatement, names: readonly string[], described: DescribedStatement) {
  const told = [`${declared.name} in ${declared.file}`];
  const { row, params } = declared;
  for (const name of params.keys()) if (!names.includes(name)) told.push(`the text has no $${name}`);
  names.forEach((name, place) => {
    const value = params.get(name);
    const type = described.params[place] ?? 'nothing';
    if (value === undefined) told.push(`Params has no ${name}`);
    else if (!passes(value, type)) told.push(`$${name} is ${type}, declared as ${value.kinds.join(' | ')}`);
  });
  if (row === null && described.columns.some(({ name }) => !UNREAD.includes(name)))
    told.push('it answers rows, declared as void');
  const columns = new Map(described.columns.map(({ name, type }) => [name, type]));
  if (row !== null && columns.size < described.columns.length) told.push('two columns have one name');
  for (const [name, { optional }] of row ?? [])
    if (!columns.has(name) && !optional) told.push(`no column ${name}`);
  for (const [name, type] of columns) {
    if (row === null) break;
    const value = row.get(name);
    if (value === undefined) told.push(`Row has no ${name}`);
    else if (!reads(value, type))
      told.push(`column ${name} is ${type}, declared as ${value.kinds.join(' | ')}`);
  }
  return told.length === 1 ? [] : told;
}

const reads = ({ kinds }: DeclaredValue, type: string): boolean =>
  READ_AS[type] === 'json' || (kinds.length > 0 && kinds.every((kind) => kind === READ_AS[type]));

function passes({ kinds }: DeclaredValue, type: string): boolean {
  const element = type.replace('[]', '');
  const suffix = type.endsWith('[]') ? '[]' : '';
  const allowed = [`${READ_AS[element] ?? 'string'}${suffix}`];
  if (PASSED_AS_TEXT.includes(element)) allowed.push(`string${suffix}`);
  return READ_AS[type] === 'json' || (kinds.length > 0 && kinds.every((kind) => allowed.includes(kind)));
}

describe('the statements of src/', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let describeText: (text: string) => Promise<DescribedStatement>;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    describeText = await describing(client);
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('declare the parameters and the columns that PostgreSQL finds in them', async () => {
    const declared = declaredStatements(sourcesOfStatements());
    const all = await allStatements();
    expect(declared.map(({ name }) => name).sort()).toEqual([...all.keys()].sort());
    const told: string[][] = [];
    for (const one of declared) {
      const { text, params } = all.get(one.name)!;
      const described = await describeText(text).catch((error: Error) => error.message);
      if (typeof described === 'string') told.push([`${one.name} in ${one.file}`, described]);
      else told.push(differences(one, params, described));
    }
    expect(told.flat()).toEqual([]);
  }, 180_000);

  const declared = (
    row: DeclaredStatement['row'],
    params: DeclaredStatement['params'],
  ): DeclaredStatement => ({
    name: 'planted',
    file: 'here',
    row,
    params,
  });
  const value = (kind: string): DeclaredValue => ({ kinds: [kind], optional: false });

  it.each([
    ['a wrong type of a column', new Map([['id', value('number')]]), new Map([['email', value('string')]])],
    ['a column that is not declared', new Map(), new Map([['email', value('string')]])],
    [
      'a column that is not there',
      new Map([
        ['id', value('string')],
        ['x', value('string')],
      ]),
      new Map([['email', value('string')]]),
    ],
    ['a wrong type of a parameter', new Map([['id', value('string')]]), new Map([['email', value('Date')]])],
    ['a parameter that is not declared', new Map([['id', value('string')]]), new Map()],
    [
      'a parameter that is not there',
      new Map([['id', value('string')]]),
      new Map([
        ['email', value('string')],
        ['x', value('string')],
      ]),
    ],
    ['rows of a statement that is declared to answer none', null, new Map([['email', value('string')]])],
  ])('would not be passed with %s', async (_, row, params) => {
    const described = await describeText('SELECT id FROM users WHERE email = $1');
    const right = declared(new Map([['id', value('string')]]), new Map([['email', value('string')]]));
    expect(differences(right, ['email'], described)).toEqual([]);
    expect(differences(declared(row, params), ['email'], described)).toHaveLength(2);
  });
});
