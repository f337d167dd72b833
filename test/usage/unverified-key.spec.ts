import { countDeadlocks, noticeDeadlocks } from '../support/deadlocks.js';
import { expectInvariants } from '../support/invariants.js';
import { lockIsAwaited } from '../support/row-lock.js';
import { startSecond } from '../support/second-server.js';
import {
  type Answer,
  type Call,
  type Customer,
  FakeClock,
  startTenure,
  type Tenure,
} from '../support/tenure.js';
import { watchStatements } from '../support/statements.js';
import { until } from '../support/until.js';

const SECOND = 1_000;
/** How often two servers note the use of the same keys at once. */
const ROUNDS = Number(process.env.EXACTNESS_REPEATS ?? 2);

/** The routes whose statement looks up the key: what each answers to a good one, it stops answering at once. */
describe('A key that the statement looks up with its own work', () => {
  let tenure: Tenure;
  let operator: string;
  let statements: string[];
  const clock = new FakeClock();
  let second: Awaited<ReturnType<typeof startSecond>> | undefined;

  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on' }, clock);
    operator = await tenure.operator();
    watchStatements(tenure, (name) => {
      // What the server does by itself is no matter of a request, and a spend that may reach a threshold has a twin that tells.
      if (/^(usage|auth)_/.test(name)) statements.push(name.replace(/_alerting$/, ''));
    });
  });
  beforeEach(() => (statements = []));
  afterEach(async () => {
    clock.set(null);
    await expectInvariants(tenure.databaseUrl);
  });
  afterAll(async () => {
    await second?.close();
    await tenure.close();
  });

  const sql = (text: string, ...values: unknown[]) => tenure.dataSource.query(text, values);
  const spend = (key: string, call: Call = {}) =>
    tenure.post('/v1/usage', { key, body: { feature: 'recordings' }, ...call });
  const named = (key: string): Call => ({ headers: { 'idempotency-key': key } });
  const show = (key: string) => tenure.get('/v1/entitlements/recordings', { key });
  const batch = (key: string, items: object[] = [{ feature: 'recordings' }]) =>
    tenure.post('/v1/usage/batch', { key, body: { items } });
  const usedBy = async ({ token }: Customer) =>
    (await tenure.get('/v1/usage', { token })).body.data.find(
      ({ feature }: { feature: string }) => feature === 'recordings',
    ).used;

  /** A customer whose key was used a moment ago. */
  async function warm(): Promise<Customer> {
    const customer = await tenure.signUp();
    expect((await spend(customer.key)).status).toBe(200);
    return customer;
  }

  /** Another key of the same bot, used a moment ago. */
  async function another(
    { token, botId }: Customer,
    body: object = {},
  ): Promise<{ key: string; id: string }> {
    const made = await tenure.post(`/v1/bots/${botId}/keys`, { token, body });
    expect((await show(made.body.apiKey)).status).toBe(200);
    return { key: made.body.apiKey, id: made.body.id };
  }

  it('is verified by the statement of the spend, and by no other', async () => {
    const { key } = await warm();
    statements = [];
    expect((await spend(key)).body).toMatchObject({ used: 2 });
    expect((await show(key)).body).toMatchObject({ used: 2, allowed: true });
    expect((await spend(key, named('once'))).body).toMatchObject({ used: 3 });
    expect(statements).toEqual(['usage_spend', 'usage_entitlements_unverified', 'usage_spend_keyed']);
    statements = [];
    expect((await spend(key, named('once'))).body).toMatchObject({ used: 3 });
    // The first known key makes its batch fail and be decided again. What was answered is read by the slow path, after the guard.
    expect(statements).toEqual(['usage_spend_keyed', 'usage_spend_keyed', 'auth_find_keys']);
  });

  it('decides a hundred items of a batch together with the key, in one statement', async () => {
    const { key } = await tenure.signUp({ planCode: 'free' });
    const items = Array.from({ length: 100 }, () => ({ feature: 'recordings' }));
    await batch(key);
    statements = [];
    const { body } = await batch(key, items.slice(1));
    expect(statements).toEqual(['usage_spend']);
    expect(body.data.map(({ used }: { used: number }) => used)).toEqual(items.slice(1).map((_, n) => n + 2));
    const { key: other } = await tenure.signUp();
    await batch(other);
    statements = [];
    const withKeys = items.slice(1).map((item, n) => ({ ...item, idempotencyKey: `item-${n}` }));
    const first = await batch(other, withKeys);
    expect(statements).toEqual(['usage_spend_keyed']);
    expect(first.body.data.at(-1)).toMatchObject({ status: 200, used: 100 });
    // Again, item by item and in another order, each is answered what it was answered first.
    const replayed = first.body.data.map((answer: object) => ({ ...answer, replayed: true }));
    expect((await batch(other, withKeys.toReversed())).body.data).toEqual(replayed.toReversed());
    const [alone] = [await spend(other, { headers: { 'idempotency-key': 'item-7' } })];
    expect({ status: 200, ...alone.body }).toEqual(first.body.data[7]);
  });

  it('refuses a whole batch when it is refused, and nothing of it is spent', async () => {
    const customer = await warm();
    const { key } = await another(customer, { rateLimit: 2 });
    const items = [{ feature: 'recordings' }, { feature: 'export' }, { feature: 'nonesuch' }];
    expect((await batch(key, items)).body.data).toMatchObject([
      { status: 200 },
      { status: 403, code: 'feature_off' },
      { status: 404, code: 'unknown_feature' },
    ]);
    expect(await batch(key, items)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    await sql('UPDATE api_keys SET revoked_at = now() WHERE business_id = $1', customer.businessId);
    for (const each of [
      items,
      items.slice(0, 1),
      items.slice(1),
      [...items, { feature: 'recordings', amount: 100 }],
    ])
      expect(await batch(customer.key, each)).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
    expect(await usedBy(customer)).toBe(2);
  });

  it('that is made up takes no turn from the batches of the business that it names', async () => {
    const customer = await warm();
    const forged = await another(customer);
    await sql('UPDATE api_keys SET revoked_at = now() WHERE id = $1', forged.id);
    const lock = tenure.dataSource.createQueryRunner();
    try {
      await lock.startTransaction();
      await lock.query('SELECT FROM usage_counters WHERE business_id = $1 FOR UPDATE', [customer.businessId]);
      const first = batch(customer.key);
      await lockIsAwaited(tenure.dataSource);
      // It is told while the turn is still taken.
      expect((await batch(forged.key)).status).toBe(401);
      const next = batch(customer.key);
      await lock.commitTransaction();
      expect((await Promise.all([first, next])).map(({ status }) => status)).toEqual([200, 200]);
    } finally {
      if (lock.isTransactionActive) await lock.rollbackTransaction();
      await lock.release();
    }
    expect(await usedBy(customer)).toBe(3);
  });

  it('notes its last use once a minute', async () => {
    const { businessId, key } = await warm();
    const lastUse = async () =>
      (
        await sql('SELECT max(last_used_at) AS at FROM api_keys WHERE business_id = $1', businessId)
      )[0].at.getTime();
    const first = await lastUse();
    clock.set(new Date(first + 59 * SECOND));
    await spend(key);
    expect(await lastUse()).toBe(first);
    clock.set(new Date(first + 60 * SECOND));
    await spend(key);
    expect(await lastUse()).toBe(first + 60 * SECOND);
  });

  it('is verified by that statement also when it was not used for a minute, and its use is noted', async () => {
    const customer = await warm();
    const lastUse = async (): Promise<Date> =>
      (
        await sql('SELECT max(last_used_at) AS at FROM api_keys WHERE business_id = $1', customer.businessId)
      )[0].at;
    const calls = [spend, show, (key: string) => spend(key, named('late'))];
    const asked = ['usage_spend', 'usage_entitlements_unverified', 'usage_spend_keyed'];
    for (const [n, call] of calls.entries()) {
      const now = new Date(Date.now() + (n + 2) * 120 * SECOND);
      clock.set(now);
      statements = [];
      expect((await call(customer.key)).status).toBe(200);
      expect(statements[0]).toBe(asked[n]);
      expect(statements).not.toContain('auth_find_keys');
      // A read notes it after its answer.
      await until(async () => (await lastUse()).getTime() === now.getTime(), 'the use is noted');
    }
    // A new key has never been used.
    const made = await tenure.post(`/v1/bots/${customer.botId}/keys`, { token: customer.token, body: {} });
    statements = [];
    expect((await spend(made.body.apiKey)).status).toBe(200);
    expect(statements).toEqual(['usage_spend']);
  });

  it('is noted by two servers at once without a deadlock, and a row that is held is passed over', async () => {
    await noticeDeadlocks(tenure.databaseUrl);
    second = await startSecond(tenure.databaseUrl, clock);
    const { client } = second;
    const customers = await Promise.all(Array.from({ length: 20 }, () => tenure.signUp()));
    const holder = tenure.dataSource.createQueryRunner();
    const [held] = customers as [Customer];
    try {
      await holder.startTransaction();
      await holder.query('SELECT FROM api_keys WHERE business_id = $1 FOR UPDATE', [held.businessId]);
      for (let round = 1; round <= ROUNDS; round += 1) {
        // A transaction that is idle for long is ended.
        await holder.query('SELECT 1');
        await sql(`UPDATE api_keys SET last_used_at = NULL WHERE business_id <> $1`, held.businessId);
        const answers = await Promise.all(
          customers.flatMap(({ key }, n) =>
            [tenure, client].flatMap((server) => [
              server.post('/v1/usage', {
                key,
                body: { feature: 'recordings' },
                ...(n % 2 ? named(`${round}`) : {}),
              }),
              server.get('/v1/entitlements/recordings', { key }),
            ]),
          ),
        );
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      }
    } finally {
      await holder.commitTransaction();
      await holder.release();
    }
    expect(await countDeadlocks(tenure.databaseUrl)).toBe(0);
    const noted = await sql(
      'SELECT business_id FROM api_keys WHERE last_used_at IS NOT NULL AND business_id = ANY ($1)',
      [customers.map(({ businessId }) => businessId)],
    );
    expect(noted).toHaveLength(19);
  });

  const suspend = ({ businessId }: Customer) =>
    tenure.patch(`/v1/admin/businesses/${businessId}`, { token: operator, body: { suspended: true } });
  /** Closing revokes the keys as well: it has to hold for one that would be left. */
  const close = async (customer: Customer) => {
    await tenure.post('/v1/business/close', { token: customer.token });
    await sql('UPDATE api_keys SET revoked_at = NULL WHERE business_id = $1', customer.businessId);
  };
  const onBusiness = (text: string) => (customer: Customer) => sql(text, customer.businessId);

  it.each<[string, (customer: Customer) => Promise<unknown>, number, string]>([
    [
      'its bot is out',
      onBusiness(`UPDATE members SET active = false WHERE business_id = $1 AND kind = 'bot'`),
      401,
      'unauthenticated',
    ],
    [
      'it is revoked',
      onBusiness('UPDATE api_keys SET revoked_at = now() WHERE business_id = $1'),
      401,
      'unauthenticated',
    ],
    ['its business is suspended', suspend, 403, 'business_suspended'],
    ['its business is closed', close, 403, 'business_closed'],
    [
      'it loses the scope',
      onBusiness(`UPDATE api_keys SET scopes = '{allocations:write}' WHERE business_id = $1`),
      403,
      'scope_missing',
    ],
    [
      'its bot loses the scope',
      onBusiness(`UPDATE members SET scopes = '{allocations:write}' WHERE business_id = $1 AND kind = 'bot'`),
      403,
      'scope_missing',
    ],
  ])(
    'is refused from the next request on when %s, whatever the request says',
    async (_, change, status, code) => {
      const customer = await warm();
      expect((await spend(customer.key, named('known'))).status).toBe(200);
      await change(customer);
      const answers = [
        await spend(customer.key),
        await spend(customer.key, named('new')),
        await spend(customer.key, named('known')),
        await show(customer.key),
        await spend(customer.key, { body: { feature: 'recordings', amount: -1 } }),
        await spend(customer.key, { body: { feature: 'nonesuch' } }),
        await spend(customer.key, named(' ')),
        await batch(customer.key),
        await batch(customer.key, [{ feature: 'recordings', idempotencyKey: 'known' }]),
        await batch(customer.key, [{ feature: 'nonesuch' }]),
        await batch(customer.key, [{ feature: 'recordings', amount: 0 }]),
        await tenure.get('/v1/entitlements/recordings?amount=x', { key: customer.key }),
        await tenure.get('/v1/entitlements/nonesuch', { key: customer.key }),
      ];
      expect(answers.map((answer) => [answer.status, answer.body.code])).toEqual(
        answers.map(() => [status, code]),
      );
      const [{ used }] = await sql(
        'SELECT used::integer FROM usage_counters WHERE business_id = $1 AND feature_key = $2',
        customer.businessId,
        'recordings',
      );
      expect(used).toBe(2);
      // A closed business has no live key (I14).
      await sql('UPDATE api_keys SET revoked_at = now() WHERE business_id = $1', customer.businessId);
    },
  );

  it('is refused from the moment of its end on', async () => {
    const customer = await tenure.signUp();
    const end = new Date(Date.now() + 3_600 * SECOND);
    clock.set(new Date(end.getTime() - SECOND));
    const { key } = await another(customer, { expiresAt: end.toISOString() });
    clock.set(new Date(end.getTime() - 1));
    expect([(await spend(key)).status, (await show(key)).status]).toEqual([200, 200]);
    clock.set(end);
    expect([(await spend(key)).status, (await show(key)).status]).toEqual([401, 401]);
  });

  it('is held to its rate limit', async () => {
    const customer = await tenure.signUp();
    const { key } = await another(customer, { rateLimit: 3 });
    expect([(await spend(key)).status, (await show(key)).status, (await spend(key)).status]).toEqual([
      200, 200, 429,
    ]);
    expect(await usedBy(customer)).toBe(1);
  });

  it('ends in the time of its business', async () => {
    const customer = await tenure.onTestClock(operator, '2030-01-31T00:00:00Z');
    const to = '2030-02-01T00:00:00Z';
    const { key } = await another(customer, { expiresAt: to });
    expect([(await spend(key)).status, (await show(key)).status]).toEqual([200, 200]);
    await tenure.post(`/v1/admin/test-clocks/${customer.clockId}/advance`, { token: operator, body: { to } });
    expect([(await spend(key)).status, (await show(key)).status]).toEqual([401, 401]);
  });

  it('spends in the cycle that is open: one that ended since is rolled forward first', async () => {
    const customer = await warm();
    const end = Date.parse(customer.subscription.cycle.endsAt);
    clock.set(new Date(end - SECOND));
    expect((await spend(customer.key)).body).toMatchObject({ used: 2, cycle: { index: 0 } });
    clock.set(new Date(end));
    expect((await show(customer.key)).body).toMatchObject({ used: 0 });
    expect((await spend(customer.key)).body).toMatchObject({ used: 1, cycle: { index: 1 } });
  });

  it('says of input what a guarded route says, when it is good', async () => {
    const { key } = await warm();
    const code = async (answer: Promise<Answer>) => [(await answer).status, (await answer).body.code];
    expect(await code(spend(key, { body: { feature: 'recordings', amount: 0 } }))).toEqual([
      400,
      'validation_failed',
    ]);
    expect(await code(spend(key, { body: { feature: 'nonesuch' } }))).toEqual([404, 'unknown_feature']);
    expect(await code(spend(key, { body: { feature: 'applications' } }))).toEqual([
      409,
      'wrong_feature_kind',
    ]);
    expect(await code(tenure.get('/v1/entitlements/nonesuch', { key }))).toEqual([404, 'unknown_feature']);
    expect(await code(spend(key, { body: { feature: 'recordings', amount: 100 } }))).toEqual([
      402,
      'limit_reached',
    ]);
  });

  it('counts for itself alone: a revoked one in the same flush is refused, and each unit has its place', async () => {
    const customer = await warm();
    const [good, bad] = [await another(customer), await another(customer)];
    await sql('UPDATE api_keys SET revoked_at = now() WHERE id = $1', bad.id);
    // Of eight, the first and the last are revoked, and name a request as their neighbours do.
    const ask = (n: number) => {
      if (n % 8 === 0) return spend(bad.key, named(`key-${n + 1}`));
      if (n % 8 === 7) return spend(bad.key, named(`key-${n - 1}`));
      const call = n % 8 === 1 || n % 8 === 4 || n % 8 === 6 ? named(`key-${n}`) : {};
      return spend(n % 8 > 3 ? good.key : customer.key, call);
    };
    const numbers = Array.from({ length: 80 }, (_, n) => n);
    const answers = await Promise.all(numbers.map(ask));
    const of = (status: number) => answers.filter((answer) => answer.status === status);
    expect([of(200).length, of(401).length]).toEqual([60, 20]);
    const places = of(200).map(({ body }) => body.used as number);
    expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 2));
    for (const { body } of of(200)) expect(body.remaining).toBe(100 - body.used);
    // The records say what was answered, whoever's units came before in the flush.
    const recorded = numbers.filter((n) => typeof answers[n]?.body.id === 'string');
    expect(recorded).toHaveLength(30);
    for (const n of recorded) {
      const again = await ask(n);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(again.body).toEqual(answers[n]?.body);
    }
    expect(await usedBy(customer)).toBe(61);
  });
});
