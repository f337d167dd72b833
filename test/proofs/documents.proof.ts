import { runSuites, tail } from './jest.js';

/** What the documents promise, held against the running server. FUZZ_SEED=… runs it again as it was. */
export const proofs = [
  {
    id: 'G9',
    prove: async () => {
      const suites = await runSuites(['test/openapi/examples', '-t', 'G9'], { FUZZ: 'full' });
      return { ok: suites.passed, figures: suites.passed ? suites.figures : tail(suites) };
    },
  },
];
