import { type Customer, FakeClock, startTenure, type Tenure } from '../support/tenure.js';
import { RetentionService } from '../../src/retention/retention.service.js';
import { watchStatements } from '../support/statements.js';
import { expectInvariants } from '../support/invariants.js';

describe.each(['on', 'off'])('An idempotency key, with USAGE_BATCHING=%s', (batching) => {
  let tenure: Tenure;
  let operator: string;
  const clock = new FakeClock();
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: batching }, clock);
    operator = await tenure.operator();
  });
  afterEach(async () => {
    clock.set(null);
    await expectInvariants(tenure.databaseUrl);
  });
  afterAll(() => tenure.close());

  const spend = (customer: Customer, key: string | undefined, body: object = {}) =>
    tenure.post('/v1/usage', {
      key: customer.key,
      headers: key === undefined ? {} : { 'idempotency-key': key },
      body: { feature: 'recordings', ...body },
    });
  const used = async (customer: Customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key: customer.key })).body.used;
  const replayed = ({ headers }: { headers: Headers }) => headers.get('idempotent-replayed');

  it('spends once and answers what was answered first, also when more was spent since', async () => {
    const customer = await tenure.signUp();
    const first = await spend(customer, 'a', { amount: 3 });
    expect(first).toMatchObject({ status: 200, body: { id: expect.any(String), used: 3 } });
    expect(replayed(first)).toBeNull();
    expect((await spend(customer, undefined)).body).toMatchObject({ id: null, used: 4 });
    const again = await spend(customer, 'a', { amount: 3 });
    expect(again.body).toEqual(first.body);
    expect(replayed(again)).toBe('true');
    expect(await used(customer)).toBe(4);
  });

  it('answers the first time again when nothing is left, and after the plan has changed', async () => {
    const customer = await tenure.signUp();
    const first = await spend(customer, 'all', { amount: 100 });
    expect((await spend(customer, 'one-more')).status).toBe(402);
    await tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'scale' },
    });
    expect((await spend(customer, 'all', { amount: 100 })).body).toEqual(first.body);
  });

  it('answers the same of an unlimited plan and of credits', async () => {
    const customer = await tenure.signUp();
    const put = (planCode: string) =>
      tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
        token: operator,
        body: { planCode },
      });
    const credit = { feature: 'recordings', amount: 9, reason: 'A gift' };
    await tenure.post(`/v1/admin/businesses/${customer.businessId}/credits`, {
      token: operator,
      body: credit,
    });
    for (const planCode of ['limitless', 'free']) {
      await put(planCode);
      for (const amount of [2, 99]) {
        const first = await spend(customer, `${planCode}-${amount}`, { amount });
        const again = await spend(customer, `${planCode}-${amount}`, { amount });
        expect(first.status).toBe(200);
        expect(again.body).toEqual(first.body);
      }
    }
  });

  it('is asked again after a refusal, which kept nothing', async () => {
    const customer = await tenure.signUp();
    await spend(customer, undefined, { amount: 100 });
    expect((await spend(customer, 'late')).status).toBe(402);
    await tenure.post(`/v1/admin/businesses/${customer.businessId}/credits`, {
      token: operator,
      body: { feature: 'recordings', amount: 5, reason: 'A gift' },
    });
    const granted = await spend(customer, 'late');
    expect(granted.body).toMatchObject({ used: 101, credits: 4, remaining: 4 });
    expect((await spend(customer, 'late')).body).toEqual(granted.body);
    expect(await used(customer)).toBe(101);
  });

  it('belongs to one request: another body is 422, spacing and order of fields are none', async () => {
    const customer = await tenure.signUp();
    await spend(customer, 'b', { amount: 2 });
    expect(await spend(customer, 'b', { amount: 3 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    const same = await tenure.post('/v1/usage', {
      key: customer.key,
      headers: { 'idempotency-key': 'b', 'content-type': 'application/json' },
      body: '{ "amount": 2, "feature": "recordings" }',
    });
    expect(replayed(same)).toBe('true');
    const refund = await tenure.post(`/v1/usage/${same.body.id}/refund`, {
      key: customer.key,
      headers: { 'idempotency-key': 'b' },
    });
    expect(refund.status).toBe(422);
  });

  it("is the business's own: another tenant's same key spends there", async () => {
    const [one, other] = [await tenure.signUp(), await tenure.signUp()];
    await spend(one, 'shared');
    const answer = await spend(other, 'shared');
    expect(replayed(answer)).toBeNull();
    expect(await used(other)).toBe(1);
  });

  it.each([
    ['', 'no character'],
    ['ä', 'another alphabet'],
    ['two words', 'a space'],
    ['x'.repeat(256), '256 characters'],
  ])('is 400 with "%.10s": %s', async (key) => {
    const answer = await spend(await tenure.signUp(), key);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'Idempotency-Key' }] } });
  });

  it('may be 255 characters long, and stand on a switch', async () => {
    const customer = await tenure.signUp({});
    expect((await spend(customer, '~'.repeat(255))).status).toBe(200);
    expect((await spend(customer, 'off', { feature: 'export' })).body).toMatchObject({ code: 'feature_off' });
    await tenure.put(`/v1/admin/businesses/${customer.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'limitless' },
    });
    const on = await spend(customer, 'off', { feature: 'export' });
    expect(on).toMatchObject({ status: 200, body: { id: expect.any(String), used: 0 } });
    const again = await spend(customer, 'off', { feature: 'export' });
    expect(again.body).toEqual(on.body);
    expect(replayed(again)).toBe('true');
  });

  it('gives fifty twins at once one spend and one answer', async () => {
    const customer = await tenure.signUp();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => spend(customer, 'twins', { amount: 2 })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter((answer) => replayed(answer) === null)).toHaveLength(1);
    expect(await used(customer)).toBe(2);
  });

  it('is answered 409 after a second when a twin on another server does not end', async () => {
    const customer = await tenure.signUp();
    const stuck = tenure.dataSource.createQueryRunner();
    await stuck.connect();
    await stuck.startTransaction();
    await stuck.query(`SELECT pg_advisory_xact_lock(hashtextextended($1::text || ' ' || 'stuck', 4))`, [
      customer.businessId,
    ]);
    const asked = performance.now();
    const [twin, neighbour] = await Promise.all([spend(customer, 'stuck'), spend(customer, 'free')]);
    expect(twin).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(performance.now() - asked).toBeGreaterThan(900);
    expect(neighbour.status).toBe(200);
    await stuck.rollbackTransaction();
    await stuck.release();
    expect((await spend(customer, 'stuck')).status).toBe(200);
  });

  it("makes an operator's credits once, apart from the bots' keys and from other operators'", async () => {
    const customer = await tenure.signUp();
    const body = { feature: 'recordings', amount: 5, reason: 'A gift' };
    const give = (sent: object) =>
      tenure.post(`/v1/admin/businesses/${customer.businessId}/credits`, {
        token: operator,
        headers: { 'idempotency-key': 'gift' },
        body: sent,
      });
    await spend(customer, 'gift');
    const [one, two] = [await give(body), await give(body)];
    expect(one.status).toBe(201);
    expect(two).toMatchObject({ status: 201, body: one.body });
    expect(replayed(two)).toBe('true');
    expect((await give({ ...body, amount: 6 })).status).toBe(422);
    const { body: credits } = await tenure.get(`/v1/admin/businesses/${customer.businessId}/credits`, {
      token: operator,
    });
    expect(credits.data).toHaveLength(1);
  });

  it('is ignored where it means nothing', async () => {
    const customer = await tenure.signUp();
    const call = { key: customer.key, headers: { 'idempotency-key': 'not allowed here' } };
    expect((await tenure.put('/v1/allocations/applications/one', call)).status).toBe(200);
    expect((await tenure.get('/v1/entitlements', call)).status).toBe(200);
  });

  it('is forgotten after a day, unless its spend can still be refunded', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    await spend(customer, 'old');
    const retention = tenure.app.get(RetentionService);
    const later = (hours: number) => new Date(clock.now().getTime() + hours * 3_600_000);
    await retention.purge(later(25));
    expect(replayed(await spend(customer, 'old'))).toBe('true');
    await tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, {
      token: operator,
      body: { to: '2030-01-20T00:00:00Z' },
    });
    await retention.purge(later(23));
    expect(replayed(await spend(customer, 'old'))).toBe('true');
    await retention.purge(later(25));
    expect(replayed(await spend(customer, 'old'))).toBeNull();
  });

  it('is kept after its cycle while a credit that paid for it lives', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    const path = `/v1/admin/businesses/${customer.businessId}/credits`;
    const credit = { feature: 'recordings', amount: 10, reason: 'A gift', expiresAt: '2030-02-01T00:00:00Z' };
    const { body: grant } = await tenure.post(path, { token: operator, body: credit });
    await spend(customer, 'credited', { amount: 105 });
    await tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, {
      token: operator,
      body: { to: '2030-01-20T00:00:00Z' },
    });
    const retention = tenure.app.get(RetentionService);
    const tomorrow = new Date(clock.now().getTime() + 25 * 3_600_000);
    await retention.purge(tomorrow);
    expect(replayed(await spend(customer, 'credited', { amount: 105 }))).toBe('true');
    await tenure.delete(`${path}/${grant.id}`, { token: operator });
    await retention.purge(tomorrow);
    expect((await spend(customer, 'credited', { amount: 105 })).status).toBe(402);
  });
});

describe('The first known key that a server meets', () => {
  it('costs its batch a second statement, and the batches after it none', async () => {
    const tenure = await startTenure({ USAGE_BATCHING: 'on' });
    const customer = await tenure.signUp();
    let statements = 0;
    watchStatements(tenure, (name) => (statements += name.startsWith('usage_spend_keyed') ? 1 : 0));
    const spend = async (...keys: string[]) => {
      statements = 0;
      const items = keys.map((idempotencyKey) => ({ feature: 'recordings', idempotencyKey }));
      const { body } = await tenure.post('/v1/usage/batch', { key: customer.key, body: { items } });
      return body.data;
    };
    const first = await spend('a', 'b');
    expect(statements).toBe(1);
    expect(await spend('b', 'c')).toEqual([
      { ...first[1], replayed: true },
      expect.objectContaining({ status: 200, used: 3 }),
    ]);
    expect(statements).toBe(2);
    expect(await spend('a', 'd')).toEqual([
      { ...first[0], replayed: true },
      expect.objectContaining({ status: 200, used: 4 }),
    ]);
    expect(statements).toBe(1);
    await expectInvariants(tenure.databaseUrl);
    await tenure.close();
  });
});
