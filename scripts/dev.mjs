import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stopWithNpm } from './stop-with-npm.mjs';

// Compiles and starts the service at every change of a source: `npm run start:dev`. With `--inspect` it opens the debugger's port:
// `npm run start:debug`. It builds the pages at every change of their sources.
//
// It does not use `nest start --watch`, which starts the next server while the last one still stops and holds the database.
const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
/** How long to wait for more changes, because an editor writes several files at once. */
const PAGES_REST_MS = 200;

const tell = (text) => process.stderr.write(`Tenure: ${text}\n`);
const start = (stdio, ...args) =>
  spawn(process.execPath, args, { cwd: root, stdio: ['ignore', stdio, 'inherit'] });
const runs = (child) => child?.exitCode === null && child.signalCode === null;

let server;
let compiled = false;
let startAsked = false;
let starting = false;
let stopping = false;

/** Restarts the server. The next server starts when the last one has ended. */
async function startAnew() {
  startAsked = true;
  if (starting || !compiled) return;
  starting = true;
  while (startAsked && !stopping) {
    startAsked = false;
    await end(server);
    if (!stopping) server = startServer();
  }
  starting = false;
}

function startServer() {
  const child = start(
    'inherit',
    '--enable-source-maps',
    ...process.argv.slice(2),
    join('dist', 'src', 'main.js'),
  );
  child.once('exit', (code) => {
    if (code && !stopping) tell('the server has ended. It starts again at the next change.');
  });
  return child;
}

async function end(child) {
  if (!runs(child)) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  await Promise.all([end(compiling), end(server)]);
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
stopWithNpm();

const compiling = start('pipe', compiler, 'build', '--watch', '--preserveWatchOutput');
compiling.stdout.on('data', (told) => {
  process.stdout.write(told);
  if (!/Found 0 errors/.test(told)) return;
  compiled = true;
  void startAnew();
});
compiling.once('exit', () => void stop(1));

let pages = Promise.resolve();
let rest;
async function buildPages() {
  const [code] = await once(start('inherit', join('scripts', 'web.mjs')), 'exit');
  if (code === 0) void startAnew();
}
function pagesChanged() {
  clearTimeout(rest);
  rest = setTimeout(() => {
    pages = pages.then(buildPages);
  }, PAGES_REST_MS);
}
if (existsSync(join(root, 'web'))) {
  pagesChanged();
  for (const folder of ['web', join('sdk', 'src')])
    watch(join(root, folder), { recursive: true }, pagesChanged);
}
