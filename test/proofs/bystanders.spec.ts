import { setTimeout as sleep } from 'node:timers/promises';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { ServerProcess } from '../support/server-process.js';
import { SilentProxy } from '../support/silent-proxy.js';
import { settings } from '../support/tenure.js';
import { figure } from './figure.js';
import { untilRight } from './g23.bystanders.js';

const RIGHT_AGAIN_MS = 15_000;

describe('Connections to the database that fall silent', () => {
  let database: TestDatabase;
  let proxy: SilentProxy;
  let server: ServerProcess;
  beforeAll(async () => {
    database = await freshDatabase();
    proxy = await SilentProxy.start(database.url);
    server = await ServerProcess.start({ ...settings(proxy.url), PORT: '0', RENEWALS: 'on' });
  });
  afterAll(async () => {
    await server.stop();
    await proxy.close();
    await database.drop();
  });

  it('hold up nobody for longer than 15 s: spends, reads, changes, renewals and readiness are right again', async () => {
    const token = await server.operator();
    const { key, token: owner } = await server.signUp({ planCode: 'limitless' }).catch(() => server.signUp());
    const lastRun = async () =>
      (await server.get('/v1/admin/renewals', { token })).body.lastRunAt as string | null;
    const calls = {
      spend: () => server.post('/v1/usage', { key, body: { feature: 'recordings' } }),
      hold: () => server.put('/v1/allocations/applications/a', { key, body: {} }),
      read: () => server.get('/v1/subscription', { token: owner }),
      change: () => server.post('/v1/subscription/resume', { token: owner }),
      ready: () => server.get('/health/ready'),
    };
    // Every pool has connections by then.
    await Promise.all(Array.from({ length: 12 }, () => Object.values(calls).map((call) => call())).flat());
    const before = await lastRun();
    proxy.fallSilent();
    const begun = performance.now();
    const right = await Promise.all(Object.values(calls).map((call) => untilRight(call, 2 * RIGHT_AGAIN_MS)));
    expect(Math.max(...right)).toBeLessThan(RIGHT_AGAIN_MS);
    while ((await lastRun()) === before && performance.now() - begun < 2 * RIGHT_AGAIN_MS) await sleep(100);
    // A tick comes every five seconds.
    expect(performance.now() - begun).toBeLessThan(RIGHT_AGAIN_MS + 5_000);
    figure(`silent connections: right again within ${Math.round(Math.max(...right))} ms`);
  }, 60_000);
});
