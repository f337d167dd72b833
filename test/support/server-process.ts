import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase, type TestDatabase } from './database.js';
import { Client, settings } from './tenure.js';

/** Ends a start that hangs. `npm run bench -- --only P17` measures how fast a start is. */
const START_LIMIT_MS = 60_000;

/** A server in its own process, as in production, and a client of it. */
export class ServerProcess extends Client {
  private constructor(
    url: string,
    private readonly child: ChildProcess,
    private readonly said: () => string,
  ) {
    super(url);
  }

  /**
   * Starts the build. Returns when it listens. It makes no documents unless `env` sets `DOCS`, because they take a third of the
   * start.
   */
  static async start(env: Record<string, string>): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['--max-semi-space-size=64', 'dist/bundle/main.mjs'], {
      env: { PATH: process.env.PATH, DOCS: 'off', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (let waited = 0; ; waited += 20) {
      const url = /^ {2}API +(http\S+)$/m.exec(output)?.[1];
      if (url !== undefined) return new ServerProcess(url, child, () => output);
      if (hasEnded(child) || waited > START_LIMIT_MS) {
        child.kill('SIGKILL');
        throw new Error(`The server did not start:\n${output}`);
      }
      await sleep(20);
    }
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** All that the server has printed so far. */
  get output(): string {
    return this.said();
  }

  /** Ends the server as an operator would, or with SIGKILL as a crash would. Returns how it ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    if (!hasEnded(this.child)) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return this.child.exitCode ?? this.child.signalCode;
  }
}

export interface Servers {
  servers: ServerProcess[];
  databaseUrl: string;
  /** Starts one more server on the same database, with the same settings except `env`. */
  another(env?: Record<string, string>): Promise<ServerProcess>;
  /** Stops every server and drops the database. */
  close(): Promise<void>;
}

/** Starts `n` servers on one fresh database with the example catalogue. */
export async function startServers(n: number, env: Record<string, string> = {}): Promise<Servers> {
  const database = await freshDatabase();
  // The database is a copy of a migrated one.
  const variables = { ...settings(database.url), PORT: '0', MIGRATE: 'off', ...env };
  const starts = await Promise.allSettled(Array.from({ length: n }, () => ServerProcess.start(variables)));
  const servers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const close = () => closeAll(servers, database);
  const another = async (own: Record<string, string> = {}) => {
    const server = await ServerProcess.start({ ...variables, ...own });
    servers.push(server);
    return server;
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason as Error;
  }
  return { servers, databaseUrl: database.url, another, close };
}

async function closeAll(servers: ServerProcess[], database: TestDatabase): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
  await database.drop();
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;
