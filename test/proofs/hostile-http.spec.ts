import { meanwhile } from '../support/meanwhile.js';
import { RawConnection } from '../support/raw-connection.js';
import { type ServerProcess, type Servers, startServers } from '../support/server-process.js';
import { figure } from './figure.js';
import { memoryOf, slowOnes, wronglyAnswered } from './g10.hostile.js';
import { until } from '../support/until.js';

/** How many of each: `npm run proof -- --only G10` asks for more. */
const COUNT = Number(process.env.HOSTILE_COUNT ?? 20);

describe('Hostile HTTP (G10)', () => {
  let running: Servers;
  let server: ServerProcess;
  let slow: ReturnType<typeof slowRequests>;
  beforeAll(async () => {
    const env = { DOCS: 'on', MAX_CONNECTIONS: String(COUNT * 20) };
    running = await startServers(2, env);
    server = running.servers[0]!;
    slow = meanwhile(() => slowRequests(running.servers[1]!));
  });
  afterAll(async () => {
    await Promise.allSettled([slow]);
    await running.close();
  });

  it('is refused with the status that says why, and the process lives', async () => {
    expect(await wronglyAnswered(server, Math.ceil(COUNT / 10))).toEqual([]);
    expect((await server.get('/health/ready')).status).toBe(200);
    figure(`${Math.ceil(COUNT / 10)} of each malformed request refused`);
  });

  it('is cut where it is slow to send or never reads, and holds no memory meanwhile', async () => {
    const { head, body, answer, held, ready } = await slow;
    figure(
      `${COUNT} of each: heads cut after ${head} s, bodies ${body} s, unread ${answer} s; ${held.toFixed(0)} MiB held`,
    );
    // The checks come once a second, and this machine may be busy.
    expect([head < 20, body < 25, answer < 40]).toEqual([true, true, true]);
    expect([head > 8, body > 13, answer > 18]).toEqual([true, true, true]);
    expect(held).toBeLessThan(60 + COUNT / 4);
    expect(ready).toMatchObject({ status: 200 });
  });

  it('is let in no further when as many connections are open as there may be', async () => {
    const limited = await running.another({ MAX_CONNECTIONS: '5' });
    const open = await Promise.all(Array.from({ length: 5 }, () => RawConnection.open(limited.url)));
    const sixth = await RawConnection.open(limited.url);
    await sixth.ended;
    open[0]!.send('GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n');
    await open[0]!.receives(/"ok"/);
    for (const each of open) each.close();
    await until(
      () =>
        limited.get('/health/live').then(
          ({ status }) => status === 200,
          () => false,
        ),
      'it is served',
    );
  });
});

/** Keeps slow requests at a server of their own. Returns after how many seconds each was cut, and the MiB held meanwhile. */
async function slowRequests(server: ServerProcess) {
  // Once before, so that what every server needs is not counted.
  await server.get('/openapi.json');
  const before = await memoryOf(server);
  const slow = slowOnes(server, COUNT);
  const during = new Promise<number>((resolve) => setTimeout(() => resolve(memoryOf(server)), 5_000));
  const held = (await during) - before;
  return { ...(await slow), held, ready: await server.get('/health/ready') };
}
