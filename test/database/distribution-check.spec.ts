import pg from 'pg';
import { refuseWrongDistribution } from '../../src/database/distribution-check.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { startTenure } from '../support/tenure.js';

describe('A server whose setting DISTRIBUTED and database do not agree', () => {
  let database: TestDatabase;

  beforeAll(async () => (database = await freshDatabase()));
  afterAll(() => database.drop());

  /** Shows the database as Citus does, with these of its tables distributed. */
  async function distributed(...tables: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS citus_tables (table_name regclass)');
    await client.query('DELETE FROM citus_tables');
    await client.query('INSERT INTO citus_tables SELECT unnest($1::text[])::regclass', [tables]);
    await client.end();
  }

  it('does not start where nothing is distributed', async () => {
    await expect(startTenure({ DISTRIBUTED: 'on' })).rejects.toThrow(
      'DISTRIBUTED is on, and the database is not distributed.',
    );
  });

  it('does not start where tables are distributed and it was not told', async () => {
    await distributed('businesses');
    await expect(refuseWrongDistribution(database.url, false)).rejects.toThrow(
      'the database is distributed with Citus, and DISTRIBUTED is off',
    );
  });

  it('names the tables that are not distributed yet', async () => {
    await distributed('businesses', 'members', 'users');
    const told = await refuseWrongDistribution(database.url, true).catch((error: Error) => error.message);
    expect(told).toContain('subscriptions');
    expect(told).toContain('plans');
    for (const table of ['businesses', 'members', 'users', 'renewal_runs', 'citus_tables'])
      expect(told).not.toMatch(new RegExp(`\\b${table}\\b`));
  });

  it('starts where Citus is there and nothing is distributed', async () => {
    await distributed();
    await expect(refuseWrongDistribution(database.url, false)).resolves.toBeUndefined();
  });
});
