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

export { DataDirInUse, EmbeddedPostgresError } from './embedded-postgres.error.js';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (or a link to it), `database-url` while the server runs, and `postgres.log`. */
  dataDir: string;
  /** False: a power cut may cost the data. For tests only. Default true. */
  durable?: boolean;
  /** Default 100. */
  maxConnections?: number;
  /** Told in plain words what takes time or is out of the ordinary. */
  log?: (line: string) => void;
  /** Called once when the server ends although nobody asked it to; there is no restart. */
  onExit?: (reason: string) => void;
  /** Gives up waiting for the server; what was started is stopped. */
  signal?: AbortSignal;
}

export interface EmbeddedPostgres {
  /** `postgres://tenure:…@127.0.0.1:<port>/tenure`; also in `DATA_DIR/database-url` while the server runs. */
  url: string;
  /** A fast shutdown, awaited; calling it again waits for the same one. */
  stop(): Promise<void>;
}

type Undo = () => Promise<void>;

const START_ATTEMPTS = 5;

/**
 * Starts the PostgreSQL 18 that npm installed, with its data under `dataDir`: on 127.0.0.1, a free
 * port, database and user `tenure`, a generated password. The first start makes the cluster.
 *
 * One process at a time owns a `dataDir`. Whatever an earlier owner left when it was killed (a lock,
 * a running server, half a cluster) is cleared away, and PostgreSQL recovers what was committed.
 * When this fails nothing it started is left running.
 *
 * @throws DataDirInUse when another living process owns `dataDir`; nothing was touched.
 * @throws EmbeddedPostgresError when PostgreSQL cannot be run here; the message says what to do.
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
  // What a killed run left there leads nowhere.
  await rm(urlFile, { force: true });
  const account = await chooseAccount(await findCluster(dataDir));
  const clusterDir = await placeCluster(dataDir, account);
  // A copied DATA_DIR brings the link along: two of them then name one cluster.
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
  await publish(urlFile, url);
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
    // Others may pass through root's directory but not look around in it: the server's account is another.
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
 * Tries again, each time on another port: somebody may take the port between our finding and the
 * server's using it, and the children of a killed server need a moment to let go of its memory.
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
  // The number of a process that has ended may be somebody else's by now.
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

async function publish(path: string, url: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${url}\n`, { mode: 0o600 });
  await rename(draft, path);
}

async function keepLogSmall(path: string): Promise<void> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > 10_000_000) await rename(path, `${path}.1`);
}
