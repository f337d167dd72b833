import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { backUp } from '../../src/backup/index.js';
import { freshDatabase } from '../support/database.js';
import {
  Child,
  cleanUp,
  gone,
  lives,
  postmasterOf,
  query,
  servePostgres,
  stopChildren,
  stopped,
  temporaryFolder,
  urlOf,
} from './support/children.js';

afterEach(stopChildren);
afterAll(cleanUp);

const newDataDir = async () => join(await temporaryFolder(), 'data');

/** One in which a PostgreSQL has run. To make it takes longer than most of what is tested on it. */
let used: string;
const STORE = 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 42 AS answer';

/** Makes the PostgreSQL in `used` where no test has run before, as in a run of one test by its name. */
async function everUsed(): Promise<void> {
  if (existsSync(join(used, 'postgres'))) return;
  const child = servePostgres(used);
  await urlOf(child);
  await stopped(child);
}

describe('the embedded PostgreSQL', () => {
  beforeAll(async () => (used = await newDataDir()));

  test('listens on 127.0.0.1 alone, as tenure, by password, under one order of letters everywhere; keeps its URL in a private file while it runs, and data and password for the next start', async () => {
    const dataDir = used;
    // Settings of somebody's shell are not ours.
    const child = servePostgres(dataDir, undefined, {
      env: { ...process.env, PGPORT: '1', PGDATA: '/', LC_ALL: 'xx_XX', PGUSER: 'x' },
    });
    const url = new URL(await urlOf(child));
    expect(url).toMatchObject({ hostname: '127.0.0.1', username: 'tenure', pathname: '/tenure' });
    const [settings] = await query(
      url.href,
      `SELECT current_setting('listen_addresses') AS at, current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
              datlocale AS locale, current_setting('TimeZone') AS zone FROM pg_database WHERE datname = 'tenure'`,
    );
    expect(settings).toEqual({
      at: '127.0.0.1',
      encoding: 'UTF8',
      fsync: 'on',
      locale: 'C.UTF-8',
      zone: 'UTC',
    });
    const [memory] = await query(
      url.href,
      `SELECT setting::float8 * 8192 AS bytes FROM pg_settings WHERE name = 'shared_buffers'`,
    );
    const { bytes } = memory as { bytes: number };
    const eighth = Math.min(totalmem(), process.constrainedMemory() || Infinity) / 8;
    expect(bytes / 2 ** 20).toBe(Math.floor(Math.min(Math.max(eighth, 2 ** 27), 2 ** 30) / 2 ** 20));
    const wrong = Object.assign(new URL(url), { password: 'wrong' }).href;
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');

    const urlFile = join(dataDir, 'database-url');
    expect((await readFile(urlFile, 'utf8')).trim()).toBe(url.href);
    expect((await stat(urlFile)).mode & 0o777).toBe(0o600);
    await query(url.href, STORE);
    const postmaster = await postmasterOf(dataDir);
    await stopped(child);
    expect(lives(postmaster)).toBe(false);
    await expect(stat(urlFile)).rejects.toThrow('ENOENT');

    const second = servePostgres(dataDir);
    const again = await urlOf(second);
    expect(new URL(again).password).toBe(url.password);
    expect(await query(again, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await stopped(second);
  });

  test('outlives a Ctrl-C to the whole process group until it is stopped', async () => {
    const child = servePostgres(used, undefined, { detached: true });
    const url = await urlOf(child);
    process.kill(-child.pid, 'SIGINT');
    await child.says(/^interrupted$/m);
    await sleep(200);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stopped(child);
  });

  test('when killed itself is reported at once, and recovers at the next start', async () => {
    const dataDir = used;
    const child = servePostgres(dataDir);
    await query(await urlOf(child), STORE);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await child.says(/^ended PostgreSQL .* ended by itself \(SIGKILL\)/m);
    expect(await child.ended).toBe(1);

    const next = servePostgres(dataDir);
    expect(await query(await urlOf(next), 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await stopped(next);
  });

  test('starts after starts that were killed half way, whenever that was', async () => {
    const dataDir = await newDataDir();
    // A random moment of each quarter of a start, in milliseconds.
    const delays = [100, 275, 450, 625].map((from) => randomInt(from, from + 175));
    for (const delay of delays) {
      const killed = servePostgres(dataDir);
      await sleep(delay);
      killed.process.kill('SIGKILL');
      await killed.ended;
    }
    const child = servePostgres(dataDir);
    const starts = async () => query(await urlOf(child), 'SELECT 1 AS one');
    const outcome = await starts().catch((error: Error) => error.message);
    expect({ delays, outcome }).toEqual({ delays, outcome: [{ one: 1 }] });
    await stopped(child);
  });

  test('belongs to one of many that start at once, also over the lock of a killed one; the others name it', async () => {
    const dataDir = await newDataDir();
    for (const state of ['new', 'left by a killed one']) {
      const rivals = Array.from({ length: 6 }, () => servePostgres(dataDir));
      const outcomes = await Promise.all(rivals.map((rival) => rival.says(/^(ready|refused) (.*)$/m)));
      const winner = rivals[outcomes.findIndex(([, word]) => word === 'ready')]!;
      const problems = outcomes.filter(([, word]) => word === 'refused').map(([, , message]) => message);
      expect([state, problems]).toEqual([
        state,
        Array(5).fill(
          expect.stringContaining(
            `DataDirInUse Another Tenure (pid ${winner.pid}) is using DATA_DIR ${dataDir}`,
          ),
        ),
      ]);
      const exits = await Promise.all(rivals.filter((rival) => rival !== winner).map((rival) => rival.ended));
      expect(exits).toEqual([1, 1, 1, 1, 1]);
      winner.process.kill('SIGKILL');
      await winner.ended;
    }
  });

  test('is not kept from starting by process numbers that belong to others by now', async () => {
    const dataDir = used;
    const first = servePostgres(dataDir);
    await urlOf(first);
    const postmaster = await postmasterOf(dataDir);
    const pidFile = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    const { uid, gid } = await stat(join(dataDir, 'postgres'));
    first.process.kill('SIGKILL');
    process.kill(postmaster, 'SIGQUIT');
    await Promise.all([first.ended, gone(postmaster)]);

    const stranger = new Child('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    await writeFile(
      join(dataDir, 'postgres', 'postmaster.pid'),
      pidFile.replace(/^\d+/, String(stranger.pid)),
    );
    const lock = JSON.parse(await readFile(join(dataDir, 'tenure.lock'), 'utf8')) as { pid: number };
    await writeFile(join(dataDir, 'tenure.lock'), JSON.stringify({ ...lock, pid: process.pid }));

    const next = servePostgres(dataDir);
    await urlOf(next);
    expect(lives(stranger.pid)).toBe(true);
    await stopped(next);
  });

  test('starts after a power cut that left a postmaster.pid without a number', async () => {
    await everUsed();
    for (const left of ['', 'nobody\n']) {
      await writeFile(join(used, 'postgres', 'postmaster.pid'), left);
      const server = servePostgres(used);
      await urlOf(server);
      await stopped(server);
    }
  });

  test('gets a backup back and a migration reverted while no server runs, and never beside one', async () => {
    const source = await freshDatabase();
    const folder = await temporaryFolder();
    const dataDir = await newDataDir();
    try {
      await query(source.url, 'UPDATE document_series SET last = 7');
      await backUp(source.url, join(folder, 'saved'), new Date('2026-11-28T12:00:00Z'));
    } finally {
      await source.drop();
    }
    const { PATH, HOME } = process.env;
    const command = (...words: string[]) =>
      new Child(process.execPath, words, { env: { PATH, HOME, DATA_DIR: dataDir } });
    const restore = () => command('dist/bundle/cli.mjs', 'restore', '--from', join(folder, 'saved'));
    const server = servePostgres(dataDir);
    await urlOf(server);
    const refused = restore();
    expect(await refused.ended).toBe(2);
    expect(refused.output).toMatch(/^Tenure: Another Tenure \(pid \d+\) is using DATA_DIR .*\n$/);
    await stopped(server);

    const restored = restore();
    expect([await restored.ended, restored.output]).toEqual([0, expect.stringContaining('Restored ')]);
    const reverted = command('scripts/migration.mjs', 'revert');
    expect([await reverted.ended, reverted.output]).toEqual([0, expect.stringContaining('reverted')]);
    const again = servePostgres(dataDir);
    const [row] = await query(await urlOf(again), 'SELECT DISTINCT last FROM document_series');
    expect(row).toEqual({ last: 7 });
    await stopped(again);
  });

  test('of one DATA_DIR knows nothing of that of another', async () => {
    const [one, other] = [servePostgres(used), servePostgres(await newDataDir())];
    const [url, otherUrl] = await Promise.all([urlOf(one), urlOf(other)]);
    await query(url, 'CREATE TABLE mine ()');
    await expect(query(otherUrl, 'SELECT FROM mine')).rejects.toThrow('does not exist');
    await stopped(one);
    expect(await query(otherUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stopped(other);
  });

  test('refuses the data of another PostgreSQL version and leaves them alone', async () => {
    await everUsed();
    const dataDir = used;
    const file = join(dataDir, 'postgres', 'PG_VERSION');
    const ours = await readFile(file, 'utf8');
    await writeFile(file, '17\n');
    await servePostgres(dataDir).says(
      /refused EmbeddedPostgresError The data in .* were made by PostgreSQL 17/,
    );
    expect(await readFile(file, 'utf8')).toBe('17\n');
    await writeFile(file, ours);
  });
});
