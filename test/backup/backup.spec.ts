import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { backUp, type Manifest, restore } from '../../src/backup/index.js';
import { dataSourceOptions } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { HeldPayments1790000034000 } from '../../src/database/migrations/1790000034000-held-payments.js';
import { migrations } from '../../src/database/migrations/index.js';
import { OTHER_CONNECTIONS } from '../../src/database/other-connections.sql.js';
import { expectInvariants } from '../support/invariants.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

const OPTIONS = { dryRun: false, replace: false, endSessions: false };
const NOW = new Date('2026-11-28T12:00:00Z');

describe('A backup', () => {
  let tenure: Tenure;
  let folder: string;
  let target: TestDatabase;
  /** For tests that need a backup with a customer in it, and nothing else. */
  let saved: { to: string; manifest: Manifest };
  beforeAll(async () => {
    tenure = await startTenure();
    folder = await mkdtemp(join(tmpdir(), 'tenure-backup-'));
    await tenure.signUp();
    const to = join(folder, 'saved');
    saved = { to, manifest: await backUp(tenure.databaseUrl, to, NOW) };
  });
  // Migrated and empty, so that each test need not run all migrations.
  beforeEach(async () => (target = await freshDatabase()));
  afterEach(() => target.drop());
  afterAll(async () => {
    await tenure.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function emptied(url: string): Promise<void> {
    await withClient(url, (client) =>
      client.query(
        'DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS graphile_worker CASCADE',
      ),
    );
  }

  async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  const held = (url: string) =>
    withClient(url, (client) => client.query('SELECT account, held_since FROM payment_cursor')).then(
      ({ rows }) => rows,
    );

  const waitsForLock = () =>
    withClient(tenure.databaseUrl, async (client) => {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });

  it('holds everything, and comes back equal into an empty database, where the invariants hold', async () => {
    const customer = await tenure.signUp();
    await tenure.post('/v1/usage', { key: customer.key, body: { feature: 'recordings', amount: 3 } });
    await tenure.post('/v1/usage', {
      key: customer.key,
      body: { feature: 'recordings', amount: 2 },
      headers: { 'idempotency-key': 'first' },
    });
    const to = join(folder, 'whole');
    await emptied(target.url);
    const manifest = await backUp(tenure.databaseUrl, to, NOW);

    await restore(target.url, to, OPTIONS);

    expect(manifest.tables.find(({ name }) => name === 'businesses')?.rows).toBeGreaterThan(0);
    const again = await backUp(target.url, join(folder, 'again'), NOW);
    // This one has the hold of collecting.
    const restored = ({ tables }: Manifest) => tables.filter(({ name }) => name !== 'payment_cursor');
    expect(restored(again)).toEqual(restored(manifest));
    expect(again.jobs).toEqual(manifest.jobs);
    await expectInvariants(target.url);
    // PostgreSQL does not plan for empty tables.
    const { rows } = await withClient(target.url, (client) =>
      client.query(
        `SELECT DISTINCT tablename FROM pg_stats WHERE tablename IN ('businesses', 'subscriptions', 'members')`,
      ),
    );
    expect(rows).toHaveLength(3);
  });

  it('holds collecting where it comes back, since it does not know what was charged after it', async () => {
    const to = join(folder, 'paying');
    await withClient(tenure.databaseUrl, (client) =>
      client.query(
        `INSERT INTO payment_cursor (provider, account, mode) VALUES ('stripe', 'acct_1', 'test')`,
      ),
    );
    await backUp(tenure.databaseUrl, to, NOW);
    await withClient(tenure.databaseUrl, (client) => client.query('DELETE FROM payment_cursor'));
    await restore(target.url, to, OPTIONS);
    expect(await held(target.url)).toEqual([{ account: 'acct_1', held_since: expect.any(Date) }]);
    // A backup of before the first collection names no account.
    const first = join(folder, 'first');
    await backUp(tenure.databaseUrl, first, NOW);
    await restore(target.url, first, { ...OPTIONS, replace: true });
    expect(await held(target.url)).toEqual([{ account: '', held_since: expect.any(Date) }]);
  });

  it('holds collecting with the rows, also where its release had no hold and the migrations after it fail', async () => {
    const to = join(folder, 'without a hold');
    const older = await freshDatabase();
    try {
      const dataSource = await new DataSource(dataSourceOptions(older.url)).initialize();
      const since = migrations.length - migrations.indexOf(HeldPayments1790000034000);
      for (let n = 0; n < since; n += 1) await dataSource.undoLastMigration({ transaction: 'each' });
      await dataSource.query(
        `INSERT INTO payment_cursor (provider, account, mode) VALUES ('stripe', 'acct_1', 'test')`,
      );
      await dataSource.destroy();
      await backUp(older.url, to, NOW);
    } finally {
      await older.drop();
    }
    await emptied(target.url);
    // A later migration makes a table of this name.
    await withClient(target.url, (client) => client.query('CREATE TYPE imported_businesses AS ENUM ()'));
    await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('imported_businesses');
    expect(await held(target.url)).toEqual([{ account: 'acct_1', held_since: expect.any(Date) }]);
    await withClient(target.url, (client) => client.query('DROP TYPE imported_businesses'));
    await migrate(target.url);
    expect(await held(target.url)).toEqual([{ account: 'acct_1', held_since: expect.any(Date) }]);
  });

  it('counts on where it ended: new rows meet none that were restored', async () => {
    const { counters } = saved.manifest;
    await restore(target.url, saved.to, OPTIONS);
    expect(counters.some(({ next }) => next !== '1')).toBe(true);
    for (const { table, column, next } of counters) {
      const value = await withClient(target.url, (client) =>
        client.query<{ value: string }>('SELECT nextval(pg_get_serial_sequence($1, $2))::text AS value', [
          table,
          column,
        ]),
      );
      expect(value.rows[0]?.value).toBe(next);
    }
  });

  it('can be read by its owner alone, and has its name only when it is complete', async () => {
    const { to } = saved;
    expect((await stat(to)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(to)) expect((await stat(join(to, name))).mode & 0o777).toBe(0o600);
    await expect(backUp(tenure.databaseUrl, to, NOW)).rejects.toThrow('is there already');
    await emptied(target.url);
    await expect(backUp(target.url, join(folder, 'nothing'), NOW)).rejects.toThrow('has no tables');
    expect((await readdir(folder)).filter((name) => name.includes('part') || name === 'nothing')).toEqual([]);
  });

  it('is one moment, although servers write meanwhile', async () => {
    const { key, businessId } = await tenure.signUp();
    const path = `/v1/admin/businesses/${businessId}/subscription`;
    await tenure.put(path, { token: await tenure.operator(), body: { planCode: 'limitless' } });
    let over = false;
    let spent = 0;
    const spending = Promise.all(
      [1, 2].map(async (caller) => {
        for (let n = 0; !over; n += 1) {
          const headers = { 'idempotency-key': `${caller}-${n}` };
          const body = { feature: 'recordings', amount: 1 };
          expect((await tenure.post('/v1/usage', { key, headers, body })).status).toBe(200);
          spent += 1;
        }
      }),
    );
    await until(() => spent > 10, 'some units are spent');
    const before = spent;
    const to = join(folder, 'busy');
    await backUp(tenure.databaseUrl, to, NOW);
    over = true;
    await spending;
    await restore(target.url, to, OPTIONS);
    await expectInvariants(target.url);
    const { rows } = await withClient(target.url, (client) =>
      client.query(
        `SELECT (SELECT used::integer FROM usage_counters WHERE business_id = $1) AS used,
          (SELECT sum(amount)::integer FROM idempotency_records WHERE business_id = $1) AS recorded`,
        [businessId],
      ),
    );
    expect(rows[0].used).toBe(rows[0].recorded);
    expect(rows[0].used).toBeGreaterThanOrEqual(before);
    expect(rows[0].used).toBeLessThan(spent);
  });

  it('waits for a migration that rewrites a table, and holds the rows; if it waits too long, it saves nothing', async () => {
    await tenure.signUp();
    const migrating = new pg.Client({ connectionString: tenure.databaseUrl });
    await migrating.connect();
    const rewrite = () =>
      migrating.query(`BEGIN; ALTER TABLE businesses ALTER COLUMN name TYPE text USING name || ''`);
    try {
      await rewrite();
      const saving = backUp(tenure.databaseUrl, join(folder, 'rewritten'), NOW);
      await until(waitsForLock, 'the backup waits');
      await migrating.query('COMMIT');
      const { tables } = await saving;
      expect(tables.find(({ name }) => name === 'businesses')?.rows).toBeGreaterThan(0);

      await rewrite();
      const impatient = `${tenure.databaseUrl}?options=${encodeURIComponent('-c lock_timeout=200')}`;
      await expect(backUp(impatient, join(folder, 'never'), NOW)).rejects.toThrow('is being migrated');
    } finally {
      await migrating.end();
    }
  });

  it('saves nothing if a migration is made while it begins', async () => {
    const migrating = new pg.Client({ connectionString: tenure.databaseUrl });
    await migrating.connect();
    try {
      await migrating.query('BEGIN; ALTER TABLE businesses ADD COLUMN made_now integer');
      const saving = backUp(tenure.databaseUrl, join(folder, 'migrated'), NOW);
      saving.catch(() => undefined);
      await until(waitsForLock, 'the backup waits');
      await migrating.query('COMMIT');
      await expect(saving).rejects.toThrow('is being migrated');
    } finally {
      await migrating.query('ALTER TABLE businesses DROP COLUMN IF EXISTS made_now');
      await migrating.end();
    }
  });

  it('brings queued jobs back', async () => {
    await withClient(tenure.databaseUrl, (client) =>
      client.query(
        `SELECT graphile_worker.add_job('later', '{"n": 1}', run_at => '2099-01-01Z', job_key => 'one')`,
      ),
    );
    const to = join(folder, 'jobs');
    await backUp(tenure.databaseUrl, to, NOW);
    await restore(target.url, to, OPTIONS);
    const { rows } = await withClient(target.url, (client) =>
      client.query(`SELECT task_identifier, key, run_at FROM graphile_worker.jobs WHERE key = 'one'`),
    );
    expect(rows).toEqual([{ task_identifier: 'later', key: 'one', run_at: new Date('2099-01-01Z') }]);
  });

  it('brings back a bot and a key of an older server as they are, without a right that they do not have', async () => {
    const { botId } = await tenure.signUp();
    // As edited and narrowed after an upgrade: a new row of an older server would get the scope for refunds.
    const old = `SET scopes = '{usage:write}', knows_refunds = false`;
    await withClient(tenure.databaseUrl, async (client) => {
      await client.query(`UPDATE members ${old} WHERE id = $1`, [botId]);
      await client.query(`UPDATE api_keys ${old} WHERE bot_id = $1`, [botId]);
    });
    const to = join(folder, 'older');
    await backUp(tenure.databaseUrl, to, NOW);
    await restore(target.url, to, OPTIONS);
    await withClient(target.url, async (client) => {
      const scopes = `SELECT scopes FROM members WHERE id = $1 UNION ALL SELECT scopes FROM api_keys WHERE bot_id = $1`;
      const { rows } = await client.query(scopes, [botId]);
      expect(rows).toEqual([{ scopes: ['usage:write'] }, { scopes: ['usage:write'] }]);
      // What an older server makes afterwards gets it again.
      const { rows: off } = await client.query(`SELECT FROM pg_trigger WHERE tgenabled <> 'O'`);
      expect(off).toEqual([]);
    });
  });

  it('ends all sessions when it is told to', async () => {
    const { to, manifest } = saved;
    expect(manifest.tables.find(({ name }) => name === 'sessions')?.rows).toBeGreaterThan(0);
    await restore(target.url, to, { ...OPTIONS, endSessions: true });
    const { rows } = await withClient(target.url, (client) => client.query('SELECT FROM sessions'));
    expect(rows.length).toBe(0);
  });

  describe('is refused, and nothing is written,', () => {
    let to: string;
    beforeAll(() => ({ to } = saved));

    const tables = (url: string) =>
      withClient(url, (client) =>
        client.query(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`),
      ).then(({ rows }) => rows.length);

    it('when a file is damaged', async () => {
      await emptied(target.url);
      const path = join(to, 'users.copy.gz');
      const whole = await readFile(path);
      try {
        await writeFile(path, whole.subarray(0, whole.length - 8));
        await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('is damaged');
        await rm(path);
        await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('is damaged or missing');
      } finally {
        await writeFile(path, whole);
      }
      expect(await tables(target.url)).toBe(0);
    });

    it('when it is of a newer release, or is none', async () => {
      await emptied(target.url);
      const path = join(to, 'manifest.json');
      const text = await readFile(path, 'utf8');
      const written = JSON.parse(text) as object;
      try {
        await writeFile(path, JSON.stringify({ ...written, migration: 'Later1990000000000' }));
        await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('newer release');
        await writeFile(path, JSON.stringify({ ...written, format: 99 }));
        await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('cannot be read by this release');
        await expect(restore(target.url, folder, OPTIONS)).rejects.toThrow('holds no backup');
      } finally {
        await writeFile(path, text);
      }
      expect(await tables(target.url)).toBe(0);
    });

    it('when the target holds data, unless they are to be replaced, or a server is connected', async () => {
      await restore(target.url, to, OPTIONS);
      await expect(restore(target.url, to, OPTIONS)).rejects.toThrow('holds data');
      await withClient(target.url, (client) => client.query(`UPDATE businesses SET name = 'Changed'`));
      await restore(target.url, to, { ...OPTIONS, replace: true, dryRun: true });
      const changed = () =>
        withClient(target.url, (client) =>
          client.query(`SELECT FROM businesses WHERE name = 'Changed'`),
        ).then(({ rows }) => rows.length);
      expect(await changed()).toBeGreaterThan(0);
      await restore(target.url, to, { ...OPTIONS, replace: true });
      expect(await changed()).toBe(0);
      // DATABASE_URL can name its connections.
      const named = new pg.Client({ connectionString: `${target.url}?application_name=billing-prod` });
      await named.connect();
      const refused = (url: string, why: string) =>
        expect(restore(url, to, { ...OPTIONS, replace: true })).rejects.toThrow(why);
      try {
        // At once, for each waits whether the connections end.
        await Promise.all([
          refused(tenure.databaseUrl, 'Other programs are connected'),
          refused(target.url, 'connected to the target: billing-prod'),
        ]);
      } finally {
        await named.end();
      }
    });
  });

  it('sees servers of another role, of which PostgreSQL does not say what they are', async () => {
    const role = `restorer_${randomBytes(4).toString('hex')}`;
    await withClient(tenure.databaseUrl, (client) =>
      client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'restorer'`),
    );
    try {
      const url = Object.assign(new URL(tenure.databaseUrl), { username: role, password: 'restorer' }).href;
      const { rows } = await withClient(url, (client) => client.query<{ name: string }>(OTHER_CONNECTIONS));
      expect(rows).toEqual([{ name: 'tenure' }]);
    } finally {
      await withClient(tenure.databaseUrl, (client) => client.query(`DROP ROLE ${role}`));
    }
  });

  it('takes no connection for a server that has just been closed: PostgreSQL ends it a moment later', async () => {
    const closing = new pg.Client({ connectionString: target.url, application_name: 'tenure' });
    await closing.connect();
    const restored = restore(target.url, saved.to, { ...OPTIONS, dryRun: true });
    setTimeout(() => void closing.end(), 300);
    expect(await restored).toMatchObject({ format: 1 });
  });
});
