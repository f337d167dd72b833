import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { until } from '../../support/until.js';

const children: Child[] = [];
const folders: string[] = [];
const dataDirs = new Set<string>();

/** A process of the test's own, with what it has said so far. */
export class Child {
  output = '';
  readonly process: ChildProcess;
  readonly ended: Promise<number | string>;

  constructor(command: string, args: string[], options: SpawnOptions = {}) {
    this.process = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.ended = new Promise((resolve) =>
      this.process.once('close', (code, signal) => resolve(signal ?? code ?? -1)),
    );
    children.push(this);
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** The first line that `pattern` matches; fails at once when the process ends without saying it. */
  async says(pattern: RegExp, seconds = 100): Promise<RegExpExecArray> {
    for (let waited = 0; waited < seconds * 1000; waited += 10) {
      const found = pattern.exec(this.output);
      if (found) return found;
      const over = this.process.exitCode !== null || this.process.signalCode !== null;
      await (over ? this.ended : sleep(10));
      if (over && !pattern.test(this.output)) break;
    }
    throw new Error(`Nothing like ${pattern} in:\n${this.output}`);
  }
}

/** A folder that others may pass through, deleted after the tests with every cluster that it links to. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tenure-boot-')));
  await chmod(folder, 0o711);
  folders.push(folder);
  return folder;
}

/** Serves the PostgreSQL of `dataDir` in a process of its own, from the build in `checkout`. */
export function servePostgres(
  dataDir: string,
  checkout = process.cwd(),
  options: SpawnOptions & { node?: string } = {},
): Child {
  dataDirs.add(dataDir);
  const { node = process.execPath, ...rest } = options;
  const script = join(checkout, 'test', 'boot', 'support', 'serve-postgres.mjs');
  return new Child(node, [script, checkout, dataDir], rest);
}

/** `npm start`, without npm unless `command` says so. It makes no documents unless `env` says so: they take a third of the start. */
export function startTenure(
  dataDir: string,
  env: NodeJS.ProcessEnv = {},
  command = [process.execPath, 'scripts/start.mjs'],
): Child {
  dataDirs.add(dataDir);
  const { PATH, HOME } = process.env;
  const [program = '', ...args] = command;
  return new Child(program, args, {
    detached: true,
    env: { PATH, HOME, DATA_DIR: dataDir, PORT: '0', DOCS: 'off', ...env },
  });
}

export async function urlOf(child: Child): Promise<string> {
  return (await child.says(/^ready (.+)$/m))[1]!;
}

export async function stopped(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  await child.says(/^stopped$/m);
  expect(await child.ended).toBe(0);
}

export async function postmasterOf(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A zombie, which nobody has asked for its end yet, has ended all the same.
  return process.platform !== 'linux' || !/\) Z /.test(textOf(`/proc/${pid}/stat`));
}

export async function gone(pid: number, seconds = 10): Promise<void> {
  await until(() => !lives(pid), `process ${pid} has ended`, seconds);
}

export async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Stops in order what still runs, so that the next test finds its DATA_DIR free. */
export async function stopChildren(): Promise<void> {
  for (const child of children) child.process.kill('SIGTERM');
  await Promise.all(children.map(({ ended }) => ended));
}

/** Ends what the tests of this file started, each by its own pid, and deletes what they made. */
export async function cleanUp(): Promise<void> {
  for (const child of children.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  for (const dataDir of dataDirs) await removeCluster(dataDir);
  dataDirs.clear();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function removeCluster(dataDir: string): Promise<void> {
  const pid = await postmasterOf(dataDir).catch(() => 0);
  if (pid > 0 && isPostgres(pid)) {
    process.kill(pid, 'SIGQUIT');
    await gone(pid);
  }
  const cluster = await realpath(join(dataDir, 'postgres')).catch(() => null);
  for (const path of cluster ? [cluster, `${cluster}.lock`] : [])
    await rm(path, { recursive: true, force: true });
}

function isPostgres(pid: number): boolean {
  return process.platform === 'linux' ? /postgres\0/.test(textOf(`/proc/${pid}/cmdline`)) : lives(pid);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
