import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serverEnvironment } from './cluster.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { isAlive, isPostmasterOf } from './process-identity.js';
import type { ServerAccount } from './server-account.js';

export interface ServerLaunch {
  clusterDir: string;
  binaries: PostgresBinaries;
  account: ServerAccount;
  port: number;
  maxConnections: number;
  /** With false, the server is faster but not safe. Only for tests. */
  durable: boolean;
  logFile: string;
}

const MEGABYTE = 2 ** 20;

/**
 * The setting `shared_buffers`: an eighth of the memory that this process may use, at most 1 GB. That is half of what PostgreSQL's
 * manual recommends, because the service runs on the same machine. The default of 128 MB is enough for a hundred thousand
 * subscriptions. Memory that is never used is not allocated.
 */
function sharedBuffers(): string {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return `${Math.min(1024, Math.max(128, Math.floor(memory / 8 / MEGABYTE)))}MB`;
}

/**
 * Starts the server in a session of its own. Ctrl-C goes to the whole process group of the terminal, so it reaches only the app,
 * which stops its requests first and the server last.
 */
export async function launch({
  clusterDir,
  binaries,
  account,
  port,
  maxConnections,
  durable,
  logFile,
}: ServerLaunch): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    // A socket path has at most 107 characters, and DATA_DIR may be longer.
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: sharedBuffers(),
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Details and statements in the log would contain customers' data.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  const args = [
    '-D',
    clusterDir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const log = await open(logFile, 'a', 0o600);
  try {
    const server = spawn(binaries.postgres, args, {
      ...account.ids,
      cwd: clusterDir,
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
    });
    await Promise.race([
      once(server, 'spawn'),
      once(server, 'error').then(([error]) => Promise.reject(error as Error)),
    ]);
    return server;
  } finally {
    await log.close();
  }
}

/**
 * Stops a server by a fast shutdown: open transactions are rolled back, and everything committed is on disk. After 5 s it is
 * stopped by an immediate shutdown. That loses nothing either, because the next start recovers.
 */
export async function shutDown(pid: number, clusterDir: string, { pgCtl }: PostgresBinaries): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(pgCtl, ['stop', '-D', clusterDir, '-m', 'fast', '-w']).catch(() => undefined);
    return;
  }
  for (const [signal, seconds] of [
    ['SIGINT', 5],
    ['SIGQUIT', 3],
    ['SIGKILL', 3],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < seconds * 1000; waited += 20) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
}

/**
 * Prepares the start of a new server: stops a server that a killed Tenure left running, and deletes a `postmaster.pid` that names
 * no process, or one that is another process now. The caller must hold the lock of the data directory, so no running Tenure uses
 * that server.
 */
export async function stopOrphan(
  clusterDir: string,
  binaries: PostgresBinaries,
  log: (line: string) => void,
): Promise<void> {
  const pidFile = join(clusterDir, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => null);
  if (text === null) return;
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0)) {
    // A power cut can leave an empty file. PostgreSQL refuses to start beside it.
    await rm(pidFile, { force: true });
  } else if (isPostmasterOf(clusterDir, pid)) {
    log(`stopping the PostgreSQL (pid ${pid}) that an earlier run left behind`);
    await shutDown(pid, clusterDir, binaries);
  } else if (isAlive(pid)) {
    // PostgreSQL would refuse to start, because it sees only that a process with this number runs.
    await rm(pidFile, { force: true });
  }
}
