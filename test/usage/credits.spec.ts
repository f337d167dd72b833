import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { BusinessesService } from '../../src/businesses/index.js';
import { ExactSpendService } from '../../src/usage/spending/exact-spend.service.js';
import { expectInvariants } from '../support/invariants.js';
import { RowLock } from '../support/row-lock.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';

describe('Credits', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
    const feature = { key: 'exports', name: 'Exports', unit: 'export', kind: 'metered' };
    await tenure.post('/v1/admin/features', { token: operator, body: feature });
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const give = ({ businessId }: Customer, body: object, headers = {}) =>
    tenure.post(`/v1/admin/businesses/${businessId}/credits`, {
      token: operator,
      headers,
      body: { feature: 'recordings', reason: 'A gift', ...body },
    });
  const take = (customer: Customer, id: string) =>
    tenure.delete(`/v1/admin/businesses/${customer.businessId}/credits/${id}`, { token: operator });
  const list = async (customer: Customer) =>
    (await tenure.get(`/v1/admin/businesses/${customer.businessId}/credits`, { token: operator })).body.data;
  const entitlement = async (customer: Customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key: customer.key })).body;

  it('are burnt after the plan: by priority, then by earlier expiry, then by earlier creation', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    const made = [
      { reason: 'last', priority: 60, amount: 10 },
      { reason: 'fourth', amount: 10 },
      { reason: 'fifth', amount: 10 },
      { reason: 'third', expiresAt: '2031-01-01T00:00:00Z', amount: 10 },
      { reason: 'second', expiresAt: '2030-06-01T00:00:00Z', amount: 10 },
      { reason: 'first', priority: 0, amount: 10 },
    ];
    for (const body of made) expect((await give(customer, body)).status).toBe(201);
    expect((await customer.spend(100)).body).toMatchObject({ used: 100, credits: 60, remaining: 60 });
    for (const [place, reason] of ['first', 'second', 'third', 'fourth', 'fifth', 'last'].entries()) {
      expect((await customer.spend(10)).body).toMatchObject({ credits: 50 - place * 10, limit: 100 });
      const spent = (await list(customer)).filter(({ remaining }: any) => remaining === 0);
      expect(spent.map((grant: any) => grant.reason)).toContain(reason);
      expect(spent).toHaveLength(place + 1);
    }
    const refused = await customer.spend(1);
    expect(refused).toMatchObject({ status: 402, body: { used: 160, credits: 0, remaining: 0 } });
  });

  it('pay for one spend together with the plan and with each other, or not at all', async () => {
    const customer = await tenure.signUp();
    await give(customer, { amount: 7, priority: 1 });
    await give(customer, { amount: 5 });
    await customer.spend(98);
    expect(await customer.spend(15)).toMatchObject({
      status: 402,
      body: { used: 98, credits: 12, remaining: 14 },
    });
    expect((await list(customer)).map(({ remaining }: any) => remaining)).toEqual([5, 7]);
    expect((await customer.spend(13)).body).toMatchObject({ used: 111, credits: 1, remaining: 1 });
    expect((await list(customer)).map(({ remaining }: any) => remaining)).toEqual([1, 0]);
  });

  it('begin and expire by comparison with the time of the business, and rewrite nothing', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    await give(customer, { amount: 10, startsAt: '2030-01-02T00:00:00Z', expiresAt: '2030-01-03T00:00:00Z' });
    await customer.spend(100);
    expect((await customer.spend(1)).status).toBe(402);
    expect(await list(customer)).toMatchObject([{ remaining: 10 }]);
    await customer.advance('2030-01-02T00:00:00Z');
    expect((await customer.spend(4)).body).toMatchObject({ used: 104, credits: 6, remaining: 6 });
    await customer.advance('2030-01-02T23:59:59.999Z');
    expect((await customer.spend(1)).status).toBe(200);
    await customer.advance('2030-01-03T00:00:00Z');
    expect(await customer.spend(1)).toMatchObject({
      status: 402,
      body: { used: 105, credits: 0, remaining: 0 },
    });
    expect(await list(customer)).toMatchObject([{ amount: 10, remaining: 0 }]);
    await customer.advance('2030-01-16T00:00:00Z');
    expect(await entitlement(customer)).toMatchObject({ used: 0, remaining: 100, credits: 0 });
  });

  it('that begin while a spend waits pay for the one behind it, also if nothing was spent before', async () => {
    const { businessId } = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    const begun = { amount: 10, feature: 'exports', startsAt: '2030-01-02T00:00:00Z' };
    await give({ businessId } as Customer, begun);
    const times = ['2030-01-01T23:59:59Z', begun.startsAt].map((time) => new Date(time));
    const spends = times.map((now) => {
      const unread = { keyHash: null, scope: null, address: null, externalId: null };
      const caller = { ...unread, businessId, now, admit: () => Promise.resolve({ now }) };
      return { caller, businessId, now, feature: 'exports', amount: 10, keyed: null };
    });
    expect(await tenure.app.get(ExactSpendService).spend(spends)).toMatchObject([
      { kind: 'refused', balance: { used: 0, credits: 0, remaining: 0 } },
      { kind: 'granted', balance: { used: 10, burnt: 10, limit: 0, remaining: 0 } },
    ]);
  });

  it('survive the cycle, and the next cycle burns its plan first again', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    await give(customer, { amount: 50 });
    await customer.spend(110);
    await customer.advance('2030-01-16T00:00:00Z');
    expect(await entitlement(customer)).toMatchObject({ used: 0, credits: 40, remaining: 140 });
    expect((await customer.spend(5)).body).toMatchObject({ used: 5, credits: 40, remaining: 135 });
  });

  it('are taken back by voiding, once and for good, while what is burnt stays burnt', async () => {
    const customer = await tenure.signUp();
    const { body: grant } = await give(customer, { amount: 10 });
    await customer.spend(104);
    expect(await take(customer, grant.id)).toMatchObject({ status: 204 });
    expect(await take(customer, grant.id)).toMatchObject({ status: 204 });
    expect(await entitlement(customer)).toMatchObject({
      used: 104,
      credits: 0,
      remaining: 0,
      allowed: false,
    });
    expect((await customer.spend(1)).status).toBe(402);
    expect(await list(customer)).toMatchObject([{ remaining: 0, voidedAt: expect.any(String) }]);
    const stranger = await tenure.signUp();
    expect((await take(stranger, grant.id)).status).toBe(404);
  });

  it('are granted to no closed business, also not by a request that waited while it was closed', async () => {
    const customer = await tenure.signUp();
    const { id } = (await give(customer, { amount: 50 })).body;
    const row = 'SELECT 1 FROM businesses WHERE id = $1';
    const lock = await RowLock.take(tenure.databaseUrl, row, [customer.businessId]);
    const closed = tenure.post('/v1/business/close', { token: customer.token });
    await lock.waiting(1);
    const late = give(customer, { amount: 50 });
    await lock.waiting(2);
    await lock.release();
    expect([(await closed).status, (await late).status]).toEqual([204, 409]);
    expect(await give(customer, { amount: 50 })).toMatchObject({
      status: 409,
      body: { code: 'business_closed', status: 409 },
    });
    const wrong = { amount: 50, expiresAt: '2020-01-01T00:00:00Z' };
    expect(await give(customer, wrong)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(await take(customer, id)).toMatchObject({ status: 204 });
  });

  it('work for a feature that the plan does not have, and leave an unlimited plan alone', async () => {
    const customer = await tenure.signUp();
    await give(customer, { feature: 'exports', amount: 2 });
    const body = { feature: 'exports', amount: 2 };
    expect((await tenure.post('/v1/usage', { key: customer.key, body })).body).toMatchObject({
      used: 2,
      limit: 0,
    });
    expect((await tenure.post('/v1/usage', { key: customer.key, body })).status).toBe(402);
    await tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'limitless' },
    });
    await give(customer, { amount: 3 });
    expect((await customer.spend(1000)).body).toMatchObject({
      used: 1000,
      limit: null,
      remaining: null,
      credits: 3,
    });
  });

  it('keep what the plan paid exact when the plan becomes larger and smaller again', async () => {
    const customer = await tenure.signUp();
    const put = (planCode: string) =>
      tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
        token: operator,
        body: { planCode },
      });
    await give(customer, { amount: 20 });
    await customer.spend(110);
    const limits = { recordings: 200 };
    const plan = {
      name: 'Two hundred',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'day', count: 15 },
    };
    await tenure.post('/v1/admin/plans', { token: operator, body: { code: 'two-hundred', ...plan, limits } });
    await put('two-hundred');
    expect(await entitlement(customer)).toMatchObject({ used: 110, limit: 200, credits: 10, remaining: 110 });
    expect((await customer.spend(100)).body).toMatchObject({ used: 210, credits: 10, remaining: 10 });
    await put('free');
    expect(await entitlement(customer)).toMatchObject({ used: 210, limit: 100, credits: 10, remaining: 10 });
    expect((await customer.spend(10)).body).toMatchObject({ used: 220, credits: 0, remaining: 0 });
    const usage = (await tenure.get('/v1/usage', { token: customer.token })).body.data;
    const recordings = usage.find(({ feature }: { feature: string }) => feature === 'recordings');
    expect(recordings).toMatchObject({ used: 220, limit: 100, creditsUsed: 20, remaining: 0 });
  });

  it('are granted to the unit among many callers: never over, never under', async () => {
    for (let round = 0; round < 5; round += 1) {
      const customer = await tenure.signUp();
      for (const amount of [3, 5, 9]) await give(customer, { amount });
      await customer.spend(90);
      const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => customer.spend(1 + (n % 3))));
      const units = answers.reduce((sum, { status, body }) => sum + (status === 200 ? body.granted : 0), 0);
      expect(units).toBe(27);
      expect(await entitlement(customer)).toMatchObject({ used: 117, credits: 0, remaining: 0 });
    }
  });

  it('are explained grant by grant to the people of the business', async () => {
    const customer = await tenure.signUp();
    await give(customer, { amount: 5, reason: 'second' });
    await give(customer, { amount: 6, reason: 'first', priority: 1 });
    await give(customer, { amount: 7, reason: 'not yet', startsAt: '2100-01-01T00:00:00Z' });
    await customer.spend(102);
    const { body } = await tenure.get('/v1/usage', { token: customer.token });
    expect(body.data.find(({ feature }: any) => feature === 'recordings')).toMatchObject({
      used: 102,
      credits: 9,
      remaining: 9,
      grants: [
        { reason: 'first', remaining: 4, priority: 1, expiresAt: null },
        { reason: 'second', remaining: 5, priority: 50 },
      ],
    });
    expect(body.data.find(({ feature }: any) => feature === 'export')).toMatchObject({ grants: [] });
  });

  it('name in a refusal the plans that would allow it, counting the credits', async () => {
    const customer = await tenure.signUp();
    await give(customer, { amount: 10 });
    const refused = await customer.spend(5010);
    expect(refused.body).toMatchObject({ remaining: 110, unlockedBy: [{ code: 'pro' }, { code: 'scale' }] });
  });

  it('are granted to no business that is erased meanwhile', async () => {
    // The checks before the write still find the business, so the foreign key refuses it.
    const businesses = tenure.app.get(BusinessesService);
    const checks = [
      jest.spyOn(businesses, 'timeOf').mockResolvedValueOnce(new Date()),
      jest.spyOn(businesses, 'confirmOpen').mockResolvedValueOnce(undefined),
    ];
    const answer = await give({ businessId: randomUUID() } as Customer, { amount: 1 });
    for (const check of checks) check.mockRestore();
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it.each([
    [{ amount: 0 }, 400],
    [{ amount: 2 ** 53 }, 400],
    [{ amount: 1, priority: 101 }, 400],
    [{ amount: 1, expiresAt: '2020-01-01T00:00:00Z' }, 400],
    [{ amount: 1, startsAt: '2100-01-02T00:00:00Z', expiresAt: '2100-01-01T00:00:00Z' }, 400],
    [{ amount: 1, feature: 'nothing' }, 404],
  ])('refuse %j with %i', async (body, status) => {
    expect((await give(await tenure.signUp(), body)).status).toBe(status);
  });

  it('are refused for a feature that is not metered, in words about credits', async () => {
    const detail = '"seats" is allocated; only metered features have credits.';
    const refused = await give(await tenure.signUp(), { amount: 1, feature: 'seats' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_feature_kind', detail } });
  });
});
