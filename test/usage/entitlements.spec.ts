import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, INSTANT } from '../support/shapes.js';

describe('Entitlements', () => {
  let tenure: Tenure;
  let customer: Customer;
  beforeAll(async () => {
    tenure = await startTenure();
    customer = await tenure.signUp();
  });
  afterAll(() => tenure.close());
  const get = (path: string) => tenure.get(`/v1/entitlements${path}`, { key: customer.key });

  it('say for every feature what may be used, each kind in its shape', async () => {
    await tenure.post('/v1/usage', { key: customer.key, body: { feature: 'recordings', amount: 40 } });
    const { status, body } = await get('');
    expect(status).toBe(200);
    expect(fields(body)).toEqual(['data', 'nextCursor']);
    const [applications, exporting, recordings, seats] = body.data;
    expect(recordings).toEqual({
      feature: 'recordings',
      kind: 'metered',
      allowed: true,
      used: 40,
      limit: 100,
      credits: 0,
      remaining: 60,
      resetsAt: expect.stringMatching(INSTANT),
      reason: null,
    });
    expect(fields(applications)).toEqual(FIELDS.allocated);
    expect(applications).toMatchObject({
      kind: 'allocated',
      allowed: true,
      used: 0,
      limit: 1,
      remaining: 1,
      reason: null,
    });
    expect(seats).toMatchObject({ used: 1, limit: 3, remaining: 2 });
    expect(exporting).toEqual({ feature: 'export', kind: 'switch', allowed: false });
    for (const entitlement of body.data)
      expect((await get(`/${entitlement.feature}`)).body).toEqual(entitlement);
  });

  it('answer for the amount that is asked, and spend nothing', async () => {
    const before = await rowCounts(tenure);
    expect((await get('/recordings?amount=60')).body).toMatchObject({ allowed: true, reason: null });
    expect((await get('/recordings?amount=61')).body).toMatchObject({
      allowed: false,
      reason: 'limit_reached',
      used: 40,
    });
    expect((await get('/seats?amount=3')).body).toMatchObject({ allowed: false, reason: 'limit_reached' });
    expect(await rowCounts(tenure)).toEqual(before);
    expect(await get('/nothing')).toMatchObject({ status: 404, body: { code: 'unknown_feature' } });
  });

  it('say so where there is no subscription, and are no error', async () => {
    await tenure.dataSource.query(
      `UPDATE subscriptions SET status = 'ended', ended_at = now(), end_reason = 'expired', due_at = NULL WHERE business_id = $1`,
      [customer.businessId],
    );
    const { status, body } = await get('');
    expect(status).toBe(200);
    for (const { kind, allowed, reason } of body.data) {
      expect([kind, allowed, reason]).toEqual([
        kind,
        false,
        kind === 'switch' ? undefined : 'no_active_subscription',
      ]);
    }
    expect((await get('/recordings')).body).toMatchObject({
      allowed: false,
      reason: 'no_active_subscription',
    });
  });
});
