import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { MIGRATING } from './src/database/bounds.js';
import { dataSourceOptions } from './src/database/data-source.js';

/** Where the database is: past a connection pooler, DATABASE_URL, else the embedded server, which writes its URL down while it runs. */
const databaseUrl = (): string =>
  process.env.DIRECT_DATABASE_URL ??
  process.env.DATABASE_URL ??
  readFileSync(join(process.env.DATA_DIR ?? '.data', 'database-url'), 'utf8').trim();

/** For the TypeORM command line. The app makes its own from the same options, once it knows the URL. */
export default new DataSource(dataSourceOptions(databaseUrl(), MIGRATING));
