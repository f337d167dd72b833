import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { migrations } from './migrations/index.js';
import { SnakeNaming } from './naming.js';

// bigint is read as a number, here and nowhere else: every counter and limit is at most 2^53 − 1, by a CHECK.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Connections of one server process. More did not serve more: the commit is the limit, not the pool. */
const POOL_SIZE = 8;
/** Milliseconds to wait for a connection before the answer is 503; the driver's own default is for ever. */
const CONNECT_TIMEOUT = 10_000;

/**
 * How this service connects. The schema comes from the hand-written migrations alone, and every statement is SQL, so
 * there are no entities that could say something else.
 */
export const dataSourceOptions = (url: string): DataSourceOptions => ({
  type: 'postgres',
  url,
  migrations,
  migrationsTableName: 'migrations',
  namingStrategy: new SnakeNaming(),
  synchronize: false,
  poolSize: POOL_SIZE,
  connectTimeoutMS: CONNECT_TIMEOUT,
  applicationName: 'tenure',
  logging: false,
});
