import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  FIND_MADE_BY_OPERATOR_OR_IMPORT,
  LIST,
  LIST_ALL,
  LIST_FOR_CUSTOMER,
  LIST_FOR_OPERATORS,
  SPAN as AUDIT_SPAN,
} from '../../src/audit/audit.sql.js';
import { FIND_KEYS, FIND_SESSIONS } from '../../src/auth/access/identity.sql.js';
import { FIND_OPERATOR_KEYS } from '../../src/auth/access/operator-key-lookup.sql.js';
import { FIND_ME } from '../../src/auth/me/me.sql.js';
import { LIST_PLANS } from '../../src/billing-plans/plans.sql.js';
import { LIST_MEMBERS } from '../../src/members/members.sql.js';
import { COUNT_KEYS, LIST_KEYS, REVOKE_ALL_KEYS } from '../../src/members/bots/keys.sql.js';
import { LIST_INVITATIONS } from '../../src/members/invitations/invitations.sql.js';
import { ENTITLEMENTS, ENTITLEMENTS_UNVERIFIED } from '../../src/usage/entitlements/entitlements.sql.js';
import { TELL_PRICES } from '../../src/subscriptions/notices/notices.sql.js';
import { BOTS, FIND_RECORDS } from '../../src/usage/idempotency/idempotency.sql.js';
import { PURGE as PURGE_RATE_LIMITS } from '../../src/rate-limits/rate-limits.sql.js';
import { QUOTA_STATES } from '../../src/usage/spending/exact-spend.sql.js';
import { SPEND, SPEND_KEYED } from '../../src/usage/spending/spend.sql.js';
import {
  LIST_DELIVERIES,
  LIST_SOME_DELIVERIES,
  PURGE_DELIVERIES,
  REPLAY_ALL,
  REPLAY_FAILED,
} from '../../src/webhooks/deliveries.sql.js';
import { OF_A_DAY, PENDING } from '../../src/webhooks/webhook-counts.sql.js';
import type { PreparedStatement } from '../../src/database/sql.js';
import {
  FEED,
  FEED_BY_POSITION,
  FEED_BY_POSITION_NEWEST,
  FEED_NEWEST,
  FEED_OF_BUSINESS,
  SPAN as EVENTS_SPAN,
} from '../../src/events/feed.sql.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { runOn } from '../support/statements.js';

interface Node {
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  /** Of a table that is read by way of a bitmap of its index. */
  'Recheck Cond'?: string;
  /** Of the node that writes. */
  Operation?: string;
  Plans?: Node[];
}

/** Tables that stay small, and are read whole for good reason. */
const SMALL = ['features', 'plans', 'plan_versions', 'plan_limits', 'test_clocks'];

