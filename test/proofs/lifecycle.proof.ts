import { runSuites, tail } from './jest.js';

/** What the suites show in small, at its full size. */
export const proofs = [
  {
    id: 'G2',
    prove: async () => {
      const suites = await runSuites(['test/proofs/model/'], { MODEL_RUNS: '300', TWIN_RUNS: '300' });
      const figures =
        '300 lives of up to 60 commands, 300 pairs of which one was never looked at, and every seed that once failed';
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
  {
    id: 'G2.pairs',
    prove: async () => {
      const suites = await runSuites(['test/proofs/races/pairs'], { PAIR_ROUNDS: '200' });
      return {
        ok: suites.passed,
        figures: suites.passed ? `${suites.tests} pairs, 200 rounds each, 0 differ` : tail(suites),
      };
    },
  },
  {
    id: 'G2.upcoming',
    prove: async () => {
      const suites = await runSuites(['test/subscriptions/upcoming'], { UPCOMING_RUNS: '300' });
      return { ok: suites.passed, figures: suites.passed ? '300 forecasts came true' : tail(suites) };
    },
  },
  {
    id: 'G6',
    prove: async () => {
      const suites = await runSuites([
        'test/subscriptions/renewals/late-loop',
        'test/subscriptions/renewals/stale-reads',
        'test/subscriptions/renewals/set-aside',
      ]);
      return {
        ok: suites.passed,
        figures: suites.passed ? `${suites.tests} cases of a late loop, 0 wrong answers` : tail(suites),
      };
    },
  },
];
