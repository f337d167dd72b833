import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Failure, failures, ranAll, runSuites, tail } from '../jest.js';
import { type Mutant, seed } from './mutant.js';

/** What the tests need of a checkout. */
const PARTS = [
  ...['src', 'test', 'invariants', 'scripts', 'sdk', 'openapi', 'examples', 'docs', 'ormconfig.ts'],
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'jest.config.mjs', 'dist'],
];

/** Milliseconds for a test without a limit of its own: a bug may make many of them hang. */
const TEST_LIMIT_MS = 60_000;

export interface Hunt {
  /** Suites that have to notice, the quick ones first. */
  suites: string[][];
  env: Record<string, string>;
}

/**
 * Seeds each bug into a copy of the checkout, source and build, and runs the suites there. Tells which test noticed each. The
 * suites first have to pass in a copy without a bug: a copy in which they always fail would find everything.
 *
 * A test that runs out of time has noticed nothing: the machine may be busy. Its suites run once more, and when it runs out of time
 * again, the bug makes it hang, which counts and is told.
 */
export async function hunt(mutants: readonly Mutant[], how: Hunt): Promise<{ ok: boolean; figures: string }> {
  const others = mutants.flatMap(({ suite }) => suite ?? []).filter((suite) => !runsIn(how.suites, suite));
  const all = others.length === 0 ? how : { ...how, suites: [[...new Set(others)], ...how.suites] };
  const falseAlarm = await noticed({ name: 'no bug', edits: [] }, all);
  if (falseAlarm !== null)
    return { ok: false, figures: `the suites fail in a copy without a bug: ${falseAlarm}` };
  const found: string[] = [];
  const missed: string[] = [];
  for (const mutant of mutants) {
    const by = await noticed(mutant, how);
    if (by === null) missed.push(mutant.name);
    else found.push(`\n   ${mutant.name}: ${by}`);
  }
  const not = missed.map((name) => `, not ${name}`).join('');
  const figures = `${found.length} of ${mutants.length} seeded bugs found${not}${found.join('')}`;
  return { ok: missed.length === 0, figures };
}

const runsIn = (suites: string[][], suite: string): boolean =>
  suites.flat().some((path) => suite.startsWith(path));

/** Which test failed in a copy with the bug, or null. */
async function noticed(mutant: Mutant, { suites, env }: Hunt): Promise<string | null> {
  const copy = await mkdtemp(join(tmpdir(), 'tenure-mutant-'));
  try {
    for (const part of PARTS) await cp(part, join(copy, part), { recursive: true });
    await symlink(resolve('node_modules'), join(copy, 'node_modules'));
    await seed(copy, mutant);
    const ofRule = mutant.suite === undefined ? [] : [[mutant.suite]];
    const early = await firstFailure(mutant, ofRule, env, copy);
    if (early?.outOfTime === false) return early.test;
    const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy });
    if (build.status !== 0) throw new Error(`${mutant.name} does not build: ${String(build.stdout)}`);
    const run = () => firstFailure(mutant, suites, env, copy);
    const first = await run();
    if (first === null || !first.outOfTime) return first?.test ?? null;
    const again = await run();
    return again?.outOfTime ? `${again.test}, which hangs` : (again?.test ?? null);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What failed first by a wrong answer, or by running out of time when that is all there is. */
async function firstFailure(
  { name }: Mutant,
  suites: string[][],
  env: Record<string, string>,
  copy: string,
): Promise<Failure | null> {
  let late: Failure | undefined;
  for (const paths of suites) {
    const ran = await runSuites(['--bail', `--testTimeout=${TEST_LIMIT_MS}`, ...paths], env, copy);
    // A run that never came to its tests has found nothing.
    if (!ranAll(ran.output)) throw new Error(`${name}: ${tail(ran)}`);
    if (ran.passed) continue;
    const failed = failures(ran);
    const wrong = failed.find(({ outOfTime }) => !outOfTime);
    if (wrong !== undefined) return wrong;
    late ??= failed[0] ?? { test: tail(ran), outOfTime: false };
  }
  return late ?? null;
}
