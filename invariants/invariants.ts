import pg from 'pg';
import { copyDistributed } from './copies.js';
import { EDGES } from './edges.js';
import { MONEY } from './money.js';
import { misplacedCycles } from './misplaced-cycles.js';
import { EXAMPLES, type Invariant, SUBSCRIPTION, type Violation } from './violation.js';
import { WEBHOOKS } from './webhooks.js';

export type { Violation } from './violation.js';

const CYCLE = `c.business_id || ' ' || c.subscription_id || ' #' || c.index`;

/** The invariants that need no calendar; docs/guarantees.md describes them. A new feature adds its own. */
const INVARIANTS: Invariant[] = [
  {
    id: 'I1',
    title: 'cycles tile: indexes from 0 without gaps, each starts where the one before ends, none is empty',
    sql: [
      `SELECT ${CYCLE} AS at
       FROM (SELECT *, lag(ends_at) OVER w AS before_ends_at, row_number() OVER w - 1 AS place
             FROM cycles WINDOW w AS (PARTITION BY business_id, subscription_id ORDER BY index)) AS c
       WHERE index <> place OR starts_at IS DISTINCT FROM COALESCE(before_ends_at, starts_at) OR starts_at >= ends_at`,
      `SELECT ${SUBSCRIPTION} || ' has no cycle' AS at FROM subscriptions s
       WHERE NOT EXISTS (SELECT 1 FROM cycles c WHERE c.business_id = s.business_id AND c.subscription_id = s.id)`,
    ],
  },
  {
    id: 'I2',
    title:
      'one live subscription per business, one cycle per index, one open cycle, the one of the highest index',
    sql: [
      `SELECT business_id || ' has ' || count(*) || ' live subscriptions' AS at
       FROM subscriptions WHERE ended_at IS NULL GROUP BY business_id HAVING count(*) > 1`,
      `SELECT business_id || ' ' || subscription_id || ' #' || index || ' twice' AS at
       FROM cycles GROUP BY business_id, subscription_id, index HAVING count(*) > 1`,
      `SELECT ${SUBSCRIPTION} || ' has its open cycle at #' || s.cycle_index AS at FROM subscriptions s
       WHERE s.cycle_index <> (SELECT max(index) FROM cycles c
                               WHERE c.business_id = s.business_id AND c.subscription_id = s.id)`,
    ],
  },
  {
    id: 'I2b',
    title:
      'a subscription has the dates of its running cycle, and is due when the cycle or its access ends, or at its next attempt',
    sql: [
      `SELECT ${SUBSCRIPTION} AS at
       FROM subscriptions s
       LEFT JOIN cycles c ON c.business_id = s.business_id AND c.subscription_id = s.id AND c.index = s.cycle_index
       LEFT JOIN plan_versions v ON v.id = s.plan_version_id
       WHERE (s.cycle_starts_at, CASE WHEN s.access_until IS NULL THEN s.cycle_ends_at ELSE c.ends_at END, s.anchor, s.every::text, s.turn, s.plan_version_id, s.plan_code)
             IS DISTINCT FROM (c.starts_at, c.ends_at, c.anchor, c.every::text, c.turn, c.plan_version_id, v.plan_code)
          OR (s.ended_at IS NULL AND (s.status = 'trialing') IS DISTINCT FROM c.trial)
          OR (s.ended_at IS NULL AND s.cycle_ends_at <> LEAST(c.ends_at, s.access_until))
          OR (s.ended_at IS NULL AND s.attempts = 0 AND s.due_at IS DISTINCT FROM s.cycle_ends_at)`,
    ],
  },
  {
    id: 'I4',
    title:
      '0 <= used, and what the plan paid <= the highest limit spent under; only metered features count, only allocated ones are held',
    sql: [
      `SELECT u.business_id || ' ' || u.subscription_id || ' #' || u.cycle_index || ' ' || u.feature_key AS at
       FROM usage_counters u LEFT JOIN features f ON f.key = u.feature_key
       WHERE u.used < 0 OR u.burnt NOT BETWEEN 0 AND GREATEST(u.used, 0) OR u.used - u.burnt > u.highest_limit
          OR f.kind IS DISTINCT FROM 'metered'`,
      `SELECT a.business_id || ' ' || a.feature_key || ' ' || a.resource AS at
       FROM allocations a LEFT JOIN features f ON f.key = a.feature_key WHERE f.kind IS DISTINCT FROM 'allocated'`,
      `SELECT a.business_id || ' ' || a.feature_key || ' ' || a.resource || ' twice' AS at
       FROM allocations a GROUP BY a.business_id, a.feature_key, a.resource HAVING count(*) > 1`,
      `SELECT m.business_id || ' ' || m.id || ' has no seat' AS at FROM members m
       WHERE m.kind = 'human' AND m.active
         AND NOT EXISTS (SELECT 1 FROM allocations a WHERE a.business_id = m.business_id
                         AND a.feature_key = 'seats' AND a.resource = m.id::text AND a.expires_at IS NULL)`,
      `SELECT a.business_id || ' seat of nobody ' || a.resource AS at FROM allocations a
       WHERE a.feature_key = 'seats' AND a.expires_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM members m WHERE m.business_id = a.business_id
                         AND m.id::text = a.resource AND m.kind = 'human' AND m.active)`,
    ],
  },
  {
    id: 'I5',
    title:
      'recorded spends <= used of their cycle; what grants have lost = what counters burnt; days add up to the counters',
    sql: [
      `SELECT 'records ' || r.business_id || ' ' || r.subscription_id || ' #' || r.cycle_index || ' ' || r.feature_key AS at
       FROM idempotency_records r
       LEFT JOIN usage_counters u ON u.business_id = r.business_id AND u.subscription_id = r.subscription_id
                                 AND u.cycle_index = r.cycle_index AND u.feature_key = r.feature_key
       WHERE r.answer IS NULL
       GROUP BY r.business_id, r.subscription_id, r.cycle_index, r.feature_key, u.used
       HAVING sum(r.amount - CASE WHEN r.refunded = 0 AND r.refunded_at IS NOT NULL THEN r.amount ELSE r.refunded END)
              > COALESCE(u.used, 0)`,
      `SELECT 'burns of ' || g.business_id || ' ' || g.id AS at
       FROM idempotency_records r CROSS JOIN jsonb_to_recordset(r.burns) AS b (id uuid, amount bigint)
       JOIN credit_grants g ON g.business_id = r.business_id AND g.id = b.id
       WHERE r.refunded > 0 OR r.refunded_at IS NULL
       GROUP BY g.business_id, g.id, g.burnt HAVING sum(b.amount) > g.burnt`,
      `SELECT 'grant ' || g.business_id || ' ' || g.id AS at FROM credit_grants g WHERE g.burnt NOT BETWEEN 0 AND g.amount`,
      `SELECT 'credits ' || COALESCE(g.business_id, u.business_id) || ' ' || COALESCE(g.feature_key, u.feature_key) AS at
       FROM (SELECT business_id, feature_key, sum(burnt) AS burnt FROM credit_grants GROUP BY 1, 2) AS g
       FULL JOIN (SELECT business_id, feature_key, sum(burnt) AS burnt FROM usage_counters GROUP BY 1, 2) AS u
         ON u.business_id = g.business_id AND u.feature_key = g.feature_key
       WHERE COALESCE(g.burnt, 0) <> COALESCE(u.burnt, 0)`,
      `SELECT 'days ' || u.business_id || ' ' || u.subscription_id || ' #' || u.cycle_index || ' ' || u.feature_key AS at
       FROM usage_counters u
       JOIN cycles c ON c.business_id = u.business_id AND c.subscription_id = u.subscription_id AND c.index = u.cycle_index
       LEFT JOIN (
         SELECT business_id, subscription_id, cycle_index, feature_key, min(base) AS first, max(base) AS last,
                (array_agg(base ORDER BY day DESC))[1] AS latest, max(day) AS day, bool_or(base < before) AS falls
         FROM (SELECT *, lag(base) OVER (PARTITION BY business_id, subscription_id, cycle_index, feature_key ORDER BY day) AS before
               FROM usage_days) AS d
         GROUP BY 1, 2, 3, 4
       ) AS d ON d.business_id = u.business_id AND d.subscription_id = u.subscription_id
             AND d.cycle_index = u.cycle_index AND d.feature_key = u.feature_key
       WHERE CASE WHEN d.day IS NULL THEN u.used > 0 AND c.ends_at > now() - interval '90 days'
                  ELSE d.first <> 0 OR COALESCE(d.falls, false) OR d.last > GREATEST(u.used, 0)
                       OR (d.latest, d.day) IS DISTINCT FROM (u.day_base, u.day) END`,
    ],
  },
  {
    id: 'I6',
    title: "every tenant row's business is its parents'",
    sql: [
      ...[
        'members',
        'subscriptions',
        'plan_trials',
        'allocations',
        'audit_log',
        'credit_grants',
        'idempotency_records',
        'invitations',
      ].map(
        (table) =>
          `SELECT '${table} of no business: ' || t.business_id AS at FROM ${table} t
           WHERE NOT EXISTS (SELECT 1 FROM businesses b WHERE b.id = t.business_id)`,
      ),
      `SELECT 'api_keys ' || k.business_id || ' ' || k.id AS at FROM api_keys k
       WHERE NOT EXISTS (SELECT 1 FROM members m
                         WHERE m.business_id = k.business_id AND m.id = k.bot_id AND m.kind = 'bot')`,
      `SELECT 'invitation_tokens ' || t.business_id || ' ' || t.invitation_id AS at FROM invitation_tokens t
       WHERE NOT EXISTS (SELECT 1 FROM invitations i WHERE i.business_id = t.business_id AND i.id = t.invitation_id)`,
      `SELECT 'cycles ' || ${CYCLE} AS at FROM cycles c
       WHERE NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.business_id = c.business_id AND s.id = c.subscription_id)`,
      `SELECT 'usage_counters ' || u.business_id || ' ' || u.subscription_id || ' #' || u.cycle_index AS at
       FROM usage_counters u
       WHERE NOT EXISTS (SELECT 1 FROM cycles c WHERE c.business_id = u.business_id
                         AND c.subscription_id = u.subscription_id AND c.index = u.cycle_index)`,
      ...['usage_days', 'idempotency_records'].map(
        (table) =>
          `SELECT '${table} of no counter: ' || t.business_id || ' ' || t.subscription_id || ' #' || t.cycle_index AS at
           FROM ${table} t
           WHERE t.subscription_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM usage_counters u WHERE u.business_id = t.business_id AND u.subscription_id = t.subscription_id
               AND u.cycle_index = t.cycle_index AND u.feature_key = t.feature_key)`,
      ),
      `SELECT 'test clock of ' || ${SUBSCRIPTION} AS at FROM subscriptions s JOIN businesses b ON b.id = s.business_id
       WHERE s.test_clock_id IS DISTINCT FROM b.test_clock_id`,
    ],
  },
  {
    id: 'I7',
    title: 'every business has exactly one owner',
    sql: [
      `SELECT b.id || ' has ' || count(m.id) || ' owners' AS at
       FROM businesses b LEFT JOIN members m ON m.business_id = b.id AND m.role = 'owner'
       GROUP BY b.id HAVING count(m.id) <> 1`,
    ],
  },
  {
    id: 'I8',
    title: 'no connection was left in a transaction for a second, and no idle one holds a lock',
    sql: [
      `SELECT 'connection ' || pid || ' ' || application_name AS at FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'
         AND state_change < clock_timestamp() - interval '1 second'`,
      // Sessions and locks are not read at the same instant. So a session counts as idle only if it is idle before and after,
      // without a break.
      `SELECT held.at FROM (
         WITH held AS MATERIALIZED (
           SELECT 'lock ' || l.locktype || ' of ' || l.pid AS at, a.pid, a.state_change
           FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
           WHERE a.datname = current_database() AND l.pid <> pg_backend_pid() AND a.state = 'idle' AND l.granted
         ),
         read AS MATERIALIZED (SELECT n, pg_stat_clear_snapshot() FROM (SELECT count(*) AS n FROM held) AS counted)
         SELECT held.at FROM read, LATERAL pg_stat_get_activity(CASE WHEN read.n < 0 THEN 0 END) AS after
         JOIN held ON held.pid = after.pid AND held.state_change = after.state_change
         WHERE after.state = 'idle'
       ) AS held`,
    ],
  },
  {
    id: 'I10',
    title:
      'the sequences of the events that a business still has follow each other, and end where it counts to',
    sql: [
      `SELECT business_id || ' has ' || count(*) || ' events from ' || min(sequence) || ' to ' || max(sequence) AS at
       FROM events GROUP BY business_id HAVING max(sequence) - min(sequence) + 1 <> count(*)`,
      `SELECT e.business_id || ' has events to ' || e.last AS at
       FROM (SELECT business_id, max(sequence) AS last FROM events GROUP BY business_id) AS e
       LEFT JOIN event_sequences s ON s.business_id = e.business_id WHERE s.last IS DISTINCT FROM e.last`,
      `SELECT 'position ' || position || ' of ' || count(*) || ' events' AS at
       FROM events GROUP BY position HAVING count(*) > 1`,
    ],
  },
  {
    id: 'I11',
    title: 'a share of a limit is told at most once in a cycle',
    sql: [
      `SELECT business_id || ' ' || usage AS at
       FROM (SELECT business_id, concat_ws(' ', data #>> '{usage,subscriptionId}', '#' || (data #>> '{usage,cycle,index}'),
                                           data #>> '{usage,feature}', data #>> '{usage,percent}', '% of',
                                           data #>> '{usage,limit}') AS usage
             FROM events WHERE type = 'usage.threshold_reached') AS alerts
       GROUP BY business_id, usage HAVING count(*) > 1`,
    ],
  },
  EDGES,
  WEBHOOKS,
  MONEY,
  {
    id: 'I14',
    title: 'a closed business has no key that is not revoked, and no open invitation',
    sql: [
      `SELECT k.business_id || ' key ' || k.id AS at FROM api_keys k JOIN businesses b ON b.id = k.business_id
       WHERE b.closed_at IS NOT NULL AND k.revoked_at IS NULL`,
      `SELECT i.business_id || ' invitation ' || i.id AS at FROM invitations i JOIN businesses b ON b.id = i.business_id
       WHERE b.closed_at IS NOT NULL AND i.status = 'pending'`,
    ],
  },
];

