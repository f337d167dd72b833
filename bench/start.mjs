import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** As `npm start` and the image start it. */
const BUNDLED = ['--max-semi-space-size=64', 'dist/bundle/main.mjs'];
/** The same service file by file, as it was started before: V8 gives back nothing of what the start needed. */
const UNBUNDLED = ['--max-semi-space-size=64', '--no-memory-reducer', 'dist/src/main.js'];
/** The server has given back what it can: it asks V8 for that once, and V8 takes about ten seconds. */
const IDLE_MS = 14_000;

export const entries = [
  {
    id: 'P17',
    title: 'start to ready on a migrated database ÷ the same service file by file',
    goal: { atMost: 0.6 },
    begin: comparing(readyAfter, 'ms'),
  },
  {
    id: 'P18',
    title: 'resident memory when idle ÷ the same service file by file',
    goal: { atMost: 0.75 },
    begin: comparing(idleMemory, 'MB'),
  },
];

function comparing(measure, unit) {
  return async (stage) => {
    const database = await stage.database();
    const dataDir = await mkdtemp(join(tmpdir(), 'tenure-start-'));
    return {
      async round() {
        const ours = await measure(BUNDLED, database.url, dataDir);
        const theirs = await measure(UNBUNDLED, database.url, dataDir);
        return { ratio: ours / theirs, note: `${ours.toFixed(0)} ${unit} ÷ ${theirs.toFixed(0)} ${unit}` };
      },
      async end() {
        await database.drop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  };
}

async function readyAfter(args, databaseUrl, dataDir) {
  const began = performance.now();
  const server = await startReady(args, databaseUrl, dataDir);
  const took = performance.now() - began;
  await server.stop();
  return took;
}

async function idleMemory(args, databaseUrl, dataDir) {
  const server = await startReady(args, databaseUrl, dataDir);
  await sleep(IDLE_MS);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(server.pid)]);
  await server.stop();
  return Number(stdout) / 1_024;
}

/** Starts a server; answers as soon as it says that it is ready. */
async function startReady(args, databaseUrl, dataDir) {
  const child = spawn(process.execPath, args, {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk.toString()));
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
  for (;;) {
    const url = /^ {2}API +(http\S+)$/m.exec(output)?.[1];
    if (url !== undefined && (await fetch(`${url}/health/ready`)).ok) return { pid: child.pid, stop };
    if (child.exitCode !== null) throw new Error(`The server did not start:\n${output}`);
    await sleep(2);
  }
}
