import { randomUUID } from 'node:crypto';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, INSTANT, UUID_V7 } from '../support/shapes.js';

const DAY = 86_400_000;

describe('Signing up', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ CHECKOUT_URL: 'https://pay.example.com/tenure' });
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const body = (changes = {}) => ({
    business: { name: 'Analytical Engines' },
    email: `${randomUUID()}@example.com`,
    firstName: 'Ada',
    lastName: 'Lovelace',
    password: PASSWORD,
    ...changes,
  });
  const signUp = (changes = {}) => tenure.post('/v1/auth/signup', { body: body(changes) });
  /** Asks for something that is refused, and shows that nothing was written. */
  const refused = async (changes: object, status: number, code: string) => {
    const before = await rowCounts(tenure);
    const answer = await signUp(changes);
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(await rowCounts(tenure)).toEqual(before);
    return answer.body;
  };

  it('answers business, owner, subscription, tokens and a bot with its key, and nothing else', async () => {
    const asked = body();
    const { status, body: made } = await tenure.post('/v1/auth/signup', { body: asked });
    expect(status).toBe(201);
    expect(fields(made)).toEqual(FIELDS.signUp);
    expect(fields(made.business)).toEqual(FIELDS.business);
    expect(made.business).toMatchObject({ name: 'Analytical Engines', suspended: false, closedAt: null });
    expect(fields(made.member)).toEqual(FIELDS.human);
    expect(made.member).toMatchObject({
      kind: 'human',
      name: 'Ada Lovelace',
      email: asked.email,
      role: 'owner',
      active: true,
    });
    expect(fields(made.subscription)).toEqual(FIELDS.subscription);
    expect(fields(made.subscription.cycle)).toEqual(FIELDS.cycle);
    expect(made.subscription).toMatchObject({
      status: 'active',
      plan: { code: 'free', name: 'Free' },
      pendingPlan: null,
      cancelAtCycleEnd: false,
      cycle: { index: 0, trial: false },
      trialEndsAt: null,
      endedAt: null,
      endReason: null,
    });
    const { startsAt, endsAt } = made.subscription.cycle;
    expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(15 * DAY);
    expect(fields(made.tokens)).toEqual(FIELDS.tokens);
    expect(made.tokens.expiresIn).toBe(600);
    expect(made.tokens.refreshToken).toMatch(/^[0-9A-Za-z]{43}$/);
    expect(fields(made.bot)).toEqual(['apiKey', 'id']);
    expect(made.bot.apiKey).toMatch(/^tnr_live_[0-9A-Za-z]{60}$/);
    for (const id of [made.business.id, made.member.id, made.subscription.id, made.bot.id])
      expect(id).toMatch(UUID_V7);
    for (const at of [startsAt, endsAt, made.business.createdAt, made.member.createdAt])
      expect(at).toMatch(INSTANT);
  });

  it('makes what works at once: the tokens, the key, the seat', async () => {
    const { body: made } = await signUp();
    const me = await tenure.get('/v1/me', { token: made.tokens.accessToken });
    expect(me.body.business).toEqual({ id: made.business.id, name: made.business.name });
    expect((await tenure.get('/v1/sdk/me', { key: made.bot.apiKey })).body.bot.id).toBe(made.bot.id);
    const seats = await tenure.get('/v1/allocations/seats', { key: made.bot.apiKey });
    expect(seats.body.data).toEqual([
      { resource: made.member.id, heldAt: expect.stringMatching(INSTANT), expiresAt: null },
    ]);
  });

  it('keeps password and key as hashes only', async () => {
    const { body: made } = await signUp();
    const [{ text }] = await tenure.dataSource.query(
      `SELECT (SELECT json_agg(u)::text FROM users u) || (SELECT json_agg(k)::text FROM api_keys k)
           || (SELECT json_agg(s)::text FROM sessions s) || (SELECT json_agg(a)::text FROM audit_log a) AS text`,
    );
    for (const secret of [PASSWORD, made.bot.apiKey, made.bot.apiKey.slice(31), made.tokens.refreshToken]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('$argon2id$');
  });

  it('starts the trial of a plan that has one and does not renew by itself', async () => {
    const { status, body: made } = await signUp({ planCode: 'pro' });
    expect(status).toBe(201);
    const { cycle, trialEndsAt } = made.subscription;
    expect(made.subscription).toMatchObject({
      status: 'trialing',
      plan: { code: 'pro' },
      cycle: { index: 0, trial: true },
    });
    expect(Date.parse(cycle.endsAt) - Date.parse(cycle.startsAt)).toBe(14 * DAY);
    expect(trialEndsAt).toBe(cycle.endsAt);
  });

  it('gives no paid plan for nothing, and says where to pay', async () => {
    const problem = await refused({ planCode: 'scale' }, 402, 'payment_required');
    expect(problem.checkoutUrl).toMatch(/^https:\/\/pay\.example\.com\/tenure/);
  });

  it('knows no hidden plan and none that is not there: the same answer', async () => {
    const hidden = await refused({ planCode: 'limitless' }, 404, 'unknown_plan');
    const unknown = await refused({ planCode: 'nothing' }, 404, 'unknown_plan');
    expect({ ...hidden, detail: '' }).toEqual({ ...unknown, detail: '' });
    expect(hidden.detail.replace('limitless', 'nothing')).toBe(unknown.detail);
  });

  it('takes no archived plan', async () => {
    const plan = {
      code: 'old',
      name: 'Old',
      price: { amount: 0, currency: 'USD' },
      interval: { unit: 'day', count: 1 },
    };
    await tenure.post('/v1/admin/plans', { token: operator, body: plan });
    expect((await tenure.post('/v1/admin/plans/old/archive', { token: operator })).status).toBe(200);
    await refused({ planCode: 'old' }, 409, 'plan_archived');
  });

  it('takes an e-mail once, in whatever case, however many ask at once', async () => {
    const { email } = await tenure.signUp();
    await refused({ email: ` ${email.toUpperCase()} ` }, 409, 'email_taken');
    const wanted = `${randomUUID()}@example.com`;
    const twins = await Promise.all(
      [wanted, wanted.toUpperCase(), wanted, wanted].map((twin) => signUp({ email: twin })),
    );
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const counts = await tenure.dataSource.query('SELECT count(*)::int AS n FROM users WHERE email = $1', [
      wanted,
    ]);
    expect(counts).toEqual([{ n: 1 }]);
  });

  it('takes a password of 10 to 128 characters of any kind, and trims none of it', async () => {
    for (const password of ['123456789', 'x'.repeat(129)]) {
      expect((await refused({ password }, 400, 'validation_failed')).errors).toMatchObject([
        { field: 'password' },
      ]);
    }
    const password = ` ${'ü🦀'.repeat(5)} `;
    const { body: made } = await signUp({ password });
    const login = (attempt: string) =>
      tenure.post('/v1/auth/login', { body: { email: made.member.email, password: attempt } });
    expect((await login(password)).status).toBe(200);
    expect((await login(password.trim())).status).toBe(401);
  });

  it('is 409 no_default_plan where there is none', async () => {
    const empty = await startTenure({ CATALOGUE: 'none' });
    try {
      const answer = await empty.post('/v1/auth/signup', { body: body() });
      expect(answer).toMatchObject({ status: 409, body: { code: 'no_default_plan' } });
      expect((await empty.post('/v1/auth/signup', { body: body({ planCode: 'pro' }) })).body.code).toBe(
        'unknown_plan',
      );
    } finally {
      await empty.close();
    }
  });
});
