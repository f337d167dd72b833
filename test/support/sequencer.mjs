import { readFileSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Matches files that take long whatever their size is, because they start or kill processes. */
const LONG = /server-process|built-server|support\/children|proofs\/(?:kills|once|crashes)|g17\./;

/**
 * Runs long test files first, so that no worker is left alone with one at the end. Jest knows how long a file took the last time.
 * In a fresh clone it knows nothing, and would sort by the size of the files.
 */
export default class LongOnesFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (tests.every(({ duration }) => duration !== undefined)) return sorted;
    const isLong = new Map(sorted.map((test) => [test, LONG.test(readFileSync(test.path, 'utf8'))]));
    return sorted.toSorted((a, b) => Number(isLong.get(b)) - Number(isLong.get(a)));
  }
}
