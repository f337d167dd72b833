import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { Cipher, PURPOSES } from '../../src/common/cipher.js';
import { CommandLine, type Ended } from '../support/command-line.js';
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/database.js';
import { meanwhile } from '../support/meanwhile.js';
import { FakeStripe } from '../support/stripe/fake-stripe.js';
import * as objects from '../support/stripe/objects.js';
import { until } from '../support/until.js';

jest.setTimeout(120_000);

/** The command line of the build, as an operator runs it. */
describe('The command line', () => {
  let database: TestDatabase;
  let folder: string;
  let commandLine: CommandLine;
  let kept: ReturnType<typeof keepWaiting>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tenure-cli-'));
    database = await freshDatabase();
    commandLine = await CommandLine.start();
    kept = meanwhile(keepWaiting);
  });
  afterAll(async () => {
    await kept?.then(
      ({ end }) => end(),
      () => undefined,
    );
    await commandLine?.stop();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const settings = (env: Record<string, string>) => ({
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    JWT_SECRET: 'a secret for tests that is long enough',
    ...env,
  });
  const tenure = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
    commandLine.run(args, settings(env));
  /** The line that says which database a command works on. */
  const named = (variable: string, url = database.url) => {
    const { port, pathname } = new URL(url);
    return `Database ${pathname.slice(1)} at 127.0.0.1:${port} (${variable})\n`;
  };
  /** As a process of its own, which takes seconds to load. */
  const tenureAlone = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
    promisify(execFile)(process.execPath, ['dist/bundle/cli.mjs', ...args], { env: settings(env) }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: Ended) => error,
    );

  it('says how it is used, and refuses what it does not know with 2', async () => {
    const help = await tenureAlone(['help']);
    expect(help.code).toBe(0);
    for (const command of [
      'serve',
      'migrate',
      'backup',
      'restore',
      'check invariants',
      'doctor',
      'distribute',
      'renewals',
      'catalogue',
    ])
      expect(help.stdout).toContain(command);
    expect(await tenureAlone(['nonsense'])).toMatchObject({ code: 2, stdout: '' });
    expect(await tenure(['backup'])).toMatchObject({ code: 2, stderr: 'Tenure: --to is missing.\n' });
    expect((await tenure(['backup', '--too', 'x'])).stderr).toContain("Unknown option '--too'");
    expect((await tenure(['check', 'everything'])).code).toBe(2);
    for (const since of ['monday', '45', '2026-02-30', '2026-01-31T12:00:00'])
      expect((await tenure(['check', 'payments', '--since', since])).stderr).toContain('--since is a date');
    expect(await tenure(['check', 'payments'])).toMatchObject({ code: 2, stdout: '' });
    for (const [words, option, action] of [
      [['renewals', 'status', '--dry-run'], 'dry-run', 'run'],
      [['catalogue', 'pull', '--prune'], 'prune', 'apply'],
      [['check', 'invariants', '--since', '2026-01-01'], 'since', 'payments'],
    ] as const)
      expect(await tenure([...words])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(`Tenure: Only "${action}" takes --${option}.\nUsage: `),
      });
    for (const name of ['serve', 'migrate', 'backup', 'restore', 'distribute', 'doctor'])
      expect(await tenure([name, 'check'])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining("Unexpected argument 'check'"),
      });
  });

  it('says in a line what stops it, without a stack', async () => {
    const file = join(folder, 'a file');
    await writeFile(file, '');
    const odd = join(folder, 'odd');
    await mkdir(join(odd, 'manifest.json'), { recursive: true });
    const { port } = new URL(database.url);
    const absent = { DATABASE_URL: `${database.url}?sslmode=verify-full&sslrootcert=/absent.pem` };
    const unread = `cannot use the database at 127.0.0.1:${port} (DATABASE_URL): ENOENT: no such file or directory, open '/absent.pem'`;
    for (const [words, env, code, message] of [
      [['backup', '--to', join(file, 'backup')], {}, 1, `EEXIST: file already exists, mkdir '${file}'`],
      [
        ['restore', '--from', odd],
        {},
        2,
        'The backup cannot be read: EISDIR: illegal operation on a directory, read.',
      ],
      [['migrate', '--check'], absent, 1, unread],
      [['check', 'invariants'], absent, 1, unread],
      [['renewals', 'status'], absent, 1, unread],
    ] as const) {
      const ended = await tenure([...words], env);
      expect({ words, ...ended, stderr: ended.stderr.replace(/^Database .*\n/, '') }).toEqual({
        words,
        code,
        stdout: '',
        stderr: `Tenure: ${message}\n`,
      });
    }
    expect((await tenure(['doctor'], absent)).stdout).toContain(`fault   database: ${unread}\n`);
  });

  it('says which folder it looked into for the database, and how to name another', async () => {
    for (const words of [['operator', 'list'], ['migrate', '--check'], ['check', 'invariants'], ['doctor']]) {
      const { code, stdout, stderr } = await tenure(words, { DATABASE_URL: '' });
      expect({ words, said: stdout + stderr }).toEqual({
        words,
        said: expect.stringMatching(`there is no ${folder}/database-url.* its DATA_DIR`),
      });
      expect(code).not.toBe(0);
    }
  });

  it('makes no secret that no server knows: jobs that it queues could not be opened', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'tenure-cli-'));
    try {
      const env = { JWT_SECRET: '', DATA_DIR: empty };
      const words = ['operator', 'add', 'third@example.com'];
      const { code, stdout, stderr } = await tenure(words, env);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`JWT_SECRET is not set, and there is no ${empty}/jwt-secret`);
      expect(stderr).toContain('JWT_SECRET_FILE');
      expect(await readdir(empty)).toEqual([]);
      // A server that has none either keeps its own there.
      await writeFile(join(empty, 'jwt-secret'), 'a secret for tests that is long enough');
      expect((await tenure(words, env)).code).toBe(0);
    } finally {
      await rm(empty, { recursive: true, force: true });
    }
  });

  it('makes the migrations, says which are pending, and that none is', async () => {
    expect(await tenure(['migrate', '--check'])).toMatchObject({ code: 0, stdout: 'Nothing is pending.\n' });
    const other = await freshDatabase();
    try {
      await emptyDatabase(other.url);
      const env = { DATABASE_URL: other.url };
      const pending = await tenure(['migrate', '--check', '--json'], env);
      expect(pending.code).toBe(2);
      expect((JSON.parse(pending.stdout) as { pending: string[] }).pending[0]).toBe(
        'Foundation1790000000000',
      );
      expect((await tenure(['migrate'], env)).stdout).toContain('ran Foundation1790000000000');
      expect((await tenure(['migrate'], env)).stdout).toBe('No migration was pending.\n');
      expect((await tenure(['migrate', '--check'], env)).code).toBe(0);
    } finally {
      await other.drop();
    }
  });

  it('manages operators and their keys, and says what it would be written like', async () => {
    const email = 'second@example.com';
    const added = await tenureAlone(['operator', 'add', email, '--json']);
    expect(added).toMatchObject({ code: 0, stderr: named('DATABASE_URL') });
    expect(JSON.parse(added.stdout)).toEqual({ email, password: expect.stringMatching(/^[\w-]{24}$/) });
    expect(await tenure(['operator', 'add', email])).toMatchObject({ code: 2, stdout: '' });
    for (const wrong of ['bob', 'bob@localhost'])
      expect(await tenure(['operator', 'add', wrong])).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining('Tenure: EMAIL: must be an e-mail address\n') as string,
      });
    const key = await tenure([
      'operator',
      'key',
      email,
      'Backend',
      'never',
      'usage:read',
      '10.0.0.0/8',
      '--json',
    ]);
    const made = JSON.parse(key.stdout) as { id: string };
    expect(made).toMatchObject({ apiKey: expect.stringMatching(/^tnr_op_/), networks: ['10.0.0.0/8'] });
    expect((await tenure(['operator', 'keys'])).stdout).toContain(
      'usage:read  10.0.0.0/8  second@example.com',
    );
    expect((await tenure(['operator', 'revoke', made.id])).stdout).toBe('Revoked.\n');
    expect((await tenure(['operator', 'keys'])).stdout).toBe('None.\n');
    for (const words of [[], ['add'], ['list', 'x'], ['revoke', 'x'], ['key', email, 'X', 'never', 'all']])
      expect(await tenure(['operator', ...words])).toMatchObject({ code: 2, stdout: '' });
    expect((await tenure(['operator'])).stderr).toContain('tenure operator reset EMAIL');
    // The API's limits hold, too.
    const many = Array.from({ length: 21 }, (_, n) => `10.0.0.${n}`).join(',');
    for (const [said, ...words] of [
      ['NAME must not be empty', 'key', email, ''],
      ['EXPIRES must be an ISO 8601 time with offset', 'key', email, 'X', '45'],
      ['EXPIRES must be an ISO 8601 time with offset', 'key', email, 'X', '2100-01-01T00:00:00'],
      ['NETWORKS must be a list of 1 to 20', 'key', email, 'X', 'never', 'admin', many],
      ['SECONDS must not be greater than 2592000', 'rotate', made.id, '2592001'],
    ] as const)
      expect(await tenure(['operator', ...words])).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(`Tenure: ${said}`) as string,
      });
    expect((await tenure(['operator', 'keys'])).stdout).toBe('None.\n');
  });

  it('says how far renewals are, and renews what is due', async () => {
    const status = await tenure(['renewals', 'status', '--json']);
    expect(status).toMatchObject({ code: 0, stderr: named('DATABASE_URL') });
    expect(JSON.parse(status.stdout)).toEqual({ lastRunAt: null, lagSeconds: 0, due: 0, setAside: [] });
    const none = { renewed: 0, switched: 0, ended: 0, setAside: 0 };
    expect(JSON.parse((await tenure(['renewals', 'run', '--dry-run', '--json'])).stdout)).toEqual(none);
    expect((await tenure(['renewals', 'status'])).stdout).toContain('last run   never');
    expect(await tenure(['renewals', 'run'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^renewed {4}0\n/) as string,
    });
    expect((await tenure(['renewals', 'status'])).stdout).not.toContain('never');
    expect((await tenure(['renewals', 'stop'])).code).toBe(2);
  });

  it('refuses to renew by mistake without the payment provider of the database', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `INSERT INTO payment_cursor (provider, account, mode) VALUES ('stripe', 'acct_1', 'test')`,
    );
    try {
      const refused = await tenure(['renewals', 'run']);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain('Set PAYMENTS as the servers have it');
      expect((await tenure(['renewals', 'run', '--dry-run'])).code).toBe(0);
      expect((await tenure(['renewals', 'run'], { PAYMENTS: 'none' })).code).toBe(0);
    } finally {
      await client.query('DELETE FROM payment_cursor');
      await client.end();
    }
  });

  it('leaves a database with pending migrations alone', async () => {
    const other = await freshDatabase();
    try {
      await emptyDatabase(other.url);
      for (const words of [
        ['renewals', 'run'],
        ['check', 'invariants'],
      ])
        expect({ words, ...(await tenure(words, { DATABASE_URL: other.url })) }).toEqual({
          words,
          code: 2,
          stdout: '',
          stderr: expect.stringMatching(
            /\nTenure: \d+ migrations are pending\. Run them first, with "tenure migrate": Foundation1790000000000, .*\n$/,
          ) as string,
        });
      const examined = JSON.parse(
        (await tenure(['doctor', '--json'], { DATABASE_URL: other.url })).stdout,
      ) as { is: string }[];
      expect(examined.filter(({ is }) => is === 'fault')).toEqual([]);
      const pending = async (env: Record<string, string>) =>
        (await tenure(['doctor'], { DATABASE_URL: other.url, ...env })).stdout;
      expect(await pending({})).toContain('pending, which the next start runs: ');
      expect(await pending({ MIGRATE: 'off' })).toContain(
        'pending, which "tenure migrate" runs (MIGRATE is off)',
      );
    } finally {
      await other.drop();
    }
  });

  it('leaves a database alone that DISTRIBUTED is wrong about', async () => {
    const refused = await tenure(['renewals', 'run'], { DISTRIBUTED: 'on' });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('the database is not distributed');
  });

  it('saves, restores and checks a database', async () => {
    const to = join(folder, 'saved');
    const saved = await tenure(['backup', '--to', to]);
    expect(saved).toMatchObject({ code: 0, stderr: named('DATABASE_URL') });
    expect(saved.stdout).toMatch(/^Saved \d+ rows of \d+ tables and 0 queued jobs to /);
    expect(await tenure(['backup', '--to', to])).toMatchObject({ code: 2, stdout: '' });
    const target = await freshDatabase();
    try {
      const into = ['restore', '--from', to, '--into', target.url];
      const would = await tenure([...into, '--dry-run', '--json']);
      expect(would).toMatchObject({ code: 0, stderr: named('--into', target.url) });
      const { format, createdAt } = JSON.parse(would.stdout) as { format: number; createdAt: string };
      expect(format).toBe(1);
      const restored = await tenure(into);
      expect(restored).toMatchObject({ code: 0, stderr: named('--into', target.url) });
      // Also for a backup of before the first collection: the provider may have begun since.
      expect(restored.stdout).toContain(`check payments --since ${createdAt}`);
      const checked = await tenure(['check', 'invariants'], { DATABASE_URL: target.url });
      expect(checked.code).toBe(0);
      expect(checked.stdout).toContain('I1 0 ');
    } finally {
      await target.drop();
    }
  });

  it('restores nowhere but into a database that is named, and says in a line why it cannot be used', async () => {
    const from = join(folder, 'not looked at');
    for (const into of ['', ' ', 'tenure', 'db.example.com', 'http://db.example.com/tenure'])
      expect(await tenure(['restore', '--from', from, `--into=${into}`])).toEqual({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/^Tenure: --into (is empty|must be a URL that starts with postgres:)/),
      });
    for (const words of [
      ['backup', '--to='],
      ['import', 'simple-saas', 'dump.json', '--report='],
    ])
      expect((await tenure(words)).stderr).toMatch(/^Tenure: --(to|report) is empty\.\n/);
    const nobody = Object.assign(new URL(database.url), { port: '1', password: 'very-secret' }).href;
    for (const words of [
      ['restore', '--from', from, '--into', nobody],
      ['backup', '--to', from],
    ]) {
      const { code, stdout, stderr } = await tenure(words, { DATABASE_URL: nobody });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(
        /^Database .*\nTenure: cannot use the database at 127\.0\.0\.1:1 \((--into|DATABASE_URL)\): nothing listens there.*\n$/,
      );
    }
  });

  it('checks and reverts in the database of all commands, and says which it is', async () => {
    const file = join(folder, 'database-url');
    await writeFile(file, `${database.url}\n`);
    const env = { DATABASE_URL: '', DATABASE_URL_FILE: file, DIRECT_DATABASE_URL: '' };
    expect(await tenure(['check', 'invariants'], env)).toMatchObject({
      code: 0,
      stderr: named('DATABASE_URL'),
    });
    // The file that a server leaves beside its own PostgreSQL.
    const embedded = { DATABASE_URL: '', DIRECT_DATABASE_URL: '', DATA_DIR: folder };
    expect(await tenure(['check', 'distribution'], embedded)).toMatchObject({
      stderr: expect.stringContaining(named('DATA_DIR')),
    });
    expect(await tenure(['payments', 'resume'], { DIRECT_DATABASE_URL: database.url })).toMatchObject({
      code: 0,
      stderr: named('DIRECT_DATABASE_URL'),
      stdout: expect.stringContaining('a hold does nothing'),
    });
    const shown = promisify(execFile)(process.execPath, ['scripts/migration.mjs', 'show'], {
      env: settings(env),
    });
    const { stdout, stderr } = await shown;
    expect(stderr).toBe(named('DATABASE_URL'));
    expect(stdout).toMatch(/\[X\] .*Foundation1790000000000/);
  });

  it('leaves nothing of a backup that is stopped', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE businesses');
      const to = join(folder, 'stopped', 'backup');
      const saving = execFile(process.execPath, ['dist/bundle/cli.mjs', 'backup', '--to', to], {
        env: settings({}),
      });
      const drafts = () => readdir(join(folder, 'stopped')).catch(() => []);
      await until(async () => (await drafts()).length === 1, 'the backup has begun', 30);
      saving.kill('SIGTERM');
      const [, signal] = await once(saving, 'exit');
      expect([signal, await drafts()]).toEqual(['SIGTERM', []]);
    } finally {
      await holder.end();
    }
  });

  it('writes and prints what it imported also if the connection is lost while it checks', async () => {
    const other = await freshDatabase();
    const [holder, watcher] = [0, 1].map(() => new pg.Client({ connectionString: other.url }));
    const report = join(folder, 'report.json');
    try {
      await holder!.connect();
      await watcher!.connect();
      // Only the check reads this table.
      await holder!.query('BEGIN; LOCK TABLE webhook_attempts');
      const words = ['import', 'simple-saas', 'test/simple-saas/dump.json', '--report', report];
      const importing = tenure(words, { DATABASE_URL: other.url });
      const waits = async () => {
        const { rows } = await watcher!.query<{ pid: number }>(
          `SELECT pid FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'tenure check:invariants' AND wait_event_type = 'Lock'`,
        );
        return rows[0]?.pid;
      };
      const checking = await until(waits, 'the check waits', 60);
      const { doubts } = JSON.parse(await readFile(report, 'utf8')) as { doubts: unknown[] };
      expect(doubts.length).toBeGreaterThan(0);
      await watcher!.query('SELECT pg_terminate_backend($1)', [checking]);
      const { code, stderr } = await importing;
      expect(code).toBe(1);
      expect(stderr).toContain(`doubts      ${doubts.length}\n`);
      expect(stderr).toContain('terminating connection due to administrator command');
    } finally {
      await holder!.end();
      await watcher!.end();
      await other.drop();
    }
  });

  it('examines configuration, database, clock, mail and disk', async () => {
    const examined = await tenure(['doctor', '--json']);
    const found = JSON.parse(examined.stdout) as { about: string; is: string }[];
    // Mails are files here, and the test's database belongs to a superuser.
    expect(examined.code).toBe(3);
    expect(found.map(({ about }) => about)).toEqual([
      'configuration',
      'database',
      'clock',
      'role',
      'sessions',
      'migrations',
      'secrets',
      'distribution',
      'mail',
      'disk',
    ]);
    expect(found.filter(({ is }) => is === 'fault')).toEqual([]);
  });

  it('names the rights that the key of Stripe lacks, and writes nothing there to find out', async () => {
    const stripe = await FakeStripe.start();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const found = async (env: Record<string, string> = {}) => {
      const { stdout } = await tenure(['doctor', '--json'], { ...stripe.settings, ...env });
      return (JSON.parse(stdout) as { about: string }[]).filter(({ about }) => about === 'payments');
    };
    try {
      expect(await found()).toEqual([
        { about: 'payments', is: 'ok', found: 'STRIPE_SECRET_KEY has all rights' },
      ]);
      expect(stripe.exchanges.filter(({ method, status }) => method !== 'GET' && status === 200)).toEqual([]);
      stripe.fault = ({ path }) =>
        path.includes('/credit_notes') || path.includes('/tax_ids') ? 'forbidden' : null;
      expect(await found()).toEqual([
        {
          about: 'payments',
          is: 'fault',
          found: 'STRIPE_SECRET_KEY lacks rights (docs/launch.md): Tax IDs: write, Credit Notes: write',
        },
      ]);
      stripe.fault = () => null;
      const refused = { STRIPE_SECRET_KEY: 'sk_test_of_nobody' };
      expect(await found(refused)).toEqual([
        { about: 'payments', is: 'fault', found: 'STRIPE_SECRET_KEY is refused: Invalid API Key' },
      ]);
      await client.query(
        `INSERT INTO payment_cursor (provider, account, mode) VALUES ('stripe', 'acct_1', 'test')`,
      );
      expect(await tenure(['check', 'payments'], { ...stripe.settings, ...refused })).toEqual({
        code: 1,
        stdout: '',
        stderr: `${named('DATABASE_URL')}Tenure: Stripe does not answer, or refuses STRIPE_SECRET_KEY: Invalid API Key. "tenure doctor" checks the key.\n`,
      });
    } finally {
      await client.query('DELETE FROM payment_cursor');
      await client.end();
      await stripe.close();
    }
  });

  it('names what was paid at the provider also for a database that has collected nothing there', async () => {
    const stripe = await FakeStripe.start();
    try {
      const { world } = stripe;
      const customer = objects.customer('cus_1', {});
      const metadata = { tenure_business: randomUUID(), tenure_invoice: randomUUID() };
      const invoice = objects.invoice({ currency: 'eur', metadata }, customer);
      world.customers.set(customer.id, customer);
      world.invoices.set(invoice.id, invoice);
      world.markPaid(invoice, 500);
      const compared = await tenure(['check', 'payments'], stripe.settings);
      expect(compared.stdout).toContain(
        `${metadata.tenure_invoice} (${invoice.id}): paid at the provider, and unknown here`,
      );
      expect(compared.code).toBe(1);
    } finally {
      await stripe.close();
    }
  });

  it('counts the secrets that an older value of JWT_SECRET encrypted, and those that no value decrypts', async () => {
    const [first, second] = ['a secret for tests that is long enough', 'another secret that is long enough'];
    const found = async (JWT_SECRET: string) => {
      const { stdout } = await tenure(['doctor', '--json'], { JWT_SECRET });
      return (JSON.parse(stdout) as { about: string }[]).find(({ about }) => about === 'secrets');
    };
    const encrypted = (purpose: 'secondFactors' | 'webhooks') =>
      new Cipher([second], PURPOSES[purpose]).encrypt('x');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      expect(await found(first)).toMatchObject({ is: 'ok' });
      expect((await tenure(['operator', 'add', 'fourth@example.com'])).code).toBe(0);
      await client.query(
        `INSERT INTO webhook_endpoints (id, created_at, heard_from, sealed_by, secrets, types, url)
         VALUES (gen_random_uuid(), now(), 0, 'x', $1, '{invoice.paid}', 'https://example.com')`,
        [
          JSON.stringify([
            { secret: encrypted('webhooks'), endsAt: null },
            { secret: encrypted('webhooks'), endsAt: '2020-01-01T00:00:00.000Z' },
          ]),
        ],
      );
      await client.query(
        `INSERT INTO second_factors (user_id, created_at, secret) SELECT id, now(), $1 FROM users`,
        [encrypted('secondFactors')],
      );
      const { rowCount } = await client.query('SELECT FROM second_factors');
      const counted = `${rowCount} of the second factors and 1 of the secrets of webhooks`;
      expect(await found(first)).toEqual({
        about: 'secrets',
        is: 'warning',
        found: `No value of JWT_SECRET decrypts ${counted}. Add the value that encrypted them`,
      });
      expect(await found(`${first},${second}`)).toMatchObject({
        is: 'warning',
        found: expect.stringContaining(
          `An older value of JWT_SECRET encrypted ${counted}. Keep it`,
        ) as string,
      });
      expect(await found(`${second},${first}`)).toMatchObject({ is: 'ok' });
    } finally {
      await client.query('DELETE FROM second_factors; DELETE FROM webhook_endpoints');
      await client.end();
    }
  });

  const doctorOn = async (url: string, subject: string) => {
    const { stdout } = await tenure(['doctor', '--json'], { DATABASE_URL: url });
    return (JSON.parse(stdout) as { about: string; is: string; found: string }[]).find(
      ({ about }) => about === subject,
    );
  };

  /** Its name is new in each run: roles belong to the cluster, where a run that was killed leaves them. */
  const doctor = `doctor_of_cli_${randomBytes(4).toString('hex')}`;

  /** Keeps a session of a database of its own waiting for another, until it has waited for so long that the doctor tells it. */
  async function keepWaiting() {
    const own = await freshDatabase();
    const [holder, waiter] = [own.url, own.url].map(
      (connectionString) => new pg.Client({ connectionString }),
    ) as [pg.Client, pg.Client];
    await Promise.all([holder.connect(), waiter.connect()]);
    let waiting: Promise<unknown> | undefined;
    const end = async () => {
      await holder.query(`ROLLBACK; DROP ROLE IF EXISTS ${doctor}`);
      await waiting;
      await Promise.all([holder.end(), waiter.end()]);
      await own.drop();
    };
    try {
      const before = await doctorOn(own.url, 'sessions');
      await holder.query(`SET application_name = 'a forgotten shell'; BEGIN; LOCK TABLE subscriptions`);
      waiting = waiter.query('SELECT count(*) FROM subscriptions');
      await sleep(1_500);
      return { url: own.url, holder, waiting, before, end };
    } catch (error) {
      await end();
      throw error;
    }
  }

  it('names the session that keeps others waiting, and the table it holds', async () => {
    const { url, holder, waiting, before } = await kept;
    expect(before).toMatchObject({ is: 'ok' });
    expect(await doctorOn(url, 'sessions')).toMatchObject({
      is: 'warning',
      found: expect.stringMatching(
        /^\d+ \(a forgotten shell, idle in transaction\) .* holds subscriptions; 1 wait for it/,
      ),
    });
    await holder.query('COMMIT');
    await waiting;
    // In a statement of its own: BEGIN would take it into the transaction, and nobody could log in.
    await holder.query(`CREATE ROLE ${doctor} LOGIN PASSWORD 'doctor'`);
    await holder.query('BEGIN; LOCK TABLE subscriptions');
    const ofDoctor = Object.assign(new URL(url), { username: doctor, password: 'doctor' }).href;
    expect(await doctorOn(ofDoctor, 'sessions')).toMatchObject({
      is: 'warning',
      found: expect.stringMatching(/^\d+ \(.+, of another role\) holds locks, and holds subscriptions/),
    });
    // A role that may see nothing of ours is told so, and what could be looked at is still shown.
    expect(await doctorOn(ofDoctor, 'migrations')).toEqual({
      about: 'migrations',
      is: 'fault',
      found: 'could not be checked: permission denied for table migrations',
    });
    expect(await tenure(['migrate', '--check'], { DATABASE_URL: ofDoctor })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${named('DATABASE_URL', url)}Tenure: The role of the database lacks a right: permission denied for table migrations. "tenure doctor" checks the role.\n`,
    });
  });

  it('distributes no database without Citus, and says what is missing', async () => {
    for (const args of [['distribute'], ['check', 'distribution']]) {
      const refused = await tenure(args);
      expect({ ...refused, args }).toMatchObject({ code: 2, stdout: '', args });
      expect(refused.stderr).toContain(named('DATABASE_URL'));
      expect(refused.stderr).toContain('This PostgreSQL has no Citus. Run CREATE EXTENSION citus');
    }
    for (const shards of ['0', '257', 'many', '-1', '1.5'])
      expect((await tenure(['distribute', `--shards=${shards}`])).stderr).toContain(
        '--shards is a whole number',
      );
  });

  it('examines over a slow network, and says so if it gets no second connection', async () => {
    const target = new URL(database.url);
    /** What happens to the second connection, on which most is checked: it is late, or it is refused. */
    let isLate = true;
    let count = 0;
    const proxy = createServer((socket) => {
      count += 1;
      socket.on('error', () => undefined);
      if (count === 2 && !isLate) return void socket.destroy();
      const there = connect(Number(target.port), target.hostname).on('error', () => undefined);
      there.pipe(socket);
      setTimeout(() => socket.pipe(there), count === 2 ? 1_200 : 0);
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    const env = { DATABASE_URL: Object.assign(new URL(database.url), { port: String(port) }).href };
    try {
      expect((await tenure(['doctor'], env)).stdout).toContain('ok      database: PostgreSQL');
      [isLate, count] = [false, 0];
      const examined = await tenure(['doctor'], env);
      expect(examined.code).toBe(1);
      expect(examined.stdout).toMatch(/^fault {3}database: (read ECONNRESET|Connection terminated)/m);
    } finally {
      proxy.close();
    }
  });

  it('names what is wrong, and never a password', async () => {
    const nobody = new URL(database.url);
    nobody.port = '1';
    nobody.password = 'very-secret';
    const examined = await tenure(['doctor'], {
      DATABASE_URL: nobody.href,
      SMTP_URL: 'smtp://user:very-secret@127.0.0.1:1',
    });
    expect(examined.code).toBe(1);
    expect(examined.stdout).toContain('fault   database: cannot use the database at 127.0.0.1:1');
    expect(examined.stdout).toContain('fault   mail: SMTP_URL does not work');
    expect(examined.stdout + examined.stderr).not.toContain('very-secret');
    expect((await tenure(['doctor'], { PORT: 'x' })).stdout).toContain('fault   configuration: PORT must be');
    const absent = {
      CATALOGUE: '/absent.yaml',
      OPERATOR_EMAIL: 'ada@example.com',
      OPERATOR_PASSWORD: 'password123',
    };
    const { stdout } = await tenure(['doctor'], absent);
    expect(stdout).toMatch(/fault   configuration: OPERATOR_PASSWORD [^]+fault   configuration: CATALOGUE: /);
    const nowhere = { OPERATOR_EMAIL: 'admin@localhost', OPERATOR_PASSWORD: 'violet harbor 77 lamps' };
    expect((await tenure(['doctor'], nowhere)).stdout).toContain(
      'fault   configuration: OPERATOR_EMAIL must be an e-mail address of ASCII characters',
    );
    expect((await tenure(['migrate'], { DATABASE_URL: nobody.href })).code).toBe(1);
  });
});
