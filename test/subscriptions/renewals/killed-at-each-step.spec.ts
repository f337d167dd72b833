import { proveSteps } from '../../proofs/kills.js';

describe('A crowd that is late by one to three cycles', () => {
  it('is renewed once by a server that is killed at each step of a renewal', async () => {
    const { figures } = await proveSteps(6_000);
    expect(figures).toMatch(
      /^killed at 12 steps, \d+ cycles, 0 twice, 0 missed, 0 with a wrong end, working/,
    );
  }, 300_000);
});
