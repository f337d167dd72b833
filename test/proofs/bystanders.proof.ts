import { runSuites, tail } from './jest.js';

/** What `npm test` shows in small, at the size that the guarantee names. */
const prove = async (name: string, size: Record<string, string>) => {
  const ran = await runSuites(['test/proofs/bystanders', '-t', name], size);
  return { ok: ran.passed, figures: ran.passed ? ran.figures : tail(ran) };
};

export const proofs = [
  { id: 'G12', prove: () => prove('G12', { OUTAGES: '5' }) },
  { id: 'G23', prove: () => prove('G23', { EDITED: '200000', BYSTANDERS_REST_MS: '5' }) },
];
