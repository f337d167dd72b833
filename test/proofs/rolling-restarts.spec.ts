import { startServers } from '../support/server-process.js';
import { figure } from './figure.js';
import { roll } from './g11.rolling.js';

/** `npm run proof -- --only G11` asks for twenty rounds at 200 requests a second. */
const ROUNDS = Number(process.env.ROLLING_ROUNDS ?? 1);
const PER_SECOND = Number(process.env.ROLLING_RATE ?? 50);

describe('Rolling restarts (G11)', () => {
  it(
    'lose no request behind a proxy that honours readiness, and every server exits 0 within 10 s',
    async () => {
      const running = await startServers(ROUNDS > 1 ? 3 : 2, { DRAIN_SECONDS: '2' });
      try {
        const [server] = running.servers;
        const { key, businessId } = await server!.signUp();
        const token = await server!.operator();
        const onto = { token, body: { planCode: 'limitless' } };
        await server!.put(`/v1/admin/businesses/${businessId}/subscription`, onto);
        const { sent, failed, exits, slowestStopMs } = await roll(running, key, PER_SECOND, ROUNDS);
        figure(
          `${sent} requests, ${failed.length} failed, ${ROUNDS} stops, the slowest in ${(slowestStopMs / 1_000).toFixed(1)} s`,
        );
        expect(failed.slice(0, 5)).toEqual([]);
        expect(exits).toEqual(Array(ROUNDS).fill(0));
        expect(slowestStopMs).toBeLessThan(10_000);
      } finally {
        // How a server stops is measured above.
        await Promise.all(running.servers.map((each) => each.stop('SIGKILL')));
        await running.close();
      }
    },
    60_000 + ROUNDS * 30_000,
  );
});
