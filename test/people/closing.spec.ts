import { randomUUID } from 'node:crypto';
import { violations } from '../invariants/invariants.js';
import { colleague } from '../support/people.js';
import { startTenure, type Tenure } from '../support/tenure.js';

describe('A business that its owner closes', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterEach(async () => {
    expect((await violations(tenure.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]);
  });
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
});
