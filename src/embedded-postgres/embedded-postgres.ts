import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findCluster, hasCluster, makeCluster, placeCluster, readPassword, SYSTEM_DIR } from './cluster.js';
import { DataDirInUse, EmbeddedPostgresError } from './embedded-postgres.error.js';
import { provideBinaries } from './postgres-binaries.js';
import { launch, type ServerLaunch, shutDown, stopOrphan } from './postmaster.js';
import { takeLock } from './process-lock.js';
import { untilReady } from './readiness.js';
import { chooseAccount } from './server-account.js';

export interface EmbeddedPostgresOptions {
  /** The folder of the cluster (or a link to it), of `database-url` while the server runs, and of `postgres.log`. */
  dataDir: string;
  /** With false, a power cut may destroy the data. Only for tests. By default true. */
  durable?: boolean;
  /** By default 100. */
  maxConnections?: number;
  /** Gets a line for people when something takes time or is unusual. */
  log?: (line: string) => void;
  /** Called once if the server ends by itself. It is not started again. */
  onExit?: (reason: string) => void;
  /** Ends the start: it no longer waits for the server, and stops what it has started. */
  signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** `postgres://tenure:…@127.0.0.1:<port>/tenure`. While the server runs, it is also in `DATA_DIR/database-url`. */
  url: string;
  /** Stops the server by a fast shutdown, and waits for it. A second call waits for the same shutdown. */
  stop(): Promise<void>;
}

type Undo = () => Promise<void>;

const START_ATTEMPTS = 5;

/**
 * Starts the PostgreSQL 18 that npm installed, with its data under `dataDir`. It listens on a free port of 127.0.0.1; database and
 * user are `tenure`, and the password is generated. The first start makes the cluster.
 *
 * Only one process at a time can use a `dataDir`. If the process before was killed, its lock, its running server or its incomplete
 * cluster is removed, and PostgreSQL recovers all committed data. If the start fails, nothing that it started goes on running.
 *
 * @throws DataDirInUse when another running process uses `dataDir`; nothing is changed
 * @throws EmbeddedPostgresError when PostgreSQL cannot run here; the message says what to do
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const undo: Undo[] = [];
  const undoAll = async () => {
    while (undo.length > 0) await undo.pop()!();
  };
  try {
    return await start(options, undo, undoAll);
  } catch (error) {
    await undoAll();
    throw error;
  }
}

async function start(
  options: EmbeddedPostgresOptions,
  undo: Undo[],
  undoAll: Undo,
): Promise<EmbeddedPostgres> {
  const { durable = true, maxConnections = 100, log = () => undefined } = options;
  const dataDir = await prepareDataDir(options.dataDir);
  await lock(join(dataDir, 'tenure.lock'), dataDir, undo);
  const urlFile = join(dataDir, 'database-url');
  // The URL that a killed run left there is no longer valid.
  await rm(urlFile, { force: true });
  const account = await chooseAccount(await findCluster(dataDir));
  const clusterDir = await placeCluster(dataDir, account);
  // A copy of a DATA_DIR has the same link, so two folders may name one cluster.
  if (dirname(clusterDir) !== dataDir) await lock(`${clusterDir}.lock`, dataDir, undo);
  const binaries = await provideBinaries(account, account.ids ? SYSTEM_DIR : dataDir);
  if (await hasCluster(clusterDir, binaries.major)) {
    await stopOrphan(clusterDir, binaries, log);
  } else {
    log(`making a PostgreSQL ${binaries.major} cluster in ${clusterDir}`);
    await makeCluster(clusterDir, binaries, account, durable);
  }
  const logFile = join(dataDir, 'postgres.log');
  await keepLogSmall(logFile);
  const launchOptions = { clusterDir, binaries, account, maxConnections, durable, logFile };
  const { server, url } = await startServer(launchOptions, await readPassword(clusterDir), options.signal);
  let stopping = false;
  undo.push(() => end(server, launchOptions));
  server.once('exit', (code, signal) => {
    if (stopping) return;
    options.onExit?.(
      `PostgreSQL (pid ${server.pid}) ended by itself (${signal ?? `exit code ${code}`}); see ${logFile}`,
    );
  });
  undo.push(() => rm(urlFile, { force: true }));
  await writeUrlFile(urlFile, url);
  let stopped: Promise<void> | undefined;
  return {
    url,
    stop: () => {
      stopping = true;
      return (stopped ??= undoAll());
    },
  };
}

async function prepareDataDir(path: string): Promise<string> {
  try {
    // Root's folder must be open to pass through, because the server runs under another account. It cannot be listed.
    await mkdir(path, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    await access(path, constants.W_OK);
    return await realpath(path);
  } catch (error) {
    throw new EmbeddedPostgresError(`DATA_DIR cannot be written by this user: ${(error as Error).message}`);
  }
}

async function lock(path: string, dataDir: string, undo: Undo[]): Promise<void> {
  const attempt = await takeLock(path);
  if (!attempt.taken) throw new DataDirInUse(dataDir, attempt.pid);
  undo.push(attempt.release);
}

/**
 * Starts the server, and tries again on another port if that fails. Somebody may take the port before the server uses it, and the
 * child processes of a killed server need a moment to free its memory.
 */
async function startServer(
  options: Omit<ServerLaunch, 'port'>,
  password: string,
  signal?: AbortSignal,
): Promise<{ server: ChildProcess; url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const url = `postgres://tenure:${password}@127.0.0.1:${port}/tenure`;
    const server = await launch({ ...options, port });
    try {
      await untilReady(server, url, options.logFile, signal);
      return { server, url };
    } catch (error) {
      await end(server, options);
      if (attempt === START_ATTEMPTS || signal?.aborted) throw error;
      await sleep(100 * attempt);
    }
  }
}

async function end(
  server: ChildProcess,
  { clusterDir, binaries }: Omit<ServerLaunch, 'port'>,
): Promise<void> {
  // The process may have ended, and its id may belong to another process now.
  if (server.exitCode === null && server.signalCode === null)
    await shutDown(server.pid!, clusterDir, binaries);
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function writeUrlFile(path: string, url: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${url}\n`, { mode: 0o600 });
  await rename(draft, path);
}

async function keepLogSmall(path: string): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > 10_000_000) await rename(path, `${path}.1`);
}
