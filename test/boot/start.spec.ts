import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
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
  temporaryFolder,
} from './support/children.js';

afterAll(cleanUp);

const newDataDir = async () => join(await temporaryFolder(), 'data');

async function addressOf(child: Child): Promise<string> {
  return (await child.says(/API +(http:\S+)/))[1]!;
}

async function isReady(address: string): Promise<boolean> {
  return (await fetch(`${address}/health/ready`)).ok;
}

describe('npm start', () => {
  test('says where the API, its documentation and the data are, and is ready by then', async () => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir);
    const address = await addressOf(child);
    expect(child.output).toContain(`${address}/docs`);
    expect(child.output).toContain(dataDir);
    expect(await isReady(address)).toBe(true);
    const url = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test.each([
    ['SIGTERM', 1],
    ['SIGINT', 5],
  ] as const)('stops server and PostgreSQL at %s, sent %d times, with exit code 0', async (signal, times) => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir);
    await addressOf(child);
    const postmaster = await postmasterOf(dataDir);
    for (let sent = 0; sent < times; sent += 1) {
      child.process.kill(signal);
      await sleep(5);
    }
    expect(await child.ended).toBe(0);
    expect(lives(postmaster)).toBe(false);
    expect(existsSync(join(dataDir, 'database-url'))).toBe(false);
    expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toMatch(/database system is shut down\s*$/);
  });

  test.each([
    ['SIGINT', 'to the whole process group, as Ctrl-C does', -1],
    ['SIGTERM', 'to npm alone', 1],
  ] as const)('run by npm, stops in order at a repeated %s %s', async (signal, _whom, sign) => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir, {}, ['npm', 'start']);
    await addressOf(child);
    const postmaster = await postmasterOf(dataDir);
    process.kill(sign * child.pid, signal);
    process.kill(sign * child.pid, signal);
    expect(await child.ended).toBe(0);
    expect(lives(postmaster)).toBe(false);
    expect(existsSync(join(dataDir, 'database-url'))).toBe(false);
  });

  test.each([
    ['PostgreSQL is being made', (child: Child) => child.says(/making a PostgreSQL/)],
    ['the app is being made', (_child: Child, dataDir: string) => appears(join(dataDir, 'database-url'))],
  ])('ends cleanly at a signal while %s', async (_moment, reached) => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir);
    await reached(child, dataDir);
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
    expect(child.output).not.toMatch(/Tenure is ready|error/i);
    await expect(postmasterOf(dataDir)).rejects.toThrow('ENOENT');
  });

  test('a second time, with other PORT and DATA_DIR, neither builds nor disturbs the first', async () => {
    const first = startTenure(await newDataDir());
    const address = await addressOf(first);
    const built = await stat('dist/.built');
    const second = startTenure(await newDataDir());
    const otherAddress = await addressOf(second);
    expect(otherAddress).not.toBe(address);
    expect((await stat('dist/.built')).ino).toBe(built.ino);
    expect([await isReady(address), await isReady(otherAddress)]).toEqual([true, true]);
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(await isReady(address)).toBe(true);
  });

  test('on the DATA_DIR of a running server names that server and exits 1', async () => {
    const dataDir = await newDataDir();
    const first = startTenure(dataDir);
    const address = await addressOf(first);
    const second = startTenure(dataDir);
    expect(await second.ended).toBe(1);
    expect(second.output).toContain(`Another Tenure (pid ${first.pid}) is using DATA_DIR ${dataDir}`);
    expect(await isReady(address)).toBe(true);
  });

  test('on a taken port names PORT, exits 1 and leaves no PostgreSQL behind', async () => {
    const dataDir = await newDataDir();
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    const child = startTenure(dataDir, { PORT: String(port) });
    expect(await child.ended).toBe(1);
    occupant.close();
    expect(child.output).toMatch(new RegExp(`port ${port} is taken.*PORT`));
    await expect(postmasterOf(dataDir)).rejects.toThrow('ENOENT');
  });

  test('with a wrong configuration lists all that is wrong, exits 1 and makes nothing', async () => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir, { PORT: 'http', RENEWALS: 'maybe', NODE_ENV: 'production' });
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/PORT must[^]*RENEWALS must[^]*JWT_SECRET is required in production/);
    expect(child.output).not.toMatch(/^ +at /m);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('after a kill -9 of the server finds everything that was committed', async () => {
    const dataDir = await newDataDir();
    const killed = startTenure(dataDir);
    await addressOf(killed);
    const url = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const orphan = await postmasterOf(dataDir);
    killed.process.kill('SIGKILL');
    await killed.ended;

    const next = startTenure(dataDir);
    await addressOf(next);
    expect(lives(orphan)).toBe(false);
    const nextUrl = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    expect(await query(nextUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  test('ends with exit code 1 and says why when PostgreSQL is killed under it', async () => {
    const dataDir = await newDataDir();
    const child = startTenure(dataDir);
    await addressOf(child);
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    expect(await child.ended).toBe(1);
    expect(child.output).toMatch(/PostgreSQL \(pid \d+\) ended by itself/);
  });
});

async function appears(path: string): Promise<void> {
  for (let waited = 0; !existsSync(path); waited += 5) {
    if (waited > 20_000) throw new Error(`${path} never appeared`);
    await sleep(5);
  }
}
