import { colleague } from '../support/people.js';
import { RowLock } from '../support/row-lock.js';
import { type Answer, FakeClock, startTenure, type Tenure } from '../support/tenure.js';

const MINUTE = 60_000;

describe('Bots and their keys', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());
  afterEach(() => clock.set(null));

  const makeKey = (token: string, botId: string, body: object = {}) =>
    tenure.post(`/v1/bots/${botId}/keys`, { token, body });
  const works = async (key: string) => (await tenure.get('/v1/sdk/me', { key })).status === 200;

  it('a key is shown once: no list, no stranger and no database holds it in clear', async () => {
    const owner = await tenure.signUp();
    const made = await makeKey(owner.token, owner.botId, { name: 'Production', rateLimit: 600 });
    expect(made).toEqual({
      status: 201,
      headers: expect.anything(),
      body: {
        id: expect.any(String),
        name: 'Production',
        prefix: 'tnr_live_',
        lastFour: made.body.apiKey.slice(-4),
        scopes: ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'],
        expiresAt: null,
        lastUsedAt: null,
        rateLimit: 600,
        createdAt: expect.any(String),
        apiKey: expect.stringMatching(/^tnr_live_[0-9A-Za-z]{60}$/),
      },
    });
    const path = `/v1/bots/${owner.botId}/keys`;
    const list = await tenure.get(path, { token: owner.token });
    expect(list.body.data).toHaveLength(2);
    expect(JSON.stringify(list.body)).not.toMatch(/apiKey|tnr_live_[0-9A-Za-z]/);
    expect(await tenure.get(path)).toMatchObject({ status: 401 });
    expect(await tenure.get(path, { key: owner.key })).toMatchObject({ status: 401 });
    const stranger = await tenure.signUp();
    expect(await tenure.get(path, { token: stranger.token })).toMatchObject({ status: 404 });
    const member = await colleague(tenure, owner);
    expect(await tenure.get(path, { token: member.token })).toMatchObject({ status: 403 });
    const rows = await tenure.dataSource.query(
      `SELECT k::text AS row FROM api_keys k UNION ALL SELECT a::text FROM audit_log a`,
    );
    for (const key of [made.body.apiKey, owner.key])
      expect(JSON.stringify(rows)).not.toContain(key.slice(31));
  });

  it('the keys of a bot are listed while another request changes it', async () => {
    const { token, businessId, botId } = await tenure.signUp();
    const row = 'SELECT 1 FROM members WHERE business_id = $1 AND id = $2';
    const lock = await RowLock.take(tenure.databaseUrl, row, [businessId, botId]);
    const listed = await tenure.get(`/v1/bots/${botId}/keys`, { token });
    await lock.release();
    expect(listed).toMatchObject({ status: 200, body: { data: [expect.anything()] } });
  });

  it('a bot’s keys do no more than it may, each as much as it says', async () => {
    const { token } = await tenure.signUp();
    const bot = await tenure.post('/v1/bots', { token, body: { name: 'Reader', scopes: ['usage:read'] } });
    expect(bot).toMatchObject({ status: 201, body: { kind: 'bot', name: 'Reader', scopes: ['usage:read'] } });
    expect(await makeKey(token, bot.body.id, { scopes: ['usage:write'] })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'scopes' }] },
    });
    const { apiKey: key } = (await makeKey(token, bot.body.id)).body;
    expect(await tenure.get('/v1/entitlements', { key })).toMatchObject({ status: 200 });
    expect(await tenure.post('/v1/usage', { key, body: { feature: 'recordings' } })).toMatchObject({
      status: 403,
      body: { code: 'scope_missing', required: 'usage:write' },
    });
    const human = (await tenure.get('/v1/members?kind=human', { token })).body.data[0].id;
    expect(await makeKey(token, human)).toMatchObject({ status: 404 });
  });

  it('a rotated key is good for the overlap and not a moment longer; without one it is out at once', async () => {
    const owner = await tenure.signUp();
    const first = (await makeKey(owner.token, owner.botId, { name: 'A', scopes: ['usage:read'] })).body;
    const rotate = (id: string, body?: object) =>
      tenure.post(`/v1/bots/${owner.botId}/keys/${id}/rotate`, { token: owner.token, body });
    const second = await rotate(first.id, { overlapSeconds: 300 });
    expect(second).toMatchObject({ status: 201, body: { name: 'A', scopes: ['usage:read'] } });
    expect([await works(first.apiKey), await works(second.body.apiKey)]).toEqual([true, true]);
    clock.set(new Date(Date.now() + 5.1 * MINUTE));
    expect([await works(first.apiKey), await works(second.body.apiKey)]).toEqual([false, true]);
    expect(await rotate(first.id)).toMatchObject({
      status: 409,
      body: { code: 'wrong_state', state: 'expired' },
    });
    const third = await rotate(second.body.id);
    expect([await works(second.body.apiKey), await works(third.body.apiKey)]).toEqual([false, true]);
    expect(await rotate(second.body.id)).toMatchObject({ status: 404 });
  });

  it('a key that is rotated again during its overlap has successors that expire as it would have without any rotation', async () => {
    const owner = await tenure.signUp();
    const rotate = (id: string, overlapSeconds: number) =>
      tenure.post(`/v1/bots/${owner.botId}/keys/${id}/rotate`, {
        token: owner.token,
        body: { overlapSeconds },
      });
    for (const expiresAt of [null, '2100-01-01T00:00:00.000Z']) {
      const { id } = (await makeKey(owner.token, owner.botId, expiresAt === null ? {} : { expiresAt })).body;
      for (const overlapSeconds of [300, 600, 0])
        expect(await rotate(id, overlapSeconds)).toMatchObject({ status: 201, body: { expiresAt } });
    }
  });

  it('a key expires in the time of its business', async () => {
    const operator = await tenure.operator();
    const owner = await tenure.onTestClock(operator, '2030-01-01T00:00:00Z');
    expect(await makeKey(owner.token, owner.botId, { expiresAt: '2029-12-31T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'expiresAt' }] },
    });
    const made = await makeKey(owner.token, owner.botId, { expiresAt: '2030-01-02T00:00:00Z' });
    expect(made.body).toMatchObject({ prefix: 'tnr_test_', expiresAt: '2030-01-02T00:00:00.000Z' });
    expect(await works(made.body.apiKey)).toBe(true);
    const body = { to: '2030-01-02T00:00:00Z' };
    await tenure.post(`/v1/admin/test-clocks/${owner.clockId}/advance`, { token: operator, body });
    expect(await works(made.body.apiKey)).toBe(false);
  });

  it('a removed bot’s keys are refused from the next request on', async () => {
    const owner = await tenure.signUp();
    expect(await works(owner.key)).toBe(true);
    expect(await tenure.delete(`/v1/members/${owner.botId}`, { token: owner.token })).toMatchObject({
      status: 204,
    });
    expect(await works(owner.key)).toBe(false);
  });

  it('a bot has at most 50 valid keys, however many are made at once, and its business can be closed with all of them', async () => {
    const { token, businessId, botId } = await tenure.signUp();
    const add = (count: number, column: string) =>
      tenure.dataSource.query(
        `INSERT INTO api_keys (business_id, id, bot_id, name, mode, hash, last_four, scopes, created_at, ${column})
         SELECT $1, gen_random_uuid(), $2, 'Key', 'live', sha256(gen_random_uuid()::text::bytea), 'abcd', '{usage:read}', now(),
                now() - interval '1 minute'
         FROM generate_series(1, $3)`,
        [businessId, botId, count],
      );
    // Keys that were used, revoked, and have expired.
    await add(48, 'last_used_at');
    await add(3, 'revoked_at');
    await add(3, 'expires_at');
    const made = await Promise.all([1, 2, 3].map(() => makeKey(token, botId)));
    const [last] = made.filter(({ status }) => status === 201);
    const tooMany = { status: 409, body: { code: 'too_many_keys' } };
    expect(made.filter((answer) => answer !== last)).toMatchObject([tooMany, tooMany]);
    const rotate = (id: string, body?: object) =>
      tenure.post(`/v1/bots/${botId}/keys/${id}/rotate`, { token, body });
    expect(await rotate(last?.body.id, { overlapSeconds: 60 })).toMatchObject(tooMany);
    expect(await rotate(last?.body.id)).toMatchObject({ status: 201 });
    expect(await tenure.post('/v1/business/close', { token })).toMatchObject({ status: 204 });
    const left = 'SELECT expires_at FROM api_keys WHERE business_id = $1 AND revoked_at IS NULL';
    const expired = { expires_at: expect.any(Date) };
    expect(await tenure.dataSource.query(left, [businessId])).toEqual([expired, expired, expired]);
  });

  it('a business has at most 1,000 bots, however many are made at once', async () => {
    const { token, businessId } = await tenure.signUp();
    await tenure.dataSource.query(
      `INSERT INTO members (business_id, id, kind, name, scopes, active, created_at, knows_refunds)
       SELECT $1, gen_random_uuid(), 'bot', 'Bot', '{usage:read}', true, now(), true FROM generate_series(1, 998)`,
      [businessId],
    );
    const make = () => tenure.post('/v1/bots', { token, body: { name: 'Another' } });
    const made = await Promise.all([make(), make(), make()]);
    const tooMany = { status: 409, body: { code: 'too_many_bots' } };
    expect(made.filter(({ status }) => status !== 201)).toMatchObject([tooMany, tooMany]);
  });

  it('a key with a rate limit is told when to come again, whatever the others do', async () => {
    const owner = await tenure.signUp();
    const { apiKey: key } = (await makeKey(owner.token, owner.botId, { rateLimit: 2 })).body;
    const answers: Answer[] = [];
    for (let call = 0; call < 3; call += 1) answers.push(await tenure.get('/v1/sdk/me', { key }));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]).toMatchObject({ body: { code: 'rate_limited' } });
    const head = (name: string) => Number(answers[2]?.headers.get(name));
    expect(head('retry-after')).toBeGreaterThan(0);
    expect([head('ratelimit-limit'), head('ratelimit-remaining')]).toEqual([2, 0]);
    expect(await works(owner.key)).toBe(true);
  });
});
