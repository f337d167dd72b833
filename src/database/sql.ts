import { DataSource, type EntityManager } from 'typeorm';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { Database } from './database.js';

declare const TYPES: unique symbol;
interface Untyped {
  readonly [TYPES]: 'untyped';
}

/** The parameters of a statement that has none. */
export type NoParams = Record<never, never>;

/** A statement that the server prepares once per connection and then knows by name. */
export interface Declared {
  readonly name: string;
  /** As PostgreSQL reads it, with `$1`, `$2`, …: a parameter's number is its place in `params`. */
  readonly text: string;
  readonly params: readonly string[];
}

/**
 * A statement with its types: `Params` names its values, `Row` is what it answers, `void` where it answers no rows.
 */
export interface Statement<Row = Untyped, Params = Untyped> extends Declared {
  /** Never there: it ties the types to the statement. */
  readonly [TYPES]?: { params: (params: Params) => void; row: Row };
}

const declared = new Map<string, Declared>();

/** Every statement of the modules that are loaded, by name. */
export const statements = (): ReadonlyMap<string, Declared> => declared;

const NAMED = /\$([a-zA-Z]\w*)/g;

/**
 * Declares a statement, once, when its module is loaded. The text names each parameter, as in
 * `WHERE business_id = $businessId`, and callers pass them by that name, so that no two can be swapped.
 * `test/architecture/statements.spec.ts` compares `Row` and `Params` with what PostgreSQL says of the text. Without types it is the old form, with `$1`, `$2` and an array of values.
 */
export function statement(name: string, text: string): Statement;
export function statement<Row, Params = NoParams>(name: string, text: string): Statement<Row, Params>;
export function statement(name: string, text: string): Declared {
  const params: string[] = [];
  const numbered = text.replace(NAMED, (_, param: string) => {
    if (!params.includes(param)) params.push(param);
    return `$${params.indexOf(param) + 1}`;
  });
  const made = { name, text: numbered, params };
  declared.set(name, made);
  return made;
}

/**
 * Rows of arrays in parallel: the name of each parameter with the type of its elements. The planner cannot see into a
 * subquery how long the arrays are, so it plans once for all lengths. If it knew the length, it would take a plan for many
 * rows to be expensive and plan each statement for few rows anew, which costs two to five times the work itself
 * (docs/decisions/cost-of-a-request.md).
 */
export function inParallel(types: Record<string, string>): string;
/** The old form: the types of parameters that are numbered from `first` on. */
export function inParallel(types: string[], first?: number): string;
export function inParallel(types: Record<string, string> | string[], first = 1): string {
  const named = Array.isArray(types)
    ? types.map((type, place): [string, string] => [String(first + place), type])
    : Object.entries(types);
  return `unnest(${named.map(([param, type]) => `(SELECT $${param}::${type}[])`).join(', ')})`;
}

/**
 * A select that is looked up for each row by itself. A planner that is free to choose may take a table for small, because it
 * was small when it was last analyzed, and read all of it or of an index for a few rows; a server keeps that plan while the
 * table grows.
 */
export const perRow = (select: string): string => `LATERAL (${select} OFFSET 0)`;

/** Either the pool, for a statement that stands alone, or the transaction that it joins. */
export type Executor = DataSource | EntityManager;

/** The values by name, or nothing where the statement has no parameters. */
export type Values<Params> = keyof Params extends never ? [] : [params: Params];

/** Runs a prepared statement and answers its rows. */
export function query<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...params: Values<NoInfer<Params>>
): Promise<Row[]>;
/** The old form. */
export function query<Row>(on: Executor, asked: Statement, values?: unknown[]): Promise<Row[]>;
export async function query(on: Executor, asked: Declared, values?: object): Promise<unknown[]> {
  return (await run(on, asked, values)).rows as unknown[];
}

/** Runs a prepared statement and answers its first row, or undefined where there is none. */
export async function maybeOne<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row | undefined> {
  return (await run(on, asked, params)).rows[0] as Row | undefined;
}

/** Runs a prepared statement that always answers a row, and answers the first. */
export async function one<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row> {
  const [row] = (await run(on, asked, params)).rows as Row[];
  if (row === undefined) throw new Error(`The statement ${asked.name} answered no row.`);
  return row;
}

/** Runs a prepared statement that answers no rows, and answers how many rows it wrote. */
export function execute<Params>(
  on: Executor,
  asked: Statement<void, Params>,
  ...params: Values<NoInfer<Params>>
): Promise<number>;
/** The old form. */
export function execute(on: Executor, asked: Statement, values?: unknown[]): Promise<number>;
export async function execute(on: Executor, asked: Declared, values?: object): Promise<number> {
  return (await run(on, asked, values)).rowCount ?? 0;
}

async function run(
  on: Executor,
  { name, text, params }: Declared,
  given: unknown = [],
): Promise<QueryResult> {
  const values = Array.isArray(given)
    ? (given as unknown[])
    : params.map((param) => (given as Record<string, unknown>)[param]);
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
