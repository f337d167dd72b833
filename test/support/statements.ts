import type pg from 'pg';
import type { Database } from '../../src/database/database.js';
import type { Statement } from '../../src/database/sql.js';
import type { Tenure } from './tenure.js';

/** Runs a statement of `src` on a connection of the test. */
export const runOn = <Row, Params>(
  client: Pick<pg.Client, 'query'>,
  asked: Statement<Row, Params>,
  values: NoInfer<Params>,
): Promise<pg.QueryResult> => {
  const { text, params } = process.env.DISTRIBUTED === 'on' ? asked.distributed : asked;
  return client.query(
    text,
    params.map((param) => (values as Record<string, unknown>)[param]),
  );
};

/** Calls `seen` with the name of each prepared statement that the server sends to its database. */
export function watchStatements({ dataSource }: Tenure, seen: (name: string) => void): void {
  const pool = (dataSource as Database).statements;
  const connect = pool.connect.bind(pool);
  const watched = (client: pg.PoolClient | undefined) =>
    client && {
      query: (asked: { name?: string }, told: never) => {
        if (asked.name !== undefined) seen(asked.name);
        return client.query(asked as never, told);
      },
    };
  jest
    .spyOn(pool, 'connect')
    .mockImplementation(((told: (...args: unknown[]) => void) =>
      connect((error, client, release) => told(error, watched(client), release))) as never);
}

/**
 * SQL for a time that is moved by an interval. A distributed database refuses `column + interval` in an UPDATE, because the sum
 * depends on the time zone of the session.
 */
export const moved = (column: string, by: string): string =>
  `(${column} AT TIME ZONE 'UTC' + interval '${by}') AT TIME ZONE 'UTC'`;
