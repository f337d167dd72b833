import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { poolOptions, type Bounds } from './bounds.js';
import { migrations } from './migrations/index.js';

// A bigint is read as a number: a CHECK keeps every counter and limit at or below 2^53 − 1.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The number of connections for transactions. More connections did not serve more requests, because commits are the bottleneck. */
export const TRANSACTION_CONNECTIONS = 12;

/**
 * The options with which this service connects. There are no entities, because migrations are written by hand and every statement
 * is SQL.
 */
export const dataSourceOptions = (url: string, bounds?: Bounds): DataSourceOptions => ({
  type: 'postgres',
  // This is the module that is imported here. TypeORM would load another copy, without the parser above.
  driver: pg,
  url,
  migrations,
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
  synchronize: false,
  poolSize: TRANSACTION_CONNECTIONS,
  extra: poolOptions(bounds),
  logging: false,
});
