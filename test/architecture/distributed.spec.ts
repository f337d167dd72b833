/** @jest-environment-options {"ownService": true} */
import pg from 'pg';
import type { PreparedStatement } from '../../src/database/sql.js';
import { statement } from '../../src/database/sql.js';
import { inForms, lastStep, perRow } from '../../src/database/sql-text.js';
import { REFERENCE, tenantTables } from '../../src/database/distribution.js';
import { neededNodes } from '../../src/database/needed-nodes.js';
import { ANY_LEFT_IN, DELETE_SOME_OF, TENANT_TABLES } from '../../src/onboarding/erasure.sql.js';
import { migrations } from '../../src/database/migrations/index.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ABOUT_MANY, NEVER_DISTRIBUTED } from './support/about-many.js';
import { allStatements } from './support/all-statements.js';
import { explain, readsOfMany } from './support/explained.js';
import { refusedForms, refusedInMigration } from './support/refused-forms.js';

/** Databases are distributed from this release on: earlier migrations never meet a distributed one. */
const DISTRIBUTED_SINCE = 1790000034000;
const WRITES_EVERYWHERE = new RegExp(`(INTO|UPDATE|DELETE FROM) (${REFERENCE.join('|')})\\b`);

describe('The statements of src/, on a distributed database', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let tenants: string[];
  /** Tables of which only the coordinator has rows: PostgreSQL itself reads them, in any form. */
  let local: string[];

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    tenants = await tenantTables(client);
    // An erasure makes these while it runs.
    const { rows } = await client.query<{ name: string; keys: string[] }>(TENANT_TABLES.text);
    for (const { name, keys } of rows) DELETE_SOME_OF(name, keys);
    for (const { name } of rows) ANY_LEFT_IN(name);
    local = ['known_addresses'];
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('name the business in every table that they read, but for those about many', async () => {
    const expected = new Set(Object.values(ABOUT_MANY).flat());
    const wrong: string[] = [];
    for (const { name, distributed } of await run()) {
      const many = readsOfMany(await explain(client, distributed), tenants);
      if (many.length > 0 && !expected.has(name)) wrong.push(`${name} asks all nodes for ${many.join(', ')}`);
      if (many.length === 0 && expected.has(name)) wrong.push(`${name} is about one business`);
      expected.delete(name);
    }
    expect([...wrong, ...[...expected].map((name) => `${name} is not there`)]).toEqual([]);
  });

  it('show in their text which nodes they need, so that those of other workers go on while one is silent', async () => {
    const many = new Set(Object.values(ABOUT_MANY).flat());
    const wrong: string[] = [];
    for (const { name, distributed } of await run()) {
      const needed = neededNodes(distributed, tenants);
      if (many.has(name) && needed !== 'all') wrong.push(`${name} is about many`);
      // It reads the names of tables from the catalogue of PostgreSQL.
      if (many.has(name) || name === 'erasure_tenant_tables') continue;
      if (needed === 'all' && !WRITES_EVERYWHERE.test(distributed.text))
        wrong.push(`${name} does not name its business`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['SELECT 1 FROM sessions WHERE user_id = $id', 'coordinator'],
    ['SELECT 1 FROM members WHERE business_id = $businessId', { businesses: 'businessId' }],
    [
      `SELECT 1 FROM members WHERE business_id = ${'($businessIds::uuid[])[1]'}`,
      { businesses: 'businessIds' },
    ],
    ['INSERT INTO members (business_id, id) VALUES ($businessId, $id)', { businesses: 'businessId' }],
    ['SELECT 1 FROM members WHERE user_id = $id', 'all'],
    ['SELECT 1 FROM members WHERE (business_id, id) > ($businessId, $id)', 'all'],
    ['UPDATE users SET first_name = $name WHERE id = $id', 'all'],
  ])('need: %s', (text, needed) => {
    expect(neededNodes(planted(text), tenants)).toEqual(needed);
  });

  it('have no form that a distributed database refuses', async () => {
    const wrong: string[] = [];
    const all = await run();
    expect(all.map(({ name }) => name)).toContain('erasure_delete_some_of_usage_days');
    for (const { name, distributed } of all) {
      const steps = await explain(client, distributed);
      const tables = steps.flatMap((step) => step['Relation Name'] ?? []);
      const onNodes = tables.filter((table) => tenants.includes(table) || REFERENCE.includes(table));
      if (onNodes.every((table) => local.includes(table))) continue;
      for (const refused of refusedForms(distributed.text, steps, tenants)) wrong.push(`${name}: ${refused}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['without its business', 'SELECT 1 FROM members WHERE id = $id', ['members']],
    [
      'by the business of another row',
      'SELECT 1 FROM cycles c JOIN members m ON m.id = c.subscription_id WHERE c.business_id = $businessId',
      ['members'],
    ],
    [
      'by a business out of an array',
      'SELECT 1 FROM members WHERE business_id = ANY ($businessIds::uuid[] || $id::uuid)',
      ['members'],
    ],
  ])('would not pass with a table %s', async (_, text, tables) => {
    expect(readsOfMany(await explain(client, planted(text)), tenants)).toEqual(tables);
  });

  it('pass with the business by its name, by equality, by the first place of an array and as one of a shard', async () => {
    const text = `SELECT 1 FROM cycles c JOIN members m ON m.business_id = c.business_id
      JOIN businesses b ON b.id = ${'($businessIds::uuid[])[1]'}
      JOIN subscriptions s ON s.business_id = b.id AND s.business_id = ANY ($businessIds::uuid[]) WHERE c.business_id = $businessId`;
    expect(readsOfMany(await explain(client, planted(text)), tenants)).toEqual([]);
  });

  it.each([
    [
      'a select without columns',
      'SELECT 1 WHERE EXISTS (SELECT FROM members WHERE business_id = $businessId)',
    ],
    [
      'a CASE that compares a parameter with true or false',
      'UPDATE members SET active = CASE $yes::boolean WHEN true THEN true ELSE active END WHERE business_id = $businessId',
    ],
    [
      'a place in the table (ctid)',
      'DELETE FROM members WHERE business_id = $businessId AND ctid IS NOT NULL',
    ],
    [
      'a select among VALUES',
      'INSERT INTO members (business_id, id) VALUES ($businessId, (SELECT COALESCE(NULL, gen_random_uuid())))',
    ],
    [
      'a select in RETURNING',
      'UPDATE members SET name = lower(name) WHERE business_id = $businessId RETURNING lower(name), (SELECT 1)',
    ],
    [
      'a date as text in RETURNING',
      'UPDATE usage_counters SET used = 0 WHERE business_id = $businessId RETURNING day::text',
    ],
    [
      'a function that is not immutable in a CASE of an UPDATE',
      `UPDATE invoices SET lines = CASE WHEN $name::text IS NULL THEN '[]' ELSE jsonb_build_array($name::text) END WHERE business_id = $businessId`,
    ],
    [
      'a fence in a lateral read',
      'SELECT 1 FROM businesses b, LATERAL (SELECT * FROM members m WHERE m.business_id = b.id OFFSET 0) m WHERE b.id = $businessId',
    ],
    ['a lock of rows of many businesses', 'SELECT 1 FROM members WHERE name = $name FOR UPDATE SKIP LOCKED'],
    [
      'a recursion over many businesses',
      'WITH RECURSIVE r AS (SELECT name FROM members UNION SELECT r.name FROM r) SELECT * FROM r',
    ],
    [
      'an INSERT after steps that write',
      `WITH gone AS (DELETE FROM members WHERE business_id = $businessId RETURNING *)
       INSERT INTO former_members (business_id, member_id, user_id) SELECT business_id, id, user_id FROM gone`,
    ],
    [
      'a lock within a step that writes',
      `WITH noted AS (
         UPDATE members m SET name = f.name FROM (
           SELECT id, lower(name) AS name FROM members WHERE business_id = $businessId FOR NO KEY UPDATE SKIP LOCKED
         ) AS f WHERE m.business_id = $businessId AND m.id = f.id RETURNING m.id
       ) SELECT id FROM noted`,
    ],
    [
      'sessions, which the coordinator has, beside tables of businesses',
      'SELECT 1 FROM members m JOIN sessions s ON s.user_id = m.user_id WHERE m.business_id = $businessId',
    ],
    ['a shared lock of rows that all nodes have', 'SELECT id FROM users WHERE id = $userId FOR KEY SHARE'],
  ])('would not pass with %s', async (what, text) => {
    const made = planted(text);
    expect(refusedForms(made.text, await explain(client, made), tenants)).toEqual([what]);
  });

  it('have a form for each: a piece, a last step, a row by itself', () => {
    const made = statement(
      'planted_forms',
      `SELECT ${inForms(`$a, ${inForms('$b', '$c')}`, `$d, ${inForms('$b', '$c')}`)}`,
    );
    expect(made).toMatchObject({ text: 'SELECT $1, $2', params: ['a', 'b'] });
    expect(made.distributed).toEqual({ text: 'SELECT $1, $2', params: ['d', 'c'] });
    const { text, distributed } = statement('planted_steps', `${perRow('SELECT 1')} ${lastStep('INSERT')}`);
    expect(text).toBe('LATERAL (SELECT 1 OFFSET 0) INSERT');
    expect(distributed.text).toBe(
      'LATERAL (SELECT 1) , last_step AS (INSERT RETURNING 1) SELECT 1 AS written FROM last_step',
    );
  });

  const planted = (text: string) => statement('planted', text).distributed;
  const run = async (): Promise<PreparedStatement[]> =>
    [...(await allStatements()).values()].filter(
      ({ name }) => !(name in NEVER_DISTRIBUTED) && !name.startsWith('planted'),
    );
});

describe('The migrations, on a distributed database', () => {
  it('have no form that it refuses', async () => {
    const wrong: string[] = [];
    for (const Migration of migrations) {
      if (Number(Migration.name.slice(-13)) < DISTRIBUTED_SINCE) continue;
      const query = async (text: string) => {
        for (const refused of refusedInMigration(text)) wrong.push(`${Migration.name}: ${refused}`);
        // The build of an index asks how long it may wait for a lock.
        return text.includes('lock_timeout') ? [{ before: '0' }] : [];
      };
      for (const way of ['up', 'down'] as const) await new Migration()[way]({ query } as never);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ['several commands in one query', `CREATE INDEX a ON members (name); COMMENT ON INDEX a IS 'x; y'`],
    [
      'ADD CONSTRAINT beside another change',
      'ALTER TABLE members ADD COLUMN a int, ADD CONSTRAINT c CHECK (a > 0)',
    ],
    ['a trigger', 'CREATE TRIGGER t BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION f()'],
    [
      'a key without the business',
      'CREATE TABLE t (business_id uuid NOT NULL, id uuid, CONSTRAINT t_pkey PRIMARY KEY (id))',
    ],
  ])('would not pass with %s', (what, query) => {
    expect(refusedInMigration(query)).toEqual([what]);
  });

  it.each([
    `COMMENT ON TABLE members IS 'one; two'`,
    'ALTER TABLE members ADD CONSTRAINT c CHECK (length(name) > 0) NOT VALID',
    'CREATE TABLE t (business_id uuid NOT NULL, id uuid, CONSTRAINT t_pkey PRIMARY KEY (business_id, id));',
  ])('pass with %s', (query) => {
    expect(refusedInMigration(query)).toEqual([]);
  });
});
