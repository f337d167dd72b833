import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { violations } from '../invariants/invariants.js';
import { colleague } from '../support/people.js';
import { startTenure, type Tenure } from '../support/tenure.js';

const run = promisify(execFile);

describe('Operators', () => {
  let tenure: Tenure;
  beforeAll(async () => (tenure = await startTenure()));
  afterEach(async () => {
    expect((await violations(tenure.databaseUrl)).filter(({ count }) => count > 0)).toEqual([]);
  });
  afterAll(() => tenure.close());

  const command = async (...words: string[]) => {
    const env = { ...process.env, DATABASE_URL: tenure.databaseUrl };
    return (await run(process.execPath, ['scripts/operator.mjs', ...words], { env })).stdout;
  };
  const makeKey = async () =>
    /tnr_op_\w+/.exec(await command('key', 'operator@example.com', 'CRM'))?.[0] ?? '';
  const readToken = async (businessId: string, call: { token?: string; key?: string }) =>
    (await tenure.post(`/v1/admin/businesses/${businessId}/read-token`, call)).body.accessToken as string;

  it('make more of themselves by the command line', async () => {
    const email = `${randomUUID()}@example.com`;
    const password = /once: (\S+)/.exec(await command('add', email))?.[1];
    const login = await tenure.post('/v1/auth/login', { body: { email, password } });
    expect(login).toMatchObject({ status: 200, body: { user: { operator: true } } });
    await expect(command('add', email)).rejects.toThrow('account with this e-mail');
  });

  it('give their backend a key that is good on their own surface alone, until it is revoked', async () => {
    const key = await makeKey();
    expect(key).toMatch(/^tnr_op_[0-9A-Za-z]{38}$/);
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 200 });
    for (const path of ['/v1/me', '/v1/members', '/v1/sdk/me', '/v1/entitlements']) {
      expect(await tenure.get(path, { key })).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
    }
    expect(await tenure.get('/v1/plans', { key })).toMatchObject({ status: 200 });
    const token = await tenure.operator();
    expect(await tenure.get('/v1/admin/plans', { key, token })).toMatchObject({
      status: 400,
      body: { code: 'two_credentials' },
    });
    const mistyped = `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}`;
    expect(await tenure.get('/v1/admin/plans', { key: mistyped })).toMatchObject({ status: 401 });
    const { key: botKey } = await tenure.signUp();
    expect(await tenure.get('/v1/admin/plans', { key: botKey })).toMatchObject({ status: 401 });
    const rows = await tenure.dataSource.query(
      `SELECT k::text AS row FROM operator_keys k UNION ALL SELECT a::text FROM operator_audit a`,
    );
    expect(JSON.stringify(rows)).not.toContain(key.slice(7, -4));
    const listed = (await command('keys')).split('\n').find((line) => line.includes(key.slice(-4)));
    expect(await command('revoke', listed?.split(' ')[0] ?? '')).toContain('Revoked');
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 401 });
  });

  it('read as a business by a token that writes nothing, every request of it in the log', async () => {
    const owner = await tenure.signUp();
    const stranger = await tenure.signUp();
    const token = await readToken(owner.businessId, { token: await tenure.operator() });
    expect(await tenure.get('/v1/business', { token })).toMatchObject({ body: { id: owner.businessId } });
    expect(await tenure.get('/v1/members', { token })).toMatchObject({ status: 200 });
    expect(await tenure.get(`/v1/members/${stranger.memberId}`, { token })).toMatchObject({ status: 404 });
    expect(await tenure.get('/v1/me', { token })).toMatchObject({ status: 200, body: { operator: true } });
    const writes: [string, string, object?][] = [
      ['PATCH', '/v1/business', { name: 'Taken over' }],
      ['POST', '/v1/invitations', { email: 'x@example.com', role: 'admin' }],
      ['DELETE', `/v1/members/${owner.botId}`],
      ['PATCH', '/v1/me', { firstName: 'X' }],
      ['POST', '/v1/admin/businesses', {}],
      ['GET', '/v1/admin/plans'],
    ];
    for (const [method, path, body] of writes) {
      expect(await tenure.send(method, path, { token, body })).toMatchObject({
        status: 403,
        body: { code: 'wrong_principal' },
      });
    }
    const { body } = await tenure.get('/v1/business/audit?action=business.read&limit=100', {
      token: owner.token,
    });
    const noted = body.data.map(({ target }: { target: { id: string } }) => target.id);
    expect(noted).toHaveLength(4 + writes.length);
    expect(noted).toEqual(expect.arrayContaining(['GET /v1/members/:id', 'POST /v1/invitations']));
    expect(body.data[0]).toMatchObject({ actor: { kind: 'operator' }, address: '127.0.0.1' });
  });

  it('a read token ends with the session or the key that it came by', async () => {
    const owner = await tenure.signUp();
    const login = { email: 'operator@example.com', password: 'operator password' };
    const { tokens } = (await tenure.post('/v1/auth/login', { body: login })).body;
    const bySession = await readToken(owner.businessId, { token: tokens.accessToken });
    await tenure.post('/v1/auth/logout', { body: { refreshToken: tokens.refreshToken } });
    expect(await tenure.get('/v1/business', { token: bySession })).toMatchObject({ status: 401 });
    const key = await makeKey();
    const byKey = await readToken(owner.businessId, { key });
    expect(await tenure.get('/v1/business', { token: byKey })).toMatchObject({ status: 200 });
    const listed = (await command('keys')).split('\n').find((line) => line.includes(key.slice(-4)));
    await command('revoke', listed?.split(' ')[0] ?? '');
    expect(await tenure.get('/v1/business', { token: byKey })).toMatchObject({ status: 401 });
  });

  it('list the people and bots of any business', async () => {
    const owner = await tenure.signUp();
    const token = await tenure.operator();
    const list = (id: string) => tenure.get(`/v1/admin/businesses/${id}/members`, { token });
    expect((await list(owner.businessId)).body.data.map(({ kind }: { kind: string }) => kind)).toEqual([
      'bot',
      'human',
    ]);
    expect(await list(randomUUID())).toMatchObject({ status: 404 });
  });

  it('erase a closed business, with people who belong nowhere else, and nobody and nothing more', async () => {
    const token = await tenure.operator();
    const [owner, guest] = [await tenure.signUp(), await tenure.signUp()];
    const grace = await colleague(tenure, owner);
    await tenure.post('/v1/invitations', {
      token: owner.token,
      body: { email: guest.email, role: 'member' },
    });
    const link = await tenure.mails.token(guest.email, 'invitations');
    await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: guest.token });
    await tenure.post('/v1/usage', { key: owner.key, body: { feature: 'recordings' } });
    const erase = () => tenure.post(`/v1/admin/businesses/${owner.businessId}/erase`, { token });
    expect(await erase()).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    await tenure.dataSource.query('UPDATE businesses SET closed_at = now() WHERE id = $1', [
      owner.businessId,
    ]);
    const others = 'SELECT count(*)::int AS count FROM members WHERE business_id <> $1';
    const before = await tenure.dataSource.query(others, [owner.businessId]);
    const erased = await erase();
    expect(erased).toMatchObject({
      status: 200,
      body: {
        businessId: owner.businessId,
        people: 2,
        rows: { members: 4, api_keys: 1, invitations: 2, usage_counters: 1, subscriptions: 1 },
      },
    });
    expect(await erase()).toMatchObject({ status: 404 });
    expect(await tenure.dataSource.query(others, [owner.businessId])).toEqual(before);
    const users = await tenure.dataSource.query('SELECT email FROM users WHERE email = ANY($1)', [
      [owner.email, grace.email, guest.email],
    ]);
    expect(users).toEqual([{ email: guest.email }]);
    const log = await tenure.get('/v1/admin/audit?action=business.erased', { token });
    expect(log.body.data[0]).toMatchObject({ target: { id: owner.businessId }, after: { people: 2 } });
    expect(JSON.stringify(log.body)).not.toContain(owner.email);
    expect(await tenure.get('/v1/sdk/me', { key: owner.key })).toMatchObject({ status: 401 });
    expect(await tenure.get('/v1/business', { token: guest.token })).toMatchObject({ status: 200 });
  });
});
