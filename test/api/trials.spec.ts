import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from './operations.js';

const START = '2026-01-31T12:00:00.000Z';

describe('A trial, as an operator gives and ends it', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
    const body = {
      code: 'small',
      name: 'Small',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      limits: { recordings: 10, applications: 1, seats: 1 },
    };
    expect((await tenure.post('/v1/admin/plans', { token, body })).status).toBe(201);
  });
  afterAll(() => tenure.close());

  type OnClock = Customer & { clockId: string };
  const on = (planCode: string): Promise<OnClock> => tenure.onTestClock(token, START, planCode);
  const put = ({ businessId }: Customer, body: object) =>
    tenure.put(`/v1/admin/businesses/${businessId}/subscription`, { token, body });
  const advance = async ({ clockId }: OnClock, to: string) =>
    (await tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token, body: { to } })).body;
  const cyclesOf = ({ businessId }: Customer) =>
    tenure.dataSource.query(
      'SELECT trial, cut_short AS cut FROM cycles WHERE business_id = $1 ORDER BY index',
      [businessId],
    );

  it('starts no trial unless told, and then the whole of it', async () => {
    const customer = await on('small');
    await advance(customer, '2026-02-01T00:00:00Z');
    const { body } = await put(customer, { planCode: 'pro', trial: true });
    const endsAt = '2026-02-15T00:00:00.000Z';
    expect(body).toMatchObject({
      status: 'trialing',
      trialEndsAt: endsAt,
      cycle: { index: 1, startsAt: '2026-02-01T00:00:00.000Z', endsAt, trial: true },
    });
    expect(await advance(customer, '2026-02-15T00:00:00Z')).toMatchObject({
      renewed: 0,
      switched: 1,
      ended: 0,
    });
    const { body: after } = await tenure.get('/v1/subscription', { token: customer.token });
    expect(after).toMatchObject({
      status: 'active',
      plan: { code: 'free' },
      cycle: { index: 2, startsAt: endsAt, trial: false },
    });
  });

  it('gives a trial once, and uses it up when it starts none', async () => {
    const used = { status: 409, body: { status: 409, code: 'wrong_state' } };
    const tried = await on('pro');
    expect(tried.subscription.status).toBe('trialing');
    await put(tried, { planCode: 'small' });
    expect(await put(tried, { planCode: 'pro', trial: true })).toMatchObject(used);
    const given = await on('small');
    expect((await put(given, { planCode: 'pro' })).body.status).toBe('active');
    await put(given, { planCode: 'small' });
    const before = await rowCounts(tenure);
    expect(await put(given, { planCode: 'pro', trial: true })).toMatchObject(used);
    expect(await put(given, { planCode: 'scale', trial: true })).toMatchObject(used);
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('named again during its trial converts it: the trial closes, the paid cycle is anchored now', async () => {
    const customer = await on('pro');
    await advance(customer, '2026-02-05T00:00:00Z');
    const { body } = await put(customer, { planCode: 'pro' });
    expect(body).toMatchObject({
      status: 'active',
      plan: { code: 'pro' },
      trialEndsAt: '2026-02-05T00:00:00.000Z',
      cycle: {
        index: 1,
        startsAt: '2026-02-05T00:00:00.000Z',
        endsAt: '2026-03-05T00:00:00.000Z',
        trial: false,
      },
    });
    expect(await cyclesOf(customer)).toMatchObject([
      { trial: true, cut: true },
      { trial: false, cut: false },
    ]);
    expect((await put(customer, { planCode: 'pro' })).body).toEqual(body);
  });

  it('of the same interval during a trial closes it too', async () => {
    const customer = await on('pro');
    await advance(customer, '2026-02-05T00:00:00Z');
    const { body } = await put(customer, { planCode: 'small' });
    expect(body).toMatchObject({
      status: 'active',
      cycle: { index: 1, startsAt: '2026-02-05T00:00:00.000Z', trial: false },
    });
  });
});