/** A server plans its statements while a new database is empty, and keeps the plans while customers come. */
describe('In a database that nobody has counted yet', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const planOf = async (text: string): Promise<Node> => {
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`);
    return rows[0]['QUERY PLAN'][0].Plan;
  };
  const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
  const readsOf = (node: Node): Node[] => [
    ...(node['Relation Name'] === undefined ||
    node.Operation !== undefined ||
    SMALL.includes(node['Relation Name'])
      ? []
      : [node]),
    ...(node.Plans ?? []).flatMap(readsOf),
  ];

  it.each([
    ...Object.values(SPEND),
    ...Object.values(SPEND_KEYED),
    FIND_RECORDS,
    QUOTA_STATES,
    ENTITLEMENTS,
    ENTITLEMENTS_UNVERIFIED,
    FIND_KEYS,
    FIND_OPERATOR_KEYS,
    FIND_SESSIONS,
    FIND_ME,
  ])('$name looks up what it reads, by its business, its id or its hash', async ({ text }) => {
    const reads = readsOf(await planOf(text));
    expect(reads).not.toEqual([]);
    for (const read of reads)
      expect(read['Index Cond'] ?? read['Recheck Cond'] ?? read).toMatch(
        /\b(business_id|user_id|id|hash|external_id) (=|>=) /,
      );
  });

  it.each([
    ['idempotency_records', [...Object.values(SPEND_KEYED), FIND_RECORDS], 'idempotency_records_pkey'],
    ['subscriptions', [...Object.values(SPEND), QUOTA_STATES, ENTITLEMENTS], 'subscriptions_one_live'],
  ] as const)('%s is read by the same index, whichever was made last', async (table, asked, index) => {
    const { rows: indexes } = await client.query(
      `SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         JOIN pg_am m ON m.oid = c.relam WHERE i.indrelid = $1::regclass AND m.amname = 'btree'`,
      [table],
    );
    expect(indexes.length).toBeGreaterThan(1);
    for (const { name } of indexes) {
      // Of indexes that seem to cost the same, the planner takes the one that was made last.
      await client.query(`REINDEX INDEX CONCURRENTLY ${name}`);
      for (const { text } of asked) {
        const reads = readsOf(await planOf(text)).filter((read) => read['Relation Name'] === table);
        expect(reads).not.toEqual([]);
        for (const read of reads) expect(read['Index Name']).toBe(index);
      }
    }
  });

  it.each([LIST, LIST_FOR_OPERATORS, LIST_PLANS, LIST_MEMBERS, LIST_INVITATIONS])(
    '$name seeks the place where a page begins, and does not walk there',
    async ({ text }) => {
      // As if the table were long.
      await client.query('SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off');
      expect(JSON.stringify(await planOf(text))).toMatch(/"Index Cond":"[^"]*\bid < /);
      await client.query('RESET ALL');
    },
  );

  it.each([
    [LIST_DELIVERIES, 'webhook_deliveries_list_idx', /endpoint_id = .*ROW\(created_at, "?position"?\) </],
    [LIST_SOME_DELIVERIES, 'webhook_deliveries_some_idx', /endpoint_id = .*state = .*type = .*ROW\(/],
    [REPLAY_ALL, 'webhook_deliveries_list_idx', /endpoint_id = .*ROW\(/],
    [REPLAY_FAILED, 'webhook_deliveries_failed_idx', /endpoint_id = .*ROW\(/],
    [OF_A_DAY, 'webhook_attempts_endpoint_delivered_idx', /endpoint_id = .*at >= /],
    [OF_A_DAY, 'webhook_attempts_endpoint_failed_idx', /endpoint_id = .*at >= /],
    [PENDING, 'webhook_deliveries_oldest_idx', /^/],
    [TELL_PRICES, 'subscriptions_dearer', /plan_code = .*price_seen </],
    [PENDING, 'webhook_deliveries_pending_idx', /next_at IS NOT NULL/],
    [PURGE_RATE_LIMITS, 'rate_limits_expire_idx', /expire < /],
    [COUNT_KEYS, 'api_keys_live_idx', /business_id = .*bot_id = /],
    [LIST_KEYS, 'api_keys_live_idx', /business_id = .*bot_id = .*\bid < /],
    [REVOKE_ALL_KEYS, 'api_keys_live_idx', /business_id = /],
  ])('$0.name seeks by $1', async (statement, index, condition) => {
    await client.query('SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off');
    const used = nodesOf(await planOf(statement.text)).filter((node) => node['Index Name'] === index);
    expect(used).not.toEqual([]);
    expect(used.map((node) => node['Index Cond']).join(' AND ')).toMatch(condition);
    await client.query('RESET ALL');
  });

  it('old deliveries are found at the beginning of their key, and the rest is not read', async () => {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `INSERT INTO webhook_deliveries (event_id, endpoint_id, business_id, type, position, state, delivered_at, created_at)
       SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $1, $1, 'invoice.paid', n, 'delivered', now(), now()
       FROM generate_series(1, 20000) AS n`,
      [randomUUID()],
    );
    const text = `EXPLAIN (ANALYZE, FORMAT JSON) ${PURGE_DELIVERIES.text}`;
    const values = { before: new Date('2000-01-01'), limit: 100 };
    const { rows } = await runOn(client, { ...PURGE_DELIVERIES, text }, values);
    await client.query('ROLLBACK');
    const read = [...JSON.stringify(rows).matchAll(/"(?:Actual Rows|Rows Removed by Filter)":([\d.]+)/g)];
    expect(read).not.toEqual([]);
    for (const [, count] of read) expect(Number(count)).toBeLessThanOrEqual(100);
  });

  it('who made a business is found in its first entries, and the rest is not read', async () => {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    const businessId = randomUUID();
    await client.query(
      `INSERT INTO audit_log (business_id, id, at, actor_kind, action, target_kind, target_id)
       SELECT $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, now(), 'member', 'key.created', 'key', n
       FROM generate_series(1, 20000) AS n`,
      [businessId],
    );
    // As if the table were long.
    await client.query(
      'SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off',
    );
    const text = `EXPLAIN (ANALYZE, FORMAT JSON) ${FIND_MADE_BY_OPERATOR_OR_IMPORT.text}`;
    const { rows } = await runOn(client, { ...FIND_MADE_BY_OPERATOR_OR_IMPORT, text }, { businessId });
    await client.query('ROLLBACK');
    const read = nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter((node) => 'Relation Name' in node);
    expect(read).toMatchObject([{ 'Index Name': 'audit_log_pkey', 'Actual Rows': 10_000 }]);
  });

  describe('of a long log in which nothing fits the filter, a page reads one span', () => {
    const businessId = randomUUID();
    const idOf = `('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid`;
    const entry = `${idOf}, now(), 'member', 'key.created', 'key', n FROM generate_series(1, 30000) AS n`;
    const entryColumns = 'id, at, actor_kind, action, target_kind, target_id';

    beforeAll(async () => {
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(
        `INSERT INTO audit_log (business_id, ${entryColumns}) SELECT '${businessId}', ${entry}`,
      );
      await client.query(`INSERT INTO operator_audit (${entryColumns}) SELECT ${entry}`);
      await client.query(
        `INSERT INTO events (business_id, sequence, position, id, type, at, created_at, data, test)
         SELECT $1, n, n, ${idOf}, 'key.created', now(), now(), '{}', false FROM generate_series(1, 30000) AS n`,
        [businessId],
      );
      // As if the tables were longer, and by the plan that a connection keeps.
      for (const way of ['seqscan', 'sort', 'bitmapscan'])
        await client.query(`SET LOCAL enable_${way} = off`);
      await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    });
    afterAll(() => client.query('ROLLBACK'));

    /** For each time that a table was read: how many rows, with those that were thrown away. */
    const rowsRead = async (
      { name, text, params }: PreparedStatement,
      values: Record<string, string | number | null>,
    ) => {
      await client.query(`DEALLOCATE ALL; PREPARE ${name} AS ${text}`);
      const written = params.map((param) =>
        values[param] === null ? 'NULL' : client.escapeLiteral(String(values[param])),
      );
      const { rows } = await client.query(
        `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE ${name} (${written.join(', ')})`,
      );
      const reads = nodesOf(rows[0]['QUERY PLAN'][0].Plan).filter((node) =>
        ['audit_log', 'operator_audit', 'events'].includes(node['Relation Name'] ?? ''),
      );
      return reads.map((node) =>
        ['Actual Rows', 'Rows Removed by Filter', 'Rows Removed by Index Recheck']
          .map((count) => Number((node as Record<string, unknown>)[count] ?? 0))
          .reduce((sum, count) => sum + count),
      );
    };

    it.each([LIST, LIST_FOR_CUSTOMER, LIST_FOR_OPERATORS, LIST_ALL])('$name', async (list) => {
      const above = { before: 'ffffffff-ffff-ffff-ffff-ffffffffffff', limit: 21 };
      const filters = { actor: null, action: 'key.revoked', from: null, to: null };
      const least = '00000000-0000-0000-0000-000000000000';
      const read = await rowsRead(list, { businessId, ...above, least, ...filters });
      expect(read).not.toEqual([]);
      expect(Math.max(...read)).toBeLessThanOrEqual(AUDIT_SPAN);
    });

    it.each([
      { feed: FEED, after: 0 },
      { feed: FEED_NEWEST, after: 40_000 },
      { feed: FEED_OF_BUSINESS, after: 0 },
      { feed: FEED_BY_POSITION, after: 0 },
      { feed: FEED_BY_POSITION, after: 29_000 },
      { feed: FEED_BY_POSITION_NEWEST, after: 40_000 },
      { feed: FEED_BY_POSITION_NEWEST, after: 1_000 },
    ])('$feed.name after $after', async ({ feed, after }) => {
      const read = await rowsRead(feed, { businessId, after, limit: 21, type: 'key.revoked' });
      expect(read).not.toEqual([]);
      expect(Math.max(...read)).toBeLessThanOrEqual(EVENTS_SPAN);
    });
  });
});

