import pg from 'pg';
import { databaseOnEachNode, freshDatabase } from '../support/database.js';
import { countDeadlocks, noticeDeadlocks } from '../support/deadlocks.js';

describe('The count of deadlocks', () => {
  it('has a deadlock of each node, which comes before the lock timeout', async () => {
    const { url, drop } = await freshDatabase();
    try {
      await noticeDeadlocks(url);
      expect(await countDeadlocks(url)).toBe(0);
      const nodes = databaseOnEachNode(url);
      for (const node of nodes) await deadlock(node);
      expect(await countDeadlocks(url)).toBe(nodes.length);
    } finally {
      await drop();
    }
  });
});

/** Two connections hold a lock each, and ask for that of the other. */
async function deadlock(connectionString: string): Promise<void> {
  const clients = [1, 2].map((own) => ({ own, client: new pg.Client({ connectionString }) }));
  for (const { client } of clients) {
    await client.connect();
    await client.query("SET lock_timeout = '250ms'");
  }
  const lock = (client: pg.Client, key: number) => client.query('SELECT pg_advisory_lock($1)', [key]);
  for (const { own, client } of clients) await lock(client, own);
  // When one of them ends, the other one goes on.
  const ask = async ({ own, client }: (typeof clients)[number]) => {
    try {
      await lock(client, 3 - own);
    } finally {
      await client.end();
    }
  };
  const asked = await Promise.allSettled(clients.map(ask));
  const codes = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  expect(codes).toEqual(['40P01']);
}
