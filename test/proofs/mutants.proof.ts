import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ranAll, runSuites } from './jest.js';

const MUTANTS = resolve('test/proofs/mutants/subscriptions');
/** What has to notice: the life against the model, the loop at and around its boundaries, and each rule by itself. */
const SUITES = [
  'test/proofs/model/',
  'test/subscriptions/renewals/stale-reads',
  'test/subscriptions/lifecycle',
];

/** Seeded bugs, each a patch: the tests have to fail on every one, or they prove nothing. */
export const proofs = [
  {
    id: 'G2.mutants',
    prove: async () => {
      const patches = (await readdir(MUTANTS)).filter((file) => file.endsWith('.patch'));
      const survivors: string[] = [];
      for (const patch of patches) if (!(await isCaught(patch))) survivors.push(patch);
      const caught = patches.length - survivors.length;
      const figures = `${caught} of ${patches.length} seeded bugs found${survivors.map((name) => `, not ${name}`).join('')}`;
      return { ok: survivors.length === 0, figures };
    },
  },
];

async function isCaught(patch: string): Promise<boolean> {
  const copy = await mkdtemp(join(tmpdir(), 'tenure-cycle-mutant-'));
  try {
    for (const part of [
      'src',
      'test',
      'invariants',
      'scripts',
      'dist',
      'package.json',
      'tsconfig.json',
      'jest.config.mjs',
    ]) {
      await cp(part, join(copy, part), { recursive: true });
    }
    await symlink(resolve('node_modules'), join(copy, 'node_modules'));
    const applied = spawnSync('git', ['apply', '--unidiff-zero', join(MUTANTS, patch)], { cwd: copy });
    if (applied.status !== 0) throw new Error(`${patch} does not apply: ${String(applied.stderr)}`);
    const { passed, output } = await runSuites(SUITES, { MODEL_SHRINK: 'off' }, copy);
    // A run that never came to its tests has found nothing.
    if (!ranAll(output)) throw new Error(`${patch}: ${output.slice(-2_000)}`);
    return !passed;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
