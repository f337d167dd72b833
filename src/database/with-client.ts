import pg from 'pg';
import { poolOptions, type Bounds, SERVING } from './bounds.js';

/** Does the work on a new connection, and closes it. A transaction that is still open is rolled back then. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  bounds: Bounds = SERVING,
): Promise<T> {
  const client = new pg.Client({ ...poolOptions(bounds), connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
