import { randomUUID } from 'node:crypto';
import { newOperatorKey } from '../../src/users/operator-keys/operator-key.js';
import { expectInvariants } from '../support/invariants.js';
import {
  type Answer,
  type Call,
  type Customer,
  FakeClock,
  PASSWORD,
  startTenure,
  type Tenure,
} from '../support/tenure.js';
import { watchStatements } from '../support/statements.js';
import { until } from '../support/until.js';

/** A well-formed key that nobody made. */
const madeUpKey = () => newOperatorKey().apiKey;
const SDK = ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'];

/** One key of the product's own backend, which works for every customer by naming them. */
describe('An operator key with scopes', () => {
  let tenure: Tenure;
  let token: string;
  const statements: string[] = [];
  const clock = new FakeClock();

  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on', TRUST_PROXY: '1' }, clock);
    token = await tenure.operator();
    watchStatements(tenure, (name) => statements.push(name));
  });
  afterEach(async () => {
    clock.set(null);
    await expectInvariants(tenure.databaseUrl);
  });
  afterAll(() => tenure.close());

  const sql = (text: string, ...values: unknown[]) => tenure.dataSource.query(text, values);
  const make = async (body: object = {}, as = token): Promise<{ key: string; id: string; body: any }> => {
    const made = await tenure.post('/v1/admin/operators/keys', {
      token: as,
      body: { name: 'Backend', scopes: SDK, ...body },
    });
    expect(made.status).toBe(201);
    return { key: made.body.apiKey, id: made.body.id, body: made.body };
  };
  const of = (key: string, business?: string, call: Call = {}): Call => ({
    key,
    ...call,
    headers: { ...(business === undefined ? {} : { 'x-business': business }), ...call.headers },
  });
  const spend = (key: string, business?: string, call: Call = {}) =>
    tenure.post('/v1/usage', of(key, business, { body: { feature: 'recordings' }, ...call }));
  const batch = (key: string, items: object[], business?: string) =>
    tenure.post('/v1/usage/batch', of(key, business, { body: { items } }));
  const named = (name: string): Call => ({ headers: { 'idempotency-key': name } });
  const usedBy = async ({ token: theirs }: Customer) =>
    (await tenure.get('/v1/usage', { token: theirs })).body.data.find(
      ({ feature }: { feature: string }) => feature === 'recordings',
    ).used;
  const nameIt = (businessId: string, externalId: string | null) =>
    tenure.patch(`/v1/admin/businesses/${businessId}`, { token, body: { externalId } });
  const codeOf = ({ status, body }: Answer) => [status, body?.code];
  const newOperator = async () => {
    const email = `${randomUUID()}@example.com`;
    const body = { email, firstName: 'Charles', lastName: 'Babbage', password: PASSWORD };
    const { id } = (await tenure.post('/v1/admin/operators', { token, body })).body;
    const login = await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } });
    return { id: id as string, email, token: login.body.tokens.accessToken as string };
  };

  describe('on SDK routes', () => {
    it('spends, asks, holds and gives back for the business that the request names, by id or by externalId', async () => {
      const { key } = await make();
      const one = await tenure.signUp();
      await nameIt(one.businessId, 'crm müller/7');
      const external = `external:${encodeURIComponent('crm müller/7')}`;
      const spent = await spend(key, one.businessId, named('job-1'));
      expect(spent).toMatchObject({ status: 200, body: { used: 1, remaining: 99 } });
      expect(await spend(key, external)).toMatchObject({ status: 200, body: { used: 2 } });
      const asked = await tenure.get('/v1/entitlements/recordings', of(key, external));
      expect(asked).toMatchObject({ status: 200, body: { used: 2 } });
      expect((await tenure.get('/v1/entitlements', of(key, one.businessId))).status).toBe(200);
      const hold = await tenure.put('/v1/allocations/applications/app-1', of(key, external, { body: {} }));
      expect(hold).toMatchObject({ status: 200, body: { used: 1 } });
      expect(
        (await tenure.get('/v1/allocations/applications', of(key, one.businessId))).body.data,
      ).toHaveLength(1);
      const refund = `/v1/usage/${spent.body.id}/refund`;
      expect(await tenure.post(refund, of(key, external))).toMatchObject({ status: 200, body: { used: 1 } });
      expect((await tenure.delete('/v1/allocations/applications/app-1', of(key, external))).status).toBe(204);
      expect(await tenure.get('/v1/sdk/me', of(key, external))).toMatchObject({
        status: 200,
        body: { bot: null, business: { id: one.businessId }, scopes: SDK, key: { mode: 'service' } },
      });
    });

    it('is refused in this order: 401, its scope, a name, the business', async () => {
      const [{ key }, { key: admin }, { key: reads }] = [
        await make(),
        await make({ scopes: ['admin'] }),
        await make({ scopes: ['usage:read', 'events:read', 'auth:forward'] }),
      ];
      const [open, closed, suspended] = [await tenure.signUp(), await tenure.signUp(), await tenure.signUp()];
      await tenure.post('/v1/business/close', { token: closed.token });
      await tenure.patch(`/v1/admin/businesses/${suspended.businessId}`, {
        token,
        body: { suspended: true },
      });
      const asks: ((key: string, business?: string) => Promise<Answer>)[] = [
        (k, b) => spend(k, b),
        (k, b) => spend(k, b, { body: { feature: 'recordings', amount: -1 } }),
        (k, b) => tenure.put('/v1/allocations/applications/app-1', of(k, b, { body: {} })),
        (k, b) => tenure.post(`/v1/usage/${randomUUID()}/refund`, of(k, b)),
      ];
      for (const ask of asks) {
        const mistyped = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
        expect(codeOf(await ask(mistyped, 'nonsense'))).toEqual([401, 'unauthenticated']);
        expect(codeOf(await ask(admin, randomUUID()))).toEqual([403, 'scope_missing']);
        expect(codeOf(await ask(reads, open.businessId))).toEqual([403, 'scope_missing']);
        expect(codeOf(await ask(reads))).toEqual([403, 'scope_missing']);
        expect(codeOf(await ask(key))).toEqual([400, 'business_required']);
        for (const wrong of ['nonsense', 'external:', 'external:%zz', `external:${'x'.repeat(201)}`, ''])
          expect(codeOf(await ask(key, wrong))).toEqual([400, 'validation_failed']);
        expect(codeOf(await ask(key, randomUUID()))).toEqual([404, 'not_found']);
        expect(codeOf(await ask(key, 'external:nobody'))).toEqual([404, 'not_found']);
        expect(codeOf(await ask(key, closed.businessId))).toEqual([403, 'business_closed']);
        expect(codeOf(await ask(key, suspended.businessId))).toEqual([403, 'business_suspended']);
      }
      expect(codeOf(await tenure.get('/v1/sdk/me', of(admin, open.businessId)))).toEqual([
        403,
        'scope_missing',
      ]);
      expect(codeOf(await tenure.get('/v1/entitlements/recordings', of(reads, open.businessId)))).toEqual([
        200,
        undefined,
      ]);
      expect(await usedBy(open)).toBe(0);
    });

    it('is told of a scope that it lacks by name', async () => {
      const { key } = await make({ scopes: ['usage:read'] });
      const { businessId } = await tenure.signUp();
      expect((await spend(key, businessId)).body).toMatchObject({ required: 'usage:write' });
    });

    it('a bot that names a business is 400, its own too, by header and by item', async () => {
      const { key, businessId } = await tenure.signUp();
      for (const answer of [
        await spend(key, businessId),
        await spend(key, 'nonsense'),
        await tenure.get('/v1/entitlements/recordings', of(key, businessId)),
        await tenure.get('/v1/sdk/me', of(key, businessId)),
        await batch(key, [{ feature: 'recordings' }], businessId),
      ])
        expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'X-Business' }] } });
      const items = [{ feature: 'recordings' }, { feature: 'recordings', business: businessId }];
      expect(await batch(key, items)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'items.1.business' }] },
      });
      expect(await spend(key)).toMatchObject({ body: { used: 1 } });
    });

    it('needs no statement more than the key of a bot, and its last use is noted', async () => {
      const { key, id } = await make({ networks: ['127.0.0.0/8', '2001:db8::/32'] });
      const { businessId } = await tenure.signUp();
      await nameIt(businessId, 'crm-8');
      const asked = (name: string) => /^(usage|auth)_/.test(name);
      const before = statements.length;
      const work = async (business: string) => {
        const begin = statements.length;
        expect((await spend(key, business)).status).toBe(200);
        await tenure.get('/v1/entitlements/recordings', of(key, business));
        expect((await spend(key, business, named(randomUUID()))).status).toBe(200);
        return statements.slice(begin).filter(asked);
      };
      const own = ['usage_spend_alerting', 'usage_entitlements_unverified', 'usage_spend_keyed_alerting'];
      expect(await work(businessId)).toEqual(own);
      expect(await work('external:crm-8')).toEqual(['auth_find_operator_keys', ...own]);
      // Now it is known whose the externalId is.
      expect(await work('external:crm-8')).toEqual(own);
      const lastUse = async () =>
        (await sql('SELECT last_used_at AS at FROM operator_keys WHERE id = $1', id))[0].at;
      await until(lastUse, 'the use is noted');
      const notes = statements.slice(before).filter((name) => name === 'operator_key_note_use');
      expect(notes).toHaveLength(1);
    });

    it('shares idempotency keys with the bots of the business, and no two businesses share one', async () => {
      const { key } = await make();
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      const first = await spend(key, one.businessId, named('job'));
      const again = await spend(one.key, undefined, named('job'));
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.body).toEqual(first.body);
      const elsewhere = await spend(key, other.businessId, named('job'));
      expect(elsewhere.headers.get('idempotent-replayed')).toBeNull();
      expect([await usedBy(one), await usedBy(other)]).toEqual([1, 1]);
    });

    it('never grants one unit too many, beside bots and whatever names the business', async () => {
      const { key } = await make();
      const customer = await tenure.signUp();
      await nameIt(customer.businessId, 'last-unit');
      const calls = Array.from({ length: 150 }, (_, n) => {
        const call = n % 2 === 0 ? {} : named(`n-${n}`);
        if (n % 3 === 0) return spend(customer.key, undefined, call);
        return spend(key, n % 3 === 1 ? customer.businessId : 'external:last-unit', call);
      });
      const answers = await Promise.all(calls);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
      expect(answers.filter(({ status }) => status === 402)).toHaveLength(50);
      const places = answers.filter(({ status }) => status === 200).map(({ body }) => body.used as number);
      expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    });

    it('is refused from the next request on when it is revoked, expires, or its business is out', async () => {
      const customer = await tenure.signUp();
      const both = async (key: string) => [
        codeOf(await spend(key, customer.businessId)),
        codeOf(await tenure.get('/v1/entitlements/recordings', of(key, customer.businessId))),
        codeOf(await spend(key, customer.businessId, named('known'))),
      ];
      const { key: revoked, id } = await make();
      expect((await both(revoked)).map(([status]) => status)).toEqual([200, 200, 200]);
      await tenure.delete(`/v1/admin/operators/keys/${id}`, { token });
      expect((await both(revoked)).map(([status]) => status)).toEqual([401, 401, 401]);
      const end = new Date(Date.now() + 3_600_000);
      const { key: expiring } = await make({ expiresAt: end.toISOString() });
      clock.set(new Date(end.getTime() - 1));
      expect((await both(expiring)).map(([status]) => status)).toEqual([200, 200, 200]);
      clock.set(end);
      expect((await both(expiring)).map(([status]) => status)).toEqual([401, 401, 401]);
      clock.set(null);
      const { key } = await make();
      expect((await both(key)).map(([status]) => status)).toEqual([200, 200, 200]);
      await tenure.patch(`/v1/admin/businesses/${customer.businessId}`, { token, body: { suspended: true } });
      expect((await both(key)).map(([, code]) => code)).toEqual(Array(3).fill('business_suspended'));
    });

    it('counts against the rate of the business, with its bots', async () => {
      const { key } = await make();
      const { businessId, key: bots } = await tenure.signUp();
      await tenure.patch(`/v1/admin/businesses/${businessId}`, { token, body: { rateLimit: 3 } });
      const answers = [await spend(key, businessId), await spend(bots), await spend(key, businessId)];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(codeOf(await spend(key, businessId))).toEqual([429, 'rate_limited']);
      expect(codeOf(await spend(bots))).toEqual([429, 'rate_limited']);
    });

    it('spends at the time of a business on a test clock', async () => {
      const { key } = await make();
      const { businessId, clockId } = await tenure.onTestClock(token, '2030-01-31T00:00:00Z');
      expect((await spend(key, businessId)).body.cycle.startsAt).toBe('2030-01-31T00:00:00.000Z');
      const to = '2030-02-28T00:00:00Z';
      await tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token, body: { to } });
      expect((await spend(key, businessId)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
    });

    it('spends for a business on a test clock at its time where the statement verifies the key, and for others at theirs', async () => {
      const { key } = await make();
      const live = await tenure.signUp();
      const { businessId } = await tenure.onTestClock(token, '2030-01-31T00:00:00Z');
      await nameIt(businessId, 'on-a-clock');
      // After the first round the key is known, and nothing asks for it before the statement.
      for (let round = 1; round <= 3; round += 1) {
        const items = [businessId, live.businessId, 'external:on-a-clock'].map((business) => ({
          feature: 'recordings',
          business,
        }));
        const { data } = (await batch(key, items)).body;
        expect(data.map(({ status, used }: any) => [status, used])).toEqual([
          [200, 2 * round - 1],
          [200, round],
          [200, 2 * round],
        ]);
        expect(data[0].cycle.startsAt).toBe('2030-01-31T00:00:00.000Z');
        expect(data[2].cycle.startsAt).toBe('2030-01-31T00:00:00.000Z');
        expect(new Date(data[1].cycle.startsAt).getTime()).toBeLessThan(Date.now());
        const asked = await tenure.get('/v1/entitlements/recordings', of(key, businessId));
        expect(asked.body).toMatchObject({ used: 2 * round });
        const keyed = named(`round-${round}`);
        const twice = [await spend(key, live.businessId, keyed), await spend(key, live.businessId, keyed)];
        expect(twice.map(({ body }) => body.used)).toEqual([round + 1, round + 1]);
        const { id } = twice[0]!.body;
        expect(
          (await tenure.post(`/v1/usage/${id}/refund`, of(key, live.businessId, { body: {} }))).status,
        ).toBe(200);
      }
    });

    it('comes from its networks alone, whoever else spends in the same flush', async () => {
      const { key } = await make({ networks: ['203.0.113.0/24', '2001:db8::/32'] });
      const { businessId } = await tenure.signUp();
      const from = (address: string) => spend(key, businessId, { headers: { 'x-forwarded-for': address } });
      const addresses = ['203.0.113.9', '198.51.100.1', '2001:db8::7', '2001:db9::7', '::ffff:203.0.113.8'];
      const many = Array.from({ length: 20 }, () => addresses).flat();
      const answers = await Promise.all(many.map(from));
      const statuses = addresses.map((_, at) => [
        ...new Set(answers.filter((__, n) => n % addresses.length === at).map(({ status }) => status)),
      ]);
      expect(statuses).toEqual([[200], [401], [200], [401], [200]]);
      expect((await from('203.0.113.9')).body.used).toBe(61);
    });
  });

  describe('in a batch', () => {
    it('spends for many businesses in one request, in order, and a refusal of one is that item’s', async () => {
      const { key } = await make();
      const [one, other, closed] = [await tenure.signUp(), await tenure.signUp(), await tenure.signUp()];
      await nameIt(other.businessId, 'batched');
      await tenure.post('/v1/business/close', { token: closed.token });
      const feature = 'recordings';
      const items = [
        { feature, business: one.businessId },
        { feature },
        { feature, business: 'external:batched', amount: 2, idempotencyKey: 'b-1' },
        { feature, business: closed.businessId },
        { feature, business: randomUUID() },
        { feature, business: one.businessId, amount: 3 },
        { feature: 'nonesuch', business: one.businessId },
      ];
      const { status, body } = await batch(key, items, one.businessId);
      expect(status).toBe(200);
      expect(body.data.map((item: any) => [item.status, item.used ?? item.code])).toEqual([
        [200, 1],
        [200, 2],
        [200, 2],
        [403, 'business_closed'],
        [404, 'not_found'],
        [200, 5],
        [404, 'unknown_feature'],
      ]);
      // A retry may come alone, by the business's own bot too.
      const alone = await spend(other.key, undefined, { ...named('b-1'), body: { feature, amount: 2 } });
      expect(alone.headers.get('idempotent-replayed')).toBe('true');
    });

    it('needs a business for each item: of its own, or the one of the request', async () => {
      const { key } = await make();
      const one = await tenure.signUp();
      const items = [{ feature: 'recordings', business: one.businessId }];
      expect((await batch(key, items)).body.data[0]).toMatchObject({ status: 200, used: 1 });
      expect(codeOf(await batch(key, [...items, { feature: 'recordings' }]))).toEqual([
        400,
        'business_required',
      ]);
      expect(codeOf(await batch(key, [{ feature: 'recordings' }], randomUUID()))).toEqual([404, 'not_found']);
      expect(codeOf(await batch(key, items, 'nonsense'))).toEqual([400, 'validation_failed']);
      expect(codeOf(await batch(key, [{ feature: 'recordings', business: 'x' }]))).toEqual([
        400,
        'validation_failed',
      ]);
      const { key: reads } = await make({ scopes: ['usage:read'] });
      expect(codeOf(await batch(reads, [{ nonsense: 1 }]))).toEqual([403, 'scope_missing']);
      expect(codeOf(await batch('tnr_op_nonsense', [{ nonsense: 1 }]))).toEqual([401, 'unauthenticated']);
      expect(await usedBy(one)).toBe(1);
    });

    it('is refused as a whole without a valid key, whatever the request and its items name', async () => {
      const { key: reads } = await make({ scopes: ['usage:read'] });
      const one = await tenure.signUp();
      await nameIt(one.businessId, 'in-a-batch');
      const names = [one.businessId, 'external:in-a-batch', 'external:nobody'];
      for (const business of [undefined, ...names])
        for (const own of [undefined, ...names]) {
          if (business === undefined && own === undefined) continue;
          const items = [{ feature: 'recordings', ...(business && { business }) }];
          expect(codeOf(await batch(madeUpKey(), items, own))).toEqual([401, 'unauthenticated']);
          expect(codeOf(await batch(reads, items, own))).toEqual([403, 'scope_missing']);
        }
      expect(await usedBy(one)).toBe(0);
    });
  });

  describe('on operators’ routes', () => {
    it('does all with admin, nothing without, and one thing with its scope', async () => {
      const { key: sdk } = await make();
      const { key: admin } = await make({ scopes: undefined });
      expect(await tenure.get('/v1/admin/plans', { key: sdk })).toMatchObject({
        status: 403,
        body: { code: 'scope_missing', required: 'admin' },
      });
      expect((await tenure.get('/v1/admin/plans', { key: admin })).status).toBe(200);
      expect(codeOf(await tenure.get('/v1/subscription', { key: admin }))).toEqual([401, 'unauthenticated']);
      expect(codeOf(await tenure.get('/v1/me', { key: sdk }))).toEqual([401, 'unauthenticated']);
    });

    it('is made, listed and refused for what makes no sense', async () => {
      const { body } = await make({
        networks: ['203.0.113.7', '10.1.2.3/8'],
        scopes: ['usage:write', 'admin'],
      });
      expect(body).toMatchObject({
        scopes: ['usage:write', 'admin'],
        networks: ['203.0.113.7/32', '10.0.0.0/8'],
        operator: { email: 'operator@example.com' },
        madeBy: { email: 'operator@example.com' },
      });
      const [listed] = (await tenure.get('/v1/admin/operators/keys', { token })).body.data;
      const { apiKey, ...rest } = body;
      expect(apiKey).toMatch(/^tnr_op_/);
      expect(listed).toEqual(rest);
      const withoutAdmin = (await make()).body;
      expect(withoutAdmin).toMatchObject({
        operator: null,
        networks: null,
        madeBy: { email: 'operator@example.com' },
      });
      for (const wrong of [
        { scopes: [] },
        { scopes: ['usage:write', 'usage:write'] },
        { scopes: ['nonsense'] },
        { scopes: 'admin' },
        { networks: [] },
        { networks: ['example.com'] },
        { networks: ['10.0.0.0/33'] },
        { networks: ['2001:db8::/064'] },
        { networks: ['::/00'] },
        { networks: [7] },
        { networks: Array(21).fill('10.0.0.1') },
      ]) {
        const made = await tenure.post('/v1/admin/operators/keys', {
          token,
          body: { name: 'Backend', ...wrong },
        });
        expect(codeOf(made)).toEqual([400, 'validation_failed']);
      }
    });

    it('is rotated with an overlap, with all that it has', async () => {
      const { key, id, body } = await make({
        networks: ['127.0.0.1'],
        expiresAt: '2100-01-01T00:00:00.000Z',
      });
      const { businessId } = await tenure.signUp();
      const rotate = (which: string, overlapSeconds?: number) =>
        tenure.post(`/v1/admin/operators/keys/${which}/rotate`, { token, body: { overlapSeconds } });
      const next = await rotate(id, 60);
      const { name, scopes, networks, expiresAt } = body;
      expect(next).toMatchObject({ status: 201, body: { name, scopes, networks, expiresAt } });
      // The answer may have been lost: another successor does not end with the overlap.
      expect(await rotate(id, 90)).toMatchObject({ status: 201, body: { expiresAt } });
      expect([
        (await spend(key, businessId)).status,
        (await spend(next.body.apiKey, businessId)).status,
      ]).toEqual([200, 200]);
      clock.set(new Date(Date.now() + 61_000));
      expect([
        (await spend(key, businessId)).status,
        (await spend(next.body.apiKey, businessId)).status,
      ]).toEqual([401, 200]);
      expect(await rotate(id)).toMatchObject({
        status: 409,
        body: { code: 'wrong_state', state: 'expired' },
      });
      const last = await rotate(next.body.id);
      expect((await spend(next.body.apiKey, businessId)).status).toBe(401);
      expect((await spend(last.body.apiKey, businessId)).status).toBe(200);
      expect(codeOf(await rotate(next.body.id))).toEqual([404, 'not_found']);
      const log = await tenure.get('/v1/admin/audit?action=operator_key.rotated', { token });
      expect(log.body.data[0].after).toMatchObject({ replaces: next.body.id, overlapSeconds: 0 });
    });

    it('keeps its SDK scopes after its maker is removed, and loses admin', async () => {
      const maker = await newOperator();
      const { key: sdk } = await make({}, maker.token);
      const { key: both, id } = await make({ scopes: ['admin', 'usage:write'] }, maker.token);
      const { key: admin } = await make({ scopes: ['admin'] }, maker.token);
      const customer = await tenure.signUp();
      const read = await tenure.post(`/v1/admin/businesses/${customer.businessId}/read-token`, { key: both });
      expect((await tenure.get('/v1/members', { token: read.body.accessToken })).status).toBe(200);
      expect((await tenure.delete(`/v1/admin/operators/${maker.id}`, { token })).status).toBe(204);
      expect((await spend(sdk, customer.businessId)).status).toBe(200);
      expect((await spend(both, customer.businessId)).status).toBe(200);
      expect(codeOf(await tenure.get('/v1/admin/plans', { key: both }))).toEqual([403, 'scope_missing']);
      expect(codeOf(await tenure.get('/v1/admin/plans', { key: admin }))).toEqual([401, 'unauthenticated']);
      expect((await tenure.get('/v1/members', { token: read.body.accessToken })).status).toBe(401);
      const listed = (await tenure.get('/v1/admin/operators/keys', { token })).body.data;
      expect(listed.find((one: any) => one.id === id)).toMatchObject({
        scopes: ['usage:write'],
        operator: null,
        madeBy: null,
      });
    });

    it('a key without admin is no operator to a server of the release before, which knows no scopes', async () => {
      const { id } = await make();
      // What that server asks.
      const found = await sql(
        `SELECT k.id FROM operator_keys k JOIN users u ON u.id = k.user_id WHERE k.id = $1 AND u.operator`,
        id,
      );
      expect(found).toEqual([]);
    });
  });

  describe('an externalId', () => {
    it('names one business: the second who takes it is told whose it is', async () => {
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      expect((await nameIt(one.businessId, 'mine')).status).toBe(200);
      expect((await nameIt(one.businessId, 'mine')).status).toBe(200);
      expect(await nameIt(other.businessId, 'mine')).toMatchObject({
        status: 409,
        body: { code: 'external_id_taken', businessId: one.businessId },
      });
      const owner = { email: `${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
      const created = await tenure.post('/v1/admin/businesses', {
        token,
        body: { name: 'Engines', externalId: 'mine', owner },
      });
      expect(codeOf(created)).toEqual([409, 'external_id_taken']);
      expect((await nameIt(one.businessId, 'renamed')).status).toBe(200);
      expect((await nameIt(other.businessId, 'mine')).status).toBe(200);
      const { key } = await make();
      expect((await spend(key, 'external:mine')).status).toBe(200);
      expect([await usedBy(one), await usedBy(other)]).toEqual([0, 1]);
      await nameIt(other.businessId, null);
      expect(codeOf(await spend(key, 'external:mine'))).toEqual([404, 'not_found']);
    });

    it('of 200 characters outside of the BMP is named by the header and by an item of a batch, and 201 are refused', async () => {
      const one = await tenure.signUp();
      const emoji = '\u{1f916}';
      // Each of these is two code points, as JSON Schema counts: an emoji and its variation selector.
      for (const tooLong of [emoji.repeat(201), '\u2764\ufe0f'.repeat(101)])
        expect(codeOf(await nameIt(one.businessId, tooLong))).toEqual([400, 'validation_failed']);
      const externalId = emoji.repeat(200);
      expect((await nameIt(one.businessId, externalId)).status).toBe(200);
      const { key } = await make();
      expect((await spend(key, `external:${encodeURIComponent(externalId)}`)).status).toBe(200);
      const items = [{ feature: 'recordings', business: `external:${externalId}` }];
      expect((await tenure.post('/v1/usage/batch', { key, body: { items } })).body.data).toMatchObject([
        { status: 200, used: 2 },
      ]);
      const tooLong = `external:${encodeURIComponent(emoji.repeat(201))}`;
      expect(codeOf(await spend(key, tooLong))).toEqual([400, 'validation_failed']);
    });

    it('goes to one of many who take it at once, and one business has one of many that it is given at once', async () => {
      const customers = await Promise.all(Array.from({ length: 8 }, () => tenure.signUp()));
      const answers = await Promise.all(customers.map(({ businessId }) => nameIt(businessId, 'wanted')));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(7).fill(409)]);
      const [{ businessId }] = customers as [Customer];
      const given = await Promise.all(Array.from({ length: 8 }, (_, n) => nameIt(businessId, `given-${n}`)));
      expect(new Set(given.map(({ status }) => status))).toEqual(new Set([200]));
      const [row] = await sql(
        `SELECT b.external_id AS kept, array_agg(x.external_id) AS names
         FROM businesses b JOIN external_ids x ON x.business_id = b.id WHERE b.id = $1 GROUP BY 1`,
        businessId,
      );
      expect(row.names).toEqual([row.kept]);
    });

    it('that moves to another business is that one’s from the next request on, however it is used', async () => {
      const { key } = await make();
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      const move = async (from: Customer, to: Customer) => {
        await nameIt(from.businessId, null);
        expect((await nameIt(to.businessId, 'moving')).status).toBe(200);
      };
      const name = 'external:moving';
      await nameIt(one.businessId, 'moving');
      const spent = [0, 0];
      const uses: (() => Promise<Answer>)[] = [
        () => spend(key, name),
        () => spend(key, name, named(randomUUID())),
        () => batch(key, [{ feature: 'recordings' }], name),
        () => batch(key, [{ feature: 'recordings', business: name }]),
      ];
      for (const use of uses) {
        for (const _ of [1, 2]) expect((await spend(key, name)).status).toBe(200);
        await move(one, other);
        expect((await use()).status).toBe(200);
        expect((await tenure.get('/v1/entitlements/recordings', of(key, name))).body.used).toBe(
          (spent[1] as number) + 1,
        );
        spent[0] = (spent[0] as number) + 2;
        spent[1] = (spent[1] as number) + 1;
        expect([await usedBy(one), await usedBy(other)]).toEqual(spent);
        await move(other, one);
        expect((await tenure.get('/v1/entitlements/recordings', of(key, name))).body.used).toBe(spent[0]);
      }
      const wrong = () => spend(key, name, { body: { feature: 'recordings', amount: -1 } });
      await move(one, other);
      expect(codeOf(await wrong())).toEqual([400, 'validation_failed']);
      await spend(key, name);
      await nameIt(other.businessId, null);
      expect(codeOf(await wrong())).toEqual([404, 'not_found']);
      expect(codeOf(await spend(key, name))).toEqual([404, 'not_found']);
    });

    it('that moves while its first business is at its limit is not refused by that limit', async () => {
      const { key } = await make();
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      await nameIt(one.businessId, 'at-limit');
      const name = 'external:at-limit';
      expect((await spend(key, name, { body: { feature: 'recordings', amount: 100 } })).status).toBe(200);
      expect(codeOf(await spend(key, name))).toEqual([402, 'limit_reached']);
      await nameIt(one.businessId, null);
      await nameIt(other.businessId, 'at-limit');
      const both = Array.from({ length: 20 }, () => Promise.all([spend(one.key), spend(key, name)]));
      for (const [own, moved] of await Promise.all(both)) {
        expect(codeOf(own)).toEqual([402, 'limit_reached']);
        expect(moved.status).toBe(200);
      }
      expect([await usedBy(one), await usedBy(other)]).toEqual([100, 20]);
    });

    it('is refused in the same order when it is remembered, and counts once against the rate', async () => {
      const [{ key }, { key: reads }] = [await make(), await make({ scopes: ['usage:read'] })];
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      await nameIt(one.businessId, 'remembered');
      const name = 'external:remembered';
      const [wrong, feature] = [{ feature: 'recordings', amount: -1 }, { feature: 'recordings' }];
      const answersTo = async (keyOf: string) => [
        codeOf(await spend(keyOf, name)),
        codeOf(await spend(keyOf, name, named('remembered'))),
        codeOf(await spend(keyOf, name, { body: wrong })),
      ];
      const all = (status: number, code: string) => Array(3).fill([status, code]);
      for (const _ of [1, 2]) {
        expect((await spend(key, name, { body: feature })).status).toBe(200);
        expect((await tenure.get('/v1/entitlements/recordings', of(reads, name))).status).toBe(200);
      }
      expect(await answersTo(madeUpKey())).toEqual(all(401, 'unauthenticated'));
      expect(await answersTo(reads)).toEqual(all(403, 'scope_missing'));
      const edit = (body: object) => tenure.patch(`/v1/admin/businesses/${one.businessId}`, { token, body });
      await edit({ rateLimit: 2 });
      expect((await spend(key, name)).status).toBe(200);
      expect((await spend(key, name, named('limited'))).status).toBe(200);
      expect(await answersTo(key)).toEqual(all(429, 'rate_limited'));
      await edit({ rateLimit: null, suspended: true });
      expect(await answersTo(key)).toEqual(all(403, 'business_suspended'));
      await edit({ suspended: false });
      await tenure.post('/v1/business/close', { token: one.token });
      expect(await answersTo(key)).toEqual(all(403, 'business_closed'));
      await tenure.post(`/v1/admin/businesses/${one.businessId}/erase`, { token });
      expect(await answersTo(key)).toEqual(all(404, 'not_found'));
      await nameIt(other.businessId, 'remembered');
      expect(await spend(key, name)).toMatchObject({ status: 200, body: { used: 1 } });
      expect(await answersTo(madeUpKey())).toEqual(all(401, 'unauthenticated'));
    });

    it('is not found by a made-up key: the work is the same whether it exists or not, and nothing is forgotten', async () => {
      const { key } = await make();
      const { businessId } = await tenure.signUp();
      await nameIt(businessId, 'secret');
      const workOf = async (keyOf: string, business: string) => {
        const begin = statements.length;
        const { status } = await spend(keyOf, business);
        // The server also does work of its own.
        const names = statements.slice(begin).filter((name) => /^(usage|auth|external)_/.test(name));
        return [status, ...names.filter((name) => name !== 'operator_key_note_use')];
      };
      const refused = [401, 'auth_find_operator_keys'];
      const look = async () => {
        expect(await workOf(madeUpKey(), 'external:nobody')).toEqual(refused);
        expect(await workOf(madeUpKey(), 'external:secret')).toEqual(refused);
      };
      await look();
      expect(await workOf(key, 'external:secret')).toContain('auth_find_operator_keys');
      await look();
      expect(await workOf(key, 'external:secret')).toEqual([200, 'usage_spend_alerting']);
    });

    it('that moves never gives the answer of its first business to the second', async () => {
      const { key } = await make();
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      for (let round = 1; round <= 5; round++) {
        await nameIt(other.businessId, null);
        await nameIt(one.businessId, 'twins');
        expect(
          (await spend(key, 'external:twins', { body: { feature: 'recordings', amount: 3 } })).status,
        ).toBe(200);
        await nameIt(one.businessId, null);
        await nameIt(other.businessId, 'twins');
        // A bot of the first business uses the same key at the same time.
        const same = named(`job-${round}`);
        const answers = await Promise.all([
          spend(one.key, undefined, same),
          spend(key, 'external:twins', same),
          spend(key, 'external:twins', named(`own-${round}`)),
        ]);
        for (const answer of answers) {
          expect(answer.status).toBe(200);
          expect(answer.headers.get('idempotent-replayed')).toBeNull();
        }
        expect([await usedBy(one), await usedBy(other)]).toEqual([4 * round, 2 * round]);
      }
    });

    it('set by a server of the release before is known, and one that is taken is refused by the database', async () => {
      const { key } = await make();
      const [one, other] = [await tenure.signUp(), await tenure.signUp()];
      const set = (id: string, externalId: string | null) =>
        sql('UPDATE businesses SET external_id = $2 WHERE id = $1', id, externalId);
      await set(one.businessId, 'older');
      expect((await spend(key, 'external:older')).status).toBe(200);
      await expect(set(other.businessId, 'older')).rejects.toThrow('external_ids_pkey');
      await set(one.businessId, null);
      await set(other.businessId, 'older');
      expect((await spend(key, 'external:older')).status).toBe(200);
      expect(await usedBy(other)).toBe(1);
    });

    it('is free again when its business is erased', async () => {
      const one = await tenure.signUp();
      await nameIt(one.businessId, 'erased');
      await tenure.post('/v1/business/close', { token: one.token });
      expect((await tenure.post(`/v1/admin/businesses/${one.businessId}/erase`, { token })).status).toBe(200);
      expect((await nameIt((await tenure.signUp()).businessId, 'erased')).status).toBe(200);
    });
  });
});
