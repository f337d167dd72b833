import { DataSource, type EntityManager } from 'typeorm';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { Database } from './database.js';

/** A statement that the server prepares once per connection and then knows by name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string, text: string): Statement => ({ name, text });

/**
 * Rows of arrays in parallel, from parameter $`first` on. The planner cannot see into a subquery how long they are, so it
 * plans once for all lengths. Told, it takes a plan for many rows for dear, and plans each statement for few rows anew, which
 * costs two to five times the work itself (docs/decisions/cost-of-a-request.md).
 */
export const inParallel = (types: string[], first = 1): string =>
  `unnest(${types.map((type, at) => `(SELECT $${first + at}::${type}[])`).join(', ')})`;

/**
 * A select that is looked up for each row by itself. Left free, a planner that takes a table for small, because it was when
 * last counted, reads all of it or of an index for a few rows, and a server keeps that plan while the table grows.
 */
export const perRow = (select: string): string => `LATERAL (${select} OFFSET 0)`;

/** Either the pool, for a statement that stands alone, or the transaction that it joins. */
export type Executor = DataSource | EntityManager;

/** Runs a prepared statement and answers its rows. */
export async function query<Row>(
  on: Executor,
  { name, text }: Statement,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await run(on, name, text, values)).rows as Row[];
}

/** Runs a prepared statement and answers how many rows it wrote. */
export async function execute(
  on: Executor,
  { name, text }: Statement,
  values: unknown[] = [],
): Promise<number> {
  return (await run(on, name, text, values)).rowCount ?? 0;
}

async function run(on: Executor, name: string, text: string, values: unknown[]): Promise<QueryResult> {
  const runner = on instanceof DataSource ? undefined : on.queryRunner;
  // A manager without a runner is the data source's own: its statements stand alone, like the pool's.
  if (runner === undefined)
    return pool(on instanceof DataSource ? on : on.dataSource).query({ name, text, values });
  const client = (await runner.connect()) as PoolClient;
  return client.query({ name, text, values });
}

/** Hot statements go to a pool directly: TypeORM's query builder costs about half the rate. */
export const pool = (dataSource: DataSource): Pool =>
  dataSource instanceof Database
    ? dataSource.statements
    : (dataSource.driver as unknown as { master: Pool }).master;
