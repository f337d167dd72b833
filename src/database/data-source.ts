import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { bounded, type Bounds } from './bounds.js';
import { migrations } from './migrations/index.js';
import { SnakeNaming } from './naming.js';

// bigint is read as a number, here and nowhere else: every counter and limit is at most 2^53 − 1, by a CHECK.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Connections for transactions. More did not serve more: the commit is the limit, not the pool. */
export const TRANSACTION_CONNECTIONS = 12;

/**
 * How this service connects. The schema comes from the hand-written migrations alone, and every statement is SQL, so
 * there are no entities that could say something else.
 */
export const dataSourceOptions = (url: string, bounds?: Bounds): DataSourceOptions => ({
  type: 'postgres',
  // The very one that is imported here: TypeORM would look for another, which knows nothing of the parser above.
  driver: pg,
  url,
  migrations,
  migrationsTableName: 'migrations',
  namingStrategy: new SnakeNaming(),
  synchronize: false,
  poolSize: TRANSACTION_CONNECTIONS,
  extra: bounded(bounds),
  logging: false,
});
