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
