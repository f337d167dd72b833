import { DataSource } from 'typeorm';
import { ADVISORY_LOCKS } from '../../src/database/advisory-locks.js';
import { statement } from '../../src/database/sql.js';
import { RetentionService } from '../../src/retention/retention.service.js';
import { colleague } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What grows with use and is deleted in time. */
const PURGED = [
  'audit_log',
  'billing_notices',
  'business_export_parts',
  'business_exports',
  'checkouts',
  'credit_notes',
  'event_sequences',
  'events',
  'idempotency_records',
  'invitation_tokens',
  'invitations',
  'invoices',
  'known_addresses',
  'operator_audit',
  'payment_events',
  'portal_sessions',
  'rate_limits',
  'renewal_history',
  'sessions',
  'spent_refresh_tokens',
  'stats_days',
  'stats_figures',
  'trial_notices',
  'usage_alerts',
  'usage_days',
  'usage_months',
  'user_tokens',
  'webhook_attempts',
  'webhook_deliveries',
  'webhook_endpoints',
];
/** What a business, a person or an operator has, for as long as it is theirs; and what is one row for all. */
const KEPT = [
  'allocations',
  'api_keys',
  'billing_profiles',
  'businesses',
  'credit_grants',
  'customer_updates',
  'customers_to_forget',
  'cycles',
  'document_series',
  'erasures',
  'event_listeners',
  'event_outbox',
  'event_positions',
  'external_ids',
  'features',
  'former_members',
  'imported_businesses',
  'members',
  'migrations',
  'operator_keys',
  'payment_accounts',
  'payment_cursor',
  'payment_customers',
  'plan_limits',
  'plan_trials',
  'plan_versions',
  'plans',
  'recovery_codes',
  'renewal_runs',
  'retention_walks',
  'second_factors',
  'subscriptions',
  'test_clocks',
  'usage_counters',
  'user_trials',
  'users',
];

