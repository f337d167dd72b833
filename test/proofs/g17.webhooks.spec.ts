import { meanwhile } from '../support/meanwhile.js';
import { figure } from './figure.js';
import { proveCrowd } from './g17.crowd.js';
import { proveKills } from './g17.kills.js';

describe('G17: a webhook is told at least once', () => {
  /** Has its own servers and its own receiver. */
  let crowd: ReturnType<typeof proveCrowd>;
  beforeAll(() => {
    crowd = meanwhile(() => proveCrowd(Number(process.env.WEBHOOK_EVENTS ?? 100)));
  });
  afterAll(() => Promise.allSettled([crowd]));

  it('whichever step of a delivery the server is killed at', async () => {
    const { ok, figures } = await proveKills(Number(process.env.WEBHOOK_KILLS ?? 1));
    figure(figures);
    expect(ok ? 'ok' : figures).toBe('ok');
  }, 600_000);

  it('by a receiver that fails half of the time, while its secret is replaced', async () => {
    const { ok, figures } = await crowd;
    figure(figures);
    expect(ok ? 'ok' : figures).toBe('ok');
  }, 900_000);
});
