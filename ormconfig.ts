import { DataSource } from 'typeorm';
import { MIGRATING } from './src/database/bounds.js';
import { configWithDatabase } from './src/config/config-with-database.js';
import { dataSourceOptions } from './src/database/data-source.js';

const { databaseUrl } = await configWithDatabase(process.env);

/** For the TypeORM command line, with the database of all commands. The app makes its own from the same options. */
export default new DataSource(dataSourceOptions(databaseUrl, MIGRATING));
