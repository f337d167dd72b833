import { runSuites, tail } from './jest.js';

/** What is saved under load comes back whole. `npm test` runs the drill with few customers. */
export const proofs = [
  {
    id: 'G18',
    prove: async () => {
      const suites = await runSuites(['test/backup/drill'], { DRILL_CUSTOMERS: '200' });
      return { ok: suites.passed, figures: suites.passed ? suites.figures : tail(suites) };
    },
  },
];
