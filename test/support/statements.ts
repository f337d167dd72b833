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
  // A proxy, because the pool and the watch of the nodes use other methods of the client, too.
  const watched = (client: pg.PoolClient | undefined) =>
    client &&
    new Proxy(client, {
      get(of, property) {
        const value: unknown = Reflect.get(of, property);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const [asked] = args as [{ name?: string }];
          if (property === 'query' && asked.name !== undefined) seen(asked.name);
          return value.apply(of, args) as unknown;
        };
      },
    });
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
