import { randomUUID } from 'node:crypto';
import { FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { FIELDS, fields, UNKNOWN_ID } from './shapes.js';

describe('Logging in and out', () => {
  const clock = new FakeClock();
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterEach(() => clock.set(null));
  afterAll(() => tenure.close());

  const login = (body: object) => tenure.post('/v1/auth/login', { body });
  const refresh = (refreshToken: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken } });
  const logout = (refreshToken: string) => tenure.post('/v1/auth/logout', { body: { refreshToken } });
  const later = (seconds: number) => clock.set(new Date(Date.now() + seconds * 1000));
  const isRefused = (answer: object) =>
    expect(answer).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } });

  it('answers tokens, the user and the businesses, whatever the case of the e-mail', async () => {
    const { email, businessId } = await tenure.signUp({ name: 'Engines' });
    const { status, body } = await login({ email: email.toUpperCase(), password: PASSWORD });
    expect(status).toBe(200);
    expect(fields(body)).toEqual(['businesses', 'tokens', 'user']);
    expect(fields(body.tokens)).toEqual(FIELDS.tokens);
    expect(fields(body.user)).toEqual(FIELDS.user);
    expect(body.user).toMatchObject({
      email,
      firstName: 'Ada',
      lastName: 'Lovelace',
      emailVerifiedAt: null,
      operator: false,
    });
    expect(body.businesses).toEqual([
      { id: businessId, name: 'Engines', role: 'owner', suspended: false, closedAt: null },
    ]);
    const me = await tenure.get('/v1/me', { token: body.tokens.accessToken });
    expect(me).toMatchObject({
      status: 200,
      body: { ...body.user, business: { id: businessId, name: 'Engines' }, role: 'owner' },
    });
    expect(fields(me.body)).toEqual([...FIELDS.user, 'business', 'pendingEmail', 'role'].sort());
  });

  it('logs operators in, who are members of nothing', async () => {
    const { body } = await login({ email: 'operator@example.com', password: 'operator password' });
    expect(body).toMatchObject({ user: { operator: true }, businesses: [] });
  });

  it('answers a wrong password and an unknown e-mail with the same bytes', async () => {
    const { email } = await tenure.signUp();
    const wrong = await login({ email, password: `${PASSWORD}!` });
    const unknown = await login({ email: `${randomUUID()}@example.com`, password: PASSWORD });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect(unknown.status).toBe(401);
    expect(JSON.stringify(unknown.body)).toBe(JSON.stringify(wrong.body));
  });

  it('acts in the business asked for, if it is one of the caller', async () => {
    const { email, businessId } = await tenure.signUp();
    const stranger = await tenure.signUp();
    expect((await login({ email, password: PASSWORD, businessId })).status).toBe(200);
    const theirs = await login({ email, password: PASSWORD, businessId: stranger.businessId });
    const unknown = await login({ email, password: PASSWORD, businessId: UNKNOWN_ID });
    expect(theirs).toMatchObject({ status: 403, body: { code: 'not_a_member' } });
    expect(theirs.body).toEqual(unknown.body);
    expect((await login({ email, password: 'wrong password', businessId })).body.code).toBe(
      'invalid_credentials',
    );
  });

  it('exchanges a refresh token for the next pair, and each is good', async () => {
    const first = await tenure.signUp();
    const { status, body } = await refresh(first.refreshToken);
    expect(status).toBe(200);
    expect(fields(body)).toEqual(['businesses', 'tokens', 'user']);
    expect(body.tokens.refreshToken).not.toBe(first.refreshToken);
    expect((await tenure.get('/v1/subscription', { token: body.tokens.accessToken })).status).toBe(200);
    expect((await refresh(body.tokens.refreshToken)).status).toBe(200);
  });

  it('answers the same successor for ten seconds, to as many as ask at once', async () => {
    const { refreshToken } = await tenure.signUp();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));
    const successors = new Set(answers.map(({ body }) => body.tokens.refreshToken));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(successors.size).toBe(1);
    later(9);
    expect((await refresh(refreshToken)).body.tokens.refreshToken).toBe([...successors][0]);
  });

  it('ends the session when a replaced token comes back after ten seconds: two parties hold it', async () => {
    const { refreshToken, token } = await tenure.signUp();
    const successor = (await refresh(refreshToken)).body.tokens.refreshToken;
    later(11);
    isRefused(await refresh(refreshToken));
    isRefused(await refresh(successor));
    clock.set(null);
    expect((await tenure.get('/v1/me', { token })).status).toBe(401);
  });

  it('ends the session when a token older than the last comes back at once', async () => {
    const { refreshToken } = await tenure.signUp();
    const second = (await refresh(refreshToken)).body.tokens.refreshToken;
    const third = (await refresh(second)).body.tokens.refreshToken;
    isRefused(await refresh(refreshToken));
    isRefused(await refresh(third));
  });

  it('leaves the sessions of others alone when one ends', async () => {
    const { email, refreshToken } = await tenure.signUp();
    const other = (await login({ email, password: PASSWORD })).body.tokens;
    expect((await logout(refreshToken)).status).toBe(204);
    isRefused(await refresh(refreshToken));
    expect((await refresh(other.refreshToken)).status).toBe(200);
  });

  it('logs out once; an ended, unknown or mistyped token is 401', async () => {
    const { refreshToken } = await tenure.signUp();
    expect(await logout(refreshToken)).toMatchObject({ status: 204, body: undefined });
    for (const token of [refreshToken, 'x'.repeat(43), '', refreshToken.slice(1)]) {
      isRefused(await logout(token));
      isRefused(await refresh(token));
    }
  });
});
