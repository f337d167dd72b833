import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync } from 'node:fs';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { meanwhile } from '../support/meanwhile.js';
import { ServerProcess } from '../support/server-process.js';
import { Client, settings } from '../support/tenure.js';
import { until } from '../support/until.js';

/** A file of Linux on a disk that is always full. */
const FULL = '/dev/full';

describe('A server in trouble', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await freshDatabase()));
  afterAll(() => database.drop());

  const variables = () => ({
    ...settings(database.url),
    MIGRATE: 'off',
  });

  /** Serves with a log that cannot be written. Returns the exit code of a stop. */
  async function serveUnheard(log: number | 'pipe'): Promise<number> {
    const port = await freePort();
    const child: ChildProcess = spawn(process.execPath, ['dist/bundle/main.mjs'], {
      env: {
        PATH: process.env.PATH,
        DOCS: 'off',
        ...variables(),
        NODE_ENV: 'production',
        JWT_SECRET: 'k3Jq8w_fZb2mXv7RtY0pLs5NdHc9GaEu',
        PORT: String(port),
        DRAIN_SECONDS: '0',
        LOG_LEVEL: 'log',
        REQUEST_LOG: 'all',
      },
      stdio: ['ignore', log, log],
    });
    child.stdout?.destroy();
    child.stderr?.destroy();
    const client = new Client(`http://127.0.0.1:${port}`);
    const isReady = () =>
      client
        .get('/health/ready')
        .then(({ status }) => status === 200)
        .catch(() => false);
    try {
      await until(isReady, 'the server is ready', 20);
      for (let times = 0; times < 20; times += 1) expect((await client.get('/v1/plans')).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
    }
    return (await once(child, 'exit'))[0] as number;
  }

  describe('because its log cannot be written', () => {
    let unread: Promise<number>;
    let full: Promise<number>;
    beforeAll(() => {
      unread = meanwhile(() => serveUnheard('pipe'));
      // Only Linux has this file.
      full = meanwhile(async () => (existsSync(FULL) ? serveUnheard(openSync(FULL, 'w')) : 0));
    });
    afterAll(() => Promise.allSettled([unread, full]));

    it('serves on when nobody reads it', async () => {
      expect(await unread).toBe(0);
    });

    it('serves on when its disk is full', async () => {
      expect(await full).toBe(0);
    });
  });

  it('answers 503 while its database has another name, and tells so once a second at most', async () => {
    const server = await ServerProcess.start({ ...variables(), PORT: '0', LOG_LEVEL: 'warn' });
    const name = new URL(database.url).pathname.slice(1);
    const admin = new pg.Client({ connectionString: database.url.replace(name, 'postgres') });
    await admin.connect();
    const rename = async (from: string, to: string) => {
      await admin.query(`ALTER DATABASE ${from} ALLOW_CONNECTIONS false`);
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [from]);
      await until(
        () =>
          admin
            .query(`ALTER DATABASE ${from} RENAME TO ${to}`)
            .then(() => true)
            .catch(() => false),
        'the database has another name',
      );
      await admin.query(`ALTER DATABASE ${to} ALLOW_CONNECTIONS true`);
    };
    try {
      await rename(name, `${name}_away`);
      for (let times = 0; times < 10; times += 1) {
        const answer = await server.get('/v1/plans');
        expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('1');
      }
      const lines = server.output.match(/The database is out of reach/g)?.length ?? 0;
      expect([0 < lines, lines < 10]).toEqual([true, true]);
      await rename(`${name}_away`, name);
      await until(async () => (await server.get('/v1/plans')).status === 200, 'the server is right again');
    } finally {
      await server.stop();
      await admin.end();
    }
  });
});
