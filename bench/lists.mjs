import { randomUUID } from 'node:crypto';
import { built } from '../scripts/built.mjs';
import { connected } from './support/stage.mjs';

const MANY = Number(process.env.BENCH_BUSINESSES ?? 1_000_000);
const FEW = 10_000;
const PAGES = 100;
const REPEATS = 25;
const RARE = 400;
/** Lists whose ratio is above this are printed. The slowest list is always printed. */
const PRINTED_ABOVE = 1.5;

/** Every list of operators that grows with the businesses, with each filter alone and in pairs. */
const LISTS = [
  '/v1/admin/businesses',
  '/v1/admin/businesses?status=active',
  '/v1/admin/businesses?status=trialing',
  '/v1/admin/businesses?status=pastDue',
  '/v1/admin/businesses?status=ended',
  '/v1/admin/businesses?planCode=usual',
  '/v1/admin/businesses?planCode=rare',
  '/v1/admin/businesses?planCode=usual&status=pastDue',
  '/v1/admin/businesses?suspended=true',
  '/v1/admin/businesses?search=engines',
  '/v1/admin/businesses?search=owner-1@',
  '/v1/admin/subscriptions',
  '/v1/admin/subscriptions?status=trialing',
  '/v1/admin/subscriptions?status=pastDue',
  '/v1/admin/subscriptions?planCode=rare',
  '/v1/admin/subscriptions?canceling=true',
  '/v1/admin/subscriptions?endsBefore=2100-01-01T00:00:00Z',
  '/v1/admin/users',
  '/v1/admin/invoices',
  '/v1/admin/invoices?status=open',
  '/v1/admin/audit?all=true',
  '/v1/admin/events?order=newest',
  '/v1/admin/stats/usage?feature=recordings',
];

/** The first and the hundredth page of each list, at a million businesses and at ten thousand. */
export const entries = [
  {
    id: 'P14',
    title: 'first and hundredth page of the slowest list at a million businesses ÷ at 10,000',
    goal: { atMost: 2 },
    rounds: 3,
    begin: async (stage) => {
      const large = await populated(stage, MANY);
      const small = await populated(stage, FEW);
      return {
        async end() {
          await large.end();
          await small.end();
        },
        async round() {
          const measured = [];
          for (const list of LISTS)
            for (const page of ['first', 'hundredth']) {
              /** @type {{large: number[], small: number[]}} */
              const times = { large: [], small: [] };
              // The two sides take turns, so that a slow moment of the machine slows both.
              for (let k = 0; k < REPEATS; k += 1) {
                times.large.push(await large.milliseconds(list, page));
                times.small.push(await small.milliseconds(list, page));
              }
              const [many, few] = [median(times.large), median(times.small)];
              const ratio = many / few;
              const both = `${many.toFixed(1)} and ${few.toFixed(1)} ms`;
              measured.push({ ratio, note: `${ratio.toFixed(2)} ${list}, ${page} page: ${both}` });
            }
          measured.sort((a, b) => b.ratio - a.ratio);
          const told = measured.filter(({ ratio }, place) => place === 0 || ratio > PRINTED_ABOVE);
          return {
            ratio: Math.max(...measured.map(({ ratio }) => ratio)),
            note: told.map(({ note }) => note).join('\n   '),
          };
        },
      };
    },
  },
];

const median = (values) => Number(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]);

async function populated(stage, n) {
  const database = await stage.database();
  // The server makes the first operator when it starts.
  const server = await stage.server(database.url, {
    OPERATOR_EMAIL: 'operator@example.com',
    OPERATOR_PASSWORD: 'operator password',
  });
  const client = await connected(database.url);
  // The rows match each other. Checking each foreign key would take most of the time.
  await client.query('SET session_replication_role = replica');
  const every = Math.floor(n / RARE);
  for (const text of ROWS)
    await client.query(text.replaceAll('$every', String(every)).replaceAll('$n', String(n)));
  await client.query('VACUUM ANALYZE');
  const headers = { 'x-api-key': await operatorKey(client) };
  await client.end();
  const get = async (path) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
    const body = await answer.json();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  };
  const places = new Map();
  for (const list of LISTS) places.set(list, await hundredthPage(get, list));
  return {
    async milliseconds(list, page) {
      const begun = performance.now();
      await get(page === 'first' ? list : places.get(list));
      return performance.now() - begun;
    },
    async end() {
      await server.stop();
      await database.drop();
    },
  };
}

/** The path of the hundredth page, or of the last page if there are fewer. */
async function hundredthPage(get, list) {
  const cursor = list.includes('/events') ? 'after' : 'cursor';
  let path = list;
  for (let page = 1; page < PAGES; page += 1) {
    const { nextCursor } = await get(path);
    if (nextCursor === null) return path;
    path = `${list}${list.includes('?') ? '&' : '?'}${cursor}=${nextCursor}`;
  }
  return path;
}

