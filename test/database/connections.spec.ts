import { Database } from '../../src/database/database.js';
import { maybeOne, query, type Statement } from '../../src/database/sql.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** Without `statement`, which would declare it for the whole process. */
const asked = <Row>(name: string, text: string): Statement<Row> => ({
  name,
  text,
  params: [],
  distributed: { text, params: [] },
});
const WHO = asked<{ pid: number }>('who', 'SELECT pg_backend_pid() AS pid');

describe('The connection of a statement that fails', () => {
  let fresh: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    fresh = await freshDatabase();
    database = await new Database(fresh.url).initialize();
  });
  afterAll(async () => {
    await database.destroy();
    await fresh.drop();
  });
  const pid = async () => (await maybeOne(database, WHO))?.pid;

  it('serves the next one, which finds its plan there', async () => {
    const before = await pid();
    await expect(query(database, asked('refused', 'SELECT 1 / 0'))).rejects.toThrow('division by zero');
    expect(await pid()).toBe(before);
  });

  it('is closed when PostgreSQL ends it', async () => {
    const before = await pid();
    const end = asked('ended', 'SELECT pg_terminate_backend(pg_backend_pid())');
    await expect(query(database, end)).rejects.toMatchObject({ code: '57P01' });
    expect(await pid()).not.toBe(before);
  });

  it('is closed when what it has prepared does not fit a table any more', async () => {
    const all = asked('all_of_it', 'SELECT * FROM changed');
    await database.query('CREATE TABLE changed AS SELECT 1 AS a');
    expect(await query(database, all)).toEqual([{ a: 1 }]);
    await database.query('ALTER TABLE changed ALTER a TYPE text');
    await expect(query(database, all)).rejects.toMatchObject({ code: '0A000' });
    expect(await query(database, all)).toEqual([{ a: '1' }]);
  });
});
