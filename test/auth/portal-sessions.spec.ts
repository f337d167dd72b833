import { randomUUID } from 'node:crypto';
import { colleague } from '../support/people.js';
import { switchOnSecondFactor } from '../support/phone.js';
import { RowLock } from '../support/row-lock.js';
import {
  type Answer,
  type Call,
  type Customer,
  FakeClock,
  PASSWORD,
  startTenure,
  type Tenure,
} from '../support/tenure.js';

const MINUTE = 60_000;
const RETURN = 'https://app.example.com/settings?tab=plan';

/** A product with a log-in of its own opens the dashboard as a member. */
describe('A portal session', () => {
  let tenure: Tenure;
  let operator: string;
  let key: string;
  const clock = new FakeClock();

  beforeAll(async () => {
    tenure = await startTenure({ RATE_LIMITS: 'on', RETURN_ORIGINS: 'https://app.example.com' }, clock);
    operator = await tenure.operator();
    key = await keyWith('portal:write');
  });
  afterEach(() => clock.set(null));
  afterAll(() => tenure.close());

  async function keyWith(...scopes: string[]): Promise<string> {
    const body = { name: 'Product', scopes };
    return (await tenure.post('/v1/admin/operators/keys', { token: operator, body })).body.apiKey as string;
  }
  const ask = (businessId: string, body: object, call: Call = { key }) =>
    tenure.post(`/v1/admin/businesses/${businessId}/portal-sessions`, { ...call, body });
  const linkFor = async ({ businessId, email }: Pick<Customer, 'businessId' | 'email'>): Promise<string> => {
    const { status, body } = await ask(businessId, { email });
    expect(status).toBe(201);
    return `/v1/auth/portal-sessions/${body.url.split('/').at(-1)}`;
  };
  const open = (link: string, call: Call = {}) => tenure.post(`${link}/open`, { body: {}, ...call });
  const codeOf = ({ status, body }: Answer) => [status, body?.code];
  const auditOf = async (businessId: string) =>
    (
      await tenure.dataSource.query(
        `SELECT action, actor_kind AS by FROM audit_log WHERE business_id = $1 AND action LIKE 'portal%' ORDER BY id`,
        [businessId],
      )
    ).map(({ action, by }: { action: string; by: string }) => `${action} by ${by}`);

  it('opens the dashboard as the member, once, and is written down', async () => {
    const owner = await tenure.signUp();
    const asked = await ask(owner.businessId, { email: owner.email.toUpperCase(), returnUrl: RETURN });
    expect(asked.body.url).toMatch(/^http:\/\/\S+\/app\/portal\/[0-9A-Za-z]{65}$/);
    const link = `/v1/auth/portal-sessions/${asked.body.url.split('/').at(-1)}`;
    const shown = {
      email: owner.email,
      firstName: 'Ada',
      businessName: 'Analytical Engines',
      returnUrl: RETURN,
    };
    expect(await tenure.get(link)).toMatchObject({ status: 200, body: shown });
    const opened = await open(link);
    expect(opened).toMatchObject({ status: 200, body: { user: { email: owner.email } } });
    const me = await tenure.get('/v1/me', { token: opened.body.tokens.accessToken });
    expect(me.body).toMatchObject({ role: 'owner', business: { id: owner.businessId } });
    expect(codeOf(await open(link))).toEqual([410, 'token_spent']);
    expect(codeOf(await tenure.get(link))).toEqual([410, 'token_spent']);
    expect(await auditOf(owner.businessId)).toEqual([
      'portal_session.created by service',
      'portal_session.opened by member',
    ]);
    // The business learns that the product did it, and nothing of the product's key.
    const { data } = (await tenure.get('/v1/business/audit', { token: owner.token })).body;
    expect(data.find(({ action }: { action: string }) => action === 'portal_session.created')).toMatchObject({
      actor: { kind: 'service', id: null },
      address: null,
    });
    const [{ kept }] = await tenure.dataSource.query(
      'SELECT string_agg(p::text, $1) AS kept FROM portal_sessions p',
      [' '],
    );
    expect(kept).not.toContain(link.split('/').at(-1));
  });

  it('opens once, also when many try at the same moment', async () => {
    const owner = await tenure.signUp();
    const link = await linkFor(owner);
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM users WHERE email = $1', [
      owner.email,
    ]);
    const tries = Array.from({ length: 5 }, () => open(link));
    await lock.waiting(5);
    await lock.release();
    const answers = (await Promise.all(tries)).map(({ status }) => status);
    expect(answers.sort()).toEqual([200, 410, 410, 410, 410]);
  });

  it('is not made for a member whose account is erased meanwhile', async () => {
    const owner = await tenure.signUp();
    const { email, memberId } = await colleague(tenure, owner);
    const row = 'SELECT 1 FROM users WHERE email = $1';
    const lock = await RowLock.take(tenure.databaseUrl, row, [email]);
    const asked = ask(owner.businessId, { email });
    await lock.waiting(1);
    const held = [owner.businessId, memberId];
    await lock.query('DELETE FROM allocations WHERE business_id = $1 AND resource = $2', held);
    await lock.query('DELETE FROM members WHERE business_id = $1 AND id = $2', held);
    await lock.query('DELETE FROM users WHERE email = $1', [email]);
    await lock.release();
    expect(codeOf(await asked)).toEqual([404, 'not_found']);
  });

  it('is good for five minutes', async () => {
    const owner = await tenure.signUp();
    const link = await linkFor(owner);
    clock.set(new Date(Date.now() + 5 * MINUTE));
    expect(codeOf(await open(link))).toEqual([410, 'token_spent']);
    expect(codeOf(await open(`/v1/auth/portal-sessions/${'0'.repeat(65)}`))).toEqual([404, 'not_found']);
    expect(codeOf(await open('/v1/auth/portal-sessions/short'))).toEqual([400, 'validation_failed']);
  });

  it('is given to keys with its scope, and to operators, and to nobody else', async () => {
    const { businessId, email, token, key: botKey } = await tenure.signUp();
    const statusFor = async (call: Call) => codeOf(await ask(businessId, { email }, call));
    expect(await statusFor({ key: await keyWith('usage:write', 'events:read') })).toEqual([
      403,
      'scope_missing',
    ]);
    expect(await statusFor({ key: botKey })).toEqual([401, 'unauthenticated']);
    expect(await statusFor({ token })).toEqual([403, 'wrong_principal']);
    expect(await statusFor({})).toEqual([401, 'unauthenticated']);
    expect((await ask(businessId, { email }, { token: operator })).status).toBe(201);
    expect((await ask(businessId, { email }, { key: await keyWith('admin') })).status).toBe(201);
  });

  it('is for active members of open businesses alone', async () => {
    const owner = await tenure.signUp();
    const other = await tenure.signUp();
    const member = await colleague(tenure, owner);
    const forMember = async () => codeOf(await ask(owner.businessId, { email: member.email }));
    expect(codeOf(await ask(owner.businessId, { email: other.email }))).toEqual([404, 'not_found']);
    expect(codeOf(await ask(randomUUID(), { email: other.email }))).toEqual([404, 'not_found']);
    expect(codeOf(await ask(owner.businessId, { email: 'no address' }))).toEqual([400, 'validation_failed']);
    const edit = (body: object) =>
      tenure.patch(`/v1/members/${member.memberId}`, { token: owner.token, body });
    const [early, late] = [
      await linkFor({ ...owner, email: member.email }),
      await linkFor({ ...owner, email: member.email }),
    ];
    await edit({ active: false });
    expect(await forMember()).toEqual([404, 'not_found']);
    expect(codeOf(await open(early))).toEqual([410, 'token_spent']);
    await edit({ active: true });
    const { data } = (await tenure.get(`/v1/admin/users?email=${member.email}`, { token: operator })).body;
    const suspend = (path: string, suspended: boolean) =>
      tenure.patch(path, { token: operator, body: { suspended } });
    await suspend(`/v1/admin/users/${data[0].id}`, true);
    expect(await forMember()).toEqual([403, 'account_suspended']);
    expect(codeOf(await open(late))).toEqual([403, 'account_suspended']);
    await suspend(`/v1/admin/users/${data[0].id}`, false);
    await suspend(`/v1/admin/businesses/${owner.businessId}`, true);
    expect(await forMember()).toEqual([403, 'business_suspended']);
    expect(codeOf(await open(late))).toEqual([403, 'business_suspended']);
    await suspend(`/v1/admin/businesses/${owner.businessId}`, false);
    await tenure.post('/v1/business/close', { token: owner.token });
    expect(await forMember()).toEqual([409, 'business_closed']);
    expect(codeOf(await open(late))).toEqual([403, 'business_closed']);
  });

  it('leads back to origins that the service knows, and to no other', async () => {
    const { businessId, email } = await tenure.signUp();
    const to = async (returnUrl: string) => (await ask(businessId, { email, returnUrl })).status;
    expect(await to(RETURN)).toBe(201);
    for (const wrong of [
      'https://app.example.com.evil.example/',
      'https://app.example.com@evil.example/',
      'https://user@app.example.com/',
      'http://app.example.com/',
      '//app.example.com/',
      'javascript:alert(1)//https://app.example.com',
      '/settings',
    ])
      expect([wrong, await to(wrong)]).toEqual([wrong, 400]);
  });

  it('asks for the code of a second factor, and a wrong one leaves the link as it is', async () => {
    const owner = await tenure.signUp();
    const { code } = await switchOnSecondFactor(tenure, owner.token);
    const link = await linkFor(owner);
    expect(await open(link)).toMatchObject({
      status: 403,
      body: { code: 'second_factor_required', next: 'send_code' },
    });
    const wrong = code === '000000' ? '000001' : '000000';
    expect(codeOf(await open(link, { body: { code: wrong } }))).toEqual([401, 'invalid_code']);
    expect((await open(link, { body: { code } })).status).toBe(200);
  });

  it('belongs to the log-in of the same person, and leaves that of another person alone', async () => {
    const owner = await tenure.signUp();
    const other = await tenure.signUp();
    const link = await linkFor(owner);
    expect(codeOf(await open(link, { token: other.token }))).toEqual([403, 'wrong_principal']);
    const opened = await open(link, { token: owner.token });
    expect(opened.status).toBe(200);
    const { refreshToken } = opened.body.tokens;
    expect((await tenure.post('/v1/auth/logout', { body: { refreshToken } })).status).toBe(204);
    expect((await tenure.get('/v1/me', { token: owner.token })).status).toBe(401);
    expect((await tenure.get('/v1/me', { token: other.token })).status).toBe(200);
  });

  it('gives no way to what asks for the password, and is void after a change of it', async () => {
    const owner = await tenure.signUp();
    const [used, unused] = [await linkFor(owner), await linkFor(owner)];
    const token = (await open(used)).body.tokens.accessToken as string;
    const email = `${randomUUID()}@example.com`;
    expect(
      codeOf(await tenure.post('/v1/me/email', { token, body: { email, password: 'a guess of it' } })),
    ).toEqual([401, 'invalid_credentials']);
    const body = { current: PASSWORD, password: 'analytical engine 1843' };
    expect((await tenure.post('/v1/me/password', { token, body })).status).toBe(204);
    expect((await tenure.get('/v1/me', { token })).status).toBe(401);
    expect(codeOf(await open(unused))).toEqual([410, 'token_spent']);
  });

  it('is made sixty times an hour for one member', async () => {
    const { businessId, email } = await tenure.signUp();
    const answers = await Promise.all(Array.from({ length: 61 }, () => ask(businessId, { email })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(60);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });
});