/** Milliseconds of a day. */
const DAY = 86_400_000;

/**
 * Counts the violations of every invariant in the database behind `on`, a URL or a connection that is in no transaction. It reads
 * one snapshot and writes nothing, so it may run on a database in production. On a distributed database it copies each table to
 * temporary tables of the coordinator and reads these.
 *
 * `auditDays` is the setting of the service, null if it has none: older entries of the audit log have been deleted. A finding that
 * such an entry could explain is counted as not checked. A business that is being erased is left out.
 */
export async function violations(
  on: string | pg.ClientBase,
  { auditDays }: { auditDays: number | null },
): Promise<Violation[]> {
  // One more day may be deleted already, because the purge runs once an hour, by the clock of another machine.
  const auditFrom = auditDays === null ? null : new Date(Date.now() - (auditDays - 1) * DAY);
  if (typeof on !== 'string') return inSnapshot(on, auditFrom);
  const client = new pg.Client({ connectionString: on, application_name: 'tenure check:invariants' });
  // Without a listener, a lost connection would end the process. The statement fails anyway.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await inSnapshot(client, auditFrom);
  } finally {
    await client.end();
  }
}

async function inSnapshot(client: pg.ClientBase, auditFrom: Date | null): Promise<Violation[]> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    await copyDistributed(client);
    await client.query('SET TRANSACTION READ ONLY');
    const found = [await misplacedCycles(client, auditFrom)];
    for (const invariant of INVARIANTS) found.push(await count(client, invariant, auditFrom));
    return found.sort((one, other) => one.id.localeCompare(other.id));
  } finally {
    // This fails after a lost connection, of which the first error says more.
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

/** SQL of the business that a finding is about: its id stands first in each finding. */
const BUSINESS = `substring(at FROM '[0-9a-f]{8}-[0-9a-f-]{27}')::uuid`;

async function count(
  client: pg.ClientBase,
  { id, title, sql, unlessAudited = [] }: Invariant,
  auditFrom: Date | null,
): Promise<Violation> {
  const rows = [
    ...sql.map((statement) => `SELECT at, false AS audited FROM (${statement}) AS found`),
    ...unlessAudited.map((statement) => `SELECT at, true AS audited FROM (${statement}) AS found`),
  ].join(' UNION ALL ');
  const { rows: answer } = await client.query<
    Omit<Violation, 'id' | 'title' | 'examples'> & { examples: string[] | null }
  >({
    // A connection that checks more than once plans the statement once.
    name: `invariant_${id}`,
    text: `SELECT count(*) FILTER (WHERE NOT not_checked)::integer AS count, count(*) FILTER (WHERE not_checked)::integer AS "notChecked",
                  (array_agg(at) FILTER (WHERE NOT not_checked))[1:${EXAMPLES}] AS examples
           FROM (SELECT at, audited AND COALESCE(b.created_at < $1::timestamptz, false) AS not_checked
                 FROM (${rows}) AS found LEFT JOIN businesses b ON b.id = ${BUSINESS}
                 WHERE NOT EXISTS (SELECT FROM erasures e WHERE e.business_id = b.id)) AS judged`,
    values: [auditFrom],
  });
  const [found] = answer;
  const { count: violated = 0, notChecked = 0, examples = null } = found ?? {};
  return { id, title, count: violated, notChecked, examples: examples ?? [] };
}
