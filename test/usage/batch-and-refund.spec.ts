import { expectInvariants } from '../support/invariants.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';

describe.each(['on', 'off'])('With USAGE_BATCHING=%s', (batching) => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: batching });
    operator = await tenure.operator();
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const spend = (customer: Customer, body: object, key?: string) =>
    tenure.post('/v1/usage', {
      key: customer.key,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: { feature: 'recordings', ...body },
    });
  const batch = (customer: Customer, items: unknown) =>
    tenure.post('/v1/usage/batch', { key: customer.key, body: { items } });
  const refund = (customer: Customer, id: string, key?: string, amount?: number) =>
    tenure.post(`/v1/usage/${id}/refund`, {
      key: customer.key,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: amount === undefined ? undefined : { amount },
    });
  const advance = (clockId: string, to: string) =>
    tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: operator, body: { to } });
  const give = async ({ businessId }: Customer, body: object) =>
    (
      await tenure.post(`/v1/admin/businesses/${businessId}/credits`, {
        token: operator,
        body: { feature: 'recordings', reason: 'A gift', ...body },
      })
    ).body;
  const grants = async (customer: Customer) =>
    (await tenure.get(`/v1/admin/businesses/${customer.businessId}/credits`, { token: operator })).body.data;
  const entitlement = async (customer: Customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key: customer.key })).body;

  describe('a batch', () => {
    it('answers each item by itself, in order, and a refused one does not stop the next', async () => {
      const customer = await tenure.signUp();
      const { status, body } = await batch(customer, [
        { feature: 'recordings', amount: 60 },
        { feature: 'recordings', amount: 60 },
        { feature: 'recordings', amount: 40, idempotencyKey: 'k' },
        { feature: 'nothing' },
        { feature: 'applications' },
        { feature: 'export' },
        { feature: 'recordings' },
      ]);
      expect(status).toBe(200);
      expect(body.data).toMatchObject([
        { status: 200, used: 60, id: null },
        { status: 402, code: 'limit_reached', used: 60, remaining: 40 },
        { status: 200, used: 100, id: expect.any(String) },
        { status: 404, code: 'unknown_feature' },
        { status: 409, code: 'wrong_feature_kind' },
        { status: 403, code: 'feature_off' },
        { status: 402, used: 100 },
      ]);
    });

    it('grants a hundred items to the unit, whatever their order', async () => {
      const customer = await tenure.signUp();
      const items = Array.from({ length: 100 }, (_, n) => ({ feature: 'recordings', amount: 1 + (n % 3) }));
      const { body } = await batch(customer, items);
      let left = 100;
      for (const [n, { amount }] of items.entries()) {
        expect(body.data[n].status).toBe(amount <= left ? 200 : 402);
        if (amount <= left) left -= amount;
      }
      expect((await entitlement(customer)).remaining).toBe(left);
    });

    it('compares an item as POST /v1/usage, within the batch and outside of it', async () => {
      const customer = await tenure.signUp();
      const item = { feature: 'recordings', amount: 2, idempotencyKey: 'same' };
      const { body } = await batch(customer, [item, item, { ...item, amount: 3 }]);
      expect(body.data).toMatchObject([{ status: 200 }, { status: 200 }, { status: 422 }]);
      expect(body.data[0]).not.toHaveProperty('replayed');
      expect(body.data[1]).toEqual({ ...body.data[0], replayed: true });
      const again = await batch(customer, [{ feature: 'recordings', idempotencyKey: 'new' }, item]);
      expect(again.body.data[0]).not.toHaveProperty('replayed');
      expect(again.body.data[1]).toEqual({ ...body.data[0], replayed: true });
      const alone = await spend(customer, { amount: 2 }, 'same');
      expect(alone.headers.get('idempotent-replayed')).toBe('true');
      expect({ status: 200, ...alone.body }).toEqual(body.data[0]);
      expect((await entitlement(customer)).used).toBe(3);
    });

    it('decides its items in order, also of a feature that this server has not met', async () => {
      const feature = `exports_${batching}`;
      const made = { key: feature, name: 'Exports', unit: 'export', kind: 'metered' };
      await tenure.post('/v1/admin/features', { token: operator, body: made });
      const price = { amount: 0, currency: 'USD' };
      const interval = { unit: 'month', count: 1 };
      const limits = { recordings: 10, [feature]: 10 };
      const plan = { code: `both-${batching}`, name: 'Both', price, interval, limits };
      await tenure.post('/v1/admin/plans', { token: operator, body: plan });
      const customer = await tenure.signUp({ planCode: plan.code });
      await spend(customer, {});
      const { body } = await batch(customer, [
        { feature, idempotencyKey: 'first' },
        { feature: 'recordings', idempotencyKey: 'first' },
      ]);
      expect(body.data).toMatchObject([{ status: 200 }, { status: 422, code: 'idempotency_key_reused' }]);
    });

    it('refuses a key for the whole request', async () => {
      const { key } = await tenure.signUp();
      const headers = { 'idempotency-key': 'k' };
      const answer = await tenure.post('/v1/usage/batch', {
        key,
        headers,
        body: { items: [{ feature: 'recordings' }] },
      });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
    });

    it.each([[[]], [Array(101).fill({ feature: 'recordings' })], [[null]], [[[]]], ['text'], [undefined]])(
      'of %.30j is 400',
      async (items) => {
        expect((await batch(await tenure.signUp(), items)).status).toBe(400);
      },
    );

    it('names the wrong field of the wrong item', async () => {
      const { body } = await batch(await tenure.signUp(), [
        { feature: 'recordings' },
        { feature: 'recordings', amount: 0 },
        { feature: 'recordings', idempotencyKey: 'two words' },
        { feature: 'recordings', other: 1 },
      ]);
      expect(body.errors.map(({ field }: any) => field)).toEqual([
        'items.1.amount',
        'items.2.idempotencyKey',
        'items.3.other',
      ]);
    });
  });

  describe('a refund', () => {
    it('gives the units back, once', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      const answer = await refund(customer, spent.id);
      expect(answer).toMatchObject({
        status: 200,
        body: { id: spent.id, granted: 0, refunded: 30, used: 0, limit: 100, credits: 0, remaining: 100 },
      });
      expect(await refund(customer, spent.id)).toMatchObject({
        status: 409,
        body: { code: 'already_refunded' },
      });
      expect((await entitlement(customer)).used).toBe(0);
    });

    it('of all units ends its key: the same request again is not answered as paid', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      await refund(customer, spent.id);
      expect(await spend(customer, { amount: 30 }, 'a')).toMatchObject({
        status: 409,
        body: { code: 'already_refunded' },
      });
      expect((await spend(customer, { amount: 31 }, 'a')).status).toBe(422);
      expect((await entitlement(customer)).used).toBe(0);
    });

    it('that a server of the release before made is not made again: it gave all back, and counted no units', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      await tenure.dataSource.query(
        `WITH r AS (UPDATE idempotency_records SET refunded_at = now() WHERE id = $1 RETURNING *)
         UPDATE usage_counters c SET used = c.used - r.amount FROM r
         WHERE c.business_id = r.business_id AND c.feature_key = r.feature_key`,
        [spent.id],
      );
      const refunded = { status: 409, body: { code: 'already_refunded' } };
      expect(await refund(customer, spent.id)).toMatchObject(refunded);
      expect(await spend(customer, { amount: 30 }, 'a')).toMatchObject(refunded);
      expect((await entitlement(customer)).used).toBe(0);
    });

    it('of a part gives back that part, up to what is left, and the key replays until nothing is left', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 50 }, 'a');
      expect((await refund(customer, spent.id, undefined, 5)).body).toMatchObject({ refunded: 5, used: 45 });
      expect((await spend(customer, { amount: 50 }, 'a')).body).toEqual(spent);
      expect(await refund(customer, spent.id, undefined, 46)).toMatchObject({
        status: 409,
        body: { code: 'refund_too_large', refundable: 45 },
      });
      expect((await refund(customer, spent.id)).body).toMatchObject({ refunded: 45, used: 0 });
      expect((await refund(customer, spent.id, undefined, 1)).body.code).toBe('already_refunded');
      expect((await spend(customer, { amount: 50 }, 'a')).status).toBe(409);
    });

    it('of a part under a key happens once, and parts at once never add up to more than was spent', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 50 }, 'a');
      await Promise.all(Array.from({ length: 5 }, () => refund(customer, spent.id, 'r', 10)));
      expect((await entitlement(customer)).used).toBe(40);
      const parts = await Promise.all(
        Array.from({ length: 12 }, () => refund(customer, spent.id, undefined, 5)),
      );
      expect(parts.filter(({ status }) => status === 200)).toHaveLength(8);
      expect((await entitlement(customer)).used).toBe(0);
    });

    it('of a part leaves what a smaller spend would have left: the credits burnt last come first', async () => {
      const customer = await tenure.signUp();
      await give(customer, { amount: 10, priority: 1 });
      await give(customer, { amount: 10, priority: 2 });
      const { body: spent } = await spend(customer, { amount: 115 }, 'a');
      const left = async () => (await grants(customer)).map(({ remaining }: any) => remaining).toReversed();
      expect(await left()).toEqual([0, 5]);
      await refund(customer, spent.id, undefined, 7);
      expect(await left()).toEqual([2, 10]);
      expect((await refund(customer, spent.id, undefined, 20)).body).toMatchObject({
        used: 88,
        credits: 20,
        remaining: 32,
      });
      expect(await left()).toEqual([10, 10]);
    });

    it.each([[0], [-1], [1.5], ['5'], [2 ** 31]])('of %j units is 400', async (amount) => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      expect(await refund(customer, spent.id, undefined, amount as number)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'amount' }] },
      });
    });

    it('needs the scope usage:refund', async () => {
      const { token, botId, key } = await tenure.signUp();
      const made = { token, body: { scopes: ['usage:write', 'usage:read'] } };
      const { apiKey } = (await tenure.post(`/v1/bots/${botId}/keys`, made)).body;
      const headers = { 'idempotency-key': 'a' };
      const spent = await tenure.post('/v1/usage', { key: apiKey, headers, body: { feature: 'recordings' } });
      expect(await tenure.post(`/v1/usage/${spent.body.id}/refund`, { key: apiKey })).toMatchObject({
        status: 403,
        body: { code: 'scope_missing' },
      });
      expect((await tenure.post(`/v1/usage/${spent.body.id}/refund`, { key })).status).toBe(200);
    });

    it('under a key is answered again as the first time', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      const [one, two] = [await refund(customer, spent.id, 'r'), await refund(customer, spent.id, 'r')];
      expect(two).toMatchObject({ status: 200, body: one.body });
      expect(two.headers.get('idempotent-replayed')).toBe('true');
    });

    it('asked for by twenty at once is given once', async () => {
      const customer = await tenure.signUp();
      const { body: spent } = await spend(customer, { amount: 30 }, 'a');
      await spend(customer, { amount: 5 });
      const answers = await Promise.all(Array.from({ length: 20 }, () => refund(customer, spent.id)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect((await entitlement(customer)).used).toBe(5);
    });

    it('goes back to the very grants that paid; what has been voided is not revived', async () => {
      const customer = await tenure.signUp();
      const first = await give(customer, { amount: 10, priority: 1 });
      await give(customer, { amount: 10, priority: 2 });
      await spend(customer, { amount: 95 });
      const { body: spent } = await spend(customer, { amount: 20 }, 'mixed');
      expect(spent).toMatchObject({ used: 115, credits: 5, remaining: 5 });
      await tenure.delete(`/v1/admin/businesses/${customer.businessId}/credits/${first.id}`, {
        token: operator,
      });
      const { body } = await refund(customer, spent.id);
      expect(body).toMatchObject({ refunded: 20, used: 95, credits: 10, remaining: 15 });
      expect(await grants(customer)).toMatchObject([{ remaining: 10 }, { remaining: 0 }]);
    });

    it('after its cycle is 409, and so is one after the subscription has ended', async () => {
      const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
      const { body: spent } = await spend(customer, {}, 'a');
      await advance(customer.clockId, '2030-01-16T00:00:00Z');
      expect(await refund(customer, spent.id)).toMatchObject({ status: 409, body: { code: 'cycle_closed' } });
    });

    it('after its cycle gives back what live credits paid, and no more', async () => {
      const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
      await give(customer, { amount: 10, expiresAt: '2030-02-01T00:00:00Z' });
      await give(customer, { amount: 10, expiresAt: '2030-01-20T00:00:00Z' });
      const { body: spent } = await spend(customer, { amount: 118 }, 'a');
      await advance(customer.clockId, '2030-01-25T00:00:00Z');
      expect(await refund(customer, spent.id, undefined, 9)).toMatchObject({
        status: 409,
        body: { code: 'cycle_closed', refundable: 8 },
      });
      expect(await refund(customer, spent.id, undefined, 119)).toMatchObject({
        status: 409,
        body: { code: 'refund_too_large', refundable: 8 },
      });
      expect((await refund(customer, spent.id, undefined, 3)).body).toMatchObject({
        refunded: 3,
        credits: 5,
      });
      const { body } = await refund(customer, spent.id);
      expect(body).toMatchObject({ refunded: 5, used: 0, credits: 10, remaining: 110, cycle: { index: 1 } });
      expect(await refund(customer, spent.id)).toMatchObject({
        status: 409,
        body: { code: 'cycle_closed', refundable: 0 },
      });
      expect((await refund(customer, spent.id, undefined, 119)).body.code).toBe('cycle_closed');
      expect((await spend(customer, { amount: 118 }, 'a')).body).toEqual(spent);
      const { data } = (await tenure.get('/v1/subscription/cycles', { token: customer.token })).body;
      expect(data.at(-1).usage.recordings).toMatchObject({ used: 110 });
    });

    it("of another tenant's spend, of a switch and of nothing is 404", async () => {
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      const { body: spent } = await spend(one, {}, 'a');
      expect((await refund(other, spent.id)).status).toBe(404);
      expect((await refund(one, '019cafe0-0000-7000-8000-000000000001')).status).toBe(404);
      expect((await refund(one, 'x')).status).toBe(400);
    });
  });

  describe('the daily history', () => {
    const daily = (customer: Customer, query = '') =>
      tenure.get(`/v1/usage/daily${query}`, { token: customer.token });

    it('counts each day, adds up to the counter, and follows refunds to the day of the spend', async () => {
      const customer = await tenure.onTestClock(operator, '2030-01-01T10:00:00Z');
      const to = (day: string) => advance(customer.clockId, `${day}T10:00:00Z`);
      await spend(customer, { amount: 3 });
      const { body: spent } = await spend(customer, { amount: 4 }, 'a');
      await to('2030-01-03');
      await spend(customer, { amount: 5 });
      await to('2030-01-04');
      await spend(customer, { amount: 6 });
      const days = async (query?: string) => (await daily(customer, query)).body.data;
      expect(await days()).toEqual([
        { date: '2030-01-04', feature: 'recordings', used: 6 },
        { date: '2030-01-03', feature: 'recordings', used: 5 },
        { date: '2030-01-01', feature: 'recordings', used: 7 },
      ]);
      await refund(customer, spent.id);
      expect((await days()).map(({ used }: any) => used)).toEqual([6, 5, 3]);
      expect(await days('?from=2030-01-02&to=2030-01-03&feature=recordings')).toMatchObject([{ used: 5 }]);
      await to('2030-01-16');
      await spend(customer, { amount: 9 });
      expect((await days()).map(({ used }: any) => used)).toEqual([9, 6, 5, 3]);
      await to('2030-04-02');
      expect((await days()).map(({ date }: any) => date)).toEqual(['2030-01-16', '2030-01-04', '2030-01-03']);
    });

    it.each([
      ['?from=2030-02-30', 400],
      ['?from=2030-02-02&to=2030-02-01', 400],
      ['?feature=nothing', 404],
      ['?feature=seats', 409],
    ])('%s is %i', async (query, status) => {
      expect((await daily(await tenure.signUp(), query)).status).toBe(status);
    });
  });
});
