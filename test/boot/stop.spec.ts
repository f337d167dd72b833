import { setTimeout as sleep } from 'node:timers/promises';
import { meanwhile } from '../support/meanwhile.js';
import { postHead, RawConnection } from '../support/raw-connection.js';
import { until } from '../support/until.js';
import { type ServerProcess, type Servers, startServers } from '../support/server-process.js';

/** A request that is refused without a password being hashed: a hash takes long where the machine is busy. */
const BODY = JSON.stringify({ refreshToken: 'r'.repeat(43) });

describe('A server that is told to stop', () => {
  let running: Servers;
  let idle: Promise<void>;
  let draining: Promise<void>;
  let serving: Promise<void>;
  // They mostly wait, each for its own server.
  beforeAll(async () => {
    running = await startServers(2, { DRAIN_SECONDS: '0' });
    const slow = await running.another({ DRAIN_SECONDS: '2' });
    idle = meanwhile(() => waitsForNoIdleConnection(running.servers[0]!));
    draining = meanwhile(() => servesWhileItDrains(slow));
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
