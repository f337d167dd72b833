import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const clockAhead = pathToFileURL(join(root, 'scripts', 'demo', 'clock-ahead.mjs')).href;
const START_LIMIT_MS = 120_000;

/**
 * Starts a server as `npm start` does, on a free port, with its own PostgreSQL and data. The promise `url` is fulfilled when the
 * server is ready.
 */
export async function launchServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-demo-'));
  // If this process is root, PostgreSQL runs as another account, which needs access.
  await chmod(dataDir, 0o711);
  const operator = { email: 'operator@example.com', password: randomBytes(12).toString('hex') };
  console.log('Starting Tenure with a PostgreSQL of its own …');
  const first = start(dataDir, {
    OPERATOR_EMAIL: operator.email,
    OPERATOR_PASSWORD: operator.password,
    // The backend of the chapter about webhooks is on this machine.
    WEBHOOK_NETWORKS: '127.0.0.0/8',
  });
  const servers = [first];
  const another = async (env, options) => {
    const databaseUrl = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
    const server = start(dataDir, { DATABASE_URL: databaseUrl, ...env }, options);
    servers.push(server);
    return server.url;
  };
  return {
    url: first.url,
    operator,
    dataDir,
    /** Starts another server on the same database, without a renewal loop and with a clock that is ahead. */
    launchAhead: (days) =>
      another({ RENEWALS: 'off', DAYS_AHEAD: String(days), MAX_CLOCK_SKEW_SECONDS: '1000000000' }, [
        '--import',
        clockAhead,
      ]),
    /** Starts another server on the same database, which writes invoices. */
    launchInvoicing: () => another({ RENEWALS: 'off', PAYMENTS: 'manual' }),
    async stop() {
      for (const server of servers.toReversed()) await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function start(dataDir, env, options = []) {
  const { PATH, HOME, SystemRoot } = process.env;
  const child = spawn(process.execPath, [...options, join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: { PATH, HOME, SystemRoot, PORT: '0', DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url: urlOf(child), stop };
}

/** The address that the server prints when it is ready. */
function urlOf(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const late = setTimeout(() => reject(new Error(`the server did not start:\n${output}`)), START_LIMIT_MS);
    const read = (chunk) => {
      output += chunk;
      const [, url] = /(http:\/\/\S+)\/docs/.exec(output) ?? [];
      if (url !== undefined) {
        clearTimeout(late);
        resolve(url);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('close', () => {
      clearTimeout(late);
      reject(new Error(`the server ended:\n${output}`));
    });
  });
}
