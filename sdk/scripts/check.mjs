import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import './build.mjs';

/** The highest size of the index for a browser in bytes, with all its imports, minified and compressed. */
const LIMIT = 6 * 1024;

const bin = (name) => fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'tenure-sdk-'));
let failed = false;
try {
  const { outputFiles } = await build({
    entryPoints: ['dist/index.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  if (size > LIMIT)
    fail(`The index has ${size} bytes, minified and compressed; at most ${LIMIT} are allowed.`);
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const [tarball] = (await import('node:fs')).readdirSync(folder).map((file) => join(folder, file));
  run(bin('publint'), ['--strict', tarball]);
  run(bin('attw'), ['--profile', 'node16', '--no-emoji', tarball]);
  if (!failed) console.log(`The client is ${size} bytes, and publint and attw find nothing.`);
} finally {
  await rm(folder, { recursive: true });
}
if (failed) process.exitCode = 1;

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) fail(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
}

function fail(message) {
  console.error(message);
  failed = true;
}
