import { type Answer, type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';

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

  const on = (planCode: string) => tenure.onTestClock(token, START, planCode);
  const cyclesOf = ({ businessId }: Customer) =>
    tenure.dataSource.query(
      'SELECT trial, cut_short AS cut FROM cycles WHERE business_id = $1 ORDER BY index',
      [businessId],
    );

  it('starts no trial unless told, and then the whole of it', async () => {
    const customer = await on('small');
    await customer.advance('2026-02-01T00:00:00Z');
    const { body } = await customer.putOnPlan({ planCode: 'pro', trial: true });
    const endsAt = '2026-02-15T00:00:00.000Z';
    expect(body).toMatchObject({
      status: 'trialing',
      trialEndsAt: endsAt,
      cycle: { index: 1, startsAt: '2026-02-01T00:00:00.000Z', endsAt, trial: true },
    });
    expect((await customer.advance('2026-02-15T00:00:00Z')).body).toMatchObject({
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
    await tried.putOnPlan({ planCode: 'small' });
    expect(await tried.putOnPlan({ planCode: 'pro', trial: true })).toMatchObject(used);
    const given = await on('small');
    expect((await given.putOnPlan({ planCode: 'pro' })).body.status).toBe('active');
    await given.putOnPlan({ planCode: 'small' });
    const before = await rowCounts(tenure);
    expect(await given.putOnPlan({ planCode: 'pro', trial: true })).toMatchObject(used);
    expect(await given.putOnPlan({ planCode: 'scale', trial: true })).toMatchObject(used);
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('named again during its trial converts it: the trial closes, the paid cycle is anchored now', async () => {
    const customer = await on('pro');
    await customer.advance('2026-02-05T00:00:00Z');
    const { body } = await customer.putOnPlan({ planCode: 'pro' });
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
    expect((await customer.putOnPlan({ planCode: 'pro' })).body).toEqual(body);
  });

  it('of the same interval during a trial closes it too', async () => {
    const customer = await on('pro');
    await customer.advance('2026-02-05T00:00:00Z');
    const { body } = await customer.putOnPlan({ planCode: 'small' });
    expect(body).toMatchObject({
      status: 'active',
      cycle: { index: 1, startsAt: '2026-02-05T00:00:00.000Z', trial: false },
    });
  });
});

describe('A trial is had once', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure();
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const add = (code: string, terms: object) => {
    const month = { interval: { unit: 'month', count: 1 }, price: { amount: 900, currency: 'USD' } };
    const body = { code, name: code, trialDays: 14, ...month, ...terms };
    return tenure.post('/v1/admin/plans', { token: operator, body });
  };
  const another = (token: string) =>
    tenure.post('/v1/me/businesses', { token, body: { name: 'Another one' } });
  const intoPro = (token: string) =>
    tenure.put('/v1/subscription/plan', { token, body: { planCode: 'pro' } });
  const switchTo = async (token: string, id: string): Promise<string> =>
    (await tenure.post(`/v1/me/businesses/${id}/switch`, { token })).body.tokens.accessToken;
  const statusOf = ({ body }: Answer): string => body.code ?? body.subscription?.status ?? body.status;

  it('by one person, whose businesses begin it at the same moment', async () => {
    const { token } = await tenure.signUp();
    const tokens = [token];
    for (let more = 0; more < 2; more += 1)
      tokens.push(await switchTo(token, (await another(token)).body.id));
    const answers = await Promise.all(tokens.map(intoPro));
    expect(answers.map(statusOf).toSorted()).toEqual(['payment_required', 'payment_required', 'trialing']);
    expect(statusOf(await intoPro(tokens[2] as string))).toMatch(/payment_required|trialing/);
  });

  it('by one owner, over all businesses, and an operator cannot give it again', async () => {
    const tried = await tenure.signUp({ planCode: 'pro' });
    const { body: next } = await another(tried.token);
    expect(next.subscription).toMatchObject({ status: 'active', plan: { code: 'free' } });
    const token = await switchTo(tried.token, next.id);
    expect(await intoPro(token)).toMatchObject({ status: 402, body: { code: 'payment_required' } });
    const byOperator = { token: operator, body: { planCode: 'pro', trial: true } };
    expect(await tenure.put(`/v1/admin/businesses/${next.id}/subscription`, byOperator)).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'trial_used' },
    });
  });

  it('on the default plan too: of nine businesses of one person at once, one has it, and the others are paid for', async () => {
    expect(await add('tryout', { isDefault: true, selfService: false })).toMatchObject({ status: 201 });
    const { token } = await tenure.signUp({ planCode: 'free' });
    const nine = await Promise.all(Array.from({ length: 9 }, () => another(token)));
    expect(nine.map(({ status }) => status).toSorted()).toEqual([
      201,
      ...Array.from({ length: 8 }, () => 402),
    ]);
    expect(nine.filter(({ status }) => status === 201).map(statusOf)).toEqual(['trialing']);
    expect(await another(token)).toMatchObject({
      status: 402,
      body: { code: 'payment_required', planCode: 'tryout' },
    });
    expect((await tenure.get('/v1/me/businesses', { token })).body.data).toHaveLength(2);
  });

  it('on a default plan for everyone further businesses begin without it', async () => {
    expect(await add('open', { isDefault: true, selfService: true })).toMatchObject({ status: 201 });
    const { token, subscription } = await tenure.signUp();
    expect(subscription.status).toBe('trialing');
    expect((await another(token)).body.subscription).toMatchObject({
      status: 'active',
      plan: { code: 'open' },
      trialEndsAt: null,
    });
  });

  it('and counts for the owner when an operator made the business', async () => {
    const body = {
      name: 'By an operator',
      planCode: 'pro',
      owner: {
        email: 'operators-friend@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        password: PASSWORD,
      },
    };
    const made = await tenure.post('/v1/admin/businesses', { token: operator, body });
    expect(made.body.subscription.status).toBe('trialing');
    await tenure.patch('/v1/admin/plans/free', { token: operator, body: { isDefault: true } });
    const token = made.body.tokens.accessToken;
    const next = (await another(token)).body.id;
    expect(await intoPro(await switchTo(token, next))).toMatchObject({ status: 402 });
  });
});
