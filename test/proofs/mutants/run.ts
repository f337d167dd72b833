import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failures, ranAll, runSuites, type Suites, tail } from '../jest.js';
import { type Mutant, seed } from './mutant.js';

/** What the tests need of a checkout. */
const PARTS = [
  ...['src', 'test', 'invariants', 'scripts', 'sdk', 'openapi', 'examples', 'docs', 'ormconfig.ts'],
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'jest.config.mjs', 'dist'],
];

/** Milliseconds for a test without a limit of its own: a bug may make many of them hang. */
const TEST_LIMIT_MS = 60_000;

/** How many tests of a run are tried by themselves. When a bug breaks more, the first ones show it. */
const TRIED = 3;

export interface Hunt {
  /** Suites that have to notice, the quick ones first. */
  suites: string[][];
  env: Record<string, string>;
  /** Names of tests that compare times. They do not run: a busy machine makes them fail. */
  withoutTests: readonly string[];
}

/**
 * Seeds each bug into a copy of the checkout, source and build, and runs the suites there. Tells which test found each.
 *
 * A test finds a bug when it fails with the bug, then passes by itself in a copy without a bug, and fails again by itself with
 * it. So a test that always fails finds nothing, and neither does one that fails now and then on a busy machine. A test that runs
 * out of time has to do so twice, and pass in between.
 */
export async function hunt(mutants: readonly Mutant[], how: Hunt): Promise<{ ok: boolean; figures: string }> {
  const found: string[] = [];
  const missed: string[] = [];
  const clean = await copyWith({ name: 'no bug', edits: [] });
  try {
    for (const mutant of mutants) {
      const by = await foundBy(mutant, how, clean);
      if (by === null) missed.push(mutant.name);
      else found.push(`\n   ${mutant.name}: ${by}`);
    }
  } finally {
    await rm(clean, { recursive: true, force: true });
  }
  const not = missed.map((name) => `, not ${name}`).join('');
  const figures = `${found.length} of ${mutants.length} seeded bugs found${not}${found.join('')}`;
  return { ok: missed.length === 0, figures };
}

/** A folder with a copy of the checkout that has the bug. */
async function copyWith(mutant: Mutant): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'tenure-mutant-'));
  for (const part of PARTS) await cp(part, join(copy, part), { recursive: true });
  await symlink(resolve('node_modules'), join(copy, 'node_modules'));
  await seed(copy, mutant);
  return copy;
}

/** Which test found the bug, or null. */
async function foundBy(mutant: Mutant, how: Hunt, clean: string): Promise<string | null> {
  const copy = await copyWith(mutant);
  try {
    if (mutant.suite !== undefined) {
      const test = await testThatShows(mutant, [mutant.suite], how, copy, clean);
      if (test !== null) return test;
    }
    const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy });
    if (build.status !== 0) throw new Error(`${mutant.name} does not build: ${String(build.stdout)}`);
    for (const paths of how.suites) {
      const test = await testThatShows(mutant, paths, how, copy, clean);
      if (test !== null) return test;
    }
    return null;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The first test of these files that fails because of the bug, or null. */
async function testThatShows(
  { name }: Mutant,
  paths: string[],
  { env, withoutTests }: Hunt,
  copy: string,
  clean: string,
): Promise<string | null> {
  /** @throws Error when the tests did not run: that shows nothing */
  const run = async (folder: string, tests: string): Promise<Suites> => {
    const ran = await runSuites(
      [`--testTimeout=${TEST_LIMIT_MS}`, '--testNamePattern', tests, ...paths],
      env,
      folder,
    );
    if (!ranAll(ran.output)) throw new Error(`${name}: ${tail(ran)}`);
    return ran;
  };
  const ran = await run(
    copy,
    withoutTests.length === 0 ? '' : `^(?!.*(?:${withoutTests.map(literal).join('|')}))`,
  );
  if (ran.passed) return null;
  const failed = failures(ran);
  if (failed.length === 0) throw new Error(`${name}: ${tail(ran)}`);
  // Wrong answers come first: a test that hangs takes a minute each time.
  failed.sort((a, b) => Number(a.outOfTime) - Number(b.outOfTime));
  for (const { test, outOfTime } of failed.slice(0, TRIED)) {
    const byItself = `^${literal(test.replaceAll(' › ', ' '))}$`;
    const without = await run(clean, byItself);
    if (!without.passed || without.tests !== 1) continue;
    if (!(await run(copy, byItself)).passed) return outOfTime ? `${test}, which hangs` : test;
  }
  return null;
}

/** The text as a regular expression. */
const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
