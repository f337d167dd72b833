import { runSuites, tail } from './jest.js';

/** At the size that the guarantee names; `npm test` shows the same in small. */
const SIZE = { EDITED: '200000', OUTAGES: '5', BYSTANDERS_REST_MS: '5' };

const prove = async (suites: string[], name: string) => {
  const { passed, figures, output } = await runSuites([...suites, '-t', name], SIZE).then((ran) => ({
    ...ran,
    output: tail(ran),
  }));
  return { ok: passed, figures: passed ? figures : output };
};

export const proofs = [
  { id: 'G12', prove: () => prove(['test/proofs/bystanders'], 'G12') },
  { id: 'G23', prove: () => prove(['test/proofs/bystanders'], 'G23') },
];
