import { proveCrashes } from '../../proofs/crashes.js';
import { proveOnce } from '../../proofs/once.js';

describe('A crowd that is late by one to three cycles', () => {
  it('is renewed once by four processes, while requests roll some of it forward', async () => {
    expect(await proveOnce(4_000)).toMatchObject({ ok: true });
  }, 180_000);

  it('is renewed once, and nothing that was acknowledged is lost, when PostgreSQL crashes under load', async () => {
    const { figures } = await proveCrashes(1, 8_000);
    expect(figures).toMatch(
      /^1 crashes of PostgreSQL, [1-9]\d* acknowledged, 0 lost, 0 doubled, [1-9]\d* cycles, 0 twice, 0 missed, 0 with a wrong end/,
    );
  }, 300_000);
});
