import { proveKill } from '../../proofs/once.js';

describe('A crowd that is late by one to three cycles', () => {
  it('is renewed once by a server that is killed twice on the way', async () => {
    // How soon it works again is for the proof to judge, on a machine of its own: here suites run side by side.
    const { figures } = await proveKill(2, 5_000);
    expect(figures).toMatch(
      /^2 kills, [12] in a run, [1-9]\d* cycles, 0 twice, 0 missed, 0 with a wrong end/,
    );
  }, 300_000);
});
