import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { GONE } from '../../src/common/deleted-rows.js';
import { problemOf } from '../../src/common/problem.filter.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { schemaOf } from '../support/schema.js';

describe('docs/schema.sql', () => {
  const written = readFileSync('docs/schema.sql', 'utf8');
  let database: TestDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  it('is the schema that the migrations make; `npm run schema` writes it again', async () => {
    expect(written.split('\n')).toEqual((await schemaOf(database.url)).split('\n'));
  });

  it('makes that schema in an empty database', async () => {
    await run(database.url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await run(database.url, written);
    expect(await schemaOf(database.url)).toBe(written);
  });

  it('names each foreign key by what it refers to, so that a request hears when that was deleted a moment ago', () => {
    const never = {
      feature: 'no feature is ever deleted',
      version: 'the limits of a version are written with it',
      session: 'the statement that replaces a token writes its session first',
      day: 'the figures of a day are written with it',
      made_by: 'the key of an operator is made while the operator is locked',
    };
    const known = new RegExp(`_(${[...Object.keys(GONE), ...Object.keys(never)].join('|')})_fkey$`);
    const named = [...written.matchAll(/CONSTRAINT (\S+)\s+FOREIGN KEY/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((name) => !known.test(name))).toEqual([]);
  });

  it('answers 404 only for a row that is gone, and 500 for one that is referred to', () => {
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const codeOf = (verb: string) => {
      const message = `${verb} on table "members" violates foreign key constraint "members_user_fkey"`;
      const error = Object.assign(new Error(message), { code: '23503', constraint: 'members_user_fkey' });
      return problemOf(new QueryFailedError('', [], error)).code;
    };
    expect([codeOf('insert or update'), codeOf('update or delete')]).toEqual(['not_found', 'internal_error']);
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });

  it.each([
    ['a column', 'ALTER TABLE plans ADD COLUMN colour text'],
    ['a default', 'ALTER TABLE plans ALTER COLUMN name SET DEFAULT 1'],
    ['a constraint', 'ALTER TABLE usage_counters DROP CONSTRAINT usage_counters_used_check'],
    ['an index', 'CREATE INDEX plans_name_idx ON plans (name)'],
    ['a comment', "COMMENT ON TABLE plans IS 'other'"],
    ['a setting of storage', 'ALTER TABLE plans SET (fillfactor = 70)'],
    ['a table', 'CREATE TABLE one_more (id integer)'],
    ['a function', "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'"],
  ])('differs from a database with another %s', async (_, change) => {
    await run(database.url, change);
    expect(await schemaOf(database.url)).not.toBe(written);
  });
});

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
