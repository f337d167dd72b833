import { runSuites, tail } from './jest.js';

/** What the tests show in small, at its full size. */
export const proofs = [
  {
    id: 'G17',
    prove: async () => {
      const size = { WEBHOOK_EVENTS: '10000', WEBHOOK_KILLS: '3' };
      const suites = await runSuites(['test/proofs/g17', 'test/webhooks/'], size);
      const figures = `${suites.figures}; ${suites.tests} tests, 0 requests to inner addresses`;
      return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
    },
  },
];
