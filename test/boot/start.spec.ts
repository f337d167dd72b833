import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Child,
  cleanUp,
  lives,
  postmasterOf,
  query,
  startTenure,
  stopChildren,
  temporaryFolder,
} from './support/children.js';
import { createApp } from '../../src/app.js';
import { type Config, loadConfig } from '../../src/config/config.js';
import { checkReachable } from '../../src/database/reachable.js';
import { freshDatabase } from '../support/database.js';
import { until } from '../support/until.js';

afterEach(stopChildren);
afterAll(cleanUp);

const newDataDir = async () => join(await temporaryFolder(), 'data');

/** One in which a server has run. To make PostgreSQL and the tables takes longer than most of what is tested on them. */
let used: string;
/** One whose first start was ended after PostgreSQL was made, and before the tables were. */
let halfMade: string | undefined;

async function addressOf(child: Child): Promise<string> {
  return (await child.says(/API +(http:\S+)/))[1]!;
}

async function isReady(address: string): Promise<boolean> {
  return (await fetch(`${address}/health/ready`)).ok;
}

describe('npm start', () => {
  beforeAll(async () => (used = await newDataDir()));

  test('says where the API, its documentation and the data are, is ready by then, and stops in order at SIGTERM', async () => {
    const dataDir = used;
    const child = startTenure(dataDir, { DOCS: 'on' });
    const address = await addressOf(child);
    expect(child.output).toContain(`${address}/docs`);
    expect(child.output).toContain(dataDir);
    expect(await isReady(address)).toBe(true);
    const url = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expectToStopAt('SIGTERM', 1, child);
  });

  test('stops in order at a SIGINT that is sent five times', async () => {
    const child = startTenure(used);
    await addressOf(child);
    await expectToStopAt('SIGINT', 5, child);
  });

  /** Server and PostgreSQL stop, with exit code 0. */
  async function expectToStopAt(signal: NodeJS.Signals, times: number, child: Child): Promise<void> {
    const postmaster = await postmasterOf(used);
    for (let sent = 0; sent < times; sent += 1) {
      child.process.kill(signal);
      await sleep(5);
    }
    expect(await child.ended).toBe(0);
    expect(lives(postmaster)).toBe(false);
    expect(existsSync(join(used, 'database-url'))).toBe(false);
    expect(await readFile(join(used, 'postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
  }

  test.each([
    ['SIGINT', 'to the whole process group, as Ctrl-C does', -1],
    ['SIGTERM', 'to npm alone', 1],
  ] as const)('run by npm, stops in order at a repeated %s %s', async (signal, _whom, sign) => {
    const dataDir = used;
    const child = startTenure(dataDir, {}, ['npm', 'start']);
    await addressOf(child);
    const postmaster = await postmasterOf(dataDir);
    process.kill(sign * child.pid, signal);
    process.kill(sign * child.pid, signal);
    // npm may end before the server does, and then by the signal: it waits for its shell, not for what that started.
    expect([0, signal]).toContain(await child.ended);
    expect(lives(postmaster)).toBe(false);
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
    expect(existsSync(join(dataDir, 'database-url'))).toBe(false);
  });

  test.each([
    ['PostgreSQL is being made', (child: Child) => child.says(/making a PostgreSQL/)],
    [
      'the app is being made',
      (_child: Child, dataDir: string) =>
        until(() => existsSync(join(dataDir, 'database-url')), 'the database is there', 20),
    ],
  ])('ends cleanly at a signal while %s', async (_moment, reached) => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir);
    await reached(child, dataDir);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    expect(child.output).not.toMatch(/Tenure is ready|error/i);
    await expect(postmasterOf(dataDir)).rejects.toThrow('ENOENT');
    halfMade = dataDir;
  });

  test('beside a running server, on another DATA_DIR neither builds nor disturbs it, and on the same names it and exits 1', async () => {
    const first = startTenure(used);
    const address = await addressOf(first);
    const rival = startTenure(used);
    expect(await rival.ended).toBe(1);
    expect(rival.output).toContain(`Another Tenure (pid ${first.pid}) is using DATA_DIR ${used}`);
    expect(await isReady(address)).toBe(true);

    const built = await stat('dist/.built');
    // Goes on where a start was ended half way.
    const second = startTenure(halfMade ?? (await newDataDir()));
    const otherAddress = await addressOf(second);
    expect(otherAddress).not.toBe(address);
    expect((await stat('dist/.built')).ino).toBe(built.ino);
    expect([await isReady(address), await isReady(otherAddress)]).toEqual([true, true]);
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(await isReady(address)).toBe(true);
  });

  test.each(['PORT', 'METRICS_PORT'])(
    'on a taken %s names it, exits 1 and leaves no PostgreSQL behind',
    async (name) => {
      const dataDir = used;
      const occupant = createServer().listen(0, '127.0.0.1');
      await once(occupant, 'listening');
      const { port } = occupant.address() as AddressInfo;
      const child = startTenure(dataDir, { [name]: String(port) });
      expect(await child.ended).toBe(1);
      occupant.close();
      expect(child.output).toMatch(
        name === 'PORT' ? new RegExp(`port ${port} is taken.*PORT`) : new RegExp(`METRICS_PORT: .*:${port}`),
      );
      await expect(postmasterOf(dataDir)).rejects.toThrow('ENOENT');
    },
  );

  test('with a wrong configuration lists all that is wrong, exits 1 and makes nothing', async () => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir, { PORT: 'http', RENEWALS: 'maybe', NODE_ENV: 'production' });
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/PORT must[^]*RENEWALS must[^]*JWT_SECRET is required in production/);
    expect(child.output).not.toMatch(/^ +at /m);
    expect(existsSync(dataDir)).toBe(false);
  });

  const PRODUCTION = {
    NODE_ENV: 'production',
    JWT_SECRET: 'k3Jq8w_fZb2mXv7RtY0pLs5NdHc9GaEu',
    OPERATOR_EMAIL: 'operator@example.com',
    OPERATOR_PASSWORD: 'correct horse battery',
  };
  const adminUrl = (changes: Partial<URL>): string =>
    Object.assign(new URL(process.env.TENURE_TEST_DATABASE_URL!), changes).href;

  test('told to use a database with a wrong password says where and why in one line', async () => {
    const child = startTenure(await newDataDir(), { DATABASE_URL: adminUrl({ password: 'canary' }) });
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(
      /^Tenure: cannot use the database at \S+:\d+ \(DATABASE_URL\): password authentication failed for user "tenure"/m,
    );
    expect(child.output).not.toMatch(/canary|^ +at /m);
  });

  test.each([
    [
      'an unknown host',
      () => adminUrl({ hostname: 'no-such-host.invalid' }),
      /no-such-host\.invalid:\d+ .*: no such host is known/,
    ],
    ['nobody there', () => adminUrl({ port: '1' }), /127\.0\.0\.1:1 .*: nothing listens there/],
    [
      'a pooler that drops our settings',
      () => adminUrl({ search: '?options=-c%20lock_timeout%3D0%20-c%20jit%3Doff' }),
      /: its connections do not have our settings \(idle_in_transaction_session_timeout, lock_timeout, statement_timeout\)/,
    ],
    ['no such database', () => adminUrl({ pathname: '/not_there' }), /: database "not_there" does not exist/],
  ])('says of a database that cannot be used (%s) where and why in one line', async (_what, url, why) => {
    const { message } = await checkReachable(url()).then(
      () => new Error('it can be used'),
      (error: Error) => error,
    );
    expect(message).toMatch(/^cannot use the database at \S+:\d+ \(DATABASE_URL\): .+$/);
    expect(message).toMatch(why);
  });

  test('says of a PostgreSQL that it is too old', async () => {
    const old = await oldPostgres();
    try {
      await expect(checkReachable(`postgres://x:y@127.0.0.1:${old.port}/z`)).rejects.toThrow(
        /\(DATABASE_URL\): it is PostgreSQL 14\.9, and 15 or newer is needed/,
      );
    } finally {
      old.close();
    }
  });

  test('with a DATA_DIR that is a file, or cannot be made, says so', async () => {
    const file = await newDataDir();
    await writeFile(file, '');
    const [onFile, nowhere] = [startTenure(file), startTenure(join(file, 'below'))];
    expect([await onFile.ended, await nowhere.ended]).toEqual([1, 1]);
    expect(onFile.output).toContain(`DATA_DIR ${file} is a file, not a folder`);
    expect(nowhere.output).toContain(`DATA_DIR ${join(file, 'below')} cannot be written: `);
    expect(onFile.output + nowhere.output).not.toMatch(/^ +at /m);
  });

  test('refuses for its first operator a password as a sign-up does, and does not print it', async () => {
    const child = startTenure(await newDataDir(), { ...PRODUCTION, OPERATOR_PASSWORD: 'password123' });
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/^Tenure: The configuration is wrong:\n {2}- OPERATOR_PASSWORD /m);
    expect(child.output).not.toContain('password123');
  });

  test.each(['operator@example.com', ' '.repeat(12)])(
    'refuses for its first operator the password "%s" too',
    async (OPERATOR_PASSWORD) => {
      const env = { ...PRODUCTION, OPERATOR_PASSWORD, DATABASE_URL: adminUrl({ port: '1' }) };
      const start = async () => createApp(loadConfig(env) as Config & { databaseUrl: string });
      await expect(start()).rejects.toMatchObject({
        message: expect.stringMatching(
          /^The configuration is wrong:\n {2}- OPERATOR_PASSWORD (?!.*operator@)/,
        ),
      });
    },
  );

  test('in production sells nothing that nobody chose, and says how to add the first plan and what is missing', async () => {
    const database = await freshDatabase();
    const env = {
      ...PRODUCTION,
      HOST: '127.0.0.1',
      DATABASE_URL: database.url,
      MIGRATE: 'off',
      DRAIN_SECONDS: '0',
    };
    const child = startTenure(await newDataDir(), env);
    const address = await addressOf(child);
    expect(child.output).toMatch(/no plan yet[^]*POST \/v1\/admin\/plans/);
    for (const name of ['SMTP_URL', 'PUBLIC_URL', 'TRUST_PROXY'])
      expect(child.output).toContain(`${name} is`);
    expect(await (await fetch(`${address}/v1/plans`)).json()).toMatchObject({ data: [] });
    await stopChildren();
    await database.drop();
  });

  test('after a kill -9 of the server finds everything that was committed; ends with exit code 1 and says why when PostgreSQL is killed under it', async () => {
    const dataDir = used;
    const killed = startTenure(dataDir);
    await addressOf(killed);
    const url = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const orphan = await postmasterOf(dataDir);
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(lives(orphan)).toBe(true);

    const next = startTenure(dataDir);
    await addressOf(next);
    expect(lives(orphan)).toBe(false);
    const nextUrl = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    expect(await query(nextUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);

    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    expect(await next.ended).toBe(1);
    expect(next.output).toMatch(/PostgreSQL \(pid \d+\) ended by itself/);
  });
});

/** A server that speaks as much of PostgreSQL's protocol as telling its version takes. */
async function oldPostgres(): Promise<{ port: number; close(): void }> {
  const message = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const ready = message('Z', Buffer.from('I'));
  const column = Buffer.concat([Buffer.from('\0\x01server_version\0'), Buffer.alloc(18)]);
  column.writeInt32BE(25, column.length - 12);
  const version = message('D', Buffer.from('\0\x01\0\0\0\x0414.9'));
  const answer = Buffer.concat([message('T', column), version, message('C', Buffer.from('SHOW\0')), ready]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.alloc(4)), ready]));
      socket.once('data', () => socket.write(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}
