import { setTimeout as sleep } from 'node:timers/promises';
import { meanwhile } from '../support/meanwhile.js';
import { postHead, RawConnection } from '../support/raw-connection.js';
import { type ServerProcess, type Servers, startServers } from '../support/server-process.js';
import { until } from '../support/until.js';
import { figure } from './figure.js';
import { memoryOf, slowOnes, wronglyAnswered } from './g10.hostile.js';
import { roll } from './g11.rolling.js';

/** How many of each: `npm run proof -- --only G10` asks for more. */
const COUNT = Number(process.env.HOSTILE_COUNT ?? 20);

/** `npm run proof -- --only G11` asks for twenty rounds at 200 requests a second. */
const ROUNDS = Number(process.env.ROLLING_ROUNDS ?? 1);
const PER_SECOND = Number(process.env.ROLLING_RATE ?? 50);

/** A request that is refused without a password being hashed: a hash takes long where the machine is busy. */
const BODY = JSON.stringify({ refreshToken: 'r'.repeat(43) });

let hostile: Servers | undefined;
let slow: ReturnType<typeof slowRequests> | undefined;

/** Begins what waits for 20 s. The tests of other servers wait beside it, and it is awaited after them. */
async function beginHostile(): Promise<void> {
  const env = { DOCS: 'on', MAX_CONNECTIONS: String(COUNT * 20) };
  hostile ??= await startServers(2, env);
  const { servers } = hostile;
  slow ??= meanwhile(() => slowRequests(servers[1]!));
}
afterAll(async () => {
  await Promise.allSettled([slow]);
  await hostile?.close();
});

