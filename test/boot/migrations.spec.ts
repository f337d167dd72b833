import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { SystemClock } from '../../src/common/clock.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations/index.js';
import { QuotaEngine1790000004000 } from '../../src/database/migrations/1790000004000-quota-engine.js';
import { ServiceKeys1790000018000 } from '../../src/database/migrations/1790000018000-service-keys.js';
import type { ExplainedError } from '../../src/errors/explained.error.js';
import { lateCrowd } from '../proofs/crowd.js';
import { figure } from '../proofs/figure.js';
import { expectInvariants } from '../support/invariants.js';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.js';
import { lockIsAwaited } from '../support/row-lock.js';
import { schemaOf } from '../support/schema.js';
import { startSecond } from '../support/second-server.js';
import { startTenure, type Tenure } from '../support/tenure.js';

/** How many businesses there are besides; `npm run proof -- --only G16` asks for more. */
const CROWD = Number(process.env.MIGRATED_BUSINESSES ?? 100);

describe('The migrations', () => {
  /** Takes back the newest one. A server is stopped before that, but the server of a test runs on, and can lock tables crosswise. */
  async function undo(dataSource: DataSource, tries = 5): Promise<void> {
    await dataSource.undoLastMigration({ transaction: 'each' }).catch((error: { code?: string }) => {
      if (error.code !== '40P01' || tries === 1) throw error;
      return undo(dataSource, tries - 1);
    });
  }

  /** Takes back the newest ones, each in a transaction of its own. */
  async function down(url: string, times: number): Promise<void> {
    const dataSource = await new DataSource(dataSourceOptions(url)).initialize();
    try {
      for (let n = 0; n < times; n += 1) await undo(dataSource);
    } finally {
      await dataSource.destroy();
    }
  }

  /** Drops what migrations that were taken back leave: their list and the queue. So the next start is the first one. */
  async function withoutOwnTables(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query('DROP TABLE migrations; DROP SCHEMA graphile_worker CASCADE');
    } finally {
      await client.end();
    }
  }

  describe('in an empty database', () => {
    let database: TestDatabase;
    let before: string;
    beforeAll(async () => {
      database = await freshDatabase();
      before = await schemaOf(database.url);
      expect(before).toContain('CREATE TABLE businesses');
    });
    afterAll(() => database.drop());

    it('leave the same schema when they are taken back to nothing and made again, once, by two servers that start together', async () => {
      await down(database.url, migrations.length);
      // The migrations' own list is left, and the queue.
      expect((await schemaOf(database.url)).trim()).toBe('');
      await withoutOwnTables(database.url);
      const made = await Promise.all([migrate(database.url), migrate(database.url)]);
      // Each says only what it ran itself.
      expect(made.map(({ length }) => length).toSorted((one, other) => one - other)).toEqual([
        0,
        migrations.length,
      ]);
      expect(await schemaOf(database.url)).toEqual(before);
    });

    it('are not made by a server with MIGRATE=off, which does not start and names them', async () => {
      await emptyDatabase(database.url);
      const start = () => startSecond(database.url, new SystemClock(), { MIGRATE: 'off' });
      await expect(start()).rejects.toThrow(
        /^\d+ migrations are pending\. Run them first, with "tenure migrate": Foundation1790000000000/,
      );
      expect((await schemaOf(database.url)).trim()).toBe('');
      await migrate(database.url);
      await (await start()).close();
    });

    it('are named if something holds them up', async () => {
      await down(database.url, 1);
      const [holder, watcher] = [0, 1].map(() => new pg.Client({ connectionString: database.url })) as [
        pg.Client,
        pg.Client,
      ];
      await holder.connect();
      await watcher.connect();
      try {
        await holder.query('BEGIN; LOCK TABLE migrations IN EXCLUSIVE MODE');
        const migrated = migrate(database.url).catch((error: unknown) => error);
        await lockIsAwaited({ query: async (sql) => (await watcher.query(sql)).rows });
        await watcher.query(
          `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(await migrated).toMatchObject({
          message: expect.stringMatching(
            `^The migration ${migrations.at(-1)!.name} was not made. Another session .*: canceling statement`,
          ) as string,
          exitCode: 1,
        });
      } finally {
        await holder.end();
        await watcher.end();
        await migrate(database.url);
      }
    });

    it('are named in a sentence by a start whose role may not read them', async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const [username, password] = [`nobody_of_migrations_${randomBytes(4).toString('hex')}`, 'nobody'];
      try {
        await client.query(`CREATE ROLE ${username} LOGIN PASSWORD '${password}'`);
        const { href } = Object.assign(new URL(database.url), { username, password });
        const started = startSecond(href, new SystemClock(), { MIGRATE: 'off' });
        await expect(started).rejects.toMatchObject({
          name: 'ExplainedError',
          message: expect.stringMatching(
            /^The role of the database lacks a right: permission denied for .*"tenure doctor"/,
          ) as string,
        });
      } finally {
        await client.query(`DROP ROLE IF EXISTS ${username}`);
        await client.end();
      }
    });
  });

  describe('under the data of customers', () => {
    let tenure: Tenure;
    let operator: string;
    beforeEach(async () => {
      tenure = await startTenure();
      operator = await tenure.operator();
    });
    afterEach(() => tenure.close());

    /** What is asked of a server, so that data of every table is there, and what a customer is told of it. */
    async function customers() {
      const one = await tenure.signUp();
      const spend = { key: one.key, headers: { 'idempotency-key': 'first' } };
      const body = { feature: 'recordings', amount: 4 };
      expect(await tenure.post('/v1/usage', { ...spend, body })).toMatchObject({ status: 200 });
      const invitation = { email: 'charles@example.com', role: 'member' };
      expect(await tenure.post('/v1/invitations', { token: one.token, body: invitation })).toMatchObject({
        status: 201,
      });
      const held = await tenure.put('/v1/allocations/applications/engine', { key: one.key });
      expect(held).toMatchObject({ status: 200 });
      const owner = { email: 'babbage@example.com', firstName: 'Charles', lastName: 'Babbage' };
      const invited = { name: 'Without a password', owner };
      expect(await tenure.post('/v1/admin/businesses', { token: operator, body: invited })).toMatchObject({
        status: 201,
      });
      const path = `/v1/admin/businesses/${one.businessId}/credits`;
      const grant = { feature: 'recordings', amount: 10, reason: 'a gift' };
      expect(await tenure.post(path, { token: operator, body: grant })).toMatchObject({ status: 201 });
      return one;
    }

    async function crowd() {
      const client = new pg.Pool({ connectionString: tenure.databaseUrl, max: 1 });
      await lateCrowd(client, CROWD, new Date());
      await client.end();
    }

    it('go back to the first and come again: what the first version knew is there, and serves', async () => {
      const { key, token, businessId } = await customers();
      await crowd();
      const before = await schemaOf(tenure.databaseUrl);
      const begun = performance.now();
      await down(tenure.databaseUrl, migrations.length - 1);
      const back = performance.now();
      expect(await schemaOf(tenure.databaseUrl)).not.toEqual(before);
      await migrate(tenure.databaseUrl);
      const seconds = [back - begun, performance.now() - back].map((ms) => (ms / 1_000).toFixed(1));
      expect(await schemaOf(tenure.databaseUrl)).toEqual(before);
      figure(
        `${migrations.length} migrations under ${CROWD} businesses, ${seconds.join(' s back, ')} s forth`,
      );
      const { client, close } = await startSecond(tenure.databaseUrl, new SystemClock());
      try {
        const body = { feature: 'recordings', amount: 2 };
        expect(await client.post('/v1/usage', { key, body })).toMatchObject({
          status: 200,
          body: { used: 6 },
        });
        expect(await client.get('/v1/allocations/applications', { key })).toMatchObject({
          status: 200,
          body: { data: [{ resource: 'engine' }] },
        });
        expect(await client.get('/v1/business', { token })).toMatchObject({ body: { id: businessId } });
        // Whoever had no password has none again.
        const without = 'SELECT email FROM users WHERE password_hash IS NULL';
        expect(await tenure.dataSource.query(without)).toEqual([{ email: 'babbage@example.com' }]);
        const wrong = { email: 'babbage@example.com', password: 'never had a password' };
        expect(await client.post('/v1/auth/login', { body: wrong })).toMatchObject({
          status: 401,
          body: { code: 'invalid_credentials' },
        });
      } finally {
        await close();
      }
      await expectInvariants(tenure.databaseUrl);
    }, 600_000);

    it('stop, with nothing changed, where an externalId names several businesses, and list them', async () => {
      const [one, two, alone] = [await tenure.signUp(), await tenure.signUp(), await tenure.signUp()];
      const made = await tenure.post('/v1/admin/operators/keys', {
        token: operator,
        body: { name: 'Older' },
      });
      const back = migrations.length - migrations.indexOf(ServiceKeys1790000018000);
      await down(tenure.databaseUrl, back);
      const before = await schemaOf(tenure.databaseUrl);
      const set = (id: string, externalId: string) =>
        tenure.dataSource.query('UPDATE businesses SET external_id = $2 WHERE id = $1', [id, externalId]);
      for (const { businessId } of [one, two]) await set(businessId, 'crm-7');
      await set(alone.businessId, 'crm-8');
      const { message: stopped, exitCode } = await migrate(tenure.databaseUrl).then(
        () => ({ message: '', exitCode: 0 }),
        (error: ExplainedError) => error,
      );
      // Other migrations may have run before, so it is not "refused, and nothing done".
      expect(exitCode).toBe(1);
      expect(stopped).toContain(`"crm-7": ${[one.businessId, two.businessId].toSorted().join(', ')}`);
      expect(stopped).not.toContain('crm-8');
      expect(await schemaOf(tenure.databaseUrl)).toEqual(before);
      await set(two.businessId, 'crm-9');
      await migrate(tenure.databaseUrl);
      const names = 'SELECT external_id AS name FROM external_ids ORDER BY 1';
      expect(await tenure.dataSource.query(names)).toEqual([
        { name: 'crm-7' },
        { name: 'crm-8' },
        { name: 'crm-9' },
      ]);
      // A key of before may what it could, and nothing on SDK routes.
      const key = made.body.apiKey as string;
      expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 200 });
      const headers = { 'x-business': one.businessId };
      const refused = await tenure.post('/v1/usage', { key, headers, body: { feature: 'recordings' } });
      expect(refused).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    });

    it('refuse, with nothing changed, to go back under units that only credits could pay', async () => {
      const { key } = await customers();
      // The plan has 100: 4 are spent, and 4 of these are paid by the gift.
      const body = { feature: 'recordings', amount: 100 };
      expect(await tenure.post('/v1/usage', { key, body })).toMatchObject({
        status: 200,
        body: { used: 104 },
      });
      await down(tenure.databaseUrl, migrations.length - 1 - migrations.indexOf(QuotaEngine1790000004000));
      const before = await schemaOf(tenure.databaseUrl);
      await expect(down(tenure.databaseUrl, 1)).rejects.toThrow(/usage_counters_limit_check/);
      expect(await schemaOf(tenure.databaseUrl)).toEqual(before);
    });
  });
});
