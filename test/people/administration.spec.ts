import { randomUUID } from 'node:crypto';
import { violations } from '../../invariants/invariants.js';
import { colleague } from '../support/people.js';
import { type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

describe('What operators do about customers', () => {
  let tenure: Tenure;
  let token: string;
  beforeAll(async () => {
    tenure = await startTenure();
    token = await tenure.operator();
  });
  afterEach(async () => {
    expect((await violations(tenure.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]);
  });
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
});
