import { randomUUID } from 'node:crypto';
import { countDeadlocks, noticeDeadlocks } from '../support/deadlocks.js';
import { expectInvariants } from '../support/invariants.js';
import { colleague } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

describe('Members', () => {
  let tenure: Tenure;
  beforeAll(async () => {
    tenure = await startTenure();
    await noticeDeadlocks(tenure.databaseUrl);
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  it('somebody removed is out on the next request, keeps their account, and can be invited again', async () => {
    const owner = await tenure.signUp();
    const grace = await colleague(tenure, owner);
    expect(await tenure.get('/v1/members', { token: grace.token })).toMatchObject({ status: 200 });
    const path = `/v1/members/${grace.memberId}`;
    expect(await tenure.delete(path, { token: owner.token })).toMatchObject({ status: 204 });
    expect(await tenure.get('/v1/members', { token: grace.token })).toMatchObject({
      status: 403,
      body: { code: 'not_a_member' },
    });
    expect(await tenure.get('/v1/me', { token: grace.token })).toMatchObject({
      status: 200,
      body: { business: null },
    });
    expect(await tenure.get(path, { token: owner.token })).toMatchObject({ status: 404 });
    const body = { email: grace.email, role: 'admin' };
    expect(await tenure.post('/v1/invitations', { token: owner.token, body })).toMatchObject({ status: 201 });
    const link = await tenure.mails.token(grace.email, 'invitations', 2);
    const accepted = await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: grace.token });
    expect(accepted).toMatchObject({ status: 200, body: { businesses: [{ role: 'admin' }] } });
  });

  describe('who lost their rank while a request waited', () => {
    it('writes nothing with it, whatever an admin asked for', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const [admin, other] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner)];
      const { token } = owner;
      const invite = { email: `${randomUUID()}@example.com`, role: 'member' };
      const invitation = (await tenure.post('/v1/invitations', { token, body: invite })).body;
      const key = (await tenure.post(`/v1/bots/${owner.botId}/keys`, { token, body: {} })).body;
      const keys = `/v1/bots/${owner.botId}/keys`;
      const asked: [method: string, path: string, body?: object][] = [
        ['POST', keys, { name: 'Late' }],
        ['POST', `${keys}/${key.id}/rotate`, {}],
        ['DELETE', `${keys}/${key.id}`],
        ['POST', '/v1/invitations', { email: `${randomUUID()}@example.com`, role: 'admin' }],
        ['POST', `/v1/invitations/${invitation.id}/resend`],
        ['DELETE', `/v1/invitations/${invitation.id}`],
        ['PATCH', `/v1/members/${other.memberId}`, { active: false }],
        ['DELETE', `/v1/members/${other.memberId}`],
      ];
      const seen = async () => [
        (await tenure.get('/v1/members?limit=100', { token })).body.data,
        (await tenure.get(keys, { token })).body.data,
        (await tenure.get('/v1/invitations', { token })).body.data,
      ];
      const before = await seen();
      const rank = 'UPDATE members SET role = $3 WHERE business_id = $1 AND id = $2';
      const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
      for (const [method, path, body] of asked) {
        const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, admin.memberId]);
        const answer = tenure.send(method, path, { token: admin.token, body });
        await lock.waiting(1);
        await lock.query(rank, [owner.businessId, admin.memberId, 'member']);
        await lock.release();
        expect([method, path, (await answer).status, (await answer).body?.code]).toEqual([
          method,
          path,
          403,
          'role_too_low',
        ]);
        await tenure.dataSource.query(rank, [owner.businessId, admin.memberId, 'admin']);
      }
      expect(await seen()).toEqual(before);
    });

    it('does not rename the business or add a bot, which wait for who took the rank', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const [demoted, removed] = [
        await colleague(tenure, owner, 'admin'),
        await colleague(tenure, owner, 'admin'),
      ];
      const row = 'SELECT 1 FROM businesses WHERE id = $1';
      for (const [admin, method, body, code] of [
        [demoted, 'PATCH', { role: 'member' }, 'role_too_low'],
        [removed, 'DELETE', undefined, 'not_a_member'],
      ] as const) {
        const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId]);
        const change = tenure.send(method, `/v1/members/${admin.memberId}`, { token: owner.token, body });
        await lock.waiting(1);
        const late = { token: admin.token, body: { name: 'Late' } };
        const answers = [tenure.patch('/v1/business', late), tenure.post('/v1/bots', late)];
        await lock.waiting(3);
        await lock.release();
        expect((await change).status).toBeLessThan(300);
        for (const answer of answers) expect(await answer).toMatchObject({ status: 403, body: { code } });
      }
      const { body: members } = await tenure.get('/v1/members', { token: owner.token });
      expect(members.data).not.toContainEqual(expect.objectContaining({ name: 'Late' }));
      const shown = await tenure.get('/v1/business', { token: owner.token });
      expect(shown.body.name).not.toBe('Late');
    });

    it('changes no subscription with it', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const heir = await colleague(tenure, owner, 'admin');
      const rank = 'UPDATE members SET role = $3 WHERE business_id = $1 AND id = $2';
      const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
      const ask: [method: string, path: string, body?: object][] = [
        ['POST', '/v1/subscription/cancel'],
        ['PUT', '/v1/subscription/plan', { planCode: 'free' }],
      ];
      for (const [method, path, body] of ask) {
        const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, owner.memberId]);
        const answer = tenure.send(method, path, { token: owner.token, body });
        await lock.waiting(1);
        await lock.query(rank, [owner.businessId, owner.memberId, 'admin']);
        await lock.query(rank, [owner.businessId, heir.memberId, 'owner']);
        await lock.release();
        expect(await answer).toMatchObject({ status: 403, body: { code: 'role_too_low' } });
        await tenure.dataSource.query(rank, [owner.businessId, heir.memberId, 'admin']);
        await tenure.dataSource.query(rank, [owner.businessId, owner.memberId, 'owner']);
      }
      expect((await tenure.get('/v1/subscription', { token: owner.token })).body).toMatchObject({
        cancelAtCycleEnd: false,
        pendingPlan: null,
      });
    });
  });

  it('somebody switched off or demoted is so on the next request; a seat is freed and taken', async () => {
    const owner = await tenure.signUp();
    const admin = await colleague(tenure, owner, 'admin');
    const path = `/v1/members/${admin.memberId}`;
    const edit = (body: object) => tenure.patch(path, { token: owner.token, body });
    expect(await tenure.get('/v1/invitations', { token: admin.token })).toMatchObject({ status: 200 });
    expect(await edit({ role: 'member' })).toMatchObject({ status: 200, body: { role: 'member' } });
    expect(await tenure.get('/v1/invitations', { token: admin.token })).toMatchObject({
      status: 403,
      body: { code: 'role_too_low', required: 'admin' },
    });
    expect(await edit({ active: false, role: 'admin' })).toMatchObject({
      body: { active: false, role: 'admin' },
    });
    expect(await tenure.get('/v1/members', { token: admin.token })).toMatchObject({
      body: { code: 'not_a_member' },
    });
    await colleague(tenure, owner);
    await colleague(tenure, owner);
    expect(await edit({ active: true })).toMatchObject({ status: 402, body: { code: 'limit_reached' } });
    expect(await tenure.get(path, { token: owner.token })).toMatchObject({ body: { active: false } });
  });

  it('refuses a change of a member of the same or a higher rank, and of the owner', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const [one, two] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner, 'admin')];
    const member = await colleague(tenure, owner);
    for (const id of [one.memberId, two.memberId, owner.memberId]) {
      const call = { token: one.token, body: { active: false } };
      expect(await tenure.patch(`/v1/members/${id}`, call)).toMatchObject({ body: { code: 'role_too_low' } });
      expect(await tenure.delete(`/v1/members/${id}`, { token: one.token })).toMatchObject({ status: 403 });
    }
    expect(await tenure.delete(`/v1/members/${owner.memberId}`, { token: owner.token })).toMatchObject({
      status: 403,
    });
    expect(await tenure.delete(`/v1/members/${member.memberId}`, { token: member.token })).toMatchObject({
      status: 403,
    });
    const owns = { token: owner.token, body: { role: 'owner' } };
    expect(await tenure.patch(`/v1/members/${one.memberId}`, owns)).toMatchObject({ status: 400 });
    const bot = { token: owner.token, body: { role: 'admin' } };
    expect(await tenure.patch(`/v1/members/${owner.botId}`, bot)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'role' }] },
    });
  });

  describe('at the same moment', () => {
    const deadlocks = () => countDeadlocks(tenure.databaseUrl);
    const answersOf = async (asked: Promise<{ status: number; body: any }>[]) => {
      const answers = (await Promise.all(asked)).map(({ status, body }) => `${status} ${body?.code ?? ''}`);
      return [...new Set(answers)].sort();
    };

    it('refuses a change of oneself, or of an equal, without waiting for other requests', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const [one, two] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner, 'admin')];
      const { token } = owner;
      const many = (ask: () => Promise<any>) => Array.from({ length: 40 }, ask);
      const before = await deadlocks();
      const remove = (id: string, by: string) => tenure.delete(`/v1/members/${id}`, { token: by });
      expect(await answersOf(many(() => remove(owner.memberId, token)))).toEqual(['403 role_too_low']);
      const asBot = () => tenure.patch(`/v1/bots/${owner.memberId}`, { token, body: { name: 'X' } });
      expect(await answersOf(many(asBot))).toEqual(['404 not_found']);
      const eachOther = [
        ...many(() => remove(two.memberId, one.token)),
        ...many(() => remove(one.memberId, two.token)),
      ];
      expect(await answersOf(eachOther)).toEqual(['403 role_too_low']);
      expect(await deadlocks()).toBe(before);
    });

    it('an owner demotes an admin who asks for more than that', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const admin = await colleague(tenure, owner, 'admin');
      const before = await deadlocks();
      for (const role of ['member', 'admin', 'member', 'admin']) {
        const path = `/v1/members/${admin.memberId}`;
        const demoted = tenure.patch(path, { token: owner.token, body: { role } });
        const asked = Array.from({ length: 10 }, () =>
          tenure.delete(`/v1/members/${owner.memberId}`, { token: admin.token }),
        );
        expect(await answersOf(asked)).toEqual(['403 role_too_low']);
        expect(await demoted).toMatchObject({ status: 200, body: { role } });
      }
      expect(await deadlocks()).toBe(before);
    });

    it('refuses to remove a person who became an equal while the request waited', async () => {
      const owner = await tenure.signUp({ planCode: 'pro' });
      const [admin, other] = [await colleague(tenure, owner, 'admin'), await colleague(tenure, owner)];
      const of = [owner.businessId, other.memberId];
      const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
      const lock = await RowLock.take(tenure.databaseUrl, row, of);
      const answer = tenure.delete(`/v1/members/${other.memberId}`, { token: admin.token });
      await lock.waiting(1);
      await lock.query(`UPDATE members SET role = 'admin' WHERE business_id = $1 AND id = $2`, of);
      await lock.release();
      expect(await answer).toMatchObject({ status: 403, body: { code: 'role_too_low' } });
    });
  });

  it('an id in upper case names the same thing, with its seat and in the audit', async () => {
    const owner = await tenure.signUp();
    const { token } = owner;
    const taken = async () => (await tenure.get('/v1/entitlements/seats', { key: owner.key })).body.used;
    const [one, heir] = [await colleague(tenure, owner), await colleague(tenure, owner)];
    expect(await taken()).toBe(3);
    const remove = (path: string, id: string) => tenure.delete(`${path}/${id.toUpperCase()}`, { token });
    expect(await remove('/v1/members', one.memberId)).toMatchObject({ status: 204 });
    expect(await taken()).toBe(2);
    const { body: entries } = await tenure.get('/v1/business/audit?action=member.removed', { token });
    expect(entries.data).toMatchObject([{ target: { id: one.memberId } }]);
    const invite = { email: `${randomUUID()}@example.com`, role: 'member' };
    const { body: invitation } = await tenure.post('/v1/invitations', { token, body: invite });
    expect(await taken()).toBe(3);
    const again = `/v1/invitations/${invitation.id.toUpperCase()}/resend`;
    expect(await tenure.post(again, { token })).toMatchObject({ status: 200, body: { id: invitation.id } });
    expect(await remove('/v1/invitations', invitation.id)).toMatchObject({ status: 204 });
    expect(await taken()).toBe(2);
    const switched = await tenure.post(`/v1/me/businesses/${owner.businessId.toUpperCase()}/switch`, {
      token,
    });
    expect(switched).toMatchObject({ status: 200 });
    const businessId = owner.businessId.toUpperCase();
    const credentials = { email: owner.email, password: PASSWORD, businessId };
    const { body } = await tenure.post('/v1/auth/login', { body: credentials });
    for (const at of [switched.body.tokens.accessToken, body.tokens.accessToken])
      expect(await tenure.get('/v1/me', { token: at })).toMatchObject({
        body: { business: { id: owner.businessId }, role: 'owner' },
      });
    const handed = { token, body: { memberId: heir.memberId.toUpperCase() } };
    expect(await tenure.post('/v1/business/owner', handed)).toMatchObject({ body: { id: heir.memberId } });
    const { body: handovers } = await tenure.get('/v1/business/audit?action=business.handed_over', {
      token: heir.token,
    });
    expect(handovers.data).toMatchObject([{ target: { id: heir.memberId } }]);
  });

  it('a business has one owner, also when they hand over to two at once', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const [one, two] = [await colleague(tenure, owner), await colleague(tenure, owner)];
    const hand = (memberId: string, token = owner.token) =>
      tenure.post('/v1/business/owner', { token, body: { memberId } });
    expect(await hand(owner.botId)).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'bot' },
    });
    expect(await hand(randomUUID())).toMatchObject({ status: 404 });
    expect(await hand(one.memberId, one.token)).toMatchObject({
      status: 403,
      body: { code: 'role_too_low' },
    });
    const answers = await Promise.all([hand(one.memberId), hand(two.memberId)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    const { body } = await tenure.get('/v1/members?kind=human', { token: owner.token });
    const roles = body.data.map(({ role }: { role: string }) => role).sort();
    expect(roles).toEqual(['admin', 'member', 'owner']);
    expect(await hand(owner.memberId)).toMatchObject({ status: 403 });
  });

  it('a business goes to nobody who left while the request waited', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const heir = await colleague(tenure, owner);
    const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
    const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId, heir.memberId]);
    const body = { memberId: heir.memberId };
    const handed = tenure.post('/v1/business/owner', { token: owner.token, body });
    await lock.waiting(1);
    await lock.query('DELETE FROM members WHERE business_id = $1 AND id = $2', [
      owner.businessId,
      heir.memberId,
    ]);
    await lock.query('DELETE FROM allocations WHERE business_id = $1 AND resource = $2', [
      owner.businessId,
      heir.memberId,
    ]);
    await lock.release();
    expect(await handed).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await tenure.get('/v1/me', { token: owner.token })).toMatchObject({ body: { role: 'owner' } });
  });

  it('one person stands in several businesses, and each token in the one it names', async () => {
    const person = await tenure.signUp({ name: 'First' });
    const added = await tenure.post('/v1/me/businesses', { token: person.token, body: { name: 'Second' } });
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'Second', role: 'owner', subscription: { plan: { code: 'free' } } },
    });
    expect(await tenure.get('/v1/sdk/me', { key: added.body.bot.apiKey })).toMatchObject({
      body: { business: { id: added.body.id } },
    });
    expect(await tenure.get('/v1/me/businesses', { token: person.token })).toMatchObject({
      body: { data: [{ name: 'First' }, { name: 'Second' }], nextCursor: null },
    });
    const switched = await tenure.post(`/v1/me/businesses/${added.body.id}/switch`, { token: person.token });
    expect(switched).toMatchObject({ status: 200, body: { tokens: { expiresIn: 600 } } });
    const there = switched.body.tokens.accessToken;
    expect(await tenure.get('/v1/business', { token: there })).toMatchObject({ body: { name: 'Second' } });
    expect(await tenure.get('/v1/business', { token: person.token })).toMatchObject({
      body: { name: 'First' },
    });
    const login = await tenure.post('/v1/auth/login', { body: { email: person.email, password: PASSWORD } });
    expect(await tenure.get('/v1/me', { token: login.body.tokens.accessToken })).toMatchObject({
      body: { business: { name: 'Second' } },
    });
    const stranger = await tenure.signUp();
    for (const id of [stranger.businessId, randomUUID()]) {
      expect(await tenure.post(`/v1/me/businesses/${id}/switch`, { token: person.token })).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
    }
  });

  it('operators have no businesses of their own', async () => {
    const token = await tenure.operator();
    const refused = { status: 403, body: { code: 'wrong_principal' } };
    expect(await tenure.get('/v1/me/businesses', { token })).toMatchObject(refused);
    expect(await tenure.post('/v1/me/businesses', { token, body: { name: 'X' } })).toMatchObject(refused);
    expect(await tenure.post(`/v1/me/businesses/${randomUUID()}/switch`, { token })).toMatchObject(refused);
    expect(await tenure.get('/v1/me/sessions', { token })).toMatchObject({ status: 200 });
  });

  it('owners and admins rename the business, members read it', async () => {
    const owner = await tenure.signUp();
    const member = await colleague(tenure, owner);
    const rename = (token: string) => tenure.patch('/v1/business', { token, body: { name: 'Renamed' } });
    expect(await rename(member.token)).toMatchObject({ status: 403 });
    expect(await rename(owner.token)).toMatchObject({ status: 200, body: { name: 'Renamed' } });
    expect(await tenure.get('/v1/business', { token: member.token })).toMatchObject({
      status: 200,
      body: { id: owner.businessId, name: 'Renamed', suspended: false, closedAt: null },
    });
  });
});
