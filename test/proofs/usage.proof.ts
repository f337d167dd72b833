import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ranAll, runSuites, tail } from './jest.js';

const MUTANTS = resolve('test/proofs/mutants/usage');
/** What has to notice a seeded bug of the spending path, the quick ones first. */
const SUITES = [['test/usage/'], ['test/proofs/races/last-unit']];

/** What the suites show in small, at its full size. */
export const proofs = [
  {
    id: 'G1',
    prove: async () => {
      const races = ['test/proofs/races/last-unit', 'test/proofs/races/exactness'];
      const suites = await runSuites(races, { LAST_UNIT_REPEATS: '50', EXACTNESS_REPEATS: '20' });
      const figures = '4 races × 50, holds and keys × 20, never over, never under, 0 deadlocks';
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
  {
    id: 'G5.usage',
    prove: async () => {
      const size = { KILL_SECONDS: '60', KILL_CALLERS: '200', TWIN_KEYS: '1' };
      const suites = await runSuites(['test/proofs/races/killed-server', '-t', 'acknowledged'], size);
      const figures = 'a minute of 200 callers and a killed server: 0 lost, 0 doubled';
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
  {
    id: 'G7',
    prove: async () => {
      const suites = await runSuites(['test/proofs/races/killed-server', '-t', 'twins'], {
        TWIN_KEYS: '100',
      });
      const figures = '100 keys × 50 twins over 2 servers, one killed: 100 of 100 spent once';
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
  {
    id: 'G1.mutants',
    prove: async () => {
      const patches = (await readdir(MUTANTS)).filter((file) => file.endsWith('.patch'));
      const survivors: string[] = [];
      for (const patch of patches) if (!(await isCaught(patch))) survivors.push(patch);
      const caught = patches.length - survivors.length;
      const missed = survivors.map((name) => `, not ${name}`).join('');
      return {
        ok: survivors.length === 0,
        figures: `${caught} of ${patches.length} seeded bugs found${missed}`,
      };
    },
  },
];

/** The bug is seeded into the source and the build of a copy. */
async function isCaught(patch: string): Promise<boolean> {
  const copy = await mkdtemp(join(tmpdir(), 'tenure-mutant-'));
  try {
    const parts = [
      'src',
      'test',
      'invariants',
      'scripts',
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ];
    for (const part of [...parts, 'nest-cli.json', 'jest.config.mjs']) {
      await cp(part, join(copy, part), { recursive: true });
    }
    await symlink(resolve('node_modules'), join(copy, 'node_modules'));
    const applied = spawnSync('git', ['apply', '--unidiff-zero', join(MUTANTS, patch)], { cwd: copy });
    if (applied.status !== 0) throw new Error(`${patch} does not apply: ${String(applied.stderr)}`);
    const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy });
    if (build.status !== 0) throw new Error(`${patch} does not build: ${String(build.stdout)}`);
    for (const suites of SUITES) {
      const { passed, output } = await runSuites(['--bail', ...suites], { LAST_UNIT_REPEATS: '4' }, copy);
      // A run that never came to its tests has found nothing.
      if (!ranAll(output)) throw new Error(`${patch}: ${output.slice(-2_000)}`);
      if (!passed) return true;
    }
    return false;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
