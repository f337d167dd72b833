import { randomUUID } from 'node:crypto';
import { expectInvariants } from '../support/invariants.js';
import { colleague, putOnPlan } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

const GRACE = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };
const someone = () => `${randomUUID()}@example.com`;

describe('Invitations', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const invite = (token: string, email: string, role = 'member') =>
    tenure.post('/v1/invitations', { token, body: { email, role } });
  const accept = (link: string, call: { token?: string; body?: unknown }) =>
    tenure.post(`/v1/auth/invitations/${link}/accept`, call);

  it('somebody new is invited, sees to what, accepts by the mailed link and is in, once', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    const invited = await invite(owner.token, email, 'admin');
    expect(invited).toEqual({
      status: 201,
      headers: expect.anything(),
      body: {
        id: expect.any(String),
        email,
        role: 'admin',
        status: 'pending',
        invitedBy: 'Ada Lovelace',
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
      },
    });
    const link = await tenure.mails.token(email, 'invitations');
    expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({
      status: 200,
      body: { email, businessName: 'Analytical Engines', invitedBy: 'Ada Lovelace', role: 'admin' },
    });
    const accepted = await accept(link, { body: GRACE });
    expect(accepted).toMatchObject({
      status: 200,
      body: {
        user: { email, emailVerifiedAt: expect.any(String) },
        businesses: [{ id: owner.businessId, role: 'admin' }],
      },
    });
    const token = accepted.body.tokens.accessToken;
    expect(await tenure.get('/v1/me', { token })).toMatchObject({ body: { role: 'admin' } });
    expect(await accept(link, { body: GRACE })).toMatchObject({
      status: 410,
      body: { code: 'token_spent', invitation: 'accepted' },
    });
    expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({ status: 410 });
    const { body } = await tenure.get('/v1/invitations', { token: owner.token });
    expect(body).toMatchObject({ data: [{ email, status: 'accepted' }], nextCursor: null });
    expect(JSON.stringify([invited.body, body])).not.toContain(link.slice(-43));
  });

  it('somebody with an account accepts with their token; the link alone opens nothing', async () => {
    const [owner, guest, other] = [await tenure.signUp(), await tenure.signUp(), await tenure.signUp()];
    await invite(owner.token, guest.email.toUpperCase());
    const link = await tenure.mails.token(guest.email, 'invitations');
    expect(await accept(link, { body: GRACE })).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(await accept(link, { token: other.token })).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
    expect(await accept(link, { token: 'nonsense' })).toMatchObject({ status: 401 });
    const accepted = await accept(link, { token: guest.token });
    expect(accepted).toMatchObject({
      status: 200,
      body: { businesses: [{ id: owner.businessId, role: 'member' }, { id: guest.businessId }] },
    });
    const login = { email: guest.email, password: PASSWORD };
    expect(await tenure.post('/v1/auth/login', { body: login })).toMatchObject({ status: 200 });
  });

  it('inviting cannot disable, change or take over an account', async () => {
    const [owner, victim] = [await tenure.signUp(), await tenure.signUp()];
    const before = await tenure.dataSource.query('SELECT * FROM users WHERE email = $1', [victim.email]);
    const { body } = await invite(owner.token, victim.email);
    await tenure.post(`/v1/invitations/${body.id}/resend`, { token: owner.token });
    await tenure.delete(`/v1/invitations/${body.id}`, { token: owner.token });
    expect(await tenure.dataSource.query('SELECT * FROM users WHERE email = $1', [victim.email])).toEqual(
      before,
    );
    expect(await tenure.get('/v1/me', { token: victim.token })).toMatchObject({ status: 200 });
    expect(await tenure.get('/v1/members', { token: victim.token })).toMatchObject({ status: 200 });
  });

  it('an inactive member cannot be taken over by e-mail alone', async () => {
    const owner = await tenure.signUp();
    const grace = await colleague(tenure, owner);
    await tenure.patch(`/v1/members/${grace.memberId}`, { token: owner.token, body: { active: false } });
    const person = { email: grace.email, ...GRACE };
    const signup = await tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, ...person } });
    expect(signup).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(await invite(owner.token, grace.email)).toMatchObject({
      status: 409,
      body: { code: 'already_member', memberId: grace.memberId },
    });
    const login = { email: grace.email, password: GRACE.password };
    expect(await tenure.post('/v1/auth/login', { body: login })).toMatchObject({ status: 401 });
  });

  it('an open one is not doubled; sent again it is the same, and its older link is spent', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    const first = await invite(owner.token, email);
    expect(await invite(owner.token, email)).toMatchObject({
      status: 409,
      body: { code: 'already_invited', invitationId: first.body.id },
    });
    const older = await tenure.mails.token(email, 'invitations');
    const again = await tenure.post(`/v1/invitations/${first.body.id}/resend`, { token: owner.token });
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, status: 'pending' } });
    const newer = await tenure.mails.token(email, 'invitations', 2);
    expect(await accept(older, { body: GRACE })).toMatchObject({ status: 410 });
    expect(await accept(newer, { body: GRACE })).toMatchObject({ status: 200 });
    expect(
      await tenure.post(`/v1/invitations/${first.body.id}/resend`, { token: owner.token }),
    ).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'accepted', detail: 'The invitation was accepted.' },
    });
  });

  it('a link is spent that a newer one replaces while somebody accepts by it', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    const { body } = await invite(owner.token, email);
    const older = await tenure.mails.token(email, 'invitations');
    const row = 'SELECT 1 FROM invitations WHERE business_id = $1 AND id = $2';
    const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, body.id]);
    const accepted = accept(older, { body: GRACE });
    await lock.waiting(1);
    await lock.query('UPDATE invitation_tokens SET newest = false WHERE invitation_id = $1', [body.id]);
    await lock.release();
    expect(await accepted).toMatchObject({ status: 410, body: { code: 'token_spent' } });
    await tenure.post(`/v1/invitations/${body.id}/resend`, { token: owner.token });
    const newer = await tenure.mails.token(email, 'invitations', 2);
    expect(await accept(newer, { body: GRACE })).toMatchObject({ status: 200 });
  });

  it('never set the first password of somebody who was made an operator meanwhile', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    const { body } = await invite(owner.token, email);
    const link = await tenure.mails.token(email, 'invitations');
    const row = 'SELECT 1 FROM invitations WHERE business_id = $1 AND id = $2';
    const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, body.id]);
    const accepted = accept(link, { body: GRACE });
    await lock.waiting(1);
    const operator = { email, firstName: 'Grace', lastName: 'Hopper' };
    const made = await tenure.post('/v1/admin/operators', { token: await tenure.operator(), body: operator });
    await lock.release();
    expect(made.status).toBe(201);
    expect(await accepted).toMatchObject({ status: 409, body: { code: 'operator_account' } });
    const credentials = { email, password: GRACE.password };
    expect(await tenure.post('/v1/auth/login', { body: credentials })).toMatchObject({ status: 401 });
  });

  it('ten who invite the same person at once make one invitation', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const email = someone();
    const answers = await Promise.all(Array.from({ length: 10 }, () => invite(owner.token, email)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'already_invited')).toHaveLength(9);
  });

  it('one that is taken back frees its seat and spends its link', async () => {
    const owner = await tenure.signUp();
    const [one, two, three] = [someone(), someone(), someone()];
    const first = await invite(owner.token, one);
    expect(await invite(owner.token, two)).toMatchObject({ status: 201 });
    expect(await invite(owner.token, three)).toMatchObject({
      status: 402,
      body: { code: 'limit_reached', feature: 'seats', used: 3, limit: 3 },
    });
    const link = await tenure.mails.token(one, 'invitations');
    expect(await tenure.delete(`/v1/invitations/${first.body.id}`, { token: owner.token })).toMatchObject({
      status: 204,
    });
    expect(await accept(link, { body: GRACE })).toMatchObject({
      status: 410,
      body: { invitation: 'revoked' },
    });
    expect(await invite(owner.token, three)).toMatchObject({ status: 201 });
    expect(await tenure.delete(`/v1/invitations/${first.body.id}`, { token: owner.token })).toMatchObject({
      status: 409,
    });
  });

  it('twenty invited at once never take more seats than the plan has', async () => {
    const owner = await tenure.signUp();
    const answers = await Promise.all(Array.from({ length: 20 }, () => invite(owner.token, someone())));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(18);
  });

  it('fifty who accept one invitation at once make one member and one account', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    await invite(owner.token, email);
    const link = await tenure.mails.token(email, 'invitations');
    const answers = await Promise.all(Array.from({ length: 50 }, () => accept(link, { body: GRACE })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 410]));
    const { body } = await tenure.get('/v1/members?kind=human', { token: owner.token });
    expect(body.data).toHaveLength(2);
    const seats = `SELECT resource, expires_at FROM allocations WHERE business_id = $1 AND feature_key = 'seats'`;
    const held = await tenure.dataSource.query(seats, [owner.businessId]);
    expect(new Set(held.map(({ resource }: { resource: string }) => resource))).toEqual(
      new Set(body.data.map(({ id }: { id: string }) => id)),
    );
    expect(held.every(({ expires_at: end }: { expires_at: null }) => end === null)).toBe(true);
  });

  it('a downgrade keeps everybody and refuses who is not in yet', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    for (let count = 0; count < 3; count += 1) await colleague(tenure, owner);
    const email = someone();
    await invite(owner.token, email);
    const link = await tenure.mails.token(email, 'invitations');
    expect(await putOnPlan(tenure, owner, 'free')).toMatchObject({ status: 200 });
    expect(await accept(link, { body: GRACE })).toMatchObject({
      status: 402,
      body: { code: 'limit_reached', used: 5, limit: 3 },
    });
    const { body } = await tenure.get('/v1/members?kind=human', { token: owner.token });
    expect(body.data.filter(({ active }: { active: boolean }) => active)).toHaveLength(4);
    expect(await invite(owner.token, someone())).toMatchObject({ status: 402 });
    await putOnPlan(tenure, owner, 'limitless');
    expect(await accept(link, { body: GRACE })).toMatchObject({ status: 200 });
  });

  it('one expires in the time of its business, blocks no new one, and is good again when sent again', async () => {
    const operator = await tenure.operator();
    const owner = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    const [late, forgotten] = [someone(), someone()];
    const old = await invite(owner.token, late);
    const other = await invite(owner.token, forgotten);
    expect(old.body.expiresAt).toBe('2030-01-08T00:00:00.000Z');
    const link = await tenure.mails.token(late, 'invitations');
    const advance = { token: operator, body: { to: '2030-01-08T00:00:00Z' } };
    await tenure.post(`/v1/admin/test-clocks/${owner.clockId}/advance`, advance);
    expect(await accept(link, { body: GRACE })).toMatchObject({
      status: 410,
      body: { invitation: 'expired' },
    });
    const list = await tenure.get('/v1/invitations', { token: owner.token });
    expect(list.body.data.map(({ status }: { status: string }) => status)).toEqual(['expired', 'expired']);
    const newer = await invite(owner.token, late);
    expect(newer).toMatchObject({ status: 201 });
    const replaced = { status: 409, body: { code: 'wrong_state', state: 'expired' } };
    const resendOld = () => tenure.post(`/v1/invitations/${old.body.id}/resend`, { token: owner.token });
    expect(await resendOld()).toMatchObject(replaced);
    // Another server makes a newer one while this one sends the old one again.
    await tenure.delete(`/v1/invitations/${newer.body.id}`, { token: owner.token });
    const held = 'SELECT 1 FROM invitations WHERE id = $1';
    const server = await RowLock.take(tenure.databaseUrl, held, [newer.body.id]);
    await server.query(
      `INSERT INTO invitations (business_id, id, email, role, status, invited_by, expires_at, created_at)
       SELECT business_id, $2, email, role, 'pending', invited_by, expires_at, created_at FROM invitations WHERE id = $1`,
      [newer.body.id, randomUUID()],
    );
    const resent = resendOld();
    await server.waiting(1);
    await server.release();
    expect(await resent).toMatchObject(replaced);
    const again = await tenure.post(`/v1/invitations/${other.body.id}/resend`, { token: owner.token });
    expect(again).toMatchObject({
      status: 200,
      body: { status: 'pending', expiresAt: '2030-01-15T00:00:00.000Z' },
    });
    const good = await tenure.mails.token(forgotten, 'invitations', 2);
    expect(await accept(good, { body: GRACE })).toMatchObject({ status: 200 });
  });

  it.each([
    ['Analytical\r\nEngines', 'Join Analytical Engines'],
    ['safe\u202egnp', 'Join safegnp'],
    ['https://evil.example/x', 'You are invited'],
    ['Free coins at evil.example', 'You are invited'],
    ['EVIL\uff0eEXAMPLE', 'You are invited'],
    ['evil\u200b.example', 'You are invited'],
    ['192.0.2.7', 'You are invited'],
    ['me@evil.example', 'You are invited'],
    ['Dr. Smith & Sons, 2.0', 'Join Dr. Smith & Sons, 2.0'],
  ])('stand in a mail with a subject of one line and without an address: %j', async (name, subject) => {
    const owner = await tenure.signUp({ name });
    const email = someone();
    await invite(owner.token, email);
    await tenure.mails.token(email, 'invitations');
    const [mail] = await tenure.mails.to(email);
    expect(mail?.parsed.subject).toBe(subject);
  });

  it('operators are invited nowhere, and accept nothing', async () => {
    const owner = await tenure.signUp();
    expect(await invite(owner.token, 'operator@example.com')).toMatchObject({
      status: 409,
      body: { code: 'operator_account' },
    });
    const email = someone();
    await invite(owner.token, email);
    const link = await tenure.mails.token(email, 'invitations');
    expect(await accept(link, { token: await tenure.operator() })).toMatchObject({
      status: 409,
      body: { code: 'operator_account' },
    });
  });

  it('names each field that a newcomer has to send, and answers 404 to an unknown link', async () => {
    const owner = await tenure.signUp();
    const email = someone();
    await invite(owner.token, email);
    const link = await tenure.mails.token(email, 'invitations');
    expect(await accept(link, { body: { firstName: 'Grace' } })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'lastName' }, { field: 'password' }] },
    });
    const unknown = `${link.slice(0, 22)}${'A'.repeat(43)}`;
    expect(await accept(unknown, { body: GRACE })).toMatchObject({ status: 404 });
    expect(await tenure.get('/v1/auth/invitations/nonsense')).toMatchObject({ status: 400 });
  });

  it('an owner whom an operator brings without a password is invited to choose one', async () => {
    const operator = await tenure.operator();
    const email = someone();
    const owner = { email, firstName: 'Charles', lastName: 'Babbage' };
    const body = { name: 'Difference Engines', owner };
    const created = await tenure.post('/v1/admin/businesses', { token: operator, body });
    expect(created).toMatchObject({ status: 201, body: { tokens: null, member: { email, role: 'owner' } } });
    const login = { email, password: GRACE.password };
    expect(await tenure.post('/v1/auth/login', { body: login })).toMatchObject({ status: 401 });
    const link = await tenure.mails.token(email, 'invitations');
    expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({ body: { invitedBy: 'Tenure' } });
    const [mail] = await tenure.mails.to(email);
    expect(mail?.parsed.text).toContain('Tenure invites you to Difference Engines');
    const person = { firstName: 'Charles', lastName: 'Babbage', password: GRACE.password };
    const accepted = await accept(link, { body: person });
    expect(accepted).toMatchObject({ status: 200, body: { businesses: [{ role: 'owner' }] } });
    expect(await tenure.post('/v1/auth/login', { body: login })).toMatchObject({ status: 200 });
    expect(await accept(link, { body: person })).toMatchObject({ status: 410 });
  });

  describe('of an owner who came in by a reset of the password', () => {
    const broughtOwner = async () => {
      const operator = await tenure.operator();
      const email = someone();
      const body = {
        name: 'Difference Engines',
        owner: { email, firstName: 'Charles', lastName: 'Babbage' },
      };
      const created = await tenure.post('/v1/admin/businesses', { token: operator, body });
      const link = await tenure.mails.token(email, 'invitations');
      await tenure.post('/v1/auth/password-reset', { body: { email } });
      const reset = { token: await tenure.mails.token(email, 'reset-password'), password: PASSWORD };
      await tenure.post('/v1/auth/password-reset/confirm', { body: reset });
      const login = await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } });
      return { email, link, businessId: created.body.business.id, token: login.body.tokens.accessToken };
    };
    const refused = { status: 410, body: { code: 'token_spent', invitation: 'revoked' } };

    it('is revoked when they hand the business over, and brings no second owner after they left', async () => {
      const owner = await broughtOwner();
      const heir = await colleague(tenure, owner);
      const to = { token: owner.token, body: { memberId: heir.memberId } };
      expect(await tenure.post('/v1/business/owner', to)).toMatchObject({ status: 200 });
      expect(await tenure.get(`/v1/auth/invitations/${owner.link}`)).toMatchObject(refused);
      expect(await tenure.delete('/v1/members/me', { token: owner.token })).toMatchObject({ status: 204 });
      expect(await accept(owner.link, { token: owner.token })).toMatchObject(refused);
      const { body } = await tenure.get('/v1/invitations', { token: heir.token });
      expect(body.data).toContainEqual(expect.objectContaining({ email: owner.email, status: 'revoked' }));
    });

    it('makes nobody the owner at an address that the owner has given up', async () => {
      const owner = await broughtOwner();
      const next = someone();
      await tenure.post('/v1/me/email', { token: owner.token, body: { email: next, password: PASSWORD } });
      const token = await tenure.mails.token(next, 'verify-email');
      expect(await tenure.post('/v1/auth/verify-email', { body: { token } })).toMatchObject({ status: 204 });
      expect(await accept(owner.link, { body: GRACE })).toMatchObject(refused);
      const login = await tenure.post('/v1/auth/login', { body: { email: next, password: PASSWORD } });
      const { accessToken } = login.body.tokens;
      const { body } = await tenure.get('/v1/invitations', { token: accessToken });
      const [{ id }] = body.data;
      expect(await tenure.post(`/v1/invitations/${id}/resend`, { token: accessToken })).toMatchObject({
        status: 409,
        body: { code: 'wrong_state', state: 'owner' },
      });
      const seats = 'SELECT count(*)::int AS count FROM allocations WHERE business_id = $1';
      expect(await tenure.dataSource.query(seats, [owner.businessId])).toEqual([{ count: 1 }]);
      const kept = 'SELECT 1 FROM users WHERE email = $1';
      expect(await tenure.dataSource.query(kept, [owner.email])).toEqual([]);
    });
  });
});
