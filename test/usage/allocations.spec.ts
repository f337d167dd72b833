import { AllocationsService } from '../../src/usage/allocations/allocations.service.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, INSTANT } from '../support/shapes.js';

describe('Holding', () => {
  let tenure: Tenure;
  let customer: Customer;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
  });
  beforeEach(async () => (customer = await tenure.signUp()));
  afterAll(() => tenure.close());

  const path = (resource: string, feature = 'applications') => `/v1/allocations/${feature}/${resource}`;
  const hold = (resource: string, body?: object, key = customer.key) =>
    tenure.put(path(resource), { key, body });
  const free = (resource: string, key = customer.key) => tenure.delete(path(resource), { key });
  const held = async (key = customer.key) => {
    const { body } = await tenure.get('/v1/allocations/applications', { key });
    return body.data.map(({ resource }: { resource: string }) => resource);
  };
  const put = (planCode: string, { businessId } = customer) =>
    tenure.put(`/v1/admin/businesses/${businessId}/subscription`, { token: operator, body: { planCode } });
  const advance = (clockId: string, to: string) =>
    tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: operator, body: { to } });

  it('answers the entitlement, and again the same: a name is held once', async () => {
    const first = await hold('app-1');
    expect(first.status).toBe(200);
    expect(fields(first.body)).toEqual(FIELDS.allocated);
    expect(first.body).toMatchObject({
      feature: 'applications',
      kind: 'allocated',
      used: 1,
      limit: 1,
      remaining: 0,
      credits: 0,
    });
    expect(await hold('app-1')).toMatchObject({ status: 200, body: first.body });
    expect(await hold('app-1', {})).toMatchObject({ status: 200, body: first.body });
    const list = (await tenure.get('/v1/allocations/applications', { key: customer.key })).body;
    expect(list).toEqual({
      data: [{ resource: 'app-1', heldAt: expect.stringMatching(INSTANT), expiresAt: null }],
      nextCursor: null,
    });
    // People of the business and operators see the same.
    const asked = '/allocations?feature=applications';
    expect((await tenure.get(`/v1/usage${asked}`, { token: customer.token })).body).toEqual(list);
    const token = await tenure.operator();
    const shown = await tenure.get(`/v1/admin/businesses/${customer.businessId}/usage${asked}`, { token });
    expect(shown.body).toEqual(list);
    const metered = await tenure.get('/v1/usage/allocations?feature=recordings', { token: customer.token });
    expect(metered).toMatchObject({ status: 409, body: { code: 'wrong_feature_kind' } });
  });

  it('is refused at the limit with what would unlock it; freeing makes room', async () => {
    await hold('app-1');
    const before = await rowCounts(tenure);
    const refused = await hold('app-2');
    expect(refused.status).toBe(402);
    expect(fields(refused.body)).toEqual(FIELDS.limitReached);
    expect(refused.body).toMatchObject({
      code: 'limit_reached',
      feature: 'applications',
      requested: 1,
      used: 1,
      limit: 1,
      remaining: 0,
      resetsAt: null,
      unlockedBy: [
        { code: 'pro', name: 'Pro', limit: 10 },
        { code: 'scale', name: 'Scale', limit: 100 },
      ],
    });
    expect(await rowCounts(tenure)).toEqual(before);
    expect(await free('app-1')).toMatchObject({ status: 204, body: undefined });
    expect(await free('app-1')).toMatchObject({ status: 204, body: undefined });
    expect((await hold('app-2')).status).toBe(200);
    expect(await held()).toEqual(['app-2']);
  });

  it('is exact however many ask at once, for one name and for many', async () => {
    await put('pro');
    const same = await Promise.all(Array.from({ length: 20 }, () => hold('one')));
    expect(same.every(({ status }) => status === 200)).toBe(true);
    for (let round = 1; round <= 3; round += 1) {
      const many = await Promise.all(Array.from({ length: 30 }, (_, index) => hold(`${round}-${index}`)));
      expect(many.filter(({ status }) => status === 200)).toHaveLength(9);
      expect(many.filter(({ status }) => status === 402)).toHaveLength(21);
      expect(await held()).toHaveLength(10);
      for (const resource of await held()) if (resource !== 'one') await free(resource);
    }
  });

  it('keeps what is above a lower limit, and refuses new ones until below', async () => {
    await put('scale');
    for (const resource of ['a', 'b', 'c']) await hold(resource);
    await put('free');
    expect(await held()).toEqual(['c', 'b', 'a']);
    expect((await hold('a')).status).toBe(200);
    expect((await hold('d')).body).toMatchObject({ code: 'limit_reached', used: 3, limit: 1, remaining: 0 });
    await free('a');
    await free('b');
    expect((await hold('d')).status).toBe(402);
    await free('c');
    expect((await hold('d')).status).toBe(200);
  });

  it('takes every name of the contract, and tells names of other businesses apart', async () => {
    await put('limitless');
    for (const resource of ['A', 'a.b', 'a:b', 'a_b', 'a-b', '0', 'x'.repeat(100)]) {
      expect([resource, (await hold(resource)).status]).toEqual([resource, 200]);
    }
    const stranger = await tenure.signUp();
    expect(await held(stranger.key)).toEqual([]);
    expect((await hold('A', undefined, stranger.key)).status).toBe(200);
    expect((await free('a.b', stranger.key)).status).toBe(204);
    expect(await held()).toHaveLength(7);
  });

  it('lists in pages, newest first', async () => {
    await put('pro');
    for (const resource of ['a', 'b', 'c']) await hold(resource);
    const page = (await tenure.get('/v1/allocations/applications?limit=2', { key: customer.key })).body;
    expect(page.data.map(({ resource }: { resource: string }) => resource)).toEqual(['c', 'b']);
    const rest = await tenure.get(`/v1/allocations/applications?cursor=${page.nextCursor}`, {
      key: customer.key,
    });
    expect(rest.body).toMatchObject({ data: [{ resource: 'a' }], nextCursor: null });
  });

  it('is for allocated features that are not the service’s own', async () => {
    const before = await rowCounts(tenure);
    const { key } = customer;
    for (const method of ['PUT', 'DELETE']) {
      const problem = async (feature: string) =>
        (await tenure.send(method, path('x', feature), { key })).body;
      expect(await problem('nothing')).toMatchObject({ status: 404, code: 'unknown_feature' });
      expect(await problem('recordings')).toMatchObject({ status: 409, code: 'wrong_feature_kind' });
      expect(await problem('export')).toMatchObject({ status: 409, code: 'wrong_feature_kind' });
      expect(await problem('seats')).toMatchObject({ status: 409, code: 'managed_feature' });
    }
    expect((await tenure.delete(path(customer.memberId, 'seats'), { key })).status).toBe(409);
    expect((await tenure.get('/v1/allocations/nothing', { key })).body.code).toBe('unknown_feature');
    expect((await tenure.get('/v1/allocations/recordings', { key })).body.code).toBe('wrong_feature_kind');
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('until a time ends at that very time, by the clock of the business', async () => {
    const { key, clockId } = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z');
    const now = { expiresAt: '2026-01-01T00:00:00Z' };
    expect(await hold('now', now, key)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'expiresAt' }] },
    });
    await hold('app-1', { expiresAt: '2026-01-03T02:00:00.5+02:00' }, key);
    await advance(clockId, '2026-01-03T00:00:00.499Z');
    expect(await held(key)).toEqual(['app-1']);
    expect((await hold('app-2', {}, key)).status).toBe(402);
    await advance(clockId, '2026-01-03T00:00:00.500Z');
    expect(await held(key)).toEqual([]);
    expect((await tenure.get('/v1/entitlements/applications', { key })).body).toMatchObject({
      used: 0,
      allowed: true,
    });
    expect((await hold('app-2', {}, key)).status).toBe(200);
    expect((await hold('app-1', {}, key)).status).toBe(402);
  });

  it('again moves the expiry, and without one holds for ever; an expired name can be held again', async () => {
    const { key, clockId } = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z');
    await hold('app-1', { expiresAt: '2026-01-02T00:00:00Z' }, key);
    await hold('app-1', { expiresAt: '2026-01-04T00:00:00Z' }, key);
    await advance(clockId, '2026-01-03T00:00:00Z');
    expect(await held(key)).toEqual(['app-1']);
    await advance(clockId, '2026-01-04T00:00:00Z');
    expect(await held(key)).toEqual([]);
    await hold('app-1', undefined, key);
    const [{ heldAt }] = (await tenure.get('/v1/allocations/applications', { key })).body.data;
    expect(heldAt).toBe('2026-01-04T00:00:00.000Z');
    await advance(clockId, '2027-01-01T00:00:00Z');
    expect(await held(key)).toEqual(['app-1']);
  });

  it('again, by a request that waited until another name had its place, is counted as new', async () => {
    const service = tenure.app.get(AllocationsService);
    const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds));
    const holdAt = (resource: string, now: Date, expiresAt: Date) =>
      service.hold(customer.businessId, { feature: 'applications', resource, expiresAt }, now);
    await holdAt('app-1', at(0), at(10));
    await holdAt('app-1', at(5), at(20));
    await holdAt('app-2', at(21), at(90));
    await expect(holdAt('app-1', at(19), at(90))).rejects.toMatchObject({ code: 'limit_reached' });
    // Where both have a place, nobody loses it.
    await tenure.dataSource.query(
      `UPDATE allocations SET expires_at = $2 WHERE business_id = $1 AND resource = 'app-1'`,
      [customer.businessId, at(20)],
    );
    await put('pro');
    await expect(holdAt('app-1', at(19), at(90))).resolves.toMatchObject({ used: 2 });
  });

  it('again, by a server whose clock is as far behind as it may be, is counted as new where another name had its place', async () => {
    const service = tenure.app.get(AllocationsService);
    const at = (seconds: number) => new Date(Date.UTC(2030, 0, 1, 0, 0, seconds));
    const holdAt = (resource: string, now: Date, expiresAt: Date) =>
      service.hold(customer.businessId, { feature: 'applications', resource, expiresAt }, now);
    await holdAt('app-1', at(0), at(75));
    // One server is 30 s ahead, the other one 30 s behind, and this request waited 15 s.
    await holdAt('app-2', at(75), at(300));
    await expect(holdAt('app-1', at(0), at(300))).rejects.toMatchObject({ code: 'limit_reached' });
  });

  it('belongs to no cycle: a renewal frees nothing', async () => {
    const { key, clockId } = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z');
    await hold('app-1', undefined, key);
    expect((await advance(clockId, '2026-06-01T00:00:00Z')).body.renewed).toBeGreaterThan(5);
    expect(await held(key)).toEqual(['app-1']);
  });

  it('is refused without a live subscription; what is held is listed and can be freed', async () => {
    await hold('app-1');
    await tenure.dataSource.query(
      `UPDATE subscriptions SET status = 'ended', ended_at = now(), end_reason = 'expired', due_at = NULL WHERE business_id = $1`,
      [customer.businessId],
    );
    expect(await hold('app-1')).toMatchObject({ status: 403, body: { code: 'no_active_subscription' } });
    expect(await hold('app-2')).toMatchObject({ status: 403, body: { code: 'no_active_subscription' } });
    expect(await held()).toEqual(['app-1']);
    expect((await free('app-1')).status).toBe(204);
    expect(await held()).toEqual([]);
  });
});
