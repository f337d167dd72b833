import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from '@swc/core';
import { folder } from './packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const PARTS = ['src', 'invariants'];

/** The settings that compile TypeScript to CommonJS, for the sources and the tests. */
export const SWC = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/**
 * Compiles the sources into a folder of this run, where Node finds the bundled packages. Returns a function that deletes the
 * folder.
 */
export async function compileSources() {
  const run = await realpath(await mkdtemp(join(folder, 'run-')));
  process.env.TENURE_COMPILED = run;
  for (const part of PARTS) {
    const names = await readdir(join(root, part), { recursive: true });
    await Promise.all(
      names.filter((name) => name.endsWith('.ts')).map((name) => compile(run, join(part, name))),
    );
  }
  return () => rm(run, { recursive: true, force: true });
}

async function compile(run, source) {
  const filename = join(root, source);
  const target = join(run, source.replace(/\.ts$/, '.js'));
  const { code } = await transform(await readFile(filename, 'utf8'), { ...SWC, swcrc: false, filename });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}
