import { randomUUID } from 'node:crypto';
import { FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { FIELDS, fields, UNKNOWN_ID } from '../support/shapes.js';

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

  describe('without a business named', () => {
    const landsIn = async (email: string) => {
      const { body } = await login({ email, password: PASSWORD });
      const me = await tenure.get('/v1/me', { token: body.tokens.accessToken });
      return { business: me.body.business?.id ?? null, businesses: body.businesses };
    };
    const add = async (token: string, name: string) =>
      (await tenure.post('/v1/me/businesses', { token, body: { name } })).body.id as string;
    const suspend = async (id: string, suspended: boolean) =>
      tenure.patch(`/v1/admin/businesses/${id}`, { token: await tenure.operator(), body: { suspended } });

    it('lands in the one used last, and in the only other one while that is suspended', async () => {
      const { email, token, businessId: first } = await tenure.signUp();
      const second = await add(token, 'Second');
      await tenure.post(`/v1/me/businesses/${second}/switch`, { token });
      expect(await landsIn(email)).toMatchObject({ business: second });
      await suspend(second, true);
      const { business, businesses } = await landsIn(email);
      expect(business).toBe(first);
      expect(businesses).toMatchObject([
        { id: first, suspended: false, closedAt: null },
        { id: second, suspended: true, closedAt: null },
      ]);
    });

    it('lands in the only one that is left open, and in none when none is', async () => {
      const { email, token, businessId: first } = await tenure.signUp();
      const second = await add(token, 'Second');
      expect(await tenure.post('/v1/business/close', { token })).toMatchObject({ status: 204 });
      const { business, businesses } = await landsIn(email);
      expect(business).toBe(second);
      expect(businesses).toMatchObject([
        { id: first, closedAt: expect.any(String) },
        { id: second, closedAt: null },
      ]);
      expect(await tenure.get('/v1/me/businesses', { token })).toMatchObject({ body: { data: businesses } });
      await suspend(second, true);
      expect(await landsIn(email)).toMatchObject({ business: null });
    });

    it('lands in none of several when the one used last is out of use', async () => {
      const { email, token, businessId: first } = await tenure.signUp();
      await add(token, 'Second');
      await add(token, 'Third');
      expect(await landsIn(email)).toMatchObject({ business: first });
      await suspend(first, true);
      expect(await landsIn(email)).toMatchObject({ business: null });
      await suspend(first, false);
      expect(await landsIn(email)).toMatchObject({ business: first });
    });

    it('lands in the only one where somebody is an active member', async () => {
      const [owner, guest] = [await tenure.signUp(), await tenure.signUp()];
      const invited = { token: owner.token, body: { email: guest.email, role: 'member' } };
      await tenure.post('/v1/invitations', invited);
      const link = await tenure.mails.token(guest.email, 'invitations');
      await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: guest.token });
      expect(await landsIn(guest.email)).toMatchObject({ business: owner.businessId });
      const { data } = (await tenure.get('/v1/members?kind=human', { token: owner.token })).body;
      const { id } = data.find(({ email }: { email: string }) => email === guest.email);
      await tenure.patch(`/v1/members/${id}`, { token: owner.token, body: { active: false } });
      expect(await landsIn(guest.email)).toMatchObject({ business: guest.businessId });
    });
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
