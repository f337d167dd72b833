import type pg from 'pg';
import type { Statement } from '../../src/database/sql.js';

/** Runs a statement of `src` on a connection of the test's own. */
export const runOn = <Row, Params>(
  client: Pick<pg.Client, 'query'>,
  { text, params }: Statement<Row, Params>,
  values: NoInfer<Params>,
): Promise<pg.QueryResult> =>
  client.query(
    text,
    params.map((param) => (values as Record<string, unknown>)[param]),
  );
