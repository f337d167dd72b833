import { runSuites, tail } from './jest.js';

/** Runs the tests of a name; what they measured is the figure. */
const proof = (
  id: string,
  suite: string,
  name: string,
  also?: (tests: number) => string,
  size: Record<string, string> = {},
) => ({
  id,
  prove: async () => {
    const suites = await runSuites([suite, '-t', name], size);
    const figures = [suites.figures, ...(also ? [also(suites.tests)] : [])].join('; ');
    return { ok: suites.passed, figures: suites.passed ? figures : tail(suites) };
  },
});

/** The walls, and what people hold in their hands. The tests run G8 and G14 at their full size already. */
export const proofs = [
  proof('G8', 'test/proofs/g8.walls', 'every operation answers|another tenant'),
  proof(
    'G8.mutants',
    'test/proofs/g8.walls',
    'turns red',
    (tests) => `${tests - 2} tenants’ predicates taken away, each seen`,
  ),
  proof('G13', 'test/proofs/g13', 'G13', undefined, { SECRET_FORM_EVERY: '1' }),
  proof('G14', 'test/proofs/people', 'G14'),
  proof('G15', 'test/proofs/people', 'G15', undefined, { SILENCE_SAMPLES: '500' }),
  proof('G22', 'test/proofs/people', 'G22', undefined, { RECOVERY_ROUNDS: '200' }),
];
