import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { AuditService } from '../../src/audit/index.js';
import type { OperatorPrincipal } from '../../src/common/principal.js';
import { UsersService } from '../../src/users/index.js';
import { CommandLine } from '../support/command-line.js';
import { expectInvariants } from '../support/invariants.js';
import { colleague } from '../support/people.js';
import { phone } from '../support/phone.js';
import { lockIsAwaited, RowLock } from '../support/row-lock.js';
import { type Answer, PASSWORD, settings, startTenure, type Tenure } from '../support/tenure.js';
import { until } from '../support/until.js';

describe('Operators', () => {
  let tenure: Tenure;
  let commandLine: CommandLine;
  beforeAll(async () => {
    commandLine = await CommandLine.start();
    tenure = await startTenure();
  });
  afterAll(() => expectInvariants(tenure.databaseUrl));
  afterAll(async () => {
    await commandLine.stop();
    await tenure.close();
  });

  const command = async (...words: string[]) => {
    const env = { ...process.env, ...settings(tenure.databaseUrl) };
    const { code, stdout, stderr } = await commandLine.run(['operator', ...words], env);
    if (code !== 0) throw new Error(stderr);
    return stdout;
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
    const key = /tnr_op_\w+/.exec(await command('key', email, 'Short', '2100-01-01T00:00:00Z'))?.[0];
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 200 });
    const [operators, sessions, keys] = await Promise.all([
      command('list'),
      command('sessions', email),
      command('keys'),
    ]);
    expect(operators).toContain(email);
    expect(sessions).toContain('since ');
    expect(keys).toMatch(/expires 2100-01-01T00:00:00.000Z  Short/);
    await command('end-sessions', email);
    const { accessToken } = login.body.tokens;
    expect(await tenure.get('/v1/me', { token: accessToken })).toMatchObject({ status: 401 });
    const another = /once: (\S+)/.exec(await command('reset', email))?.[1];
    expect(await tenure.post('/v1/auth/login', { body: { email, password } })).toMatchObject({ status: 401 });
    const again = await tenure.post('/v1/auth/login', { body: { email, password: another } });
    expect(again).toMatchObject({ status: 200, body: { user: { operator: true } } });
    const { accessToken: bare } = again.body.tokens;
    const mine = { token: bare, body: { password: another } };
    const { secret } = (await tenure.post('/v1/me/second-factor', mine)).body;
    const first = { token: bare, body: { code: phone(secret)(Date.now()) } };
    expect(await tenure.post('/v1/me/second-factor/confirm', first)).toMatchObject({ status: 200 });
    const last = /once: (\S+)/.exec(await command('reset', email))?.[1];
    expect(await tenure.post('/v1/auth/login', { body: { email, password: last } })).toMatchObject({
      status: 200,
    });
    const { accessToken: ended } = again.body.tokens;
    expect(await tenure.get('/v1/me', { token: ended })).toMatchObject({ status: 401 });
    await command('remove', email);
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 401 });
    await Promise.all([
      expect(command('remove', 'operator@example.com')).rejects.toThrow('last operator'),
      expect(command('remove', email)).rejects.toThrow('no such operator'),
    ]);
  });

  const add = async (names: { password?: string; email?: string } = { password: PASSWORD }) => {
    const email = `${randomUUID()}@example.com`;
    const body = { email, firstName: 'Charles', lastName: 'Babbage', ...names };
    const made = await tenure.post('/v1/admin/operators', { token: await tenure.operator(), body });
    expect(made).toMatchObject({ status: 201, body: { email, firstName: 'Charles' } });
    return { email, id: made.body.id as string };
  };
  const logIn = async (email: string, password = PASSWORD): Promise<string> =>
    (await tenure.post('/v1/auth/login', { body: { email, password } })).body.tokens.accessToken;

  it('add, list and remove each other, and a removed one is out on the next request with keys and sessions', async () => {
    const token = await tenure.operator();
    const { email, id } = await add();
    const theirs = await logIn(email);
    const body = { name: 'CRM', expiresAt: '2100-01-01T00:00:00.000Z' };
    const key = await tenure.post('/v1/admin/operators/keys', { token: theirs, body });
    expect(key).toMatchObject({ status: 201, body: { ...body, operator: { id, email }, prefix: 'tnr_op_' } });
    const read = await tenure
      .signUp()
      .then(({ businessId }) => readToken(businessId, { key: key.body.apiKey }));
    const listed = await tenure.get('/v1/admin/operators', { token });
    expect(listed.body.data[0]).toMatchObject({ id, email, createdAt: expect.any(String) });
    const keys = await tenure.get('/v1/admin/operators/keys', { token });
    expect(keys.body.data[0]).toMatchObject({ id: key.body.id, lastFour: key.body.apiKey.slice(-4) });
    expect(keys.body.data[0].apiKey).toBeUndefined();
    expect(
      await tenure.post('/v1/admin/operators', {
        token,
        body: { email, firstName: 'Another', lastName: 'One' },
      }),
    ).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    expect(await tenure.delete(`/v1/admin/operators/${id}`, { token })).toMatchObject({ status: 204 });
    expect(await tenure.dataSource.query('SELECT id FROM sessions WHERE user_id = $1', [id])).toEqual([]);
    for (const call of [{ token: theirs }, { key: key.body.apiKey }])
      expect(await tenure.get('/v1/admin/plans', call)).toMatchObject({ status: 401 });
    expect(await tenure.get('/v1/members', { token: read })).toMatchObject({ status: 401 });
    expect(await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } })).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
    expect(await tenure.delete(`/v1/admin/operators/${id}`, { token })).toMatchObject({ status: 404 });
    const log = await tenure.get('/v1/admin/audit?limit=100', { token });
    const noted = log.body.data.filter((entry: any) => entry.target.id === id);
    expect(noted.map(({ action }: { action: string }) => action)).toEqual([
      'operator.removed',
      'operator.created',
    ]);
    expect(noted[0]).toMatchObject({ actor: { kind: 'operator' }, before: { email } });
  });

  it('without a password, a new operator chooses one by a mailed link', async () => {
    const { email } = await add({});
    const token = await tenure.mails.token(email, 'reset-password');
    const body = { token, password: 'mill and store 1837' };
    expect(await tenure.post('/v1/auth/password-reset/confirm', { body })).toMatchObject({ status: 204 });
    const mine = await logIn(email, body.password);
    expect(await tenure.get('/v1/admin/operators', { token: mine })).toMatchObject({ status: 200 });
  });

  it('never remove the last one who can log in, also when two remove each other at once', async () => {
    const token = await tenure.operator();
    const { data } = (await tenure.get('/v1/admin/operators?limit=100', { token })).body;
    const self = data.find(({ email }: { email: string }) => email === 'operator@example.com').id;
    for (const { id } of data.filter((each: { id: string }) => each.id !== self))
      expect(await tenure.delete(`/v1/admin/operators/${id}`, { token })).toMatchObject({ status: 204 });
    const pending = await add({});
    const last = { status: 409, body: { code: 'wrong_state', state: 'last_operator' } };
    expect(await tenure.delete(`/v1/admin/operators/${self}`, { token })).toMatchObject(last);
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await add(), await add()];
      const [byOne, byTwo] = [await logIn(one.email), await logIn(two.email)];
      const answers = await Promise.all([
        tenure.delete(`/v1/admin/operators/${two.id}`, { token: byOne }),
        tenure.delete(`/v1/admin/operators/${one.id}`, { token: byTwo }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
      const left = answers[0].status === 204 ? one : two;
      expect(await tenure.delete(`/v1/admin/operators/${left.id}`, { token })).toMatchObject({ status: 204 });
    }
    expect(await tenure.delete(`/v1/admin/operators/${pending.id}`, { token })).toMatchObject({
      status: 204,
    });
  });

  it.each(['account', 'session', 'key'])(
    'whose %s ends while a password is hashed add nobody',
    async (means) => {
      const token = await tenure.operator();
      const { email, id } = await add();
      const theirs = await logIn(email);
      const key = await tenure.post('/v1/admin/operators/keys', { token: theirs, body: { name: 'CRM' } });
      const call = means === 'key' ? { key: key.body.apiKey as string } : { token: theirs };
      const ends = {
        account: `/v1/admin/operators/${id}`,
        session: `/v1/admin/operators/${id}/sessions`,
        key: `/v1/admin/operators/keys/${key.body.id}`,
      };
      const person = () => ({
        email: `${randomUUID()}@example.com`,
        firstName: 'X',
        lastName: 'Y',
        password: PASSWORD,
      });
      const users = tenure.app.get(UsersService);
      const hashPassword = users.hashPassword.bind(users);
      let waiting = 0;
      let goOn = () => {};
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      const hashing = jest.spyOn(users, 'hashPassword').mockImplementation(async (...given) => {
        waiting += 1;
        await gate;
        return hashPassword(...given);
      });
      const added = tenure.post('/v1/admin/operators', { ...call, body: person() });
      const created = tenure.post('/v1/admin/businesses', { ...call, body: { name: 'X', owner: person() } });
      await until(() => waiting === 2, 'both wait for the hash');
      expect(await tenure.delete(ends[means as keyof typeof ends], { token })).toMatchObject({ status: 204 });
      goOn();
      for (const answer of await Promise.all([added, created]))
        expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      hashing.mockRestore();
    },
  );

  it.each(['session', 'key'])('whose %s ends while a change waits change nothing', async (means) => {
    const token = await tenure.operator();
    const { email, id } = await add();
    const theirs = await logIn(email);
    const make = { token: theirs, body: { name: 'CRM' } };
    const { id: keyId, apiKey } = (await tenure.post('/v1/admin/operators/keys', make)).body;
    const call = means === 'key' ? { key: apiKey } : { token: theirs };
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM users WHERE id = $1', [id]);
    const body = { name: 'Late' };
    const answers = [
      tenure.post('/v1/admin/operators/keys', { ...call, body }),
      tenure.post('/v1/admin/test-clocks', { ...call, body: { now: '2030-01-01T00:00:00Z' } }),
    ];
    await lock.waiting(answers.length);
    await (means === 'key'
      ? lock.query('UPDATE operator_keys SET revoked_at = now() WHERE id = $1', [keyId])
      : lock.query('UPDATE sessions SET ended_at = now() WHERE user_id = $1', [id]));
    await lock.release();
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const keys = await tenure.get('/v1/admin/operators/keys?limit=100', { token });
    expect(keys.body.data.map(({ name }: { name: string }) => name)).not.toContain('Late');
  });

  it('may end the session, or revoke the key, that the request itself came with', async () => {
    const { email, id } = await add();
    const key = async () => {
      const make = { token: await tenure.operator(), body: { name: 'CRM' } };
      return (await tenure.post('/v1/admin/operators/keys', make)).body;
    };
    const [rotated, revoked] = [await key(), await key()];
    const keys = '/v1/admin/operators/keys';
    const rotate = { key: rotated.apiKey, body: { overlapSeconds: 0 } };
    expect(await tenure.post(`${keys}/${rotated.id}/rotate`, rotate)).toMatchObject({ status: 201 });
    expect(await tenure.delete(`${keys}/${revoked.id}`, { key: revoked.apiKey })).toMatchObject({
      status: 204,
    });
    const sessions = `/v1/admin/operators/${id}/sessions`;
    expect(await tenure.delete(sessions, { token: await logIn(email) })).toMatchObject({ status: 204 });
    const token = await logIn(email);
    const [own] = (await tenure.get('/v1/me/sessions', { token })).body.data;
    expect(await tenure.delete(`/v1/me/sessions/${own.id}`, { token })).toMatchObject({ status: 204 });
    const change = {
      token: await logIn(email),
      body: { current: PASSWORD, password: 'mill and store 1837' },
    };
    expect(await tenure.post('/v1/me/password', change)).toMatchObject({ status: 204 });
  });

  it('are removed while another request revokes one of their keys', async () => {
    const token = await tenure.operator();
    const [one, other] = [await add(), await add()];
    const [byOne, theirs] = [await logIn(one.email), await logIn(other.email)];
    const make = { token: theirs, body: { name: 'CRM' } };
    const key = (await tenure.post('/v1/admin/operators/keys', make)).body;
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM users WHERE id = $1', [one.id]);
    const removed = tenure.delete(`/v1/admin/operators/${other.id}`, { token });
    await lock.waiting(1);
    const revoked = tenure.delete(`/v1/admin/operators/keys/${key.id}`, { token: byOne });
    await lock.waiting(2);
    await lock.release();
    expect((await removed).status).toBe(204);
    expect(await revoked).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('whose change is under way are removed after it, however their id is written', async () => {
    const token = await tenure.operator();
    const { email, id } = await add();
    await logIn(email);
    const found = 'SELECT id FROM sessions WHERE user_id = $1';
    const [{ id: sessionId }] = await tenure.dataSource.query(found, [id]);
    const by: OperatorPrincipal = { kind: 'operator', userId: id, sessionId, address: '127.0.0.1' };
    const entry = { by, action: 'feature.edited', target: { kind: 'feature', id: 'recordings' } };
    let removal: Promise<Answer> | undefined;
    let removed = false;
    await tenure.dataSource.transaction(async (manager) => {
      await tenure.app.get(AuditService).recordForOperators(manager, entry);
      removal = tenure.delete(`/v1/admin/operators/${id.toUpperCase()}`, { token });
      void removal.then(() => (removed = true));
      await lockIsAwaited(tenure.dataSource);
      expect(removed).toBe(false);
    });
    expect(await removal).toMatchObject({ status: 204 });
  });

  it('change many things at the same time, and nobody is turned away for the others', async () => {
    const token = await tenure.operator();
    const { email } = await add();
    const tokens = [token, await logIn(email)];
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        tenure.post('/v1/admin/test-clocks', { token: tokens[n % 2], body: { now: '2030-01-01T00:00:00Z' } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  });

  it('end the sessions of one another, from the next request on', async () => {
    const token = await tenure.operator();
    const { email, id } = await add();
    const theirs = [await logIn(email), await logIn(email)];
    const path = `/v1/admin/operators/${id}/sessions`;
    const { data } = (await tenure.get(path, { token })).body;
    expect(data).toHaveLength(2);
    expect(data[0]).toMatchObject({ id: expect.any(String), current: false });
    expect((await tenure.get(path, { token: theirs[1] })).body.data[0]).toMatchObject({ current: true });
    expect(await tenure.delete(path, { token })).toMatchObject({ status: 204 });
    for (const each of theirs)
      expect(await tenure.get('/v1/me', { token: each })).toMatchObject({ status: 401 });
    expect((await tenure.get(path, { token })).body.data).toEqual([]);
    const { body } = await tenure.get('/v1/admin/audit?action=operator.sessions_ended', { token });
    expect(body.data[0]).toMatchObject({ target: { kind: 'user', id } });
    const customer = await tenure.signUp();
    const { userId } = (
      await tenure.get(`/v1/admin/businesses/${customer.businessId}/members?kind=human`, { token })
    ).body.data[0];
    for (const method of ['GET', 'DELETE'])
      expect(await tenure.send(method, `/v1/admin/operators/${userId}/sessions`, { token })).toMatchObject({
        status: 404,
      });
    expect(await tenure.delete(`/v1/admin/operators/${userId}`, { token })).toMatchObject({ status: 404 });
  });

  it('a key is good until it expires or is revoked, and so is a read token that it made', async () => {
    const token = await tenure.operator();
    const { businessId } = await tenure.signUp();
    const make = async (body: object) =>
      (await tenure.post('/v1/admin/operators/keys', { token, body })).body;
    expect(
      await tenure.post('/v1/admin/operators/keys', {
        token,
        body: { name: 'X', expiresAt: '2020-01-01T00:00:00Z' },
      }),
    ).toMatchObject({ status: 400, body: { errors: [{ field: 'expiresAt' }] } });
    const { id, apiKey: key } = await make({ name: 'Short', expiresAt: '2100-01-01T00:00:00Z' });
    const read = await readToken(businessId, { key });
    expect(await tenure.get('/v1/members', { token: read })).toMatchObject({ status: 200 });
    // A second ago: the service's clock counts whole milliseconds, the database's counts less.
    await tenure.dataSource.query(
      `UPDATE operator_keys SET expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 401 });
    expect(await tenure.get('/v1/members', { token: read })).toMatchObject({ status: 401 });
    const other = await make({ name: 'Long' });
    expect(await tenure.get('/v1/admin/plans', { key: other.apiKey })).toMatchObject({ status: 200 });
    const path = `/v1/admin/operators/keys/${other.id}`;
    expect(await tenure.delete(path, { token })).toMatchObject({ status: 204 });
    expect(await tenure.get('/v1/admin/plans', { key: other.apiKey })).toMatchObject({ status: 401 });
    expect(await tenure.delete(path, { token })).toMatchObject({ status: 404 });
  });

  it('give their backend a key that is good on their own surface alone, until it is revoked', async () => {
    const key = await makeKey();
    expect(key).toMatch(/^tnr_op_[0-9A-Za-z]{38}$/);
    expect(await tenure.get('/v1/admin/plans', { key })).toMatchObject({ status: 200 });
    for (const path of ['/v1/me', '/v1/members'])
      expect(await tenure.get(path, { key })).toMatchObject({
        status: 401,
        body: { code: 'unauthenticated' },
      });
    for (const path of ['/v1/sdk/me', '/v1/entitlements'])
      expect(await tenure.get(path, { key })).toMatchObject({
        status: 403,
        body: { code: 'scope_missing' },
      });
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
      ['GET', `/v1/business/export/${randomUUID()}/file`],
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
    expect(body.data[0]).toMatchObject({ actor: { kind: 'operator', id: null }, address: null });
  });

  it('a read token ends with the session or the key that it came by', async () => {
    const owner = await tenure.signUp();
    const login = { email: 'operator@example.com', password: 'operator password' };
    const { tokens } = (await tenure.post('/v1/auth/login', { body: login })).body;
    const bySession = await readToken(owner.businessId, { token: tokens.accessToken });
    await tenure.post('/v1/auth/logout', { body: { refreshToken: tokens.refreshToken } });
    expect(await tenure.get('/v1/business', { token: bySession })).toMatchObject({ status: 401 });
    const body = { name: 'CRM' };
    const made = await tenure.post('/v1/admin/operators/keys', { token: await tenure.operator(), body });
    const { id, apiKey: key } = made.body;
    const byKey = await readToken(owner.businessId, { key });
    expect(await tenure.get('/v1/business', { token: byKey })).toMatchObject({ status: 200 });
    await tenure.delete(`/v1/admin/operators/keys/${id}`, { token: await tenure.operator() });
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
