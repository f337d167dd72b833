import pg from 'pg';
import { type Violation, violations } from '../../invariants/invariants.js';

/**
 * One connection for each database, kept until the database is dropped. Most tests end with this check, and a new connection plans
 * all its statements again, which takes longer than running them.
 */
const kept = new Map<string, Promise<pg.Client>>();
afterAll(async () => {
  for (const client of await Promise.all(kept.values())) await client.end();
});

/** Expects that every invariant holds in the database. A failure shows the violated ones. */
export async function expectInvariants(on: string | pg.ClientBase): Promise<void> {
  const found = typeof on === 'string' ? await violationsAt(on) : await violations(on, { auditDays: null });
  expect(found.filter(({ count }) => count > 0)).toEqual([]);
}

/** The check before this one. A check is a transaction, and tests of a file can run at the same time. */
let before: Promise<unknown> = Promise.resolve();

function violationsAt(url: string): Promise<Violation[]> {
  const found = before.then(async () =>
    violations(await (kept.get(url) ?? connect(url)), { auditDays: null }),
  );
  before = found.catch(() => undefined);
  return found;
}

function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tenure check:invariants',
    options: '-c plan_cache_mode=force_generic_plan',
  });
  // The database was dropped, or its server has ended.
  client.on('error', () => kept.delete(url));
  client.on('end', () => kept.delete(url));
  const connected = client.connect().then(() => client);
  kept.set(url, connected);
  connected.catch(() => kept.delete(url));
  return connected;
}