describe('Old rows', () => {
  let tenure: Tenure;
  let purge: (days: number) => Promise<number>;
  beforeAll(async () => {
    tenure = await startTenure({ RATE_LIMITS: 'on', AUDIT_DAYS: '365' });
    purge = (days) => tenure.app.get(RetentionService).purge(new Date(Date.now() + days * DAY_MS));
  });
  afterAll(() => tenure.close());

  const count = async (table: string, where = 'true'): Promise<number> => {
    const rows = await tenure.dataSource.query(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`);
    return rows[0].n as number;
  };

  it('are of tables that retention knows, or that are meant to be kept', async () => {
    const tables = await tenure.dataSource.query(
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    );
    expect(tables.map(({ name }: { name: string }) => name).sort()).toEqual([...PURGED, ...KEPT].sort());
  });

  it('are deleted when their time is over, and not before', async () => {
    const owner = await tenure.signUp();
    await colleague(tenure, owner);
    await tenure.post('/v1/auth/refresh', { body: { refreshToken: owner.refreshToken } });
    await tenure.post('/v1/auth/password-reset', { body: { email: owner.email } });
    await tenure.post('/v1/auth/login', { body: { email: owner.email, password: PASSWORD } });
    await tenure.post('/v1/auth/login', { body: { email: owner.email, password: 'a wrong one' } });
    await tenure.mails.token(owner.email, 'reset-password');
    await tenure.post('/v1/auth/verify-email', {
      body: { token: await tenure.mails.token(owner.email, 'verify-email') },
    });
    await tenure.dataSource.query(`SELECT graphile_worker.add_job('nobody does this', max_attempts => 1)`);
    await tenure.dataSource.query('UPDATE graphile_worker._private_jobs SET attempts = max_attempts');
    const held = async (tables: string[]) =>
      Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await count(table)])));
    const [soon, later] = [
      ['sessions', 'spent_refresh_tokens', 'user_tokens', 'graphile_worker._private_jobs'],
      ['invitations', 'invitation_tokens', 'known_addresses'],
    ] as [string[], string[]];
    const logs = ['audit_log', 'operator_audit'];
    const all = await held([...soon, ...later, ...logs, 'rate_limits']);
    expect(Object.values(all).filter((rows) => rows === 0)).toEqual([]);
    await purge(0);
    expect(await held([...soon, ...later, ...logs, 'rate_limits'])).toEqual(all);
    const { rate_limits: counted, ...rest } = all;
    expect(counted).toBeGreaterThan(0);
    await purge(13);
    expect(await held(['rate_limits', ...soon, ...later, ...logs])).toEqual({ rate_limits: 0, ...rest });
    await purge(32);
    expect(Object.values(await held(soon))).toEqual([0, 0, 0, 0]);
    expect(await held(later)).toEqual(Object.fromEntries(later.map((table) => [table, all[table]])));
    await purge(98);
    expect(Object.values(await held(later))).toEqual([0, 0, 0]);
    expect(await held(logs)).toEqual(Object.fromEntries(logs.map((table) => [table, all[table]])));
    await purge(366);
    expect(await held(logs)).toEqual({ audit_log: 0, operator_audit: 0 });
    expect([await count('users'), await count('members')]).toEqual([3, 3]);
  });

  it('tell for ever that an operator made a business, because its people did not sign up', async () => {
    const owner = { email: 'made@example.com', firstName: 'Mary', lastName: 'Made', password: PASSWORD };
    const made = await tenure.post('/v1/admin/businesses', {
      token: await tenure.operator(),
      body: { name: 'Made', owner },
    });
    expect(made).toMatchObject({ status: 201 });
    await purge(800);
    expect(await count('audit_log')).toBe(1);
    expect(await count('audit_log', `action = 'business.created' AND actor_kind = 'operator'`)).toBe(1);
  });

  it('of a session that lives stay, so that a replaced refresh token still ends it', async () => {
    const owner = await tenure.signUp();
    const refresh = (refreshToken: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken } });
    const first = await refresh(owner.refreshToken);
    await tenure.dataSource.query(
      `UPDATE sessions SET created_at = created_at - interval '60 days', rotated_at = rotated_at - interval '1 hour'`,
    );
    const second = await refresh(first.body.tokens.refreshToken);
    await purge(20);
    expect(await refresh(owner.refreshToken)).toMatchObject({ status: 401 });
    expect(await refresh(second.body.tokens.refreshToken)).toMatchObject({ status: 401 });
  });

  it('of a log-in stay while a session lives that was switched to from it', async () => {
    const owner = await tenure.signUp();
    const switched = await tenure.post(`/v1/me/businesses/${owner.businessId}/switch`, {
      token: owner.token,
    });
    expect(switched).toMatchObject({ status: 200 });
    await tenure.dataSource.query(
      `UPDATE sessions SET rotated_at = rotated_at - interval '20 days' WHERE family_id IS NULL`,
    );
    await purge(12);
    const sessions = await tenure.get('/v1/me/sessions', { token: switched.body.tokens.accessToken });
    expect(sessions.body.data).toHaveLength(1);
    expect(
      await tenure.delete(`/v1/me/sessions/${sessions.body.data[0].id}`, {
        token: switched.body.tokens.accessToken,
      }),
    ).toMatchObject({ status: 204 });
  });

  it('go in chunks, by one server at a time, and nobody waits for another', async () => {
    await tenure.dataSource.query(
      `INSERT INTO rate_limits SELECT 'old:' || n, 1, 1 FROM generate_series(1, 4500) AS n`,
    );
    const other = await new DataSource({ type: 'postgres', url: tenure.databaseUrl }).initialize();
    const runner = other.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.retention})`);
    expect(await purge(0)).toBe(0);
    await runner.rollbackTransaction();
    await runner.release();
    await other.destroy();
    const purged = await Promise.all([purge(0), purge(0), purge(0)]);
    await purge(0);
    expect(Math.max(...purged)).toBeGreaterThan(0);
    expect(await count('rate_limits', `key LIKE 'old:%'`)).toBe(0);
  });

  it('stay where they are used again while they are deleted', async () => {
    await tenure.dataSource.query(`INSERT INTO rate_limits VALUES ('again', 1, 1)`);
    const user = await RowLock.take(tenure.databaseUrl, `SELECT 1 FROM rate_limits WHERE key = $1`, [
      'again',
    ]);
    await user.query('UPDATE rate_limits SET expire = $2 WHERE key = $1', ['again', Date.now() + DAY_MS]);
    const purged = purge(0);
    await user.waiting(1);
    await user.release();
    await purged;
    expect(await count('rate_limits', `key = 'again'`)).toBe(1);
  });

  it('are found in one run, however large the table is that is read for them', async () => {
    const retention = tenure.app.get(RetentionService);
    const walk = statement<{ next: string | null; purged: number }, { before: Date; from: string }>(
      'retention_long_table',
      `SELECT CASE WHEN span.n < 300 THEN jsonb_build_array(span.n)::text END AS next, 1 AS purged
       FROM (SELECT COALESCE(($from::jsonb ->> 0)::int, 0) + 1 AS n WHERE $before::timestamptz IS NOT NULL) AS span`,
    );
    const declared = (retention as unknown as { retentions: unknown[] }).retentions;
    declared.unshift({ walk, keptForMs: 0 });
    expect(await purge(0)).toBeGreaterThanOrEqual(300);
    declared.shift();
  });

  it('are looked for where a run of any server stopped, so that a restart skips none, and no server reads them twice', async () => {
    const walk = statement<{ next: string | null; purged: number }, { before: Date; from: string }>(
      'retention_walk_of_many',
      `SELECT CASE WHEN span.n < 60 THEN jsonb_build_array(span.n)::text END AS next, 1 AS purged
       FROM (SELECT COALESCE(($from::jsonb ->> 0)::int, 0) + 1 AS n WHERE $before::timestamptz IS NOT NULL) AS span`,
    );
    const server = () => {
      const fresh = new RetentionService(tenure.dataSource);
      fresh.declare({ walk, keptForMs: 0 });
      return fresh;
    };
    const place = () =>
      tenure.dataSource.query(`SELECT place FROM retention_walks WHERE name = $1`, [walk.name]);
    // A server stops in the middle, and another one begins.
    await tenure.dataSource.query(`INSERT INTO retention_walks VALUES ($1, '[2]')`, [walk.name]);
    expect(await server().purge(new Date())).toBe(58);
    expect(await place()).toEqual([]);
    // The second server begins while the first rests, and ends together with it.
    await tenure.dataSource.query(`INSERT INTO retention_walks VALUES ($1, '[2]')`, [walk.name]);
    const both = await Promise.all([server().purge(new Date()), server().purge(new Date())]);
    expect(both[0] + both[1]).toBe(58);
    expect(await place()).toEqual([]);
  });

  it('that cannot be deleted hold up no others', async () => {
    const retention = tenure.app.get(RetentionService);
    const broken = statement<void, { before: Date; limit: number }>(
      'retention_broken',
      'SELECT 1 / 0 WHERE $before::timestamptz < $before OR $limit::int > 0',
    );
    const declared = (retention as unknown as { retentions: unknown[] }).retentions;
    declared.unshift({ purge: broken, keptForMs: 0 });
    await tenure.dataSource.query(`INSERT INTO rate_limits VALUES ('old:last', 1, 1)`);
    await expect(purge(0)).rejects.toThrow('division by zero');
    declared.shift();
    expect(await count('rate_limits', `key = 'old:last'`)).toBe(0);
  });
});
