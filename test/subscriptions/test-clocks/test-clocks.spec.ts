import { randomUUID } from 'node:crypto';
import { PASSWORD, startTenure, type Tenure } from '../../support/tenure.js';
import { rowCounts } from '../../support/operations.js';
import { fields, UNKNOWN_ID, UUID_V7 } from '../../support/shapes.js';

describe('Test clocks', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const create = (now: string) => tenure.post('/v1/admin/test-clocks', { token, body: { now } });
  const advance = (id: string, to: string) =>
    tenure.post(`/v1/admin/test-clocks/${id}/advance`, { token, body: { to } });
  const stands = async (id: string) => {
    const { body } = await tenure.get('/v1/admin/test-clocks?limit=100', { token });
    return body.data.find((clock: { id: string }) => clock.id === id)?.now as string | undefined;
  };
  /** Another business on a clock that is there. */
  const join = async (testClockId: string, planCode: string) => {
    const owner = {
      email: `${randomUUID()}@example.com`,
      firstName: 'Ada',
      lastName: 'L',
      password: PASSWORD,
    };
    const body = { name: 'Engines', testClockId, planCode, owner };
    const answer = await tenure.post('/v1/admin/businesses', { token, body });
    expect(answer.status).toBe(201);
    return answer.body;
  };
  const subscription = async (customer: { token: string }) =>
    (await tenure.get('/v1/subscription', { token: customer.token })).body;

  it('stand where they are set, past or future, to the millisecond, in UTC', async () => {
    const { status, body } = await create('2000-01-01T00:00:00.001Z');
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(UUID_V7),
      name: null,
      now: '2000-01-01T00:00:00.001Z',
      payments: 'succeed',
    });
    expect((await create('2199-12-31T23:59:59.999Z')).body.now).toBe('2199-12-31T23:59:59.999Z');
    expect((await create('2026-03-29T02:30+05:30')).body.now).toBe('2026-03-28T21:00:00.000Z');
    const { body: list } = await tenure.get('/v1/admin/test-clocks?limit=2', { token });
    expect(list.data.map(({ now }: { now: string }) => now)).toEqual([
      '2026-03-28T21:00:00.000Z',
      '2199-12-31T23:59:59.999Z',
    ]);
    const rest = await tenure.get(`/v1/admin/test-clocks?cursor=${list.nextCursor}`, { token });
    expect(rest.body).toEqual({ data: [body], nextCursor: null });
  });

  it('have a name, which can be changed and taken away', async () => {
    const body = { now: '2026-01-01T00:00:00.000Z', name: 'A year of Pro' };
    const made = (await tenure.post('/v1/admin/test-clocks', { token, body })).body;
    expect(made.name).toBe('A year of Pro');
    const edit = async (change: object) =>
      (await tenure.patch(`/v1/admin/test-clocks/${made.id}`, { token, body: change })).body;
    expect(await edit({ payments: 'decline' })).toEqual({ ...made, payments: 'decline' });
    expect(await edit({ name: 'Two years' })).toEqual({ ...made, name: 'Two years', payments: 'decline' });
    expect((await advance(made.id, '2026-01-02T00:00:00Z')).body).toMatchObject({ name: 'Two years' });
    expect((await edit({ name: null })).name).toBeNull();
  });

  it('are read by their id', async () => {
    const { body } = await create('2026-01-01T00:00:00.000Z');
    const read = (id: string) => tenure.get(`/v1/admin/test-clocks/${id}`, { token });
    expect(await read(body.id)).toMatchObject({ status: 200, body });
    expect(await read(randomUUID())).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('go forward only', async () => {
    const { id, now } = (await create('2026-01-01T00:00:00.500Z')).body;
    const refused = { status: 409, body: { code: 'clock_not_forward' } };
    expect(await advance(id, now)).toMatchObject(refused);
    expect(await advance(id, '2026-01-01T00:00:00.499Z')).toMatchObject(refused);
    expect(await stands(id)).toBe(now);
    const { status, body } = await advance(id, '2026-01-01T00:00:00.501Z');
    expect(status).toBe(200);
    expect(body).toEqual({
      id,
      name: null,
      now: '2026-01-01T00:00:00.501Z',
      payments: 'succeed',
      renewed: 0,
      switched: 0,
      ended: 0,
    });
    expect(await stands(id)).toBe('2026-01-01T00:00:00.501Z');
    expect(await advance(UNKNOWN_ID, '2026-01-01T00:00:00Z')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('turn every cycle that is over when they advance, and no other', async () => {
    const customer = await tenure.onTestClock(token, '2026-01-31T00:00:00Z', 'limitless');
    expect((await advance(customer.clockId, '2026-02-27T23:59:59.999Z')).body).toMatchObject({ renewed: 0 });
    expect((await advance(customer.clockId, '2026-02-28T00:00:00Z')).body).toMatchObject({
      renewed: 1,
      switched: 0,
      ended: 0,
    });
    expect((await subscription(customer)).cycle).toEqual({
      index: 1,
      startsAt: '2026-02-28T00:00:00.000Z',
      endsAt: '2026-03-31T00:00:00.000Z',
      trial: false,
    });
    expect((await advance(customer.clockId, '2027-01-31T00:00:00Z')).body).toMatchObject({ renewed: 11 });
    expect((await subscription(customer)).cycle).toMatchObject({
      index: 12,
      startsAt: '2027-01-31T00:00:00.000Z',
    });
  });

  it('count renewals, switches and ends of all their businesses, and of no other clock', async () => {
    const customer = await tenure.onTestClock(token, '2026-01-01T00:00:00Z', 'free');
    const stranger = await tenure.onTestClock(token, '2026-01-01T00:00:00Z', 'free');
    await join(customer.clockId, 'pro');
    await join(customer.clockId, 'scale');
    const { body } = await advance(customer.clockId, '2026-02-01T00:00:00Z');
    // free renews on 16 and 31 January; the trial of pro switches to free on the 15th, which renews on the 30th.
    expect(body).toMatchObject({ renewed: 3, switched: 1, ended: 0 });
    expect((await subscription(stranger)).cycle.index).toBe(0);
  });

  it('leave a counter of the next cycle at zero, and history as it was', async () => {
    const customer = await tenure.onTestClock(token, '2026-01-01T00:00:00Z');
    const spend = (amount: number) =>
      tenure.post('/v1/usage', { key: customer.key, body: { feature: 'recordings', amount } });
    await spend(100);
    await advance(customer.clockId, '2026-01-16T00:00:00Z');
    expect((await tenure.get('/v1/entitlements/recordings', { key: customer.key })).body).toMatchObject({
      used: 0,
      remaining: 100,
    });
    expect((await spend(1)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    const counters = await tenure.dataSource.query(
      'SELECT cycle_index AS index, used::int FROM usage_counters WHERE business_id = $1 ORDER BY 1',
      [customer.businessId],
    );
    expect(counters).toEqual([
      { index: 0, used: 100 },
      { index: 1, used: 1 },
    ]);
  });

  it('count the cycles before they move: 10,000 are turned, one more is refused with nothing moved', async () => {
    const price = { amount: 0, currency: 'USD' };
    const daily = { code: 'daily', name: 'Daily', price, interval: { unit: 'day', count: 1 } };
    await tenure.post('/v1/admin/plans', { token, body: daily });
    const { clockId } = await tenure.onTestClock(token, '2026-01-01T00:00:00Z', 'daily');
    const at = (days: number) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString();
    const before = await rowCounts(tenure);
    expect(await advance(clockId, at(10_001))).toMatchObject({
      status: 422,
      body: { code: 'too_many_cycles' },
    });
    expect(await advance(clockId, '2199-12-31T00:00:00Z')).toMatchObject({ status: 422 });
    expect(await rowCounts(tenure)).toEqual(before);
    expect(await stands(clockId)).toBe(at(0));
    const count = "SELECT to_char(now, 'YYYY') AS year FROM test_clocks WHERE id = $1";
    expect(await tenure.dataSource.query(count, [clockId])).toEqual([{ year: '2026' }]);
    expect((await advance(clockId, at(400))).body).toMatchObject({ renewed: 400 });
  });

  it('are deleted when no business lives at their time', async () => {
    const { id } = (await create('2026-01-01T00:00:00Z')).body;
    const remove = (clock: string) => tenure.delete(`/v1/admin/test-clocks/${clock}`, { token });
    expect(await remove(id)).toMatchObject({ status: 204, body: undefined });
    expect(await remove(id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const { clockId } = await tenure.onTestClock(token, '2026-01-01T00:00:00Z');
    expect(await remove(clockId)).toMatchObject({ status: 409, body: { code: 'in_use' } });
    expect(await stands(clockId)).toBe('2026-01-01T00:00:00.000Z');
  });

  it('advanced twice at once to the same time, move once', async () => {
    const customer = await tenure.onTestClock(token, '2026-01-01T00:00:00Z', 'free');
    const twins = await Promise.all([1, 2, 3].map(() => advance(customer.clockId, '2026-04-01T00:00:00Z')));
    expect(twins.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await subscription(customer)).cycle).toMatchObject({
      index: 6,
      startsAt: '2026-04-01T00:00:00.000Z',
    });
    expect(fields(twins.find(({ status }) => status === 200)!.body)).toEqual([
      'ended',
      'id',
      'name',
      'now',
      'payments',
      'renewed',
      'switched',
    ]);
  });

  it('leave tokens and sessions at real time', async () => {
    const customer = await tenure.onTestClock(token, '2199-01-01T00:00:00Z');
    expect((await tenure.get('/v1/me', { token: customer.token })).status).toBe(200);
    const body = { refreshToken: customer.refreshToken };
    expect((await tenure.post('/v1/auth/refresh', { body })).status).toBe(200);
  });
});
