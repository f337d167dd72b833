import { proveKill, proveOnce } from '../proofs/once.js';

describe('A crowd that is late by one to three cycles', () => {
  it('is renewed once by four processes, while requests roll some of it forward', async () => {
    expect(await proveOnce(10_000)).toMatchObject({ ok: true });
  }, 180_000);

  it('is renewed once by a server that is killed 20 times on the way', async () => {
    const { ok, figures } = await proveKill(20, 5_000);
    expect(figures).toMatch(/ 0 twice, 0 missed, 0 with a wrong end/);
    expect(ok).toBe(true);
  }, 300_000);
});
