import { runSuites, tail } from './jest.js';

/** Runs the suites of a guarantee at its full size; what they measured is the figure. */
const proof = (id: string, paths: string[], env: Record<string, string>) => ({
  id,
  prove: async () => {
    const suites = await runSuites(paths, env);
    return { ok: suites.passed, figures: suites.passed ? suites.figures : tail(suites) };
  },
});

/** What strangers send, what a deployment does to requests, and what migrations do to data. The tests run each in a smaller size. */
export const proofs = [
  proof('G10', ['test/proofs/connections', '-t', 'G10'], { HOSTILE_COUNT: '200' }),
  proof('G11', ['test/proofs/connections', 'test/proofs/rolling-restarts-caddy', '-t', 'G11'], {
    ROLLING_ROUNDS: '20',
    ROLLING_RATE: '200',
  }),
  proof('G16', ['test/boot/migrations', 'test/architecture/schema'], { MIGRATED_BUSINESSES: '20000' }),
];
