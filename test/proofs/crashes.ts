import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CrashingPostgres } from '../support/crashing-postgres.js';
import { ServerProcess } from '../support/server-process.js';
import { type Answer, type Customer, settings } from '../support/tenure.js';
import { lateCrowd } from './crowd.js';
import { judge, runUntilNothingIsDue, type Verdict } from './once.js';

const CALLERS = 16;
const LIMIT_MS = 5_000;

/** What callers were told, over all servers and crashes. */
class Tally {
  /** Spent with a key, and asked again until it was answered. */
  surely = 0;
  /** Spent without one. */
  acknowledged = 0;
  /** Answered that nobody knows. */
  unknown = 0;
  readonly wrong: string[] = [];
  over = false;
}

/**
 * PostgreSQL crashes again and again (`pg_ctl stop -m immediate`) under two servers that spend for many callers and
 * renew a late crowd. What was acknowledged is there afterwards, what was not is there at most once, and both servers
 * work again soon after the database is back.
 */
export async function proveCrashes(crashes: number, subscriptions: number): Promise<Verdict> {
  const postgres = await CrashingPostgres.start();
  const servers: ServerProcess[] = [];
  const client = new pg.Pool({ connectionString: postgres.url, max: 2 });
  client.on('error', () => undefined);
  try {
    for (let n = 0; n < 2; n += 1)
      servers.push(await ServerProcess.start({ ...settings(postgres.url), PORT: '0' }));
    await lateCrowd(client, subscriptions, new Date());
    const [first] = servers as [ServerProcess];
    const token = await first.operator();
    const [keyed, unkeyed] = [await onUnlimited(first, token), await onUnlimited(first, token)];
    const tally = new Tally();
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      n % 2 === 0 ? spendSurely(servers, keyed, n, tally) : spend(servers, unkeyed, n, tally),
    );
    const loops = servers.map((server) => renew(server, token, tally));
    let slowest = 0;
    for (let crash = 0; crash < crashes; crash += 1) {
      await sleep(500 + Math.random() * 1_500);
      postgres.crash();
      await sleep(500);
      await postgres.comeBack();
      const times = servers.map((server) => untilItSpends(server, unkeyed, tally));
      slowest = Math.max(slowest, ...(await Promise.all(times)));
    }
    await sleep(500);
    tally.over = true;
    await Promise.all([...callers, ...loops]);
    await runUntilNothingIsDue(first, token, client);
    // What a crash left behind would still be there.
    await sleep(1_100);
    const crowd = await judge(client, postgres.url);
    const counted = [await used(client, keyed), await used(client, unkeyed)] as const;
    const { ok, figures } = verdict(tally, ...counted);
    return {
      ok: ok && crowd.ok && slowest <= LIMIT_MS,
      figures: `${crashes} crashes of PostgreSQL, ${figures}, ${crowd.figures}, working again within ${Math.round(slowest)} ms`,
    };
  } finally {
    await client.end();
    for (const server of servers) await server.stop();
    await postgres.close();
  }
}

function verdict(tally: Tally, keyed: number, unkeyed: number): Verdict {
  const { surely, acknowledged, unknown, wrong } = tally;
  const lost = Math.max(0, surely - keyed) + Math.max(0, acknowledged - unkeyed);
  const doubled = Math.max(0, keyed - surely) + Math.max(0, unkeyed - acknowledged - unknown);
  const others = wrong.length === 0 ? '' : `, ${wrong.length} wrong answers such as ${wrong[0]}`;
  return {
    ok: lost + doubled + wrong.length === 0 && surely > 0 && acknowledged > 0,
    figures: `${surely + acknowledged} acknowledged, ${lost} lost, ${doubled} doubled${others}`,
  };
}

async function onUnlimited(server: ServerProcess, token: string): Promise<Customer> {
  const customer = await server.signUp();
  const path = `/v1/admin/businesses/${customer.businessId}/subscription`;
  await server.put(path, { token, body: { planCode: 'limitless' } });
  return customer;
}

/** One unit after the other, each under a key and asked for again until it is granted. */
async function spendSurely(
  servers: ServerProcess[],
  { key }: Customer,
  caller: number,
  tally: Tally,
): Promise<void> {
  for (let turn = 0; !tally.over; turn += 1) {
    for (let attempt = caller; ; attempt += 1) {
      const call = {
        key,
        headers: { 'idempotency-key': `${caller}-${turn}` },
        body: { feature: 'recordings' },
      };
      const answer = await ask(servers[attempt % 2] as ServerProcess, call, tally);
      if (answer?.status === 200) break;
      await sleep(20);
    }
    tally.surely += 1;
  }
}

/** One unit after the other, without a key: what is not granted is not asked for again. */
async function spend(
  servers: ServerProcess[],
  { key }: Customer,
  caller: number,
  tally: Tally,
): Promise<void> {
  const server = servers[(caller >> 1) % 2] as ServerProcess;
  while (!tally.over) {
    const answer = await ask(server, { key, body: { feature: 'recordings' } }, tally);
    count(answer, tally);
    if (answer?.status !== 200) await sleep(20);
  }
}

function count(answer: Answer | null, tally: Tally): void {
  if (answer?.status === 200) tally.acknowledged += 1;
  else if (answer === null || answer.body.code === 'outcome_unknown') tally.unknown += 1;
}

/** Null when the connection broke. Anything but a grant, or a "not now", is wrong. */
async function ask(server: ServerProcess, call: object, tally: Tally): Promise<Answer | null> {
  const answer = await server.post('/v1/usage', call).catch(() => null);
  const passing =
    [200, 503].includes(answer?.status ?? 503) || answer?.body.code === 'idempotency_in_progress';
  if (!passing) tally.wrong.push(`${answer?.status} ${JSON.stringify(answer?.body)}`);
  return answer;
}

async function untilItSpends(server: ServerProcess, { key }: Customer, tally: Tally): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const answer = await ask(server, { key, body: { feature: 'recordings' } }, tally);
    count(answer, tally);
    if (answer?.status === 200) return performance.now() - begun;
    await sleep(20);
  }
}

async function renew(server: ServerProcess, token: string, tally: Tally): Promise<void> {
  while (!tally.over) {
    const answer = await server.post('/v1/admin/renewals', { token }).catch(() => null);
    const passing = [200, 503].includes(answer?.status ?? 503) || answer?.body.code === 'renewal_running';
    if (!passing) tally.wrong.push(`${answer?.status} ${JSON.stringify(answer?.body)}`);
    await sleep(50);
  }
}

async function used(client: pg.Pool, { businessId }: Customer): Promise<number> {
  const { rows } = await client.query<{ used: string }>(
    'SELECT used FROM usage_counters WHERE business_id = $1',
    [businessId],
  );
  return Number(rows[0]?.used ?? 0);
}
