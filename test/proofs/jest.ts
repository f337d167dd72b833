import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { SHOW } from './figure.js';

export interface Suites {
  /** Whether all tests that ran have passed, and at least one ran. Jest exits with 0 too when a name fits no test. */
  passed: boolean;
  /** How many tests passed. */
  tests: number;
  /** What they measured, as they told it by `figure`. */
  figures: string;
  output: string;
}

/** Runs test suites by Jest, at the size that `env` asks for, in this folder or in a copy of it. */
export async function runSuites(
  paths: string[],
  env: Record<string, string> = {},
  cwd = process.cwd(),
): Promise<Suites> {
  const args = [resolve('node_modules/jest/bin/jest.js'), '--runInBand', '--forceExit', '--ci', ...paths];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, [SHOW]: 'on', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.on('close', done));
  return suitesOf(code, output);
}

/** What Jest said by its exit code and its output. */
export function suitesOf(code: number | null, output: string): Suites {
  const tests = Number(/^Tests:.*?(\d+) passed/m.exec(output)?.[1] ?? 0);
  const figures = [...output.matchAll(/^figure: (.*)$/gm)].map(([, told]) => told).join('; ');
  return { passed: code === 0 && tests > 0, tests, figures, output };
}

/** What Jest calls an error outside of tests. */
const OUTSIDE = 'Test suite failed to run';

/**
 * Whether every suite came to its tests: one whose modules are not there fails too, and has found nothing. An expectation that fails
 * outside of tests comes after them: it is the check of the invariants at the end of a file.
 */
export const ranAll = (output: string): boolean =>
  /^Tests:/m.test(output) &&
  output
    .split(OUTSIDE)
    .slice(1)
    .every((told) => /^\s+expect\(/.test(told));

/** A test that failed: its name, and whether it ran out of time. A loaded machine does that, too. */
export interface Failure {
  test: string;
  outOfTime: boolean;
}

/** The tests that failed, each once. Jest prints a test again for each of its errors, and again at the end of a long run. */
export function failures({ output }: Suites): Failure[] {
  const byName = new Map<string, Failure>();
  for (const told of output.split(/^ {2}● /m).slice(1)) {
    const test = told.split('\n', 1)[0] ?? '';
    const outOfTime = /Exceeded timeout of|Not within \d+ s:/.test(told);
    if (!test.startsWith('Console') && test !== OUTSIDE && !byName.has(test))
      byName.set(test, { test, outOfTime });
  }
  return [...byName.values()];
}

/** The end of what was printed, for a failure. */
export const tail = ({ output }: Suites): string => output.slice(-4_000);
