import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { EXTERNAL } from '../../scripts/bundle.mjs';
import { loadedOnce } from './once.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache');
/** `all.cjs` is the bundle. `node_modules` has a file for each package, which exports its part; `jest` has one for test files. */
export const folder = join(cache, 'tenure-packages');
/** Packages that are not bundled: native code, packages of Jest, and compilers that some specs need. */
const ON_THEIR_OWN = /^(@node-rs\/|@jest\/|typescript$|dependency-cruiser$|esbuild$)/;

/** The packages that the service and its tests import, by the names in the imports. */
export const packages = importedPackages();

/** The pattern for Jest's `moduleNameMapper`. */
export const packageNames = `^(${packages.map((name) => name.replaceAll(/[.+]/g, '\\$&')).join('|')})$`;
export const packageFiles = '<rootDir>/node_modules/.cache/tenure-packages/jest/$1.cjs';

/**
 * Bundles the packages, if their list or the installation has changed. A worker loads one large file faster than two thousand small
 * ones.
 */
export async function bundlePackages() {
  // npm writes this file at every installation.
  const { mtimeMs } = await stat(join(root, 'node_modules', '.package-lock.json'));
  const contents = JSON.stringify({ mtimeMs, packages, layout: 2 });
  const made = join(folder, 'contents.json');
  if (existsSync(made) && readFileSync(made, 'utf8') === contents) return;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'tenure-packages-'));
  const getters = packages.map((name) => `get ${JSON.stringify(name)}() { return require('${name}'); }`);
  await build({
    stdin: { contents: `module.exports = {${getters.join(',\n')}};`, resolveDir: root },
    outfile: join(draft, 'all.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    keepNames: true,
    minifyWhitespace: true,
    lineLimit: 160,
    external: EXTERNAL,
    // A few packages need their own path, to find files that are not bundled.
    define: { 'import.meta.url': '__tenureUrl' },
    banner: { js: `const __tenureUrl = require('node:url').pathToFileURL(__filename).href;` },
    legalComments: 'none',
    logLevel: 'error',
  });
  for (const name of packages) {
    const file = join(draft, 'node_modules', extname(name) === '' ? join(name, 'index.js') : name);
    const all = relative(dirname(file), join(draft, 'all.cjs')).replaceAll(sep, '/');
    await write(file, `module.exports = require('${all}')['${name}'];\n`);
    await write(join(draft, 'jest', `${name}.cjs`), loadedOnce(name));
  }
  await writeFile(join(draft, 'contents.json'), contents);
  await rm(folder, { recursive: true, force: true });
  // Another run may have been faster. Its bundle is the same.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
}

async function write(file, text) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** @returns {string[]} */
function importedPackages() {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const known = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
  const found = new Set();
  // A copy for a test of a seeded bug does not have all of these folders.
  const parts = ['src', 'test', 'invariants'].filter((part) => existsSync(join(root, part)));
  for (const part of parts)
    for (const file of readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue;
      const text = readFileSync(join(root, part, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:from|import\(|import) ?'((?:@[\w-]+\/)?[\w][^']*)'/g)) {
        const owner = /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? '';
        if (known.has(owner) && !ON_THEIR_OWN.test(name)) found.add(name);
      }
    }
  return [...found].sort();
}