describe('Hostile HTTP (G10)', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    await beginHostile();
    server = hostile!.servers[0]!;
  });

  it('is refused with the status that says why, and the process lives', async () => {
    expect(await wronglyAnswered(server, Math.ceil(COUNT / 10))).toEqual([]);
    expect((await server.get('/health/ready')).status).toBe(200);
    figure(`${Math.ceil(COUNT / 10)} of each malformed request refused`);
  });

  it('is let in no further when as many connections are open as there may be', async () => {
    const limited = await hostile!.another({ MAX_CONNECTIONS: '5' });
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

describe('A server that is told to stop', () => {
  let running: Servers;
  let idle: Promise<void>;
  let draining: Promise<void>;
  let serving: Promise<void>;
  // They mostly wait, each for its own server.
  beforeAll(async () => {
    running = await startServers(2, { DRAIN_SECONDS: '0' });
    const slowest = await running.another({ DRAIN_SECONDS: '2' });
    idle = meanwhile(() => waitsForNoIdleConnection(running.servers[0]!));
    draining = meanwhile(() => servesWhileItDrains(slowest));
    serving = meanwhile(() => servesWhatWasUnderWay(running.servers[1]!));
  });
  afterAll(async () => {
    await Promise.allSettled([idle, draining, serving]);
    await running.close();
  });

  it('waits for no connection that has sent nothing, nor for one that rests', () => idle);

  it('is not ready at once, serves on while it drains, closes each connection after its answer, and exits 0', () =>
    draining);

  it('serves what was under way, refuses what comes afterwards with Retry-After, and cuts the rest after 4 s', () =>
    serving);

  /** Tells it to stop, and how that ended: exit code and milliseconds. */
  const stop = (server: ServerProcess) => {
    const asked = performance.now();
    return server.stop().then((exit) => ({ exit, ms: performance.now() - asked }));
  };

  /** The server has read the heads of `n` requests, which on a busy machine takes a while. */
  const untilUnderWay = (server: ServerProcess, n: number) =>
    until(async () => {
      const { body } = await server.get('/metrics');
      const [, all] = /^tenure_http_requests_in_flight (\d+)/m.exec(body as string) ?? [];
      // The request for the figures is one of them.
      return Number(all) === n + 1;
    }, `${n} requests are under way`);

  async function waitsForNoIdleConnection(server: ServerProcess): Promise<void> {
    const silent = await RawConnection.open(server.url);
    const resting = await RawConnection.open(server.url);
    await resting.send('GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n').receives(/"ok"/);
    const { exit, ms } = await stop(server);
    expect([exit, ms < 3_500]).toEqual([0, true]);
    await Promise.all([silent.ended, resting.ended]);
  }

  async function servesWhileItDrains(server: ServerProcess): Promise<void> {
    // Begun before the stop, so that its answer has to learn of it on the way.
    const begun = await RawConnection.open(server.url);
    begun.send(postHead('/v1/auth/refresh', BODY.length));
    await untilUnderWay(server, 1);
    const stopped = stop(server);
    const ready = await until(async () => {
      const answer = await server.get('/health/ready');
      return answer.status !== 200 && answer;
    }, 'it is not ready');
    expect([ready.status, ready.body.code, ready.headers.get('retry-after')]).toEqual([
      503,
      'unavailable',
      '1',
    ]);
    const served = await server.get('/v1/plans');
    expect([served.status, served.headers.get('connection')]).toEqual([200, 'close']);
    await begun.send(BODY).receives(/^HTTP\/1\.1 401 [^]*connection: close/i);
    const { exit, ms } = await stopped;
    expect([exit, ms >= 2_000, ms < 10_000]).toEqual([0, true, true]);
  }

  async function servesWhatWasUnderWay(server: ServerProcess): Promise<void> {
    const [late, begun, stuck] = await Promise.all([1, 2, 3].map(() => RawConnection.open(server.url)));
    late!.send('GET /v1/plans HTTP/1.1\r\n');
    begun!.send(postHead('/v1/auth/refresh', BODY.length));
    stuck!.send(postHead('/v1/auth/refresh', BODY.length));
    await untilUnderWay(server, 2);
    const stopped = stop(server);
    await sleep(500);
    await late!.send('host: a\r\n\r\n').receives(/"code":"unavailable"/);
    expect(late!.received).toMatch(/^HTTP\/1\.1 503 /);
    expect(late!.received).toMatch(/^content-type: application\/problem\+json/im);
    expect(late!.received).toMatch(/^retry-after: 1\r$/im);
    expect(late!.received).toMatch(/^connection: close\r$/im);
    await begun!.send(BODY).receives(/^HTTP\/1\.1 401 /);
    await expect(RawConnection.open(server.url)).rejects.toThrow('ECONNREFUSED');
    const { exit, ms } = await stopped;
    expect([exit, ms > 3_900, ms < 8_000]).toEqual([0, true, true]);
    await stuck!.ended;
  }
});

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

describe('Slow HTTP (G10)', () => {
  beforeAll(beginHostile);

  it('is cut where it is slow to send or never reads, and holds no memory meanwhile', async () => {
    const { head, body, answer, held, ready } = await slow!;
    figure(
      `${COUNT} of each: heads cut after ${head} s, bodies ${body} s, unread ${answer} s; ${held.toFixed(0)} MiB held`,
    );
    // The checks come once a second, and this machine may be busy.
    expect([head < 20, body < 25, answer < 40]).toEqual([true, true, true]);
    expect([head > 8, body > 13, answer > 18]).toEqual([true, true, true]);
    expect(held).toBeLessThan(60 + COUNT / 4);
    expect(ready).toMatchObject({ status: 200 });
  });
});

/** Keeps slow requests at a server of their own. Returns after how many seconds each was cut, and the MiB held meanwhile. */
async function slowRequests(server: ServerProcess) {
  // Once before, so that what every server needs is not counted.
  await server.get('/openapi.json');
  const before = await memoryOf(server);
  const cuts = slowOnes(server, COUNT);
  const during = new Promise<number>((resolve) => setTimeout(() => resolve(memoryOf(server)), 5_000));
  const held = (await during) - before;
  return { ...(await cuts), held, ready: await server.get('/health/ready') };
}
