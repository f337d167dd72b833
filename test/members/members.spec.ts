import { randomUUID } from 'node:crypto';
import { type Customer, startTenure, type Tenure } from '../support/tenure.js';
import { rowCounts } from '../support/operations.js';
import { FIELDS, fields, INSTANT, UNKNOWN_ID } from '../support/shapes.js';

describe('Members and keys', () => {
  let tenure: Tenure;
  let customer: Customer;
  let stranger: Customer;
  beforeAll(async () => {
    tenure = await startTenure();
    stranger = await tenure.signUp({ name: 'Canary' });
  });
  beforeEach(async () => (customer = await tenure.signUp()));
  afterAll(() => tenure.close());

  const list = (query = '') => tenure.get(`/v1/members${query}`, { token: customer.token });
  const edit = (id: string, body: object, token = customer.token) =>
    tenure.patch(`/v1/members/${id}`, { token, body });
  const keyIdOf = async ({ key }: Customer) =>
    (await tenure.get('/v1/sdk/me', { key })).body.key.id as string;
  const revoke = (botId: string, keyId: string) =>
    tenure.delete(`/v1/bots/${botId}/keys/${keyId}`, { token: customer.token });

  it('are one list of people and bots, newest first, of the own business alone', async () => {
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.nextCursor).toBeNull();
    const [bot, human] = body.data;
    expect(body.data).toHaveLength(2);
    expect(fields(bot)).toEqual(FIELDS.bot);
    expect(bot).toMatchObject({ id: customer.botId, kind: 'bot', active: true, lastUsedAt: null });
    expect(bot.scopes).toEqual(['usage:write', 'usage:refund', 'usage:read', 'allocations:write']);
    expect(fields(human)).toEqual([...FIELDS.human, 'lastActiveAt'].toSorted());
    expect(human.lastActiveAt).toMatch(INSTANT);
    expect(human).toMatchObject({
      id: customer.memberId,
      kind: 'human',
      role: 'owner',
      email: customer.email,
    });
    expect(JSON.stringify(body)).not.toContain(stranger.email);
    expect((await list('?kind=bot')).body.data).toEqual([bot]);
    expect((await list('?kind=human')).body.data).toEqual([human]);
    const page = (await list('?limit=1')).body;
    expect(page.data).toEqual([bot]);
    expect((await list(`?limit=1&cursor=${page.nextCursor}`)).body).toEqual({
      data: [human],
      nextCursor: null,
    });
  });

  it('tell when a bot was last used', async () => {
    await tenure.post('/v1/usage', { key: customer.key, body: { feature: 'recordings' } });
    const [bot] = (await list('?kind=bot')).body.data;
    expect(bot.lastUsedAt).toMatch(INSTANT);
    expect(Math.abs(Date.parse(bot.lastUsedAt) - Date.now())).toBeLessThan(60_000);
  });

  it('who are bots are turned off and on, and answered as they then are', async () => {
    const off = await edit(customer.botId, { active: false });
    expect(off).toMatchObject({ status: 200, body: { id: customer.botId, active: false } });
    expect(fields(off.body)).toEqual(FIELDS.bot);
    expect((await list('?kind=bot')).body.data).toEqual([off.body]);
    expect((await edit(customer.botId, {})).body.active).toBe(false);
    expect((await edit(customer.botId, { active: true })).body.active).toBe(true);
  });

  it('who are bots are renamed, and get and lose scopes from the next request on', async () => {
    const path = `/v1/bots/${customer.botId}`;
    const change = (body: object, token = customer.token) => tenure.patch(path, { token, body });
    const scopes = ['usage:read'];
    const edited = await change({ name: 'Reader', scopes });
    expect(edited).toMatchObject({ status: 200, body: { id: customer.botId, name: 'Reader', scopes } });
    expect((await list('?kind=bot')).body.data).toEqual([edited.body]);
    expect(await customer.spend()).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    expect(await change({ scopes: ['usage:read', 'usage:write'] })).toMatchObject({
      body: { name: 'Reader' },
    });
    expect((await customer.spend()).status).toBe(200);
    // What changes nothing leaves no trace.
    await change({});
    const told = await tenure.dataSource.query(
      `SELECT before, after FROM audit_log WHERE business_id = $1 AND action = 'bot.edited' ORDER BY id`,
      [customer.businessId],
    );
    expect(told).toMatchObject([
      { after: { name: 'Reader', scopes } },
      { before: { name: 'Reader', scopes } },
    ]);
    expect(await change({ scopes: ['admin'] })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'scopes' }] },
    });
    expect(await change({ name: 'Theirs' }, stranger.token)).toMatchObject({ status: 404 });
    const person = `/v1/bots/${customer.memberId}`;
    expect(await tenure.patch(person, { token: customer.token, body: { name: 'X' } })).toMatchObject({
      status: 404,
    });
  });

  it('who are bots of an older server count as made by this one as soon as their scopes are given', async () => {
    const { botId, token } = await tenure.signUp();
    await tenure.dataSource.query('UPDATE members SET knows_refunds = false WHERE id = $1', [botId]);
    const known = async (body: object) => {
      expect((await tenure.patch(`/v1/bots/${botId}`, { token, body })).status).toBe(200);
      const rows = await tenure.dataSource.query('SELECT knows_refunds FROM members WHERE id = $1', [botId]);
      return rows[0].knows_refunds;
    };
    expect(await known({ name: 'Reader' })).toBe(false);
    expect(await known({ scopes: ['usage:write'] })).toBe(true);
    expect(await known({ name: 'Writer' })).toBe(true);
  });

  it('turned off or on write one line of audit for each real change', async () => {
    for (const active of [false, false, true, true]) await edit(customer.botId, { active });
    const rows = await tenure.dataSource.query(
      "SELECT actor_id AS actor, after FROM audit_log WHERE business_id = $1 AND action = 'member.switched' ORDER BY id",
      [customer.businessId],
    );
    const actor = customer.memberId;
    expect(rows).toEqual([
      { actor, after: { active: false } },
      { actor, after: { active: true } },
    ]);
  });

  it('of another business are 404, exactly as unknown ones, and stay as they are', async () => {
    const before = await rowCounts(tenure);
    const theirs = await edit(stranger.botId, { active: false });
    const unknown = await edit(UNKNOWN_ID, { active: false });
    expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(theirs.body).toEqual(unknown.body);
    expect((await edit(stranger.memberId, { active: false })).body).toEqual(unknown.body);
    const keyId = await keyIdOf(stranger);
    const unknownKey = await revoke(customer.botId, UNKNOWN_ID);
    expect(unknownKey).toMatchObject({ status: 404, body: { code: 'not_found' } });
    for (const [bot, key] of [
      [stranger.botId, keyId],
      [customer.botId, keyId],
      [stranger.botId, await keyIdOf(customer)],
      [customer.memberId, await keyIdOf(customer)],
    ] as const) {
      expect((await revoke(bot, key)).body).toEqual(unknownKey.body);
    }
    expect((await tenure.get('/v1/sdk/me', { key: stranger.key })).status).toBe(200);
    expect((await tenure.get('/v1/sdk/me', { key: customer.key })).status).toBe(200);
    expect(await rowCounts(tenure)).toEqual(before);
  });

  it('of the own rank or above cannot be turned off, not by themselves either', async () => {
    expect(await edit(customer.memberId, { active: false })).toMatchObject({
      status: 403,
      body: { code: 'role_too_low' },
    });
    expect((await list('?kind=human')).body.data[0].active).toBe(true);
  });

  it('who are people free their seat when off, and take one when on again', async () => {
    const join = async () => {
      const id = randomUUID();
      const { email } = await tenure.signUp();
      await tenure.dataSource.query(
        `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
         SELECT $1, $2, 'human', id, 'member', false, now() FROM users WHERE email = $3`,
        [customer.businessId, id, email],
      );
      return id;
    };
    const seats = async () => (await tenure.get('/v1/entitlements/seats', { key: customer.key })).body;
    const [first, second, third] = [await join(), await join(), await join()];
    expect(await seats()).toMatchObject({ used: 1, limit: 3 });
    expect((await edit(first, { active: true })).status).toBe(200);
    expect((await edit(second, { active: true })).status).toBe(200);
    expect(await seats()).toMatchObject({ used: 3, remaining: 0 });
    const full = await edit(third, { active: true });
    expect(full).toMatchObject({
      status: 402,
      body: { code: 'limit_reached', feature: 'seats', used: 3, limit: 3 },
    });
    expect((await list('?kind=human')).body.data.find(({ id }: { id: string }) => id === third).active).toBe(
      false,
    );
    await edit(first, { active: false });
    expect(await seats()).toMatchObject({ used: 2 });
    expect((await edit(third, { active: true })).status).toBe(200);
  });

  it('lose a key for good: revoked once, then 404, and never listed as anything else', async () => {
    const keyId = await keyIdOf(customer);
    expect(await revoke(customer.botId, keyId)).toMatchObject({ status: 204, body: undefined });
    expect(await revoke(customer.botId, keyId)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const rows = await tenure.dataSource.query(
      "SELECT target_id AS target, after FROM audit_log WHERE business_id = $1 AND action = 'key.revoked'",
      [customer.businessId],
    );
    expect(rows).toEqual([
      { target: keyId, after: { botId: customer.botId, lastFour: customer.key.slice(-4) } },
    ]);
  });

  it('with a key are told whose it is and what it may do', async () => {
    const { status, body } = await tenure.get('/v1/sdk/me', { key: customer.key });
    expect(status).toBe(200);
    expect(body).toEqual({
      bot: { id: customer.botId, name: expect.any(String) },
      business: { id: customer.businessId, name: 'Analytical Engines' },
      scopes: expect.arrayContaining(['usage:write', 'usage:refund', 'usage:read', 'allocations:write']),
      key: { id: expect.any(String), mode: 'live', expiresAt: null },
    });
  });
});
