import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** The arguments of `npm start` and of the image. */
const BUNDLED = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=64',
  '--initial-old-space-size=128',
  'dist/bundle/main.mjs',
];
/** The same service without a bundle, as it was started before. V8 gives back no memory of the start. */
const UNBUNDLED = ['--max-semi-space-size=64', '--no-memory-reducer', 'dist/src/main.js'];
/**
 * The folder of a built checkout of the last release. If it is set, the service is compared with that release, started in its own
 * way.
 */
const { BENCH_BEFORE } = process.env;
const OURS = { folder: '.', args: BUNDLED };
const THEIRS = BENCH_BEFORE === undefined ? { folder: '.', args: UNBUNDLED } : asItWas(BENCH_BEFORE);
/** How long an idle server needs to give memory back. It asks V8 for that once, and V8 takes about ten seconds. */
const IDLE_MS = 14_000;

export const entries = [
  {
    id: 'P17',
    title: 'start to ready on a migrated database ÷ the same service file by file, or the release before',
    goal: { atMost: 0.6 },
    begin: comparing(readyAfter, 'ms'),
  },
  {
    id: 'P18',
    title: 'resident memory when idle ÷ the same service file by file, or the release before',
    goal: { atMost: 0.75 },
    begin: comparing(idleMemory, 'MB'),
  },
];

/** Starts a release with the flags of its own package.json, because today's flags were not measured for it. */
function asItWas(folder) {
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const flags = scripts.start.split(' ').filter((word) => word.startsWith('--'));
  const bundle = 'dist/bundle/main.mjs';
  return { folder, args: [...flags, existsSync(join(folder, bundle)) ? bundle : 'dist/src/main.js'] };
}

function comparing(measure, unit) {
  return async (stage) => {
    // Each side migrates its own database in the first round, which does not count.
    const databases = [await stage.emptyDatabase(), await stage.emptyDatabase()];
    const dataDir = await mkdtemp(join(tmpdir(), 'tenure-start-'));
    return {
      async round() {
        const ours = await measure(OURS, databases[0].url, dataDir);
        const theirs = await measure(THEIRS, databases[1].url, dataDir);
        return { ratio: ours / theirs, note: `${ours.toFixed(0)} ${unit} ÷ ${theirs.toFixed(0)} ${unit}` };
      },
      async end() {
        for (const { drop } of databases) await drop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  };
}

async function readyAfter(side, databaseUrl, dataDir) {
  const began = performance.now();
  const server = await startReady(side, databaseUrl, dataDir);
  const took = performance.now() - began;
  await server.stop();
  return took;
}

async function idleMemory(side, databaseUrl, dataDir) {
  const server = await startReady(side, databaseUrl, dataDir);
  await sleep(IDLE_MS);
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(server.pid)]);
  await server.stop();
  return Number(stdout) / 1_024;
}

/** Starts a server. Returns as soon as the server says that it is ready. */
async function startReady({ folder, args }, databaseUrl, dataDir) {
  const child = spawn(process.execPath, args, {
    cwd: folder,
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
