import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import type { Answer, Client, Customer } from '../support/tenure.js';
import { lateCrowd } from './crowd.js';

const CALLERS = 6;
/** How long each of them rests after a spend: without much rest they take the processor from other tests. */
const REST_MS = Number(process.env.BYSTANDERS_REST_MS ?? 40);
const PROBE_EVERY_MS = 100;
const SLOW_CHANGE_MS = 2_000;
/** More spends than this say something about the slowest of a hundred. */
export const TOO_FEW_SPENDS = 100;
/** The callers make more than `TOO_FEW_SPENDS` in this time, when each of them is answered within a second. */
const LIMIT_MS = 20_000;

/** What strangers met while something else was held, silent or flooded. */
export interface Met {
  spends: number;
  /** Milliseconds. */
  p99: number;
  /** What was not answered as it should be, spends, probes of readiness and other changes, each with how often. */
  others: Record<string, number>;
}

/** Whether strangers have spent often enough. It is true in the end: what they could not do by then is a finding. */
export type Enough = () => boolean;

/**
 * Customers that have nothing to do with what happens spend and change things while it does, and readiness is asked for. The
 * trouble goes on until they have spent often enough, because a busy machine needs more time for as many spends.
 */
export async function bystandersOf(
  client: Client,
  customers: Customer[],
  trouble: (enough: Enough) => Promise<void>,
): Promise<Met> {
  let over = false;
  const times: number[] = [];
  const others: Record<string, number> = {};
  const note = (what: string) => (others[what] = (others[what] ?? 0) + 1);
  const end = performance.now() + LIMIT_MS;
  const enough = () => times.length > TOO_FEW_SPENDS || performance.now() > end;
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    const { key } = customers[caller % customers.length] as Customer;
    while (!over) {
      const begun = performance.now();
      const { status, body } = await client.post('/v1/usage', { key, body: { feature: 'recordings' } });
      times.push(performance.now() - begun);
      if (status !== 200) note(`${status} ${body.code}`);
      await sleep(REST_MS);
    }
  });
  const { token } = customers[0] as Customer;
  const probe = (async () => {
    while (!over) {
      const { status } = await client.get('/health/ready');
      if (status !== 200) note(`ready ${status}`);
      const begun = performance.now();
      const bot = await client.post('/v1/bots', { token, body: { name: 'A bot' } });
      if (bot.status !== 201) note(`change ${bot.status}`);
      if (performance.now() - begun > SLOW_CHANGE_MS) note('slow change');
      await sleep(PROBE_EVERY_MS);
    }
  })();
  try {
    await trouble(enough);
  } finally {
    over = true;
  }
  await Promise.all([...callers, probe]);
  times.sort((a, b) => a - b);
  return { spends: times.length, p99: times[Math.ceil(times.length * 0.99) - 1] ?? Infinity, others };
}

/** Everything that needs a customer's subscription, while somebody holds it. */
const changesOf = (client: Client, { key, token }: Customer): Promise<Answer>[] => [
  client.post('/v1/subscription/cancel', { token }),
  client.put('/v1/subscription/plan', { token, body: { planCode: 'free' } }),
  client.put('/v1/allocations/applications/a', { key, body: {} }),
];

/** Each of the customers changes a subscription that `holder` has locked, round after round, each answered in full. */
export async function holdSubscriptions(
  client: Client,
  holder: pg.Client,
  customers: Customer[],
  answers: Answer[],
  enough: Enough,
): Promise<void> {
  await holder.query('BEGIN');
  await holder.query('SELECT FROM subscriptions WHERE business_id = ANY ($1) FOR UPDATE', [
    customers.map(({ businessId }) => businessId),
  ]);
  do answers.push(...(await Promise.all(customers.flatMap((customer) => changesOf(client, customer)))));
  while (!enough());
  await holder.query('COMMIT');
}

