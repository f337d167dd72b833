import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ClosingService } from '../../src/onboarding/closing.service.js';
import { PersonErasureService } from '../../src/onboarding/person-erasure.service.js';
import { expectInvariants } from '../support/invariants.js';
import { Seats } from '../../src/members/index.js';
import { colleague } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { tracesOf } from '../support/traces.js';
import { until } from '../support/until.js';

describe('A business that its owner closes', () => {
  let tenure: Tenure;
  // Limits and addresses are on, because an erasure has to find what they leave behind.
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })));
  afterEach(() => expectInvariants(tenure.databaseUrl));
  afterAll(() => tenure.close());

  it('ends: people, keys and links are refused at once, its subscription is over, operators still read it', async () => {
    const owner = await tenure.signUp();
    const admin = await colleague(tenure, owner, 'admin');
    const email = `${randomUUID()}@example.com`;
    await tenure.post('/v1/invitations', { token: owner.token, body: { email, role: 'member' } });
    const link = await tenure.mails.token(email, 'invitations');
    expect(await tenure.post('/v1/business/close', { token: admin.token })).toMatchObject({ status: 403 });
    expect(await tenure.post('/v1/business/close', { token: owner.token })).toMatchObject({ status: 204 });
    const closed = { status: 403, body: { code: 'business_closed' } };
    for (const { token } of [owner, admin]) {
      expect(await tenure.get('/v1/business', { token })).toMatchObject(closed);
      expect(await tenure.get('/v1/me', { token })).toMatchObject({ status: 200 });
    }
    expect(await tenure.post('/v1/business/close', { token: owner.token })).toMatchObject(closed);
    expect(await tenure.get('/v1/sdk/me', { key: owner.key })).toMatchObject({ status: 401 });
    expect(await tenure.get(`/v1/auth/invitations/${link}`)).toMatchObject({ status: 410 });
    const token = await tenure.operator();
    const path = `/v1/admin/businesses/${owner.businessId}`;
    expect(await tenure.get(path, { token })).toMatchObject({ body: { closedAt: expect.any(String) } });
    expect(await tenure.get(`${path}/subscription`, { token })).toMatchObject({
      body: { status: 'ended', endReason: 'closed' },
    });
    expect(await tenure.put(`${path}/subscription`, { token, body: { planCode: 'pro' } })).toMatchObject({
      status: 409,
      body: { code: 'business_closed' },
    });
    const read = await tenure.post(`${path}/read-token`, { token });
    expect(await tenure.get('/v1/members', { token: read.body.accessToken })).toMatchObject({ status: 200 });
    expect(await tenure.post(`${path}/erase`, { token })).toMatchObject({ status: 200, body: { people: 2 } });
  });

  it('frees the seats of all open invitations in one statement', async () => {
    const { token, businessId } = await tenure.signUp();
    const held = async () =>
      (await tenure.dataSource.query('SELECT 1 FROM allocations WHERE business_id = $1', [businessId]))
        .length;
    for (let n = 0; n < 2; n += 1) {
      const body = { email: `${randomUUID()}@example.com`, role: 'member' };
      expect(await tenure.post('/v1/invitations', { token, body })).toMatchObject({ status: 201 });
    }
    expect(await held()).toBe(3);
    const free = jest.spyOn(tenure.app.get(Seats), 'free');
    expect(await tenure.post('/v1/business/close', { token })).toMatchObject({ status: 204 });
    expect(free).toHaveBeenCalledTimes(1);
    expect(await held()).toBe(1);
    free.mockRestore();
  });

  it('closes once when asked twice at once, and lets nobody in meanwhile', async () => {
    const owner = await tenure.signUp();
    const email = `${randomUUID()}@example.com`;
    await tenure.post('/v1/invitations', { token: owner.token, body: { email, role: 'member' } });
    const link = await tenure.mails.token(email, 'invitations');
    const person = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };
    const answers = await Promise.all([
      tenure.post('/v1/business/close', { token: owner.token }),
      tenure.post('/v1/business/close', { token: owner.token }),
      tenure.post(`/v1/auth/invitations/${link}/accept`, { body: person }),
    ]);
    expect(answers.slice(0, 2).every(({ status }) => status === 204 || status === 403)).toBe(true);
    expect(answers.every(({ status }) => status < 500)).toBe(true);
    const log = `SELECT count(*)::int AS count FROM audit_log WHERE business_id = $1 AND action = 'business.closed'`;
    expect(await tenure.dataSource.query(log, [owner.businessId])).toEqual([{ count: 1 }]);
  });

  it('is not closed by somebody who handed it over while their request waited', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const [heir, admin] = [await colleague(tenure, owner), await colleague(tenure, owner, 'admin')];
    const row = 'SELECT 1 FROM subscriptions WHERE business_id = $1';
    const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId]);
    const invited = { email: `${randomUUID()}@example.com`, role: 'member' };
    const first = tenure.post('/v1/invitations', { token: admin.token, body: invited });
    await lock.waiting(1);
    // It waits in the server for the invitation, after its guard has found an owner.
    const close = jest.spyOn(tenure.app.get(ClosingService), 'close');
    const closed = tenure.post('/v1/business/close', { token: owner.token });
    await until(() => close.mock.calls.length === 1, 'the guard has let it through');
    close.mockRestore();
    const body = { memberId: heir.memberId };
    const handed = await tenure.post('/v1/business/owner', { token: owner.token, body });
    await lock.release();
    expect((await first).status).toBe(201);
    expect(handed).toMatchObject({ status: 200 });
    expect(await closed).toMatchObject({ status: 403, body: { code: 'role_too_low' } });
    expect(await tenure.get('/v1/business', { token: heir.token })).toMatchObject({ status: 200 });
  });

  it('is not closed by its owner, and joined by nobody, if it was suspended while their requests waited', async () => {
    const owner = await tenure.signUp();
    const email = `${randomUUID()}@example.com`;
    await tenure.post('/v1/invitations', { token: owner.token, body: { email, role: 'member' } });
    const link = await tenure.mails.token(email, 'invitations');
    const person = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };
    const row = 'SELECT 1 FROM businesses WHERE id = $1';
    for (const ask of [
      () => tenure.post('/v1/business/close', { token: owner.token }),
      () => tenure.post(`/v1/auth/invitations/${link}/accept`, { body: person }),
    ]) {
      const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId]);
      const answer = ask();
      await lock.waiting(1);
      await lock.query('UPDATE businesses SET suspended_at = now() WHERE id = $1', [owner.businessId]);
      await lock.release();
      expect(await answer).toMatchObject({ status: 403, body: { code: 'business_suspended' } });
      await tenure.dataSource.query('UPDATE businesses SET suspended_at = NULL WHERE id = $1', [
        owner.businessId,
      ]);
    }
  });

  it('gets nothing written by requests that waited while it was closed or suspended, or their sessions ended', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const [heir, admin] = [await colleague(tenure, owner), await colleague(tenure, owner, 'admin')];
    const bots = await tenure.get('/v1/members?kind=bot', { token: owner.token });
    const botId = bots.body.data[0].id;
    const endpoint = { url: 'https://example.com/hook' };
    const invited = { email: `${randomUUID()}@example.com`, role: 'member' };
    const ask = (path: string, by: { token: string }, body: object) =>
      tenure.post(path, { token: by.token, body });
    const requests = () => [
      ask('/v1/bots', admin, { name: 'Late' }),
      ask(`/v1/bots/${botId}/keys`, admin, {}),
      ask('/v1/webhooks', admin, endpoint),
      ask('/v1/invitations', admin, invited),
      tenure.put('/v1/billing/profile', { token: owner.token, body: { name: 'Late' } }),
      ask('/v1/business/owner', owner, { memberId: heir.memberId }),
      tenure.delete('/v1/members/me', { token: heir.token }),
      tenure.patch('/v1/business', { token: admin.token, body: { name: 'Late' } }),
    ];
    const row = 'SELECT 1 FROM businesses WHERE id = $1';
    for (const [change, ...expected] of [
      ['businesses SET suspended_at = $2::timestamptz WHERE id = $1', 403, 'business_suspended'],
      ['businesses SET closed_at = $2::timestamptz WHERE id = $1', 403, 'business_closed'],
      ['sessions SET ended_at = $2::timestamptz WHERE business_id = $1', 401, 'unauthenticated'],
    ]) {
      const lock = await RowLock.take(tenure.databaseUrl, row, [owner.businessId]);
      const answers = requests();
      await lock.waiting(answers.length);
      await lock.query(`UPDATE ${change}`, [owner.businessId, new Date()]);
      await lock.release();
      const refused = (await Promise.all(answers)).map(({ status, body }) => [status, body?.code]);
      expect(refused).toEqual(answers.map(() => expected));
      await tenure.dataSource.query(`UPDATE ${change}`, [owner.businessId, null]);
    }
    // A key that is being made when the business is closed is revoked with the others.
    const bot = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
    const lock = await RowLock.take(tenure.databaseUrl, bot, [owner.businessId, botId]);
    const key = ask(`/v1/bots/${botId}/keys`, admin, {});
    await lock.waiting(1);
    const closed = tenure.post('/v1/business/close', { token: owner.token });
    await lock.waiting(2);
    await lock.release();
    expect([(await key).status, (await closed).status]).toEqual([201, 204]);
    const live = 'SELECT 1 FROM api_keys WHERE business_id = $1 AND revoked_at IS NULL';
    expect(await tenure.dataSource.query(live, [owner.businessId])).toEqual([]);
  });

  it('has in its log what an operator revokes who closes it again, and nothing when nothing was left', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const invited = { email: `${randomUUID()}@example.com`, role: 'member' };
    const invitation = await tenure.post('/v1/invitations', { token: owner.token, body: invited });
    await tenure.post('/v1/business/close', { token: owner.token });
    // As an earlier release could leave it.
    for (const left of [
      'UPDATE api_keys SET revoked_at = NULL WHERE business_id = $1',
      `UPDATE invitations SET status = 'pending' WHERE business_id = $1`,
    ])
      await tenure.dataSource.query(left, [owner.businessId]);
    const token = await tenure.operator();
    const close = () => tenure.post(`/v1/admin/businesses/${owner.businessId}/close`, { token });
    for (const again of [1, 2]) expect([again, (await close()).status]).toEqual([again, 200]);
    const log = await tenure.get(`/v1/admin/audit?businessId=${owner.businessId}&actor=operator`, { token });
    expect(log.body.data).toMatchObject([
      { action: 'key.revoked', after: { botId: owner.botId } },
      { action: 'invitation.revoked', target: { id: invitation.body.id }, after: { email: invited.email } },
    ]);
    expect(log.body.data).toHaveLength(2);
  });

  const traces = (secrets: string[]): Promise<string[]> => tracesOf(tenure.dataSource, secrets);
  const userId = async (email: string): Promise<string> =>
    (await tenure.dataSource.query('SELECT id FROM users WHERE email = $1', [email]))[0].id;
  const erase = async (businessId: string) =>
    tenure.post(`/v1/admin/businesses/${businessId}/erase`, { token: await tenure.operator() });

  it('leaves no trace of its people when it is erased, those neither who were removed before', async () => {
    const from = { 'x-forwarded-for': '203.0.113.77' };
    const owner = await tenure.signUp();
    const removed = await colleague(tenure, owner, 'admin');
    const [ownerId, removedId] = [await userId(owner.email), await userId(removed.email)];
    for (const { email, token } of [owner, removed]) {
      await tenure.patch('/v1/me', { token, body: { firstName: 'Augusta' }, headers: from });
      await tenure.patch('/v1/business', { token, body: { name: 'B' }, headers: from });
      await tenure.post('/v1/auth/login', { body: { email, password: 'a wrong one' }, headers: from });
      await tenure.post('/v1/auth/password-reset', { body: { email }, headers: from });
      await tenure.mails.token(email, 'reset-password');
    }
    const invited = `${randomUUID()}@example.com`;
    expect(
      await tenure.delete(`/v1/members/${removed.memberId}`, { token: owner.token, headers: from }),
    ).toMatchObject({ status: 204 });
    await tenure.post('/v1/invitations', {
      token: owner.token,
      body: { email: invited, role: 'member' },
      headers: from,
    });
    const secrets = [ownerId, removedId, owner.email, removed.email, invited, '203.0.113.77', owner.memberId];
    expect((await traces(secrets)).length).toBeGreaterThan(8);
    await tenure.post('/v1/business/close', { token: owner.token, headers: from });
    expect(await erase(owner.businessId)).toMatchObject({ status: 200, body: { people: 2 } });
    expect(await traces([...secrets, removed.memberId])).toEqual([]);
  });

  it('takes mails back that wait in the queue, when it is erased', async () => {
    const owner = await tenure.signUp();
    const invited = `${randomUUID()}@example.com`;
    await tenure.mails.token(owner.email, 'verify-email');
    // The queue stands still, as when the mail server is away.
    await tenure.dataSource.query(
      `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.run_at = now() + interval '1 hour'; RETURN NEW; END $$`,
    );
    await tenure.dataSource.query(
      'CREATE TRIGGER hold BEFORE INSERT ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION hold()',
    );
    await tenure.post('/v1/invitations', { token: owner.token, body: { email: invited, role: 'member' } });
    await tenure.post('/v1/auth/password-reset', { body: { email: owner.email } });
    await tenure.dataSource.query('DROP TRIGGER hold ON graphile_worker._private_jobs; DROP FUNCTION hold');
    const waiting = `SELECT count(*)::int AS count FROM graphile_worker._private_jobs WHERE payload::jsonb ? 'sealed'`;
    expect(await tenure.dataSource.query(waiting)).toEqual([{ count: 2 }]);
    await tenure.post('/v1/business/close', { token: owner.token });
    expect(await erase(owner.businessId)).toMatchObject({ status: 200 });
    expect(await tenure.dataSource.query(waiting)).toEqual([{ count: 0 }]);
    await tenure.dataSource.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    const left = 'SELECT count(*)::int AS count FROM graphile_worker._private_jobs';
    await until(async () => (await tenure.dataSource.query(left))[0].count === 0, 'no job is left');
    expect(await tenure.mails.to(invited)).toEqual([]);
  });

  it('keeps who belongs to another business, and who left it is erased with neither name nor address there', async () => {
    const from = { 'x-forwarded-for': '203.0.113.78' };
    const [owner, other] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, owner);
    await tenure.post('/v1/invitations', {
      token: other.token,
      body: { email: grace.email, role: 'member' },
    });
    const link = await tenure.mails.token(grace.email, 'invitations', 2);
    const accept = { token: grace.token, headers: from };
    expect(await tenure.post(`/v1/auth/invitations/${link}/accept`, accept)).toMatchObject({ status: 200 });
    await tenure.post('/v1/business/close', { token: owner.token });
    expect(await erase(owner.businessId)).toMatchObject({ body: { people: 1 } });
    const members = await tenure.get('/v1/members?kind=human', { token: other.token });
    const there = members.body.data.find(({ email }: { email: string }) => email === grace.email);
    expect(there).toBeDefined();
    const graceId = await userId(grace.email);
    await tenure.delete(`/v1/members/${there.id}`, { token: other.token });
    const erased = await tenure.dataSource.transaction((manager) =>
      tenure.app.get(PersonErasureService).erase(manager, [graceId]),
    );
    expect(erased.count).toBe(1);
    await erased.eraseTraces(5_000);
    expect(await traces([graceId, grace.email, '203.0.113.78'])).toEqual([]);
    const log = await tenure.get('/v1/business/audit?action=invitation.accepted', { token: other.token });
    expect(log.body.data[0]).toMatchObject({ after: { email: 'erased' }, address: null });
  });

  it('is erased once when three ask at once; the others hear that it is so', async () => {
    const owner = await tenure.signUp();
    await tenure.post('/v1/business/close', { token: owner.token });
    const token = await tenure.operator();
    const path = `/v1/admin/businesses/${owner.businessId}/erase`;
    const answers = await Promise.all([1, 2, 3].map(() => tenure.post(path, { token })));
    const codes = answers.map(({ status, body }) => (status === 200 ? 'erased' : body.code)).sort();
    expect(codes.filter((code) => code === 'erased')).toHaveLength(1);
    expect(['not_found', 'wrong_state']).toEqual(expect.arrayContaining(codes.slice(1)));
    const log = `SELECT count(*)::int AS count FROM operator_audit WHERE action = 'business.erased' AND target_id = $1`;
    expect(await tenure.dataSource.query(log, [owner.businessId])).toEqual([{ count: 1 }]);
  });

  it('and another that is erased at the same moment leave nobody behind who was in both', async () => {
    const [one, two] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, one);
    await tenure.post('/v1/invitations', { token: two.token, body: { email: grace.email, role: 'member' } });
    const link = await tenure.mails.token(grace.email, 'invitations', 2);
    await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: grace.token });
    for (const { token } of [one, two]) await tenure.post('/v1/business/close', { token });
    // Both have taken their members away before either looks whether somebody is left in another business.
    await tenure.dataSource.query(
      'CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$',
    );
    await tenure.dataSource.query(
      'CREATE TRIGGER linger AFTER DELETE ON members FOR EACH STATEMENT EXECUTE FUNCTION linger()',
    );
    const answers = await Promise.all([one, two].map(({ businessId }) => erase(businessId)));
    await tenure.dataSource.query('DROP TRIGGER linger ON members; DROP FUNCTION linger');
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.people, 0)).toBe(3);
    expect(await traces([grace.email])).toEqual([]);
  });
});
