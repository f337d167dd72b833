import { DataSource, type EntityManager } from 'typeorm';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import { Database } from './database.js';
import type { Numbered } from './needed-nodes.js';
import { leavesConnection } from './outage.js';
import { formOf } from './sql-text.js';

declare const TYPES: unique symbol;

/** The parameters of a statement that has none. */
export type NoParams = Record<never, never>;

/** A statement, which PostgreSQL prepares once for each connection and then knows by name. */
export interface PreparedStatement {
  readonly name: string;
  /** The text for PostgreSQL, with `$1`, `$2`, …. The number of a parameter is its position in `params`, from 1. */
  readonly text: string;
  readonly params: readonly string[];
  /** The form for a database that is distributed; see `inForms` in `sql-text.ts`. */
  readonly distributed: Numbered;
}

/**
 * A statement with its types: `Params` has its parameters by name. `Row` is the type of its rows, or `void` if it returns none.
 */
export interface Statement<Row, Params = NoParams> extends PreparedStatement {
  /** Never set. It only connects the types with the statement. */
  readonly [TYPES]?: { params: (params: Params) => void; row: Row };
}

const declared = new Map<string, PreparedStatement>();

/** All statements of the loaded modules, by name. */
export const statements = (): ReadonlyMap<string, PreparedStatement> => declared;

const NAMED = /\$([a-zA-Z]\w*)/g;

/**
 * Declares a statement, once, when its module is loaded. The text names each parameter, as in `WHERE business_id = $businessId`,
 * and callers pass values by these names, so that no two values can be swapped. `test/architecture/statements.spec.ts` compares
 * `Row` and `Params` with the types that PostgreSQL reports for the text.
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

/** What runs a statement: the data source, for a statement outside of a transaction, or the manager of a transaction. */
export type Executor = DataSource | EntityManager;

/** The argument with the values by name; no argument if the statement has no parameters. */
export type Values<Params> = keyof Params extends never ? [] : [params: Params];

/** Runs a statement by calling `work`, and returns its result. */
export type StatementObserver = (name: string, work: () => Promise<QueryResult>) => Promise<QueryResult>;

let observer: StatementObserver | null = null;

/** Sets the observer through which each statement of the process goes. With null there is none. */
export function observeStatements(by: StatementObserver | null): void {
  observer = by;
}

/** Runs a prepared statement, and returns its rows. */
export async function query<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row[]> {
  return (await run(on, asked, params)).rows as Row[];
}

/** Runs a prepared statement, and returns its first row, or undefined if there is none. */
export async function maybeOne<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row | undefined> {
  return (await run(on, asked, params)).rows[0] as Row | undefined;
}

/** Runs a prepared statement that always returns a row, and returns the first. */
export async function one<Row, Params>(
  on: Executor,
  asked: Statement<Row, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<Row> {
  const [row] = (await run(on, asked, params)).rows as Row[];
  if (row === undefined) throw new Error(`The statement ${asked.name} answered no row.`);
  return row;
}

/** Runs a prepared statement that returns no rows, and returns how many rows it wrote. */
export async function execute<Params>(
  on: Executor,
  asked: Statement<void, Params>,
  ...[params]: Values<NoInfer<Params>>
): Promise<number> {
  return (await run(on, asked, params)).rowCount ?? 0;
}

function run(on: Executor, asked: PreparedStatement, given: unknown = {}): Promise<QueryResult> {
  return observer === null ? send(on, asked, given) : observer(asked.name, () => send(on, asked, given));
}

async function send(on: Executor, asked: PreparedStatement, given: unknown): Promise<QueryResult> {
  const { name } = asked;
  const form = isDistributed(on) ? asked.distributed : asked;
  const { text, params } = form;
  const values = params.map((param) => (given as Record<string, unknown>)[param]);
  const dataSource = on instanceof DataSource ? on : on.dataSource;
  const nodes = dataSource instanceof Database ? dataSource.nodes : undefined;
  const sent = { form, values };
  const admission = nodes?.admit(sent);
  if (admission !== undefined) await admission;
  const runner = on instanceof DataSource ? undefined : on.queryRunner;
  // A manager without a runner belongs to the data source, so its statements run outside of a transaction.
  if (runner === undefined)
    return sendAlone(pool(dataSource), { name, text, values }, (client) => nodes?.sent(client, sent));
  const client = (await runner.connect()) as PoolClient;
  nodes?.sent(client, sent);
  return client.query({ name, text, values });
}

/**
 * Sends a statement by a connection of the pool. `Pool.query` would close the connection after any error, and the next statements
 * would wait for new connections that know no plans.
 */
function sendAlone(
  to: Pool,
  asked: QueryConfig,
  sending: (client: PoolClient) => void,
): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    to.connect((unconnected, client, release) => {
      if (unconnected) return reject(unconnected);
      sending(client as PoolClient);
      (client as PoolClient).query(asked, (error: Error | null, result: QueryResult) => {
        release(error !== null && !leavesConnection(error));
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  });
}

/** True if the database is distributed. Businesses are then on several nodes, and a statement that writes is about one shard. */
export function isDistributed(on: Executor): boolean {
  const dataSource = on instanceof DataSource ? on : on.dataSource;
  return dataSource instanceof Database && dataSource.distributed;
}

/** The shard of each business of a distributed database, null for an empty id. */
export function shardsOf(on: Executor, businessIds: string[]): Promise<(string | null)[]> {
  return ((on instanceof DataSource ? on : on.dataSource) as Database).shardsOf(businessIds);
}

/** The shard that a business of a distributed database had when it was asked for last, if it is remembered. */
export const knownShard = (on: DataSource, businessId: string): string | undefined =>
  (on as Database).knownShards.get(businessId);

/** The pool for statements outside of transactions. They do not go through TypeORM, which halves their rate. */
export const pool = (dataSource: DataSource): Pool =>
  dataSource instanceof Database
    ? dataSource.statements
    : (dataSource.driver as unknown as { master: Pool }).master;
