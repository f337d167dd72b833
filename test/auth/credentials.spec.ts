import { randomUUID } from 'node:crypto';
import { decode, forge, SECRET, unsigned } from '../support/forgery.js';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { type Operation, operationsOf, pathOf } from '../support/operations.js';

const OTHER_SECRET = 'another secret for tests as long as the first';

describe('Access tokens', () => {
  let tenure: Tenure;
  let customer: Customer;
  let operations: Operation[];
  beforeAll(async () => {
    tenure = await startTenure({ DOCS: 'on', JWT_SECRET: `${SECRET},${OTHER_SECRET}` });
    customer = await tenure.signUp();
    operations = (await operationsOf(tenure)).filter(({ credential }) => credential === 'accessToken');
  });
  afterAll(() => tenure.close());
  const statusOf = async (token: string) => (await tenure.get('/v1/me', { token })).status;
  const now = () => Math.floor(Date.now() / 1000);

  it('are good when forged with our own secret: the forgeries below fail for what they say', async () => {
    expect(await statusOf(forge(customer.token, {}))).toBe(200);
  });

  const forgeries: [string, (token: string) => string][] = [
    ['an expired one', (token) => forge(token, { claims: { exp: now() - 1 } })],
    ['one that never expires', (token) => forge(token, { claims: { exp: undefined } })],
    ['one whose expiry is text', (token) => forge(token, { claims: { exp: String(now() + 600) } })],
    ['one with alg none', unsigned],
    ['one of another algorithm', (token) => forge(token, { header: { alg: 'HS512' }, digest: 'sha512' })],
    ['one that only says another algorithm', (token) => forge(token, { header: { alg: 'HS512' } })],
    ['one of another secret', (token) => forge(token, { secret: 'a secret that somebody else has chosen' })],
    ['one of our other secret under the first kid', (token) => forge(token, { secret: OTHER_SECRET })],
    ['one of an unknown kid', (token) => forge(token, { header: { kid: 'ffffffffffffffff' } })],
    ['one without a kid', (token) => forge(token, { header: { kid: undefined } })],
    ['one of another type', (token) => forge(token, { header: { typ: 'JWT' } })],
    ['one without a type', (token) => forge(token, { header: { typ: undefined } })],
    ['one of another issuer', (token) => forge(token, { claims: { iss: 'somebody' } })],
    ['one without an issuer', (token) => forge(token, { claims: { iss: undefined } })],
    ['one for another audience', (token) => forge(token, { claims: { aud: 'tenure:other' } })],
    ['one without an audience', (token) => forge(token, { claims: { aud: undefined } })],
    ['one of no session', (token) => forge(token, { claims: { sid: randomUUID() } })],
    ['one whose session is no id', (token) => forge(token, { claims: { sid: "'; --" } })],
    ["one of another user's session", (token) => forge(token, { claims: { sub: randomUUID() } })],
    ['one without its signature', (token) => token.split('.').slice(0, 2).join('.')],
    ['one with a changed signature', (token) => `${token.slice(0, -4)}AAAA`],
    ['no token at all', () => ''],
    ['something else', () => 'a.b.c'],
  ];

  it.each(forgeries)('refuse %s, at every door', async (_, make) => {
    const token = make(customer.token);
    for (const operation of operations) {
      const { status, body, headers } = await tenure.send(operation.method, pathOf(operation), { token });
      expect([operation.name, status, body.code]).toEqual([operation.name, 401, 'unauthenticated']);
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('are not refresh tokens, and not taken from anywhere but the header', async () => {
    expect(await statusOf(customer.refreshToken)).toBe(401);
    expect((await tenure.get(`/v1/me?access_token=${customer.token}`)).status).toBe(401);
    expect((await tenure.get('/v1/me', { headers: { authorization: customer.token } })).status).toBe(401);
    expect(
      (await tenure.get('/v1/me', { headers: { authorization: `Token ${customer.token}` } })).status,
    ).toBe(401);
    expect(
      (await tenure.get('/v1/me', { headers: { cookie: `accessToken=${customer.token}` } })).status,
    ).toBe(401);
  });

  it('act in no business that their bearer is no member of, whatever they say', async () => {
    const stranger = await tenure.signUp({ name: 'Canary' });
    const token = forge(customer.token, { claims: { bid: stranger.businessId } });
    const answer = await tenure.get('/v1/members', { token });
    expect(answer).toMatchObject({ status: 403, body: { code: 'not_a_member' } });
    expect(JSON.stringify(answer.body)).not.toContain('Canary');
    expect(
      (await tenure.get('/v1/members', { token: forge(customer.token, { claims: { bid: 'x' } }) })).status,
    ).toBe(403);
  });

  it('end with their session, at the next request', async () => {
    const { token, refreshToken } = await tenure.signUp();
    expect(await statusOf(token)).toBe(200);
    await tenure.post('/v1/auth/logout', { body: { refreshToken } });
    expect(await statusOf(token)).toBe(401);
  });

  it('say in what they answer how long they are good: ten minutes', async () => {
    const { iat, exp } = decode(customer.token.split('.')[1]) as { iat: number; exp: number };
    expect(exp - iat).toBe(600);
  });
});

describe('What is taken away', () => {
  let tenure: Tenure;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ DOCS: 'on' });
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());
  const spend = (key: string) => tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });

  it('a revoked key is refused at the next request, at every SDK route', async () => {
    const { key, botId, token } = await tenure.signUp();
    const keyId = (await tenure.get('/v1/sdk/me', { key })).body.key.id;
    expect((await spend(key)).status).toBe(200);
    expect((await tenure.delete(`/v1/bots/${botId}/keys/${keyId}`, { token })).status).toBe(204);
    for (const operation of (await operationsOf(tenure)).filter(({ audience }) => audience === 'sdk')) {
      const answer = await tenure.send(operation.method, pathOf(operation), { key });
      expect([operation.name, answer.status, answer.body.code]).toEqual([
        operation.name,
        401,
        'unauthenticated',
      ]);
    }
  });

  it('a bot that is switched off is refused at the next request, and admitted again when it is on', async () => {
    const { key, botId, token } = await tenure.signUp();
    await tenure.patch(`/v1/members/${botId}`, { token, body: { active: false } });
    expect(await spend(key)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    await tenure.patch(`/v1/members/${botId}`, { token, body: { active: true } });
    expect((await spend(key)).body.used).toBe(1);
  });

  it('a suspended business is refused at the next request, and admitted again when it is not', async () => {
    const { key, token, businessId } = await tenure.signUp();
    const path = `/v1/admin/businesses/${businessId}`;
    await tenure.patch(path, { token: operator, body: { suspended: true } });
    expect(await spend(key)).toMatchObject({ status: 403, body: { code: 'business_suspended' } });
    expect((await tenure.get('/v1/members', { token })).body.code).toBe('business_suspended');
    await tenure.patch(path, { token: operator, body: { suspended: false } });
    expect((await spend(key)).body.used).toBe(1);
    expect((await tenure.get('/v1/members', { token })).status).toBe(200);
  });

  it('a key that expires does so by the time of its business, without anybody doing anything', async () => {
    const { key, businessId, clockId } = await tenure.onTestClock(operator, '2026-01-01T00:00:00Z');
    const expiry = '2026-01-02T00:00:00.000Z';
    await tenure.dataSource.query('UPDATE api_keys SET expires_at = $2 WHERE business_id = $1', [
      businessId,
      expiry,
    ]);
    const advance = (to: string) =>
      tenure.post(`/v1/admin/test-clocks/${clockId}/advance`, { token: operator, body: { to } });
    await advance('2026-01-01T23:59:59.999Z');
    expect((await tenure.get('/v1/sdk/me', { key })).body.key).toMatchObject({
      mode: 'test',
      expiresAt: expiry,
    });
    await advance(expiry);
    expect((await spend(key)).status).toBe(401);
  });
});
