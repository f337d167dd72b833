import { spawnSync } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Makes dist: the entries as ESM and CJS from one source, each with its own types. openapi-fetch is bundled, because Node does not
// find the default export of its CJS. Its types are not bundled, so it stays a dependency.
const folder = fileURLToPath(new URL('..', import.meta.url));
process.chdir(folder);
await rm('dist', { recursive: true, force: true });
const entryPoints = ['src/index.ts', 'src/webhooks.ts'];
for (const [format, extension] of [
  ['esm', '.js'],
  ['cjs', '.cjs'],
])
  await build({
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
