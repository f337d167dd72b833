import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { violations } from '../../invariants/invariants.js';
import { meanwhile } from '../support/meanwhile.js';
import { type ServerProcess, startServers } from '../support/server-process.js';
import { lateCrowd, missedAndTwice } from './crowd.js';

export interface Verdict {
  ok: boolean;
  figures: string;
}

/** Four processes renew a crowd that is late by one to three cycles, while requests roll some of it forward. */
export async function proveOnce(subscriptions: number): Promise<Verdict> {
  const cluster = await startServers(4);
  const client = new pg.Pool({ connectionString: cluster.databaseUrl, max: 4 });
  try {
    await lateCrowd(client, subscriptions, new Date());
    const [first] = cluster.servers as [ServerProcess];
    const token = await first.operator();
    const some = await client.query<{ business_id: string }>(
      'SELECT business_id FROM crowd ORDER BY business_id LIMIT 400',
    );
    let done = false;
    const loops = Promise.all(cluster.servers.map((server) => runUntilNothingIsDue(server, token, client)));
    const requests = Promise.all(
      cluster.servers.map(async (server, n) => {
        for (const [index, { business_id: id }] of some.rows.entries()) {
          if (done) return;
          if (index % 2 === n % 2) await server.get(`/v1/admin/businesses/${id}/subscription`, { token });
        }
      }),
    );
    await loops.finally(() => (done = true));
    await requests;
    return await judge(client, cluster.databaseUrl);
  } finally {
    await client.end();
    await cluster.close();
  }
}

/** One process renews and is killed, again and again, wherever it happens to be; what is left is renewed at last. */
export async function proveKill(kills: number, subscriptions: number): Promise<Verdict> {
  const cluster = await startServers(1);
  const client = new pg.Pool({ connectionString: cluster.databaseUrl, max: 4 });
  let slowest = 0;
  let broken = 0;
  try {
    await lateCrowd(client, subscriptions, new Date());
    let server = cluster.servers[0] as ServerProcess;
    const token = await server.operator();
    for (let kill = 0; kill < kills; kill += 1) {
      const run = server.post('/v1/admin/renewals', { token }).then(
        () => 0,
        () => 1,
      );
      await sleep(Math.random() * 400);
      await server.stop('SIGKILL');
      broken += await run;
      const checked = meanwhile(() => violations(cluster.databaseUrl, { auditDays: null }));
      const begun = performance.now();
      server = await cluster.another();
      slowest = Math.max(slowest, performance.now() - begun);
      const found = (await checked).filter(({ count }) => count > 0);
      if (found.length > 0) return { ok: false, figures: `after kill ${kill + 1}: ${JSON.stringify(found)}` };
    }
    await runUntilNothingIsDue(server, token, client);
    const { ok, figures } = await judge(client, cluster.databaseUrl);
    return {
      ok: ok && broken > 0 && slowest <= 5_000,
      figures: `${kills} kills, ${broken} in a run, ${figures}, working again within ${Math.round(slowest)} ms`,
    };
  } finally {
    await client.end();
    await cluster.close();
  }
}

export async function runUntilNothingIsDue(
  server: ServerProcess,
  token: string,
  client: pg.Pool,
): Promise<void> {
  for (;;) {
    const { status, body } = await server.post('/v1/admin/renewals', { token });
    if (status !== 200 && body?.code !== 'renewal_running')
      throw new Error(`${status} ${JSON.stringify(body)}`);
    const { rows } = await client.query(
      'SELECT 1 FROM subscriptions WHERE due_at <= now() AND test_clock_id IS NULL LIMIT 1',
    );
    if (rows.length === 0) return;
    await sleep(50);
  }
}

export async function judge(client: pg.Pool, databaseUrl: string): Promise<Verdict> {
  const { missed, twice, cycles } = await missedAndTwice(client);
  const broken = (await violations(databaseUrl, { auditDays: null })).filter(({ count }) => count > 0);
  const wrong = broken.reduce((sum, { count }) => sum + count, 0);
  const figures = `${cycles} cycles, ${twice} twice, ${missed} missed, ${wrong} with a wrong end`;
  return { ok: missed + twice + wrong === 0 && cycles > 0, figures };
}
