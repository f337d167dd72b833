import { randomUUID } from 'node:crypto';
import { expectInvariants } from '../support/invariants.js';
import { colleague } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { served } from '../support/served.js';
import { type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { tracesOf } from '../support/traces.js';

describe('What operators do about customers', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  const logIn = (email: string, password = PASSWORD) =>
    tenure.post('/v1/auth/login', { body: { email, password } });
  const userIdOf = async (email: string): Promise<string> =>
    (await tenure.get(`/v1/admin/users?email=${email}`, { token })).body.data[0].id;
  const edit = (id: string, suspended: boolean) =>
    tenure.patch(`/v1/admin/users/${id}`, { token, body: { suspended } });
  const suspended = { status: 403, body: { code: 'account_suspended' } };
  const wrong = { status: 401, body: { code: 'invalid_credentials' } };

  describe('People', () => {
    it('are found by their address or their membership', async () => {
      const { email, businessId } = await tenure.signUp();
      const id = await userIdOf(email);
      const person = { id, email, firstName: 'Ada', suspended: false, operator: false };
      expect(await tenure.get(`/v1/admin/users/${id}`, { token })).toMatchObject({
        status: 200,
        body: person,
      });
      const members = await tenure.get(`/v1/admin/businesses/${businessId}/members`, { token });
      expect(members.body.data.map(({ userId }: { userId?: string }) => userId)).toEqual([undefined, id]);
      const newest = await tenure.get('/v1/admin/users?limit=1', { token });
      expect(newest.body).toMatchObject({ data: [{ id }], nextCursor: expect.any(String) });
      expect((await tenure.get('/v1/admin/users?email=nobody@example.com', { token })).body.data).toEqual([]);
      expect(await tenure.get(`/v1/admin/users/${randomUUID()}`, { token })).toMatchObject({ status: 404 });
    });

    it('who are suspended are out on the next request, and told why only with the right password', async () => {
      const person = await tenure.signUp();
      const id = await userIdOf(person.email);
      expect(await edit(id, true)).toMatchObject({ status: 200, body: { id, suspended: true } });
      expect(await tenure.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      const body = { refreshToken: person.refreshToken };
      expect(await tenure.post('/v1/auth/refresh', { body })).toMatchObject({ status: 401 });
      expect(await logIn(person.email)).toMatchObject(suspended);
      const [known, unknown] = [await logIn(person.email, 'not the password'), await logIn('no@example.com')];
      expect(known).toMatchObject(wrong);
      expect(known.body).toEqual(unknown.body);
      expect(await tenure.get('/v1/sdk/me', { key: person.key })).toMatchObject({ status: 200 });
      expect(await edit(id, false)).toMatchObject({ status: 200, body: { suspended: false } });
      expect(await logIn(person.email)).toMatchObject({ status: 200 });
      expect(await tenure.get('/v1/me', { token: person.token })).toMatchObject({ status: 401 });
      const log = await tenure.get('/v1/admin/audit?limit=100', { token });
      const noted = log.body.data.filter(({ target }: any) => target.id === id);
      expect(noted.map(({ action }: any) => action)).toEqual(['user.readmitted', 'user.suspended']);
    });

    it('who are suspended stay so through a reset of their password', async () => {
      const { email } = await tenure.signUp();
      await edit(await userIdOf(email), true);
      await tenure.post('/v1/auth/password-reset', { body: { email } });
      const body = {
        token: await tenure.mails.token(email, 'reset-password'),
        password: 'mill and store 1837',
      };
      expect(await tenure.post('/v1/auth/password-reset/confirm', { body })).toMatchObject({ status: 204 });
      expect(await logIn(email, body.password)).toMatchObject(suspended);
      expect(await logIn(email)).toMatchObject(wrong);
    });

    it('who are suspended while they log in, switch or refresh have no session afterwards', async () => {
      for (let round = 0; round < 8; round += 1) {
        const person = await tenure.signUp();
        const id = await userIdOf(person.email);
        const refreshing = { body: { refreshToken: person.refreshToken } };
        const answers = await Promise.all([
          logIn(person.email),
          logIn(person.email),
          tenure.post(`/v1/me/businesses/${person.businessId}/switch`, { token: person.token }),
          tenure.post('/v1/auth/refresh', refreshing),
          edit(id, true),
        ]);
        const tokens = answers.slice(0, -1).flatMap(({ body }) => body.tokens?.accessToken ?? []);
        for (const each of [person.token, ...tokens])
          expect(await tenure.get('/v1/me', { token: each })).toMatchObject({ status: 401 });
        const live = 'SELECT 1 FROM sessions WHERE user_id = $1 AND ended_at IS NULL';
        expect(await tenure.dataSource.query(live, [id])).toEqual([]);
      }
    });

    it('who are suspended before they chose a password get in by no invitation', async () => {
      const owner = { email: `${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
      const body = { name: 'Analytical Engines', owner };
      expect(await tenure.post('/v1/admin/businesses', { token, body })).toMatchObject({ status: 201 });
      const link = await tenure.mails.token(owner.email, 'invitations');
      await edit(await userIdOf(owner.email), true);
      const person = { firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
      expect(await tenure.post(`/v1/auth/invitations/${link}/accept`, { body: person })).toMatchObject(
        suspended,
      );
      expect(await logIn(owner.email)).toMatchObject(wrong);
    });

    it('are no operators: these are removed, not suspended', async () => {
      const id = await userIdOf('operator@example.com');
      expect(await edit(id, true)).toMatchObject({ status: 409, body: { code: 'operator_account' } });
      expect(await edit(randomUUID(), true)).toMatchObject({ status: 404 });
      expect(await tenure.get('/v1/admin/plans', { token })).toMatchObject({ status: 200 });
    });
  });

  describe('Keys and invitations', () => {
    let owner: Customer;
    beforeEach(async () => (owner = await tenure.signUp()));
    const at = (path: string, { businessId } = owner) => `/v1/admin/businesses/${businessId}/${path}`;

    it('a leaked key of any bot is found and revoked, from the next request on', async () => {
      const bot = await tenure.post('/v1/bots', { token: owner.token, body: { name: 'Importer' } });
      const made = await tenure.post(`/v1/bots/${bot.body.id}/keys`, { token: owner.token, body: {} });
      const { apiKey: key, id } = made.body;
      const { data } = (await tenure.get(at('keys'), { token })).body;
      expect(data).toHaveLength(2);
      expect(data[0]).toMatchObject({
        id,
        lastFour: key.slice(-4),
        bot: { id: bot.body.id, name: 'Importer' },
      });
      expect(JSON.stringify(data)).not.toContain(key);
      const stranger = await tenure.signUp();
      expect(await tenure.delete(at(`keys/${id}`, stranger), { token })).toMatchObject({ status: 404 });
      expect(await tenure.get('/v1/sdk/me', { key })).toMatchObject({ status: 200 });
      expect(await tenure.delete(at(`keys/${id}`), { token })).toMatchObject({ status: 204 });
      expect(await tenure.get('/v1/sdk/me', { key })).toMatchObject({ status: 401 });
      expect(await tenure.delete(at(`keys/${id}`), { token })).toMatchObject({ status: 404 });
      expect((await tenure.get(at('keys'), { token })).body.data).toHaveLength(1);
      const log = await tenure.get('/v1/business/audit?action=key.revoked', { token: owner.token });
      expect(log.body.data).toMatchObject([{ actor: { kind: 'operator' }, target: { kind: 'key', id } }]);
      expect(await tenure.get(`/v1/admin/businesses/${randomUUID()}/keys`, { token })).toMatchObject({
        status: 404,
      });
    });

    it('an invitation is found and taken back: its link is spent, its seat is free', async () => {
      const email = `${randomUUID()}@example.com`;
      const body = { email, role: 'member' };
      const { id } = (await tenure.post('/v1/invitations', { token: owner.token, body })).body;
      const link = await tenure.mails.token(email, 'invitations');
      const listed = await tenure.get(at('invitations'), { token });
      expect(listed.body.data).toMatchObject([{ id, email, status: 'pending', invitedBy: 'Ada Lovelace' }]);
      const stranger = await tenure.signUp();
      const theirs = at(`invitations/${id}`, stranger);
      expect(await tenure.delete(theirs, { token })).toMatchObject({ status: 404 });
      const seats = async () =>
        (await tenure.get('/v1/usage', { token: owner.token })).body.data.find(
          ({ feature }: { feature: string }) => feature === 'seats',
        ).used;
      expect(await seats()).toBe(2);
      expect(await tenure.delete(at(`invitations/${id}`), { token })).toMatchObject({ status: 204 });
      expect(await seats()).toBe(1);
      expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({ status: 410 });
      expect(await tenure.delete(at(`invitations/${id}`), { token })).toMatchObject({
        status: 409,
        body: { code: 'wrong_state', state: 'revoked' },
      });
      expect(await tenure.get(`/v1/admin/businesses/${randomUUID()}/invitations`, { token })).toMatchObject({
        status: 404,
      });
    });
  });

  describe('Closing', () => {
    it('a business whose owner never came is closed, and then erased with the owner', async () => {
      const owner = { email: `${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace' };
      const body = { name: 'Never came', owner };
      const { id } = (await tenure.post('/v1/admin/businesses', { token, body })).body.business;
      const link = await tenure.mails.token(owner.email, 'invitations');
      const close = () => tenure.post(`/v1/admin/businesses/${id}/close`, { token });
      const closed = await close();
      expect(closed).toMatchObject({ status: 200, body: { id, closedAt: expect.any(String) } });
      expect(await close()).toMatchObject({ status: 200, body: closed.body });
      expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({ status: 410 });
      const log = await tenure.get(`/v1/admin/audit?action=business.closed&businessId=${id}`, { token });
      expect(log.body.data).toMatchObject([{ actor: { kind: 'operator' } }]);
      expect(await tenure.post(`/v1/admin/businesses/${id}/erase`, { token })).toMatchObject({
        status: 200,
        body: { people: 1 },
      });
      expect((await tenure.get(`/v1/admin/users?email=${owner.email}`, { token })).body.data).toEqual([]);
      expect(await close()).toMatchObject({ status: 404 });
    });

    it('ends what its people and bots had, at the time of its test clock', async () => {
      const owner = await tenure.onTestClock(token, '2030-01-01T00:00:00Z');
      expect(await tenure.get('/v1/business', { token: owner.token })).toMatchObject({
        body: { testClockNow: '2030-01-01T00:00:00.000Z' },
      });
      const answer = await tenure.post(`/v1/admin/businesses/${owner.businessId}/close`, { token });
      expect(answer).toMatchObject({ status: 200 });
      expect(await tenure.get('/v1/business', { token: owner.token })).toMatchObject({
        status: 403,
        body: { code: 'business_closed' },
      });
      expect(await tenure.get('/v1/sdk/me', { key: owner.key })).toMatchObject({ status: 401 });
      expect(
        await tenure.get(`/v1/admin/businesses/${owner.businessId}/subscription`, { token }),
      ).toMatchObject({
        body: { status: 'ended', endReason: 'closed', endedAt: '2030-01-01T00:00:00.000Z' },
      });
    });
  });

  describe('Leaving', () => {
    it('a member leaves, is out on the next request, frees the seat, and keeps the account', async () => {
      const owner = await tenure.signUp();
      const grace = await colleague(tenure, owner);
      expect(await tenure.delete('/v1/members/me', { token: grace.token })).toMatchObject({ status: 204 });
      expect(await tenure.get('/v1/members', { token: grace.token })).toMatchObject({
        status: 403,
        body: { code: 'not_a_member' },
      });
      expect(await tenure.delete('/v1/members/me', { token: grace.token })).toMatchObject({
        body: { code: 'not_a_member' },
      });
      expect(await tenure.get('/v1/me', { token: grace.token })).toMatchObject({ body: { business: null } });
      const usage = await tenure.get('/v1/usage', { token: owner.token });
      expect(usage.body.data.find(({ feature }: any) => feature === 'seats')).toMatchObject({ used: 1 });
      expect(await logIn(grace.email)).toMatchObject({ status: 200, body: { businesses: [] } });
      const log = await tenure.get('/v1/business/audit?action=member.left', { token: owner.token });
      expect(log.body.data).toMatchObject([
        { actor: { kind: 'member', id: grace.memberId }, before: { email: grace.email } },
      ]);
    });

    it('the owner does not, also when the business is handed over at that moment', async () => {
      const owner = await tenure.signUp();
      const refused = { status: 409, body: { code: 'wrong_state', state: 'owner' } };
      expect(await tenure.delete('/v1/members/me', { token: owner.token })).toMatchObject(refused);
      const heir = await colleague(tenure, owner);
      const [handed, left] = await Promise.all([
        tenure.post('/v1/business/owner', { token: owner.token, body: { memberId: heir.memberId } }),
        tenure.delete('/v1/members/me', { token: heir.token }),
      ]);
      // One of the two was first; the invariants say that there is an owner either way.
      expect([`${handed.status} ${left.status}`]).toEqual([
        expect.stringMatching(/^(200 409|404 204|409 204)$/),
      ]);
    });
  });

  describe('Deleting an account', () => {
    const remove = (session: string, password = PASSWORD) =>
      tenure.delete('/v1/me', { token: session, body: { password } });
    const erase = (id: string) => tenure.post(`/v1/admin/users/${id}/erase`, { token });

    it('asks for the password, and tells an owner which businesses to hand over or close first', async () => {
      const owner = await tenure.signUp();
      const heir = await colleague(tenure, owner);
      expect(await remove(owner.token, 'not the password')).toMatchObject(wrong);
      const businesses = [{ id: owner.businessId, name: 'Analytical Engines' }];
      const owns = { status: 409, body: { code: 'owns_businesses', businesses } };
      expect(await remove(owner.token)).toMatchObject(owns);
      expect(await erase(await userIdOf(owner.email))).toMatchObject(owns);
      expect(await tenure.get('/v1/business', { token: owner.token })).toMatchObject({ status: 200 });
      const body = { memberId: heir.memberId };
      expect(await tenure.post('/v1/business/owner', { token: owner.token, body })).toMatchObject({
        status: 200,
      });
      expect(await remove(owner.token)).toMatchObject({ status: 204 });
      expect(await tenure.get('/v1/me', { token: owner.token })).toMatchObject({ status: 401 });
      expect(await logIn(owner.email)).toMatchObject(wrong);
      const members = await tenure.get('/v1/members?kind=human', { token: heir.token });
      expect(members.body.data).toMatchObject([{ id: heir.memberId, role: 'owner' }]);
    });

    it('frees the seats, and leaves no address, name or id of the person anywhere', async () => {
      const [owner, other] = [await tenure.signUp(), await tenure.signUp()];
      const grace = await colleague(tenure, owner);
      const body = { email: grace.email, role: 'member' };
      await tenure.post('/v1/invitations', { token: other.token, body });
      const link = await tenure.mails.token(grace.email, 'invitations', 2);
      await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: grace.token });
      await tenure.patch('/v1/me', { token: grace.token, body: { firstName: 'Graciosa' } });
      await tenure.post('/v1/auth/password-reset', { body: { email: grace.email } });
      await tenure.mails.token(grace.email, 'reset-password');
      const secrets = [await userIdOf(grace.email), grace.email, 'Graciosa'];
      expect((await tracesOf(tenure.dataSource, secrets)).length).toBeGreaterThan(4);
      expect(await remove(grace.token)).toMatchObject({ status: 204 });
      expect(await tracesOf(tenure.dataSource, secrets)).toEqual([]);
      for (const { token: session } of [owner, other]) {
        const usage = await tenure.get('/v1/usage', { token: session });
        expect(usage.body.data.find(({ feature }: any) => feature === 'seats')).toMatchObject({ used: 1 });
      }
      const log = await tenure.get('/v1/business/audit?action=member.left', { token: owner.token });
      expect(log.body.data).toMatchObject([{ target: { id: grace.memberId }, before: null, address: null }]);
      expect(
        (
          await tenure.post('/v1/auth/signup', {
            body: {
              business: { name: 'Again' },
              email: grace.email,
              firstName: 'G',
              lastName: 'H',
              password: PASSWORD,
            },
          })
        ).status,
      ).toBe(201);
    });

    it('leaves no address either by which the person joined, and that they changed since', async () => {
      const owner = await tenure.signUp();
      const grace = await colleague(tenure, owner);
      const email = `${randomUUID()}@example.com`;
      const asked = await tenure.post('/v1/me/email', {
        token: grace.token,
        body: { email, password: PASSWORD },
      });
      expect(asked.status).toBeLessThan(300);
      const link = await tenure.mails.token(email, 'verify-email');
      await tenure.post('/v1/auth/verify-email', { body: { token: link } });
      const addresses = [grace.email, email];
      expect(await erase(await userIdOf(email))).toMatchObject({ status: 200 });
      expect(await tracesOf(tenure.dataSource, addresses)).toEqual([]);
    });

    it('leaves no trace of what was under way, and takes a membership that ended meanwhile for ended', async () => {
      const owner = await tenure.signUp();
      const grace = await colleague(tenure, owner);
      const id = await userIdOf(grace.email);
      const nobodies = async () =>
        (
          await tenure.dataSource.query(
            `SELECT count(*)::int AS n FROM users WHERE email LIKE '%@erased.invalid'`,
          )
        )[0].n;
      const before = await nobodies();
      const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
      const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, grace.memberId]);
      const removed = tenure.delete(`/v1/members/${grace.memberId}`, { token: owner.token });
      await lock.waiting(1);
      const erased = erase(id);
      await lock.waiting(2);
      const renamed = tenure.patch('/v1/me', { token: grace.token, body: { firstName: 'Graciosa' } });
      await lock.waiting(3);
      await lock.release();
      expect(await removed).toMatchObject({ status: 204 });
      expect(await erased).toMatchObject({ status: 200, body: { userId: id, memberships: 0 } });
      expect(await renamed).toMatchObject({ status: 401 });
      expect(await nobodies()).toBe(before);
      expect(await tracesOf(tenure.dataSource, [id, grace.email, 'Graciosa'])).toEqual([]);
    });

    it('leaves a closed business with its data, owned by an account that says nothing of the person', async () => {
      const owner = await tenure.signUp();
      const id = await userIdOf(owner.email);
      await tenure.post('/v1/business/close', { token: owner.token });
      expect(await erase(id)).toMatchObject({ status: 200, body: { userId: id, memberships: 1 } });
      expect(await tracesOf(tenure.dataSource, [id, owner.email])).toEqual([]);
      const members = await tenure.get(`/v1/admin/businesses/${owner.businessId}/members?kind=human`, {
        token,
      });
      expect(members.body.data).toMatchObject([{ name: 'Erased person', role: 'owner' }]);
      expect(await erase(id)).toMatchObject({ status: 404 });
      const erased = await tenure.post(`/v1/admin/businesses/${owner.businessId}/erase`, { token });
      expect(erased).toMatchObject({ status: 200, body: { people: 1 } });
      expect(await tracesOf(tenure.dataSource, [members.body.data[0].userId])).toEqual([]);
    });

    it('is nothing for operators, who are removed by one another', async () => {
      expect(await remove(token, 'operator password')).toMatchObject({
        status: 403,
        body: { code: 'wrong_principal' },
      });
      expect(await erase(await userIdOf('operator@example.com'))).toMatchObject({
        status: 409,
        body: { code: 'operator_account' },
      });
    });

    it('is refused when the business is handed over to the person at that moment, or comes first', async () => {
      for (let round = 0; round < 5; round += 1) {
        const owner = await tenure.signUp();
        const heir = await colleague(tenure, owner);
        const [handed, removed] = await Promise.all([
          served(() =>
            tenure.post('/v1/business/owner', { token: owner.token, body: { memberId: heir.memberId } }),
          ),
          served(() => remove(heir.token)),
        ]);
        expect(`${handed.status} ${removed.status}`).toMatch(/^(200 409|404 204|409 204)$/);
      }
    });

    it('holds against a log-in and a reset that are under way', async () => {
      const owner = await tenure.signUp();
      const { email, token: session } = await colleague(tenure, owner);
      await tenure.post('/v1/auth/password-reset', { body: { email } });
      const link = await tenure.mails.token(email, 'reset-password');
      const body = { token: link, password: 'mill and store 1837' };
      const answers = await Promise.all([
        remove(session),
        logIn(email),
        logIn(email),
        tenure.post('/v1/auth/password-reset/confirm', { body }),
      ]);
      expect(answers.every(({ status }) => status < 500)).toBe(true);
      const traces = await tracesOf(tenure.dataSource, [email]);
      expect(traces.length > 0).toBe(answers[0]?.status !== 204);
    });
  });
});
