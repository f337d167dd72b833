import { expectInvariants } from '../support/invariants.js';
import { RetentionService } from '../../src/retention/retention.service.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';

const HOLDS = 100_000;
const GRANTS = 5_000;

/** What one tenant has, does or may do, beside others. */
describe('A neighbour', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ USAGE_BATCHING: 'on' });
    operator = await tenure.operator();
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const sql = (text: string, ...values: unknown[]) => tenure.dataSource.query(text, values);
  const hold = ({ businessId }: Customer, count: number, end: string | null, name: string) =>
    sql(
      `INSERT INTO allocations (business_id, feature_key, resource, id, held_at, expires_at)
       SELECT $1, 'applications', $4 || n, gen_random_uuid(), now(), now() + $3::interval
       FROM generate_series(1, $2::integer) AS n`,
      businessId,
      count,
      end,
      name,
    );
  const grant = ({ businessId }: Customer, count: number, burnt: number, end: string | null) =>
    sql(
      `INSERT INTO credit_grants (business_id, id, feature_key, amount, burnt, priority, starts_at, expires_at, reason, created_at)
       SELECT $1, gen_random_uuid(), 'recordings', 2, $3, 50, now() - interval '2 days', now() + $4::interval, 'x', now()
       FROM generate_series(1, $2::integer) AS n`,
      businessId,
      count,
      burnt,
      end,
    );
  const show = ({ key }: Customer, feature: string) => tenure.get(`/v1/entitlements/${feature}`, { key });

  /** How long a stranger waits for an answer, in milliseconds, while the neighbour asks without a pause: the median. */
  async function beside(neighbour: Customer, stranger: Customer, feature: string): Promise<number> {
    let over = false;
    const asking = Array.from({ length: 4 }, async () => {
      while (!over) expect((await show(neighbour, feature)).status).toBe(200);
    });
    const times: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      const began = performance.now();
      expect((await show(stranger, feature)).status).toBe(200);
      times.push(performance.now() - began);
    }
    over = true;
    await Promise.all(asking);
    return times.toSorted((a, b) => a - b)[15] as number;
  }

  it.each<[string, string, (neighbour: Customer) => Promise<unknown>]>([
    ['with holds that have expired', 'applications', (one) => hold(one, HOLDS, '-2 days', 'over')],
    ['with as many live holds', 'applications', (one) => hold(one, HOLDS, null, 'live')],
    ['with live grants', 'recordings', (one) => grant(one, GRANTS, 0, null)],
    ['with grants that have expired', 'recordings', (one) => grant(one, GRANTS, 0, '-1 day')],
  ])(
    '%s does not slow down the entitlements of others',
    async (_, feature, have) => {
      const [neighbour, stranger] = await Promise.all([tenure.signUp(), tenure.signUp()]);
      await beside(neighbour, stranger, feature);
      const before = await beside(neighbour, stranger, feature);
      await have(neighbour);
      await show(neighbour, feature);
      const bound = 4 * before + 5;
      let after = Infinity;
      // The best of three: a busy machine slows one of the two measurements now and then.
      for (let run = 0; run < 3 && after >= bound; run += 1)
        after = await beside(neighbour, stranger, feature);
      expect(after).toBeLessThan(bound);
    },
    60_000,
  );

  it('reads no ended hold or grant on the hot path', async () => {
    const neighbour = await tenure.signUp();
    const { businessId } = neighbour;
    await grant(neighbour, 1_000, 0, '-1 day');
    await hold(neighbour, 1_000, '-2 days', 'past');
    await sql('ANALYZE credit_grants, allocations');
    const read = async (from: string) =>
      JSON.stringify(await sql(`EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM ${from}`, businessId));
    const live = `COALESCE(expires_at, 'infinity'::timestamptz) > now()`;
    for (const plan of [
      await read(`credit_grants WHERE business_id = $1 AND feature_key = 'recordings' AND open AND ${live}`),
      await read(`allocations WHERE business_id = $1 AND feature_key = 'applications' AND ${live}`),
    ]) {
      expect(plan).toMatch(/"Actual Rows":0/);
      expect(plan).not.toMatch(/"Rows Removed by [^"]*":[1-9]/);
    }
  });

  it('keeps in its table no hold that ended an hour ago, and every one that is live or on a test clock', async () => {
    const [customer, onClock] = await Promise.all([
      tenure.signUp(),
      tenure.onTestClock(operator, '2020-01-31T00:00:00Z'),
    ]);
    await hold(customer, 5_000, '-2 hours', 'over');
    await hold(customer, 3, '-30 minutes', 'recent');
    await hold(customer, 1, '1 hour', 'soon');
    await hold(customer, 1, null, 'live');
    await hold(onClock, 2, '-1 day', 'of-2020');
    const retention = tenure.app.get(RetentionService);
    await Promise.all([retention.purge(new Date()), retention.purge(new Date())]);
    await retention.purge(new Date());
    const left = async ({ businessId }: Customer) =>
      (
        await sql(
          `SELECT count(*)::integer AS n FROM allocations WHERE business_id = $1 AND feature_key = 'applications'`,
          businessId,
        )
      )[0].n;
    expect(await left(customer)).toBe(5);
    expect(await left(onClock)).toBe(2);
    expect((await show(customer, 'applications')).body).toMatchObject({ used: 2 });
    expect((await show(onClock, 'applications')).body).toMatchObject({ used: 2 });
  });

  it('keeps its grants for operators to see when they are over', async () => {
    const customer = await tenure.signUp();
    await grant(customer, 2, 0, '-1 day');
    const path = `/v1/admin/businesses/${customer.businessId}/credits`;
    const { body } = await tenure.get(path, { token: operator });
    expect(body.data.map(({ amount, remaining }: any) => [amount, remaining])).toEqual([
      [2, 0],
      [2, 0],
    ]);
  });

  it('may be given a rate by operators: its bots are told 429 and when to come again, and nobody else', async () => {
    const [limited, stranger] = await Promise.all([tenure.signUp(), tenure.signUp()]);
    const path = `/v1/admin/businesses/${limited.businessId}`;
    const set = (rateLimit: unknown) => tenure.patch(path, { token: operator, body: { rateLimit } });
    const spend = ({ key }: Customer) => tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
    expect((await spend(limited)).status).toBe(200);
    expect((await set(3)).body).toMatchObject({ rateLimit: 3 });
    const { body: second } = await tenure.post(`/v1/bots/${limited.botId}/keys`, {
      token: limited.token,
      body: {},
    });
    const other = { ...limited, key: second.apiKey as string };
    const statuses = [];
    for (const ask of [spend(limited), show(other, 'recordings'), spend(other)])
      statuses.push((await ask).status);
    expect(statuses).toEqual([200, 200, 200]);
    const refused = await spend(limited);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await show(other, 'recordings')).status).toBe(429);
    expect((await spend(stranger)).status).toBe(200);
    expect((await tenure.get('/v1/business', { token: limited.token })).status).toBe(200);
    for (const wrong of [0, 1.5, '3', 2_000_000]) expect((await set(wrong)).status).toBe(400);
    expect((await tenure.get(path, { token: operator })).body.rateLimit).toBe(3);
    expect((await set(null)).body).toMatchObject({ rateLimit: null });
    expect((await spend(limited)).status).toBe(200);
  });
});
