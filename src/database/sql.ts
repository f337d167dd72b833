import { DataSource, type EntityManager } from 'typeorm';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { Database } from './database.js';
import { leavesConnection } from './outage.js';

declare const TYPES: unique symbol;

/** The parameters of a statement that has none. */
export type NoParams = Record<never, never>;

/** A statement that the server prepares once per connection and then knows by name. */
export interface Declared {
  readonly name: string;
  /** As PostgreSQL reads it, with `$1`, `$2`, …: a parameter's number is its place in `params`. */
  readonly text: string;
  readonly params: readonly string[];
  /** The form for a database that is distributed; see `inForms`. */
  readonly distributed: Numbered;
}

interface Numbered {
  readonly text: string;
  readonly params: readonly string[];
}

/**
 * A statement with its types: `Params` names its values, `Row` is what it answers, `void` where it answers no rows.
 */
export interface Statement<Row, Params = NoParams> extends Declared {
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
 * `test/architecture/statements.spec.ts` compares `Row` and `Params` with what PostgreSQL says of the text.
 */
export function statement<Row, Params = NoParams>(name: string, text: string): Statement<Row, Params> {
  const made = { name, ...numbered(formOf(text, 1)), distributed: numbered(formOf(text, 2)) };
  declared.set(name, made);
  return made;
}

function numbered(text: string): Numbered {
  const params: string[] = [];
  const written = text.replace(NAMED, (_, param: string) => {
    if (!params.includes(param)) params.push(param);
    return `$${params.indexOf(param) + 1}`;
  });
  return { text: written, params };
}

/** Characters that stand in no SQL of ours: they part the two forms within a text. */
const FORMS = /\uE000([^\uE000-\uE002]*)\uE001([^\uE000-\uE002]*)\uE002/g;

/**
 * A piece of a statement that reads otherwise when the database is distributed (`DISTRIBUTED=on`), for what one form cannot serve:
 * docs/decisions/two-forms.md says which.
 */
export const inForms = (plain: string, distributed: string): string =>
  `\uE000${plain}\uE001${distributed}\uE002`;

/** Answers a row without columns for each row of `step`, so that `execute` can count them. */
export const rowsOf = (step: string): string =>
  inForms(`SELECT FROM ${step}`, `SELECT 1 AS written FROM ${step}`);

/**
 * The last step of a statement whose CTEs write: it writes too, and answers no columns. A distributed database writes in a step
 * of its own and counts its rows.
 */
export const lastStep = (write: string): string =>
  inForms(write, `, last_step AS (${write} RETURNING 1) ${rowsOf('last_step')}`);

function formOf(text: string, form: 1 | 2): string {
  const chosen = text.replace(FORMS, `$${form}`);
  return chosen === text ? text : formOf(chosen, form);
}

/**
 * True when `column` is the business of row `of`, which is one of `$businessIds`. A statement on a distributed database is about
 * the businesses of one shard. They are said as a constant for each table there, because only a constant tells which node has them.
 * The OR is for the node's planner: the array alone would be a condition of the index, and each look-up would try all of it.
 */
export const ofBusiness = (column: string, of: string): string =>
  `${column} = ${of}.business_id${inForms('', ` AND (${column} = ${FIRST} OR ${column} = ANY ($businessIds::uuid[]))`)}`;
const FIRST = '($businessIds::uuid[])[1]';

/**
 * Rows of arrays in parallel: the name of each parameter with the type of its elements. The planner cannot see into a
 * subquery how long the arrays are, so it plans once for all lengths. If it knew the length, it would take a plan for many
 * rows to be expensive and plan each statement for few rows anew, which costs two to five times the work itself
 * (docs/decisions/cost-of-a-request.md).
 */
export const inParallel = (types: Record<string, string>): string =>
  `unnest(${Object.entries(types)
    .map(([param, type]) => `(SELECT $${param}::${type}[])`)
    .join(', ')})`;

/**
 * A select that is looked up for each row by itself. A planner that is free to choose may take a table for small, because it
 * was small when it was last analyzed, and read all of it or of an index for a few rows; a server keeps that plan while the
 * table grows.
 */
export const perRow = (select: string): string => `LATERAL (${select}${inForms(' OFFSET 0', '')})`;

/** The most items that a page can be asked to hold. */
export const LONGEST_PAGE = 100;

/**
 * The first `$limit` rows of an ordered select, and at most the longest page and one row more, which tells that there is another page.
 *
 * The planner expects that a limit which is a parameter lets a tenth of all rows through. In a large table, the plan for any
 * parameters then looks expensive, and PostgreSQL plans each call anew. With the constant limit inside, it keeps the plan. No more
 * rows are read, because the outer limit stops the inner select. A caller that asks for more rows gets the longest page.
 */
export const firstOf = (select: string): string =>
  inForms(
    `SELECT * FROM (${select} LIMIT ${LONGEST_PAGE + 1}) AS longest LIMIT $limit`,
    `${select} LIMIT $limit`,
  );

/** A value that the planner cannot see, so that its plan is good for any other. See `firstOf`. */
export const unseen = (value: string): string => inForms(`(SELECT ${value})`, value);

/** Either the pool, for a statement that stands alone, or the transaction that it joins. */
export type Executor = DataSource | EntityManager;

/** The values by name, or nothing where the statement has no parameters. */
export type Values<Params> = keyof Params extends never ? [] : [params: Params];

/** Runs each statement by calling `work`, and answers its result. */
export type StatementObserver = (name: string, work: () => Promise<QueryResult>) => Promise<QueryResult>;

let observer: StatementObserver | null = null;

/** From now on each statement goes through this; null ends it. There is one for the whole process. */
export function observeStatements(by: StatementObserver | null): void {
  observer = by;
}

/** Runs a prepared statement and answers its rows. */
export async function query<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row[]> {
  return (await run(on, asked, params)).rows as Row[];
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
export async function execute<Params>(
  on: Executor,
  asked: Statement<void, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<number> {
  return (await run(on, asked, params)).rowCount ?? 0;
}

function run(on: Executor, asked: Declared, given: unknown = {}): Promise<QueryResult> {
  return observer === null ? send(on, asked, given) : observer(asked.name, () => send(on, asked, given));
}

async function send(on: Executor, asked: Declared, given: unknown): Promise<QueryResult> {
  const { name } = asked;
  const { text, params } = isDistributed(on) ? asked.distributed : asked;
  const values = params.map((param) => (given as Record<string, unknown>)[param]);
  const runner = on instanceof DataSource ? undefined : on.queryRunner;
  // A manager without a runner is the data source's own: its statements stand alone, like the pool's.
  if (runner === undefined)
    return sendAlone(pool(on instanceof DataSource ? on : on.dataSource), { name, text, values });
  const client = (await runner.connect()) as PoolClient;
  return client.query({ name, text, values });
}

/**
 * Sends a statement by a connection of the pool. `Pool.query` would close the connection after any error, and the next statements
 * would wait for new connections that know no plans.
 */
function sendAlone(to: Pool, asked: QueryConfig): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    to.connect((unconnected, client, release) => {
      if (unconnected) return reject(unconnected);
      (client as PoolClient).query(asked, (error: Error | null, result: QueryResult) => {
        release(error !== null && !leavesConnection(error));
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  });
}

/** Whether the database is distributed: businesses live on several nodes, and a statement that writes is about one of them. */
export function isDistributed(on: Executor): boolean {
  const dataSource = on instanceof DataSource ? on : on.dataSource;
  return dataSource instanceof Database && dataSource.distributed;
}

/** The shard of each business of a distributed database, null for an empty id. */
export function shardsOf(on: Executor, businessIds: string[]): Promise<(string | null)[]> {
  return ((on instanceof DataSource ? on : on.dataSource) as Database).shardsOf(businessIds);
}

/** Hot statements go to a pool directly: TypeORM's query builder costs about half the rate. */
export const pool = (dataSource: DataSource): Pool =>
  dataSource instanceof Database
    ? dataSource.statements
    : (dataSource.driver as unknown as { master: Pool }).master;
