import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Matches files that take long whatever their size is: they start or kill processes, or have many rounds or subscriptions. */
const LONG = /server-process|built-server|command-line|child_process|support\/children|proofs\//;
/** Matches tests that compare times. They run between the others: not beside the processes, and none of them at the end. */
const TIMED = /passwordsAsInProduction|the best of three/i;

function rank(path) {
  const text = readFileSync(path, 'utf8');
  if (TIMED.test(text)) return 1;
  return LONG.test(`${path}\n${text}`) ? 2 : 0;
}

/**
 * Runs long test files first, so that no worker is left alone with one at the end. Jest knows how long a file took the last time,
 * and puts a file that is new before these. In a fresh clone it knows nothing, and would sort by the size of the files.
 */
export default class LongOnesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (tests.some(({ duration }) => duration !== undefined)) return sorted;
    const ranks = new Map(sorted.map(({ path }) => [path, rank(path)]));
    return sorted.toSorted((a, b) => ranks.get(b.path) - ranks.get(a.path));
  }
}
