import { DataSource, type QueryRunner } from 'typeorm';
import { buildIndex } from '../../src/database/build-index.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

describe('An index that is built while others work', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let runner: QueryRunner;
  beforeEach(async () => {
    database = await freshDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
    runner = dataSource.createQueryRunner();
    await runner.query('CREATE TABLE numbers (n integer); INSERT INTO numbers VALUES (1), (1), (2)');
  });
  afterEach(async () => {
    await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  const found = () =>
    runner.query(
      `SELECT indexrelid::integer AS id, indisvalid AS valid FROM pg_index WHERE indexrelid = to_regclass('numbers_n')`,
    ) as Promise<{ id: number; valid: boolean }[]>;
  const build = () => buildIndex(runner, 'numbers_n', 'numbers (n)');

  it('replaces what an attempt that failed left half built', async () => {
    const failed = runner.query('CREATE UNIQUE INDEX CONCURRENTLY numbers_n ON numbers (n)');
    await expect(failed).rejects.toThrow('could not create unique index');
    expect(await found()).toMatchObject([{ valid: false }]);
    await build();
    expect(await found()).toMatchObject([{ valid: true }]);
  });

  it('is left alone once it is there, and the session keeps its own bounds', async () => {
    const bound = () => runner.query('SHOW lock_timeout') as Promise<unknown>;
    const before = await bound();
    await build();
    const [built] = await found();
    await build();
    expect(await found()).toEqual([built]);
    expect(await bound()).toEqual(before);
  });
});
