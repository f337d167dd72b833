import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_LIMIT_MS = 120_000;

/** Launches a server as `npm start` does, on a free port, with a PostgreSQL and data of its own. `url` comes later. */
export async function launchServer() {
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-demo-'));
  // Open to the account that runs PostgreSQL when we are root.
  await chmod(dataDir, 0o711);
  const operator = { email: 'operator@example.com', password: randomBytes(12).toString('hex') };
  const { PATH, HOME, SystemRoot } = process.env;
  const env = { PATH, HOME, SystemRoot, PORT: '0', DATA_DIR: dataDir };
  console.log('Starting Tenure with a PostgreSQL of its own …');
  const child = spawn(process.execPath, [join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: { ...env, OPERATOR_EMAIL: operator.email, OPERATOR_PASSWORD: operator.password },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: urlOf(child), operator, dataDir, stop };
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
