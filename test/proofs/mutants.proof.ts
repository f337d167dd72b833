import { hunt } from './mutants/run.js';
import { SUBSCRIPTION_MUTANTS } from './mutants/subscriptions.js';
import { TIMED_TESTS, USAGE_MUTANTS } from './mutants/usage.js';

/** The tests have to fail on every seeded bug, or they prove nothing. */
export const proofs = [
  {
    id: 'G1.mutants',
    prove: () =>
      hunt(USAGE_MUTANTS, {
        suites: [['test/usage/'], ['test/proofs/races/last-unit']],
        env: { LAST_UNIT_REPEATS: '4', ANSWERS_RUNS: '25' },
        withoutTests: TIMED_TESTS,
      }),
  },
  {
    id: 'G2.mutants',
    /** The life against the model, the loop at and around its boundaries, and each rule by itself. */
    prove: () =>
      hunt(SUBSCRIPTION_MUTANTS, {
        suites: [
          [
            'test/subscriptions/renewals/rules',
            'test/subscriptions/renewals/stale-reads',
            'test/subscriptions/lifecycle',
          ],
          ['test/proofs/model/'],
        ],
        env: { MODEL_RUNS: '10', TWIN_RUNS: '10', MODEL_SHRINK: 'off' },
        withoutTests: [],
      }),
  },
];