/** Each of the customers changes a subscription while nobody may open a cycle, round after round. */
export async function holdWhatOpensCycles(
  client: Client,
  holder: pg.Client,
  customers: Customer[],
  answers: Answer[],
  enough: Enough,
): Promise<void> {
  await holder.query(`SELECT pg_advisory_lock(${ADVISORY_LOCKS.cycles})`);
  do answers.push(...(await Promise.all(customers.flatMap((customer) => changesOf(client, customer)))));
  while (!enough());
  await holder.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCKS.cycles})`);
}

const HELD_MS = 1_500;

/** A customer spends while its counter is locked. */
export async function holdCounter(
  client: Client,
  holder: pg.Client,
  { key, businessId }: Customer,
  answers: Answer[],
  enough: Enough,
): Promise<void> {
  const spend = () => client.post('/v1/usage', { key, body: { feature: 'recordings' } });
  await spend();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM usage_counters WHERE business_id = $1 FOR UPDATE', [businessId]);
  const asked: Promise<Answer>[] = [];
  do {
    asked.push(...Array.from({ length: 8 }, spend));
    await sleep(HELD_MS);
  } while (!enough());
  await holder.query('COMMIT');
  answers.push(...(await Promise.all(asked)));
}

/** Operators advance a test clock that is locked, and begin businesses on it. */
export async function holdClock(
  client: Client,
  holder: pg.Client,
  { token, clockId }: { token: string; clockId: string },
  answers: Answer[],
  enough: Enough,
): Promise<void> {
  await holder.query('BEGIN');
  await holder.query('SELECT FROM test_clocks WHERE id = $1 FOR UPDATE', [clockId]);
  do {
    const asked = Array.from({ length: 8 }, (_, n) => {
      const body = { to: `2026-01-0${n + 2}T00:00:00.000Z` };
      return client.post(`/v1/admin/test-clocks/${clockId}/advance`, { token, body });
    });
    // They end because they wait for the lock only for a time.
    answers.push(...(await Promise.all(asked)));
  } while (!enough());
  await holder.query('COMMIT');
}

/** A customer at its limit sends batches from sixteen callers, each of a hundred items that are refused. */
export async function floodBatches(client: Client, { key }: Customer, enough: Enough): Promise<void> {
  const items = Array.from({ length: 100 }, () => ({ feature: 'recordings', amount: 1_000 }));
  const until = performance.now() + HELD_MS;
  const flood = async () => {
    while (performance.now() < until || !enough()) {
      const { status, body } = await client.post('/v1/usage/batch', { key, body: { items } });
      // Its batches take turns, so it may be told that too many of them wait.
      if (status !== 200) expect([status, body.code]).toEqual([503, 'overloaded']);
      else expect(body.data.every((item: { status: number }) => item.status === 402)).toBe(true);
    }
  };
  await Promise.all(Array.from({ length: 16 }, flood));
}

const RUNNING = [
  `UPDATE subscriptions SET anchor = t.at, cycle_starts_at = t.at, created_at = t.at, due_at = t.until, cycle_ends_at = t.until
   FROM (SELECT at, ((at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC' AS until
         FROM (SELECT date_trunc('milliseconds', now() - interval '1 day') AS at) AS start) AS t
   WHERE plan_code = 'crowd'`,
  `UPDATE cycles c SET anchor = s.anchor, starts_at = s.cycle_starts_at, ends_at = s.cycle_ends_at
   FROM subscriptions s
   WHERE s.plan_code = 'crowd' AND s.business_id = c.business_id AND s.id = c.subscription_id`,
  'VACUUM ANALYZE subscriptions',
];

/** Edits that `n` running cycles meet, one after the other. @throws when one is refused, or one of the cycles does not meet it. */
export async function editUnderLoad(
  client: Client,
  sql: pg.Client,
  token: string,
  n: number,
  enough: Enough,
): Promise<void> {
  await lateCrowd(sql as unknown as pg.Pool, n, new Date(0));
  for (const statement of RUNNING) await sql.query(statement);
  let number = 1;
  do {
    number += 1;
    const body = { limits: { recordings: 10 + number } };
    const { status } = await client.patch('/v1/admin/plans/crowd?runningCycles=true', { token, body });
    const { rows } = await sql.query<{ met: string }>(
      `SELECT count(*) AS met FROM subscriptions s JOIN plan_versions v ON v.id = s.plan_version_id AND v.newest
       JOIN cycles c ON c.business_id = s.business_id AND c.subscription_id = s.id AND c.plan_version_id = v.id
       WHERE s.plan_code = 'crowd' AND v.number = $1`,
      [number],
    );
    if (status !== 200 || Number(rows[0]?.met) !== n)
      throw new Error(`${status}, ${rows[0]?.met} of ${n} met the edit`);
  } while (!enough());
}