/** A server is started on an empty database, and customers come before PostgreSQL counts any rows. */
describe('While idempotency keys come', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('ALTER TABLE idempotency_records SET (autovacuum_enabled = off)');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('a batch that was planned without any reads as few pages as before', async () => {
    const businessId = randomUUID();
    const keys = Array.from({ length: 100 }, (_, n) => `key ${n}`);
    const spend = valuesOf(SPEND_KEYED.all, {
      ...{ businessIds: [businessId], features: ['recordings'], amounts: [100], times: [new Date()] },
      ...{ keyHashes: [null], scopes: [null], addresses: [null], account: BOTS, recordedAt: new Date() },
      lookUp: true,
      ...{ keys, places: keys.map(() => 1), units: keys.map(() => 1), uptos: keys.map((_, n) => n + 1) },
      ...{ recordIds: keys.map(() => randomUUID()), fingerprints: keys.map(() => Buffer.from('x')) },
    });
    const find = valuesOf(FIND_RECORDS, { businessIds: keys.map(() => businessId), keys, account: BOTS });
    // PostgreSQL plans each of the first five calls, and then keeps a plan.
    for (let n = 0; n < 10; n += 1) {
      await client.query(spend);
      await client.query(find);
    }
    await client.query(
      `INSERT INTO idempotency_records (business_id, account, key, id, fingerprint, created_at, answer)
       SELECT $1, $2, 'other ' || n, gen_random_uuid(), '', now(), '{}' FROM generate_series(1, 20000) AS n`,
      [businessId, BOTS],
    );
    for (const asked of [spend, find]) {
      const before = await pagesRead();
      await client.query(asked);
      const read = (await pagesRead()) - before;
      expect(read).toBeGreaterThan(0);
      expect(read / keys.length).toBeLessThan(10);
    }
  });

  const valuesOf = ({ name, text, params }: PreparedStatement, values: Record<string, unknown>) => ({
    ...{ name, text },
    values: params.map((param) => values[param]),
  });

  /** How many pages of the records and of their indexes this connection has read so far. */
  async function pagesRead(): Promise<number> {
    await client.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await client.query(
      `SELECT heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read AS pages FROM pg_statio_user_tables
       WHERE relname = 'idempotency_records'`,
    );
    return Number(rows[0].pages);
  }
});
