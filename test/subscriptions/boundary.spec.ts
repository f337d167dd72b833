import { DataSource } from 'typeorm';
import { proveBoundaries, TIME_ZONES } from '../proofs/boundaries.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { boundary } from '../../src/subscriptions/cycles/boundary.sql.js';

/** PROVE_BOUNDARIES=all compares every day in every time zone. */
const FULL = process.env.PROVE_BOUNDARIES === 'all';

describe('The boundary of cycles', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('is what an independent calendar says, for every interval and in any session time zone', async () => {
    const { compared, differences } = await proveBoundaries(
      database.url,
      FULL ? { inEachZone: true } : { everyNthDay: 7 },
    );
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(FULL ? 6_000_000 : 100_000);
  }, 300_000);

  it('keeps the day of the month through a short one, to the millisecond', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      poolSize: 1,
    }).initialize();
    try {
      for (const zone of TIME_ZONES) {
        await dataSource.query(`SELECT set_config('TimeZone', $1, false)`, [zone]);
        const [{ found }] = await dataSource.query(
          `SELECT array_agg(${boundary("'2024-01-31T23:59:59.987Z'::timestamptz", 'k', "interval '1 month'")} ORDER BY k) AS found
           FROM generate_series(0, 3) AS k`,
        );
        expect(found.map((date: Date) => date.toISOString())).toEqual([
          '2024-01-31T23:59:59.987Z',
          '2024-02-29T23:59:59.987Z',
          '2024-03-31T23:59:59.987Z',
          '2024-04-30T23:59:59.987Z',
        ]);
      }
    } finally {
      await dataSource.destroy();
    }
  });

  it('is immutable, so that an index and a distributed PostgreSQL accept it', async () => {
    const dataSource = await new DataSource({
      type: 'postgres',
      url: database.url,
      poolSize: 1,
    }).initialize();
    try {
      await dataSource.query('CREATE TABLE anchored (anchor timestamptz, turn integer, every interval)');
      await expect(
        dataSource.query(`CREATE INDEX ON anchored ((${boundary('anchor', 'turn', 'every')}))`),
      ).resolves.toBeDefined();
      await expect(dataSource.query('CREATE INDEX ON anchored ((anchor + turn * every))')).rejects.toThrow(
        'IMMUTABLE',
      );
    } finally {
      await dataSource.destroy();
    }
  });
});
