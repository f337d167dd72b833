import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ServerProcess, type Servers, startServers } from '../../support/server-process.js';
import type { Customer } from '../../support/tenure.js';

const CLOCK_AHEAD = pathToFileURL(resolve('scripts/demo/clock-ahead.mjs')).href;
const WRONG = { status: 503, body: { code: 'clock_wrong' } };

describe('A server whose clock is 20 days ahead of the database', () => {
  let cluster: Servers;
  let right: ServerProcess;
  let ahead: ServerProcess;
  let customer: Customer;
  beforeAll(async () => {
    cluster = await startServers(1);
    right = cluster.servers[0] as ServerProcess;
    ahead = await cluster.another({
      NODE_OPTIONS: `--import ${CLOCK_AHEAD}`,
      DAYS_AHEAD: '20',
      RENEWALS: 'on',
      LOG_LEVEL: 'error',
    });
    // Its cycle is 15 days, so by the wrong clock it is over.
    customer = await right.signUp();
  });
  afterAll(() => cluster.close());

  const spend = (server: ServerProcess, { key }: Customer) =>
    server.post('/v1/usage', { key, body: { feature: 'recordings' } });

  it('renews nothing, and says so', async () => {
    const token = await ahead.operator();
    expect(await ahead.post('/v1/admin/renewals', { token })).toMatchObject(WRONG);
    const refused = await spend(ahead, customer);
    expect(refused).toMatchObject(WRONG);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await right.get('/v1/subscription', { token: customer.token })).toMatchObject({
      body: { cycle: { index: 0 } },
    });
  });

  it('is not ready, and tells by how much in its figures and its log', async () => {
    expect(await ahead.get('/health/ready')).toMatchObject(WRONG);
    const { body } = await ahead.get('/metrics');
    const [, skew] = /^tenure_clock_skew_seconds ([\d.]+)$/m.exec(body) ?? [];
    expect(Math.abs(Number(skew) - 20 * 86_400)).toBeLessThan(5);
    const [, logged] = /clock is ([\d.]+) s ahead of the database's/.exec(ahead.output) ?? [];
    expect(Math.abs(Number(logged) - 20 * 86_400)).toBeLessThan(5);
  });

  it('answers reads with the last known state', async () => {
    const { key } = customer;
    expect(await ahead.get('/v1/entitlements/recordings', { key })).toMatchObject({
      status: 200,
      body: { allowed: true },
    });
  });

  it('turns the cycles of test clocks all the same: they have a time of their own', async () => {
    const token = await ahead.operator();
    const onClock = await ahead.onTestClock(token, '2026-01-01T00:00:00.000Z', 'free');
    const body = { to: '2026-03-01T00:00:00.000Z' };
    const advanced = await ahead.post(`/v1/admin/test-clocks/${onClock.clockId}/advance`, { token, body });
    expect(advanced).toMatchObject({ status: 200, body: { renewed: 3 } });
    expect(await spend(ahead, onClock)).toMatchObject({ status: 200 });
  });

  it('harms nobody at a server whose clock is right', async () => {
    expect(await spend(right, customer)).toMatchObject({ status: 200, body: { cycle: { index: 0 } } });
    expect(await right.get('/health/ready')).toMatchObject({ status: 200 });
  });
});
