import { runSuites, tail } from './jest.js';

/** Runs the suite of a guarantee at its full size; what it measured is the figure. */
const proof = (id: string, suite: string, env: Record<string, string>) => ({
  id,
  prove: async () => {
    const suites = await runSuites([suite], env);
    return { ok: suites.passed, figures: suites.passed ? suites.figures : tail(suites) };
  },
});

/** What strangers send, and what a deployment does to requests. The tests run both in a smaller size. */
export const proofs = [
  proof('G10', 'test/proofs/hostile-http', { HOSTILE_COUNT: '200' }),
  proof('G11', 'test/proofs/rolling-restarts', { ROLLING_ROUNDS: '20', ROLLING_RATE: '200' }),
];
