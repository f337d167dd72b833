import { DataSource } from 'typeorm';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields } from '../support/shapes.js';

describe('Spending', () => {
  let tenure: Tenure;
  let customer: Customer;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
  });
  beforeEach(async () => (customer = await tenure.signUp()));
  afterAll(() => tenure.close());

  const spend = (feature: string, amount?: number, key = customer.key) =>
    tenure.post('/v1/usage', { key, body: { feature, amount } });
  const put = (body: object) =>
    tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, { token: operator, body });
  const used = async (feature = 'recordings') =>
    (await tenure.get(`/v1/entitlements/${feature}`, { key: customer.key })).body.used;
  const refused = async (asked: () => Promise<object>, status: number, body: object) => {
    const before = await rowCounts(tenure);
    const answer = await asked();
    expect(answer).toMatchObject({ status, body });
    expect(await rowCounts(tenure)).toEqual(before);
    return (answer as { body: any }).body;
  };

  it('answers what was granted and what is left, in the cycle it counts in', async () => {
    const { status, body } = await spend('recordings', 30);
    expect(status).toBe(200);
    expect(fields(body)).toEqual(FIELDS.balance);
    const { index, startsAt, endsAt } = customer.subscription.cycle;
    expect(body).toEqual({
      id: null,
      feature: 'recordings',
      granted: 30,
      used: 30,
      limit: 100,
      credits: 0,
      remaining: 70,
      cycle: { index, startsAt, endsAt },
    });
    expect((await spend('recordings')).body).toMatchObject({ granted: 1, used: 31, remaining: 69 });
  });

  it('marks the day of its first spend, also where the counter was there before', async () => {
    await spend('recordings');
    const database = tenure.app.get(DataSource);
    const ofBusiness = [customer.businessId];
    await database.query('DELETE FROM usage_days WHERE business_id = $1', ofBusiness);
    await database.query(
      'UPDATE usage_counters SET used = 0, day_base = 0 WHERE business_id = $1',
      ofBusiness,
    );
    expect(await spend('recordings', 2)).toMatchObject({ status: 200, body: { used: 2 } });
    const days = await database.query('SELECT base FROM usage_days WHERE business_id = $1', ofBusiness);
    expect(days).toEqual([{ base: 0 }]);
  });

  it('grants all or nothing: a refusal says what there is, and takes none of it', async () => {
    await spend('recordings', 95);
    const body = await refused(() => spend('recordings', 6), 402, { code: 'limit_reached' });
    expect(fields(body)).toEqual(FIELDS.limitReached);
    expect(body).toMatchObject({
      feature: 'recordings',
      requested: 6,
      used: 95,
      limit: 100,
      credits: 0,
      remaining: 5,
    });
    expect(body.resetsAt).toBe(customer.subscription.cycle.endsAt);
    expect(body.unlockedBy).toEqual([
      { code: 'pro', name: 'Pro', limit: 5000 },
      { code: 'scale', name: 'Scale', limit: 100_000 },
    ]);
    expect((await spend('recordings', 5)).body).toMatchObject({ used: 100, remaining: 0 });
  });

  it('names only plans that would allow what was asked', async () => {
    const most = 2 ** 31 - 1;
    expect((await spend('recordings', 5000)).body.unlockedBy).toMatchObject([
      { code: 'pro' },
      { code: 'scale' },
    ]);
    expect((await spend('recordings', 5001)).body.unlockedBy).toMatchObject([{ code: 'scale' }]);
    expect((await spend('recordings', most)).body).toMatchObject({ requested: most, unlockedBy: [] });
  });

  it('is exact however many ask at once: the last unit goes to one of a hundred', async () => {
    await spend('recordings', 99);
    const answers = await Promise.all(Array.from({ length: 100 }, () => spend('recordings')));
    const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
    expect([count(200), count(402)]).toEqual([1, 99]);
    expect(await used()).toBe(100);
  });

  it('is exact from the first unit on, when no counter is there yet', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => spend('recordings', 3)));
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted).toHaveLength(33);
    expect(new Set(granted.map(({ body }) => body.used)).size).toBe(33);
    expect(await used()).toBe(99);
  });

  it.each([100, null])(
    'is exact under a limit that was lowered in the cycle: units went out under %s before',
    async (before) => {
      const code = `lowered-from-${before}`;
      const terms = { price: { amount: 0, currency: 'USD' }, interval: { unit: 'month', count: 1 } };
      const plan = { code, name: code, ...terms, limits: { recordings: before, seats: 1 } };
      expect((await tenure.post('/v1/admin/plans', { token: operator, body: plan })).status).toBe(201);
      const { key } = await tenure.signUp({ planCode: code });
      expect((await spend('recordings', 50, key)).body).toMatchObject({ used: 50, limit: before });
      const lowered = { token: operator, body: { limits: { recordings: 60, seats: 1 } } };
      const edited = await tenure.patch(`/v1/admin/plans/${code}?runningCycles=true`, lowered);
      expect(edited.status).toBe(200);
      // The counter keeps the highest limit, so no constraint of the database refuses this unit.
      expect(await spend('recordings', 11, key)).toMatchObject({
        status: 402,
        body: { used: 50, limit: 60, remaining: 10 },
      });
      expect((await spend('recordings', 10, key)).body).toMatchObject({ used: 60, remaining: 0 });
      expect((await spend('recordings', 1, key)).status).toBe(402);
    },
  );

  it('counts for one business alone', async () => {
    const stranger = await tenure.signUp();
    await spend('recordings', 100);
    expect((await spend('recordings', 100, stranger.key)).body).toMatchObject({ used: 100 });
  });

  it('never ends where the limit is null', async () => {
    await put({ planCode: 'limitless' });
    const { status, body } = await spend('recordings', 2 ** 31 - 1);
    expect(status).toBe(200);
    expect(body).toMatchObject({ limit: null, remaining: null, used: 2 ** 31 - 1 });
  });

  it('passes a switch that is on and counts nothing; one that is off says what turns it on', async () => {
    const off = await refused(() => spend('export'), 403, { code: 'feature_off', feature: 'export' });
    expect(off.unlockedBy.map(({ code }: { code: string }) => code)).toEqual(['pro', 'scale']);
    await put({ planCode: 'scale' });
    const before = await rowCounts(tenure);
    expect(await spend('export')).toMatchObject({
      status: 200,
      body: { feature: 'export', granted: 1, limit: null, remaining: null },
    });
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('is refused for a feature that is unknown or held, whatever the amount', async () => {
    await refused(() => spend('nothing'), 404, { code: 'unknown_feature' });
    const detail = '"applications" is allocated; it is held, not spent: PUT it as an allocation.';
    await refused(() => spend('applications', 5), 409, { code: 'wrong_feature_kind', detail });
    await refused(() => spend('seats'), 409, { code: 'wrong_feature_kind' });
  });

  it('is refused by a plan that says nothing of the feature: absent is 0', async () => {
    await tenure.post('/v1/admin/features', {
      token: operator,
      body: { key: 'extras', name: 'Extras', unit: 'extra', kind: 'metered' },
    });
    await refused(() => spend('extras'), 402, {
      code: 'limit_reached',
      limit: 0,
      used: 0,
      remaining: 0,
      unlockedBy: [],
    });
  });

  it('starts from zero in the next cycle, also when nobody turned the last one', async () => {
    const late = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z');
    expect((await spend('recordings', 100, late.key)).body.cycle.index).toBe(0);
    expect((await spend('recordings', 1, late.key)).body.resetsAt).toBe('2026-01-16T00:00:00.000Z');
    const clock = 'UPDATE test_clocks SET now = $2 WHERE id = $1';
    await tenure.dataSource.query(clock, [late.clockId, '2026-01-15T23:59:59.999Z']);
    expect((await spend('recordings', 1, late.key)).status).toBe(402);
    await tenure.dataSource.query(clock, [late.clockId, '2026-03-05T00:00:00Z']);
    const { body } = await spend('recordings', 100, late.key);
    expect(body).toMatchObject({ used: 100, cycle: { index: 4, startsAt: '2026-03-02T00:00:00.000Z' } });
    const cycles = await tenure.dataSource.query(
      'SELECT index FROM cycles WHERE business_id = $1 ORDER BY 1',
      [late.businessId],
    );
    expect(cycles.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2, 3, 4]);
  });

  it('is refused without a live subscription, after what is unknown and of the wrong kind', async () => {
    const price = { amount: 0, currency: 'USD' };
    const plan = {
      code: 'once',
      name: 'Once',
      price,
      interval: { unit: 'day', count: 1 },
      whenCycleEnds: 'end',
      limits: { recordings: 9 },
    };
    await tenure.post('/v1/admin/plans', { token: operator, body: plan });
    const { key, clockId } = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z', 'once');
    await tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, {
      token: operator,
      body: { to: '2026-01-02T00:00:00Z' },
    });
    for (const feature of ['recordings', 'export']) {
      await refused(() => spend(feature, 1, key), 403, { code: 'no_active_subscription' });
    }
    await refused(() => spend('nothing', 1, key), 404, { code: 'unknown_feature' });
    await refused(() => spend('applications', 1, key), 409, { code: 'wrong_feature_kind' });
  });
});
