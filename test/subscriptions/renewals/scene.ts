import pg from 'pg';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import {
  RenewalRunsService,
  type RunCounts,
} from '../../../src/subscriptions/renewals/renewal-runs.service.js';
import { tenantTables } from '../../../src/database/distribution.js';
import { ADVISORY_LOCKS } from '../../../src/database/advisory-locks.js';
import { noticeDeadlocks } from '../../support/deadlocks.js';
import { expectInvariants } from '../../support/invariants.js';
import { ACTIVITY } from '../../support/row-lock.js';
import { startSecond } from '../../support/second-server.js';
import { type Client, type Customer, FakeClock, startTenure, type Tenure } from '../../support/tenure.js';
import { until } from '../../support/until.js';

export interface CycleRow {
  index: number;
  startsAt: Date;
  endsAt: Date;
  plan: string;
  trial: boolean;
}

/** Tables that belong to no business, and that the loop and clocks write. */
const OF_THE_LOOP = ['test_clocks', 'renewal_runs', 'renewal_history'];
const WAITING = `SELECT 1 FROM ${ACTIVITY} WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** A service whose time the test sets, and what renewal tests do with it. */
export class Scene {
  private plans = 0;
  private readonly others: NestFastifyApplication[] = [];

  private constructor(
    readonly tenure: Tenure,
    readonly clock: FakeClock,
    /** The operator's token, from before the clock was set: tokens of people live in real time. */
    readonly operator: string,
    /** A connection of the test's own, for what no route shows or does. */
    readonly sql: pg.Client,
  ) {}

  /** With `deadlocksSoon`, PostgreSQL looks for a deadlock after 20 ms instead of a second. */
  static async start(now: string, { deadlocksSoon = false } = {}): Promise<Scene> {
    const clock = new FakeClock();
    const tenure = await startTenure({}, clock);
    if (deadlocksSoon) await noticeDeadlocks(tenure.databaseUrl);
    const operator = await tenure.operator();
    clock.set(now);
    const sql = new pg.Client({ connectionString: tenure.databaseUrl });
    await sql.connect();
    return new Scene(tenure, clock, operator, sql);
  }

  async close(): Promise<void> {
    await this.sql.end();
    for (const app of this.others) await app.close();
    await this.tenure.close();
  }

  /**
   * Another server over the same database and clock. Passport keeps strategies per process, so all requests are then
   * identified by the newest server, and none can be once that one is closed.
   */
  async anotherServer(): Promise<{
    client: Client;
    renewals: RenewalRunsService;
    app: NestFastifyApplication;
  }> {
    const { app, client } = await startSecond(this.tenure.databaseUrl, this.clock);
    this.others.push(app);
    return { client, renewals: app.get(RenewalRunsService), app };
  }

  /**
   * Forgets all businesses, and sets the clock: cheaper than another service for each test. Plans stay, and what a test did to
   * tables.
   */
  async beginAnew(now: string): Promise<void> {
    this.clock.set(now);
    if (process.env.DISTRIBUTED === 'on') return this.forgetDistributed();
    const { rows } = await this.sql.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'business_id'`,
    );
    const deletes = [
      ...rows.map(({ name }) => `DELETE FROM ${name} WHERE business_id IS NOT NULL;`),
      ...['businesses', ...OF_THE_LOOP].map((name) => `DELETE FROM ${name};`),
    ].join('');
    // Without foreign keys and triggers, so in any order. Nobody numbers events meanwhile: see TRY_DISPATCH.
    await this.sql.query(
      `SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.eventDispatch});
       SET session_replication_role = replica; ${deletes} SET session_replication_role = DEFAULT`,
    );
  }

  /** Foreign keys hold on all nodes, so tables are emptied at once. A reference table is not written after a parallel step. */
  private async forgetDistributed(): Promise<void> {
    const references = [
      'sessions',
      'external_ids',
      'payment_customers',
      'event_listeners',
      'webhook_endpoints',
    ];
    await this.sql.query('BEGIN');
    await this.sql.query(`SET LOCAL citus.multi_shard_modify_mode TO 'sequential'`);
    await this.sql.query(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCKS.eventDispatch})`);
    await this.sql.query(`TRUNCATE ${(await tenantTables(this.sql)).join(', ')}`);
    for (const name of references) await this.sql.query(`DELETE FROM ${name} WHERE business_id IS NOT NULL`);
    for (const name of OF_THE_LOOP) await this.sql.query(`DELETE FROM ${name}`);
    await this.sql.query('COMMIT');
  }

  /** A plan by the month without a price, but for what is named; answers its code. */
  async plan(terms: Record<string, unknown> = {}): Promise<string> {
    const code = `plan-${(this.plans += 1)}`;
    const body = {
      code,
      name: code,
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      selfService: true,
      limits: { recordings: 10, applications: 2, seats: 1 },
      ...terms,
    };
    const answer = await this.tenure.post('/v1/admin/plans', { token: this.operator, body });
    expect(answer).toMatchObject({ status: 201 });
    return code;
  }

  signUp(planCode: string): Promise<Customer> {
    return this.tenure.signUp({ planCode });
  }

  /** One run of the loop at the time of the clock, as an operator asks for it. */
  async run(): Promise<RunCounts> {
    const answer = await this.tenure.post('/v1/admin/renewals', { token: this.operator });
    expect(answer).toMatchObject({ status: 200 });
    return answer.body;
  }

  async dryRun(): Promise<RunCounts> {
    const token = this.operator;
    const answer = await this.tenure.post('/v1/admin/renewals?dryRun=true', { token });
    expect(answer.status).toBe(200);
    return answer.body;
  }

  async loopState() {
    return (await this.tenure.get('/v1/admin/renewals', { token: this.operator })).body;
  }

  /** The subscription as an operator sees it. */
  async subscription(businessId: string) {
    const token = this.operator;
    const answer = await this.tenure.get(`/v1/admin/businesses/${businessId}/subscription`, { token });
    expect(answer.status).toBe(200);
    return answer.body;
  }

  /** What an operator does with a subscription. */
  async byOperator(method: 'PUT' | 'POST', businessId: string, what: string, body?: unknown): Promise<void> {
    const path = `/v1/admin/businesses/${businessId}/subscription${what}`;
    expect(await this.tenure.send(method, path, { token: this.operator, body })).toMatchObject({
      status: 200,
    });
  }

  consume(key: string, amount = 1, on: Client = this.tenure) {
    return on.post('/v1/usage', { key, body: { feature: 'recordings', amount } });
  }

  async cycles(businessId: string): Promise<CycleRow[]> {
    const { rows } = await this.sql.query<CycleRow>(
      `SELECT c.index, c.starts_at AS "startsAt", c.ends_at AS "endsAt", v.plan_code AS plan, c.trial
       FROM cycles c JOIN plan_versions v ON v.id = c.plan_version_id
       WHERE c.business_id = $1 ORDER BY c.subscription_id, c.index`,
      [businessId],
    );
    return rows;
  }

  /** The starts of all cycles and the end of the last. */
  async boundaries(businessId: string): Promise<string[]> {
    const cycles = await this.cycles(businessId);
    const instants = [...cycles.map(({ startsAt }) => startsAt), cycles.at(-1)?.endsAt as Date];
    return instants.map((instant) => instant.toISOString());
  }

  async expectInvariants(): Promise<void> {
    await expectInvariants(this.sql);
  }

  /**
   * A connection inside a transaction, for holding locks; whoever asks for it ends it. A test that hangs on its locks
   * loses it after 10 s.
   */
  async transaction(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.tenure.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query("BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10s'");
    return client;
  }

  /** Returns when somebody waits for a lock that `holder` holds. */
  async untilSomebodyWaitsFor(holder: pg.Client): Promise<void> {
    const waits = () =>
      holder.query(
        process.env.DISTRIBUTED === 'on'
          ? WAITING
          : `SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))`,
      );
    await until(async () => (await waits()).rows.length > 0, 'somebody waits for the lock');
  }

  /** Returns when `n` at least wait for locks. */
  async untilTheyWait(n: number): Promise<void> {
    const waiting = () => this.sql.query(WAITING);
    await until(async () => (await waiting()).rows.length >= n, `${n} wait for locks`);
  }

  get renewals(): RenewalRunsService {
    return this.tenure.app.get(RenewalRunsService);
  }

  get dataSource(): DataSource {
    return this.tenure.dataSource;
  }
}
