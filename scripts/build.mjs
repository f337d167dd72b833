import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/**
 * Other sources of the build than `src` and `invariants`. The lock file is one of them, because packages are part of the bundle.
 */
const OTHER_SOURCES = [
  ...['ormconfig.ts', 'nest-cli.json', 'package.json', 'package-lock.json'],
  join('scripts', 'bundle.mjs'),
  join('scripts', 'web.mjs'),
];
/** A file that is written before the compiler starts and put in place last. Its time is the time of the compiled sources. */
const stamp = join(dist, '.built');
const compiler = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
/** The builder of the pages. An installation without it, or without pages, serves none. */
const vite = join(root, 'node_modules', 'vite');

/**
 * Builds `dist` if a source is newer than it, and returns whether it did. The build is made in another folder and replaces `dist`
 * when it is complete. So a running server never sees a half build, and a failed build leaves the last good one. If two builds run
 * at once, either can win.
 *
 * @param {AbortSignal} [signal] ends the compiler
 */
export async function buildIfStale(signal) {
  if (existsSync(join(root, 'src')) && !existsSync(compiler) && !existsSync(dist))
    throw new Error(
      'The compiler is not installed: with NODE_ENV=production npm leaves it out. Run: npm ci --include=dev',
    );
  // An installation without sources or compiler, such as an image, runs the build that it has.
  if (!existsSync(join(root, 'src')) || !existsSync(compiler)) return false;
  if (!(await isStale())) return false;
  await mkdir(join(root, 'node_modules', '.cache'), { recursive: true });
  const folder = await mkdtemp(join(root, 'node_modules', '.cache', 'tenure-build-'));
  try {
    const draftStamp = join(folder, '.built');
    const output = join(folder, 'dist');
    await writeFile(draftStamp, '');
    await together(
      [(ending) => compile(folder, output, ending), (ending) => buildPages(join(folder, 'web'), ending)],
      signal,
    );
    signal?.throwIfAborted();
    if (existsSync(join(folder, 'web'))) await rename(join(folder, 'web'), join(output, 'web'));
    await bundle(output);
    await rename(draftStamp, join(output, '.built'));
    if (await isStale()) await replaceDist(output, join(folder, 'old'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return true;
}

async function isStale() {
  const built = await modifiedAt(stamp);
  return built === null || (await newestSource()) >= built;
}

async function newestSource() {
  const settings = (await readdir(root)).filter((name) => /^tsconfig.*\.json$/.test(name));
  const times = await Promise.all([
    newestUnder(join(root, 'src')),
    newestUnder(join(root, 'invariants')),
    newestUnder(join(root, 'web')),
    newestUnder(join(root, 'sdk', 'src')),
    ...[...OTHER_SOURCES, ...settings].map((name) => modifiedAt(join(root, name))),
  ]);
  let newest = 0n;
  for (const time of times) if (time !== null && time > newest) newest = time;
  return newest;
}

/** Folders count too, because only the time of a folder shows that a file was deleted. */
async function newestUnder(folder) {
  let newest = (await modifiedAt(folder)) ?? 0n;
  if (newest === 0n) return newest;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.name.endsWith('.spec.ts')) continue;
    const time = await modifiedAt(join(entry.parentPath, entry.name));
    if (time !== null && time > newest) newest = time;
  }
  return newest;
}

/** @returns {Promise<bigint | null>} */
async function modifiedAt(path) {
  return (await stat(path, { bigint: true }).catch(() => null))?.mtimeNs ?? null;
}

async function compile(folder, output, signal) {
  const settings = join(folder, 'tsconfig.json');
  const overrides = { extends: join(root, 'tsconfig.build.json'), compilerOptions: { outDir: output } };
  await writeFile(settings, JSON.stringify(overrides));
  // The compiler reads the path relative to its working directory.
  const args = [compiler, 'build', '--path', relative(root, settings)];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', signal });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new BuildFailed();
}

async function buildPages(output, signal) {
  if (!existsSync(join(root, 'web')) || !existsSync(vite)) return;
  const args = [join(root, 'scripts', 'web.mjs'), output];
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', signal });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new BuildFailed();
}

/** Runs several tasks at once. If one of them fails, the others are ended before the error is thrown. */
async function together(tasks, signal) {
  const failed = new AbortController();
  const ending = signal === undefined ? failed.signal : AbortSignal.any([signal, failed.signal]);
  const running = tasks.map((task) =>
    task(ending).catch((error) => {
      failed.abort();
      throw error;
    }),
  );
  const results = await Promise.allSettled(running);
  // The first failure aborts the others, so their errors are aborts.
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  const cause = faults.find((error) => error.name !== 'AbortError') ?? faults[0];
  if (cause !== undefined) throw cause;
}

async function replaceDist(output, old) {
  const aside = await rename(dist, old).catch((error) => error);
  if (aside?.code === 'EXDEV') {
    // node_modules is on another file system, or dist belongs to a lower layer of an image. So rename does not work.
    await rm(dist, { recursive: true, force: true });
    await cp(output, dist, { recursive: true, preserveTimestamps: true });
    return;
  }
  await rename(output, dist);
}

/** The compiler has already printed the reason. */
class BuildFailed extends Error {}

/** Builds the client, if there is one and a source of it is newer. */
async function buildClient(signal) {
  const script = join(root, 'sdk', 'scripts', 'build.mjs');
  if (!existsSync(script)) return;
  const child = spawn(process.execPath, [script], { stdio: 'inherit', signal });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new BuildFailed();
}

if (basename(process.argv[1] ?? '') === basename(fileURLToPath(import.meta.url))) {
  const tasks = process.argv.includes('--with-client') ? [buildIfStale, buildClient] : [buildIfStale];
  await together(tasks).catch((error) => {
    if (!(error instanceof BuildFailed)) console.error(error);
    process.exitCode = 1;
  });
}