async function operatorKey(client) {
  const { newOperatorKey } = await built('src/users/operator-keys/operator-key.js');
  const { apiKey, hash } = newOperatorKey();
  await client.query(
    `INSERT INTO operator_keys (id, name, hash, last_four, scopes, user_id, made_by, created_at)
     SELECT $1, 'Bench', $2, 'xxxx', '{admin}', id, id, now() FROM users WHERE operator`,
    [randomUUID(), hash],
  );
  return apiKey;
}

/** An id of version 7 that grows with `k`. */
const id = (kind, k = 'k') =>
  `(lpad(to_hex(1700000000000 + ${k}), 12, '0') || '7${kind}008000000000000000')::uuid`;

/**
 * Each business `k` has an owner, a subscription, an invoice, an entry of the audit and an event. RARE businesses are in each rare
 * state. So the pages of both databases have the same length, and rare rows are rarer in the large database.
 */
const ROWS = [
  `INSERT INTO plans (id, code, name, description, currency, interval_unit, interval_count, every, visibility, self_service, is_default, created_at)
   SELECT gen_random_uuid(), code, code, '', 'USD', 'month', 1, interval '1 month', 'hidden', false, false, now()
   FROM unnest(ARRAY['usual', 'rare']) AS code`,
  `INSERT INTO plan_versions (id, plan_code, number, newest, price_amount, trial_days, after_cycle, after_trial, created_at)
   SELECT gen_random_uuid(), code, 1, true, 100, 0, 'renew', 'renew', now() FROM unnest(ARRAY['usual', 'rare']) AS code`,
  `INSERT INTO businesses (id, name, metadata, created_at, suspended_at)
   SELECT ${id('0')}, 'Engines ' || k, '{}', now(), CASE WHEN k % $every = 7 THEN now() END FROM generate_series(1, $n) AS k`,
  `INSERT INTO users (id, email, first_name, last_name, operator, created_at)
   SELECT ${id('1')}, 'owner-' || k % $every || '@' || k || '.example', 'Ada', 'Lovelace', false, now() FROM generate_series(1, $n) AS k`,
  `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
   SELECT ${id('0')}, ${id('2')}, 'human', ${id('1')}, 'owner', true, now() FROM generate_series(1, $n) AS k`,
  `INSERT INTO subscriptions (business_id, id, version, status, plan_code, plan_version_id, cycle_index, cycle_starts_at, cycle_ends_at,
     anchor, every, turn, cancel_at_cycle_end, due_at, attempts, created_at, ended_at, end_reason, past_due_since, access_until)
   SELECT ${id('0')}, ${id('3')}, 1, state, v.plan_code, v.id, 0, now(), ends, now(), interval '1 month', 0, k % $every = 11,
     CASE WHEN state <> 'ended' THEN ends END, 0, now(), CASE WHEN state = 'ended' THEN now() END,
     CASE WHEN state = 'ended' THEN 'canceled' END, CASE WHEN state = 'pastDue' THEN now() END,
     CASE WHEN state = 'pastDue' THEN ends + interval '1 day' END
   FROM (SELECT k, now() + interval '1 day' + k * interval '1 second' AS ends,
                CASE k % $every WHEN 1 THEN 'trialing' WHEN 2 THEN 'pastDue' WHEN 3 THEN 'ended' ELSE 'active' END AS state
         FROM generate_series(1, $n) AS k) AS g
   JOIN plan_versions v ON v.plan_code = CASE WHEN k % $every = 5 THEN 'rare' ELSE 'usual' END`,
  `INSERT INTO invoices (business_id, id, created_at, currency, cycle_index, starts_at, ends_at, lines, plan_code, plan_version_id, reason,
     status, subscription_id, subtotal, total, paid_at)
   SELECT ${id('0')}, ${id('4')}, now(), 'USD', 0, now(), now() + interval '1 month', '[]', v.plan_code, v.id, 'cycle',
     CASE WHEN k % $every = 13 THEN 'open' ELSE 'paid' END, ${id('3')}, 100, 100, now()
   FROM generate_series(1, $n) AS k JOIN plan_versions v ON v.plan_code = 'usual'`,
  `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id)
   SELECT ${id('0')}, ${id('5')}, now(), 'system', 'business.created', 'business', ${id('0')}::text FROM generate_series(1, $n) AS k`,
  `INSERT INTO usage_months (business_id, month, feature_key, used)
   SELECT ${id('0')}, date_trunc('month', now() AT TIME ZONE 'UTC'), 'recordings', 1 + k * 7919::bigint % 1000003 FROM generate_series(1, $n) AS k`,
  `INSERT INTO events (business_id, sequence, at, created_at, data, id, position, test, type)
   SELECT ${id('0')}, 1, now(), now(), '{}', ${id('6')}, k, false, 'business.created' FROM generate_series(1, $n) AS k`,
];
