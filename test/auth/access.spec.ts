import { randomUUID } from 'node:crypto';
import { type Call, type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { brokenPathOf, type Operation, operationsOf, rowCounts } from '../support/operations.js';

/**
 * Every operation of the running server against every kind of caller. Each request is also malformed in path, query
 * and body, so that an answer other than the expected refusal shows that input was looked at too early.
 */
describe('Access', () => {
  let tenure: Tenure;
  let operations: Operation[];
  let owner: Customer;
  let operator: string;
  beforeAll(async () => {
    tenure = await startTenure({ DOCS: 'on' });
    operations = await operationsOf(tenure);
    owner = await tenure.signUp();
    operator = await tenure.operator();
  });
  afterAll(() => tenure.close());

  const sql = (statement: string, values: unknown[]) => tenure.dataSource.query(statement, values);
  const problem = async (operation: Operation, call: Call) => {
    const body = operation.body === null ? undefined : { surprise: true };
    const answer = await tenure.send(operation.method, brokenPathOf(operation), { ...call, body });
    return { operation: operation.name, status: answer.status, code: answer.body?.code };
  };
  /** Asks all operations that `which` picks and expects the same refusal from each. */
  const refuses = async (
    which: (operation: Operation) => boolean,
    call: Call,
    status: number,
    code: string,
  ) => {
    const before = await rowCounts(tenure);
    const asked = operations.filter(which);
    expect(asked.length).toBeGreaterThan(0);
    for (const operation of asked) {
      expect(await problem(operation, call)).toEqual({ operation: operation.name, status, code });
    }
    expect(await rowCounts(tenure)).toEqual(before);
  };
  /** A person of this role in the owner's business. */
  const colleague = async (role: 'admin' | 'member') => {
    const { email } = await tenure.signUp();
    await sql(
      `INSERT INTO members (business_id, id, kind, user_id, role, active, created_at)
       SELECT $1, $2, 'human', id, $3, true, now() FROM users WHERE email = $4`,
      [owner.businessId, randomUUID(), role, email],
    );
    const body = { email, password: PASSWORD, businessId: owner.businessId };
    return {
      email,
      token: (await tenure.post('/v1/auth/login', { body })).body.tokens.accessToken as string,
    };
  };

  const isPublic = ({ credential }: Operation) => credential === null;
  const isSdk = ({ audience }: Operation) => audience === 'sdk';
  const isOperators = ({ audience }: Operation) => audience === 'operator';
  const isDashboard = (operation: Operation) => operation.audience === 'dashboard' && !isPublic(operation);
  const needsBusiness = (operation: Operation) => operation.codes.includes('no_business');
  /** Every bot may see who it is; that one is closed to operator keys alone. */
  const needsScope = (operation: Operation) => isSdk(operation) && operation.name !== 'GET /v1/sdk/me';
  const needsRank = (operation: Operation) =>
    operation.codes.includes('role_too_low') && isDashboard(operation);

  it('is declared for every operation of the contract', () => {
    expect(operations.filter(isSdk).length).toBeGreaterThanOrEqual(7);
    expect(operations.filter(isDashboard).length).toBeGreaterThanOrEqual(5);
    expect(operations.filter(isOperators).length).toBeGreaterThanOrEqual(20);
    const open = operations.filter(isPublic).map(({ name }) => name);
    expect(
      open.filter(
        (name) =>
          !/ \/(v1\/auth|v1\/config|v1\/plans|v1\/features|v1\/payments\/stripe\/events|health|metrics|\.well-known)/.test(
            name,
          ),
      ),
    ).toEqual([]);
  });

  it('refuses two credentials at once, good or bad, before it looks at either', async () => {
    const closed = (operation: Operation) => !isPublic(operation);
    await refuses(closed, { token: operator, key: owner.key }, 400, 'two_credentials');
    await refuses(closed, { token: 'x', key: 'y' }, 400, 'two_credentials');
    await refuses(closed, { headers: { authorization: 'Basic eDp5' }, key: 'y' }, 400, 'two_credentials');
  });

  it('ignores credentials on public routes, two of them included', async () => {
    for (const path of ['/v1/plans', '/v1/plans/pro', '/health/live', '/metrics', '/openapi.json']) {
      expect((await tenure.get(path, { token: 'x', key: 'y' })).status).toBe(200);
      expect((await tenure.get(path, { token: owner.token, key: owner.key })).status).toBe(200);
    }
    const body = { email: owner.email, password: PASSWORD };
    expect((await tenure.post('/v1/auth/login', { body, token: 'x', key: 'y' })).status).toBe(200);
  });

  it('refuses nobody, everywhere that is not public', async () => {
    await refuses((operation) => !isPublic(operation), {}, 401, 'unauthenticated');
  });

  it('refuses the wrong kind of credential: a key where people come, a token where bots come', async () => {
    await refuses(
      (operation) => isDashboard(operation) || isOperators(operation),
      { key: owner.key },
      401,
      'unauthenticated',
    );
    await refuses(isSdk, { token: owner.token }, 401, 'unauthenticated');
    await refuses(isSdk, { token: operator }, 401, 'unauthenticated');
    await refuses(isSdk, { headers: { authorization: owner.key } }, 401, 'unauthenticated');
  });

  it('refuses people on operator routes and operators in a business', async () => {
    await refuses(isOperators, { token: owner.token }, 403, 'wrong_principal');
    await refuses(needsBusiness, { token: operator }, 403, 'wrong_principal');
    expect((await tenure.get('/v1/me', { token: operator })).body).toMatchObject({
      operator: true,
      business: null,
      role: null,
    });
  });

  it('refuses a key that is mistyped, of another business, or unknown', async () => {
    const stranger = await tenure.signUp();
    const swapped = owner.key.slice(0, 9) + stranger.key.slice(9, 31) + owner.key.slice(31);
    const mistyped = owner.key.slice(0, -1) + (owner.key.endsWith('0') ? '1' : '0');
    for (const key of [
      mistyped,
      swapped,
      owner.key.toLowerCase(),
      `${owner.key}0`,
      ` ${'0'.repeat(69)}`,
      'tnr_live_',
      '\u00e4',
    ]) {
      await refuses(isSdk, { key }, 401, 'unauthenticated');
    }
  });

  it('says business_suspended before role and scope, to people and bots, but lets them see who they are', async () => {
    const { token, email } = await colleague('member');
    const suspend = (suspended: boolean) =>
      tenure.patch(`/v1/admin/businesses/${owner.businessId}`, { token: operator, body: { suspended } });
    await suspend(true);
    await sql('UPDATE api_keys SET scopes = $2 WHERE business_id = $1', [owner.businessId, []]);
    await refuses(isSdk, { key: owner.key }, 403, 'business_suspended');
    await refuses(needsBusiness, { token }, 403, 'business_suspended');
    await refuses(needsBusiness, { token: owner.token }, 403, 'business_suspended');
    expect((await tenure.get('/v1/me', { token })).body).toMatchObject({ email, role: 'member' });
    await refuses(isOperators, { token }, 403, 'wrong_principal');
    await suspend(false);
    expect((await tenure.get('/v1/subscription', { token })).status).toBe(200);
    await refuses(needsScope, { key: owner.key }, 403, 'scope_missing');
    expect((await tenure.get('/v1/sdk/me', { key: owner.key })).body.scopes).toEqual([]);
    await sql('UPDATE api_keys SET scopes = $2 WHERE business_id = $1', [
      owner.businessId,
      ['usage:write', 'usage:refund', 'usage:read', 'allocations:write'],
    ]);
  });

  it('says business_closed before business_suspended', async () => {
    const gone = await tenure.signUp();
    await sql('UPDATE businesses SET closed_at = now(), suspended_at = now() WHERE id = $1', [
      gone.businessId,
    ]);
    await refuses(isSdk, { key: gone.key }, 403, 'business_closed');
    await refuses(needsBusiness, { token: gone.token }, 403, 'business_closed');
    expect((await tenure.get('/v1/me', { token: gone.token })).status).toBe(200);
    const put = await tenure.put(`/v1/admin/businesses/${gone.businessId}/subscription`, {
      token: operator,
      body: { planCode: 'limitless' },
    });
    expect(put).toMatchObject({ status: 409, body: { code: 'business_closed', status: 409 } });
    expect(
      (await tenure.get(`/v1/admin/businesses/${gone.businessId}`, { token: operator })).body.closedAt,
    ).not.toBeNull();
  });

  it('says not_a_member to a member who was turned off, and no_business to who names none', async () => {
    const { token, email } = await colleague('admin');
    await sql(
      'UPDATE members SET active = false FROM users u WHERE u.id = user_id AND email = $1 AND business_id = $2',
      [email, owner.businessId],
    );
    await refuses(needsBusiness, { token }, 403, 'not_a_member');
    expect((await tenure.get('/v1/me', { token })).body).toMatchObject({ business: null, role: null });
    // Their own business would be the only one to land in.
    await sql(
      'UPDATE businesses SET closed_at = now() FROM members m JOIN users u ON u.id = m.user_id WHERE u.email = $1 AND m.business_id = businesses.id AND m.active',
      [email],
    );
    const homeless = (await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } })).body;
    await refuses(needsBusiness, { token: homeless.tokens.accessToken }, 403, 'no_business');
    await refuses(isOperators, { token: homeless.tokens.accessToken }, 403, 'wrong_principal');
  });

  it('says role_too_low to a member, and lets an admin and the owner through to input', async () => {
    const { token } = await colleague('member');
    await refuses(needsRank, { token }, 403, 'role_too_low');
    const admin = await colleague('admin');
    const ownersOnly = ({ path }: Operation) =>
      /^\/v1\/(business\/(owner|close|export.*)|subscription\/(plan|pending-plan|cancel|resume)|billing\/.*|invoices\/.*\/pay)$/.test(
        path,
      );
    await refuses(ownersOnly, { token: admin.token }, 403, 'role_too_low');
    const adminsToo = (operation: Operation) => needsRank(operation) && !ownersOnly(operation);
    await refuses(adminsToo, { token: admin.token }, 400, 'validation_failed');
    const takesInput = (operation: Operation) => needsRank(operation) && operation.body !== null;
    await refuses(takesInput, { token: owner.token }, 400, 'validation_failed');
  });

  it.each([
    ['usage:read', /^GET /],
    ['usage:write', /^POST \/v1\/usage(\/batch)?$/],
    ['usage:refund', /^POST \/v1\/usage\/\{id\}\/refund$/],
    ['allocations:write', /^(PUT|DELETE) \/v1\/allocations/],
  ])('lets a key with the one scope %s in where it belongs, and nowhere else', async (scope, its) => {
    const { key, businessId } = await tenure.signUp();
    await sql('UPDATE api_keys SET scopes = $2 WHERE business_id = $1', [businessId, [scope]]);
    const scoped = operations.filter(needsScope);
    for (const operation of scoped) {
      const { code } = await problem(operation, { key });
      expect([operation.name, code === 'scope_missing']).toEqual([operation.name, !its.test(operation.name)]);
    }
  });

  it('says what HTTP cannot read before it asks who is there', async () => {
    for (const { method, path, body } of operations.filter((operation) => !isPublic(operation))) {
      if (body === null) continue;
      const plausible = path.replaceAll(/\{\w+\}/g, 'a');
      const json = await tenure.send(method, plausible, { body: '{' });
      expect([path, json.status, json.body.code]).toEqual([path, 400, 'invalid_json']);
    }
  });
});
