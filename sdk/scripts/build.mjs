import { spawnSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Makes dist, if a source is newer: the entries as ESM and CJS from one source, each with its own types. openapi-fetch is bundled,
// because Node does not find the default export of its CJS. Its types are not bundled, so it stays a dependency.
const folder = fileURLToPath(new URL('..', import.meta.url));
process.chdir(folder);
/** It is written last, and gets the time at which the build began. */
const LAST = 'dist/index.cjs';
const begun = new Date();
if (!(await isStale())) process.exit(0);

await rm('dist', { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.json'], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
await copyFile('src/schema.d.ts', 'dist/schema.d.ts');
for (const file of await readdir('dist')) {
  if (!file.endsWith('.d.ts')) continue;
  const types = await readFile(`dist/${file}`, 'utf8');
  await writeFile(
    `dist/${file.replace(/\.d\.ts$/, '.d.cts')}`,
    types.replaceAll(/(from '\.\/\w+)\.js'/g, "$1.cjs'"),
  );
}
const entryPoints = ['src/index.ts', 'src/webhooks.ts'];
for (const [format, extension] of [
  ['esm', '.js'],
  ['cjs', '.cjs'],
])
  await build({
    absWorkingDir: folder,
    entryPoints,
    outdir: 'dist',
    bundle: true,
    format,
    outExtension: { '.js': extension },
    target: 'es2022',
    platform: 'neutral',
    external: ['node:crypto'],
    logLevel: 'warning',
  });
await utimes(LAST, begun, begun);

/** A folder counts too, because only its time shows that a file was deleted. */
async function isStale() {
  const sources = (await readdir('src', { recursive: true })).map((name) => join('src', name));
  const others = ['scripts/build.mjs', 'package.json', 'tsconfig.json', '../package-lock.json'];
  const changed = await Promise.all(['src', ...sources, ...others].map(modifiedAt));
  return (await modifiedAt(LAST)) <= Math.max(...changed);
}

/** Milliseconds. Zero, if there is no such file. */
async function modifiedAt(path) {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0;
}
