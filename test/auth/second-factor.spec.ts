import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { AuditService } from '../../src/audit/index.js';
import { SecondFactorsService } from '../../src/auth/second-factor/second-factors.service.js';
import { loadConfig } from '../../src/config/config.js';
import { RateLimitsService } from '../../src/rate-limits/index.js';
import { phone } from '../support/phone.js';
import { RowLock } from '../support/row-lock.js';
import {
  type Answer,
  FakeClock,
  OPERATOR,
  PASSWORD,
  settings,
  startTenure,
  type Tenure,
} from '../support/tenure.js';

const STEP = 30_000;
const MINUTE = 60_000;
/** The beginning of a step. It is near real time, because signatures of access tokens are verified in real time. */
const NOON = Math.floor(Date.now() / STEP) * STEP;

describe('A second factor', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on' }, clock)));
  afterAll(() => tenure.close());
  beforeEach(() => clock.set(new Date(NOON)));

  const at = (time: number) => clock.set(new Date(time));
  const login = (email: string, code?: string, password = PASSWORD) =>
    tenure.post('/v1/auth/login', { body: { email, password, code } });
  const factor = (token: string, path = '', body?: object) =>
    tenure.post(`/v1/me/second-factor${path}`, { token, body });

  /** A customer with a phone, whose first code is used up. */
  const enrolled = async () => {
    const customer = await tenure.signUp();
    const begun = await factor(customer.token, '', { password: PASSWORD });
    expect(begun).toMatchObject({ status: 201 });
    const codeAt = phone(begun.body.secret);
    const confirmed = await factor(customer.token, '/confirm', { code: codeAt(NOON) });
    expect(confirmed).toMatchObject({ status: 200 });
    at(NOON + STEP);
    return { ...customer, codeAt, recoveryCodes: confirmed.body.recoveryCodes as string[], begun };
  };
  const refused = (status: number, code: string, more = {}) => ({ status, body: { code, ...more } });
  const stored = async (email: string): Promise<string> => {
    const [row] = await tenure.dataSource.query(
      'SELECT f.secret FROM second_factors f JOIN users u ON u.id = f.user_id WHERE u.email = $1',
      [email],
    );
    return row.secret as string;
  };

  /** Resets a password by the mailed link; it is the mail number `count` to this address. */
  const resetPassword = async (email: string, password: string, count: number) => {
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    const token = await tenure.mails.token(email, 'reset-password', count);
    expect(await tenure.post('/v1/auth/password-reset/confirm', { body: { token, password } })).toMatchObject(
      {
        status: 204,
      },
    );
  };

  it('is asked for at a log-in once a first code has confirmed it, and not before', async () => {
    const { email, token } = await tenure.signUp();
    expect(await tenure.get('/v1/me/second-factor', { token })).toMatchObject({ body: { enabled: false } });
    expect(await factor(token, '', { password: 'wrong password' })).toMatchObject(
      refused(401, 'invalid_credentials'),
    );
    expect(await factor(token, '/confirm', { code: '123456' })).toMatchObject(refused(409, 'wrong_state'));
    const { body } = await factor(token, '', { password: PASSWORD });
    expect(body.uri).toContain(`secret=${body.secret}`);
    expect(await login(email)).toMatchObject({ status: 200 });
    const codeAt = phone(body.secret);
    const wrong = codeAt(NOON - 10 * STEP);
    expect(await factor(token, '/confirm', { code: wrong })).toMatchObject(refused(401, 'invalid_code'));
    const { body: codes } = await factor(token, '/confirm', { code: codeAt(NOON) });
    expect(new Set(codes.recoveryCodes).size).toBe(10);
    expect(await login(email)).toMatchObject(refused(403, 'second_factor_required', { next: 'send_code' }));
    expect(await login(email, undefined, 'wrong password')).toMatchObject(
      refused(401, 'invalid_credentials'),
    );
    expect(await factor(token, '', { password: PASSWORD })).toMatchObject(refused(409, 'wrong_state'));
  });

  it('takes each code once, also when two log-ins send it at the same moment', async () => {
    const { email, codeAt } = await enrolled();
    expect(await login(email, codeAt(NOON))).toMatchObject(refused(401, 'invalid_code'));
    const twins = await Promise.all([1, 2, 3].map(() => login(email, codeAt(NOON + STEP))));
    expect(twins.map(({ status }: Answer) => status).sort()).toEqual([200, 401, 401]);
    at(NOON + 2 * STEP);
    expect(await login(email, codeAt(NOON + STEP))).toMatchObject(refused(401, 'invalid_code'));
    expect(await login(email, codeAt(NOON + 3 * STEP))).toMatchObject({ status: 200 });
    expect(await login(email, codeAt(NOON + 2 * STEP))).toMatchObject(refused(401, 'invalid_code'));
    expect(await login(email, codeAt(NOON + 5 * STEP))).toMatchObject(refused(401, 'invalid_code'));
  });

  it('takes each recovery code once, and none of before they were renewed', async () => {
    const { email, token, codeAt, recoveryCodes } = await enrolled();
    const [first, second] = recoveryCodes;
    const twins = await Promise.all([1, 2].map(() => login(email, first)));
    expect(twins.map(({ status }: Answer) => status).sort()).toEqual([200, 401]);
    expect(await tenure.get('/v1/me/second-factor', { token })).toMatchObject({
      body: { enabled: true, recoveryCodesLeft: 9 },
    });
    const renewed = await factor(token, '/recovery-codes', { code: codeAt(NOON + STEP) });
    expect(await login(email, second)).toMatchObject(refused(401, 'invalid_code'));
    expect(await login(email, renewed.body.recoveryCodes[0])).toMatchObject({ status: 200 });
  });

  it('that is switched on while a log-in waits is asked of that log-in', async () => {
    const { email, token } = await tenure.signUp();
    await factor(token, '', { password: PASSWORD });
    const [{ id }] = await tenure.dataSource.query('SELECT id FROM users WHERE email = $1', [email]);
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM users WHERE id = $1', [id]);
    const waiting = login(email);
    await lock.waiting(1);
    await lock.query('UPDATE second_factors SET confirmed_at = now() WHERE user_id = $1', [id]);
    await lock.release();
    expect(await waiting).toMatchObject(refused(403, 'second_factor_required'));
  });

  it('is stored encrypted, and encrypted again at each use', async () => {
    const { email, codeAt, begun } = await enrolled();
    const before = await stored(email);
    expect(before).not.toContain(begun.body.secret);
    await login(email, codeAt(NOON + STEP));
    expect(await stored(email)).not.toBe(before);
  });

  it('stays at a reset of the password, but not if somebody set it up who never proved the address', async () => {
    const stranger = await enrolled();
    await resetPassword(stranger.email, 'the password of the owner', 1);
    const { body } = await login(stranger.email, undefined, 'the password of the owner');
    const { accessToken: token } = body.tokens;
    at(NOON);
    const begun = await factor(token, '', { password: 'the password of the owner' });
    await factor(token, '/confirm', { code: phone(begun.body.secret)(NOON) });
    await resetPassword(stranger.email, 'another password of the owner', 2);
    expect(await login(stranger.email, undefined, 'another password of the owner')).toMatchObject(
      refused(403, 'second_factor_required'),
    );
  });

  it('of an account that no stranger can have made stays at a reset: an operator, or the owner of what an operator made', async () => {
    const operator = await tenure.operator();
    const made = { email: `${randomUUID()}@example.com`, password: PASSWORD };
    const another = { email: `${randomUUID()}@example.com`, password: PASSWORD };
    const names = { firstName: 'Grace', lastName: 'Hopper' };
    const body = { name: 'Engines', owner: { ...made, ...names } };
    expect(await tenure.post('/v1/admin/businesses', { token: operator, body })).toMatchObject({
      status: 201,
    });
    expect(
      await tenure.post('/v1/admin/operators', { token: operator, body: { ...another, ...names } }),
    ).toMatchObject({ status: 201 });
    for (const { email } of [made, another]) {
      const { accessToken: token } = (await login(email)).body.tokens;
      const begun = await factor(token, '', { password: PASSWORD });
      await factor(token, '/confirm', { code: phone(begun.body.secret)(NOON) });
      await resetPassword(email, 'the password of a thief of mail', 1);
      expect(await login(email, undefined, 'the password of a thief of mail')).toMatchObject(
        refused(403, 'second_factor_required'),
      );
    }
  });

  it('is encrypted again at a start with several values of JWT_SECRET, so that the old one can go', async () => {
    const { email, begun } = await enrolled();
    const [old, fresh] = [
      settings('postgres://x/x').JWT_SECRET as string,
      'another secret for tests that is long enough',
    ];
    const factorsWith = (secret: string) => {
      const config = loadConfig({ ...settings('postgres://x/x'), JWT_SECRET: secret });
      return new SecondFactorsService(
        config,
        tenure.dataSource,
        tenure.app.get(RateLimitsService),
        tenure.app.get(AuditService),
        clock,
      );
    };
    const before = await stored(email);
    await factorsWith(`${old},${fresh}`).onApplicationBootstrap();
    expect(await stored(email)).toBe(before);
    await factorsWith(`${fresh},${old}`).onApplicationBootstrap();
    expect(factorsWith(fresh).decrypt(await stored(email))).toBe(begun.body.secret);
    expect(() => factorsWith(fresh).decrypt(before)).toThrow('can no longer be read');
    await factorsWith(`${old},${fresh}`).onApplicationBootstrap();
    expect(factorsWith(old).decrypt(await stored(email))).toBe(begun.body.secret);
    const told = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    await factorsWith(old).onApplicationBootstrap();
    expect(told).not.toHaveBeenCalled();
    await factorsWith('a secret of a new machine after a restore').onApplicationBootstrap();
    expect(told).toHaveBeenCalledWith(expect.stringContaining('another value of JWT_SECRET encrypted them'));
    told.mockRestore();
  });

  it('leaves a trace where recovery codes are replaced, or another log-in is ended', async () => {
    const { email, token, codeAt } = await enrolled();
    const other = await login(email, codeAt(NOON + STEP));
    const { body: sessions } = await tenure.get('/v1/me/sessions', { token: other.body.tokens.accessToken });
    at(NOON + 2 * STEP);
    expect(await factor(token, '/recovery-codes', { code: codeAt(NOON + 2 * STEP) })).toMatchObject({
      status: 200,
    });
    const another = sessions.data.find((each: { current: boolean }) => each.current).id;
    expect(await tenure.delete(`/v1/me/sessions/${another}`, { token })).toMatchObject({ status: 204 });
    const { body: log } = await tenure.get('/v1/admin/audit?limit=5', { token: await tenure.operator() });
    expect(log.data.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['user.recovery_codes_replaced', 'user.session_ended']),
    );
  });

  it('cannot be guessed: within a quarter of an hour the eleventh code is not compared', async () => {
    const { email, codeAt } = await enrolled();
    const wrong = codeAt(NOON - 20 * STEP);
    // The code that confirmed it was the first.
    for (let tries = 2; tries <= 10; tries += 1)
      expect(await login(email, wrong)).toMatchObject(refused(401, 'invalid_code'));
    expect(await login(email, codeAt(NOON + STEP))).toMatchObject(refused(429, 'rate_limited'));
  });

  it('goes by password and code together, or by an operator', async () => {
    const one = await enrolled();
    const remove = (body: object) => tenure.delete('/v1/me/second-factor', { token: one.token, body });
    expect(await remove({ password: PASSWORD })).toMatchObject(refused(400, 'validation_failed'));
    const code = one.codeAt(NOON + STEP);
    expect(await remove({ password: 'wrong password', code })).toMatchObject(
      refused(401, 'invalid_credentials'),
    );
    expect(await remove({ password: PASSWORD, code })).toMatchObject({ status: 204 });
    expect(await login(one.email)).toMatchObject({ status: 200 });
    at(NOON);
    const other = await enrolled();
    const token = await tenure.operator();
    const { body } = await tenure.get('/v1/me', { token: other.token });
    const reset = (id: string) => tenure.delete(`/v1/admin/users/${id}/second-factor`, { token });
    expect(await reset(body.id)).toMatchObject({ status: 204 });
    expect(await reset(randomUUID())).toMatchObject(refused(404, 'not_found'));
    expect(await login(other.email)).toMatchObject({ status: 200 });
    const { body: log } = await tenure.get('/v1/admin/audit', { token });
    expect(log.data.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['user.second_factor_reset', 'user.second_factor_removed']),
    );
  });

  it('goes with the person who is erased', async () => {
    const { email, token } = await enrolled();
    const { body } = await tenure.get('/v1/me', { token });
    await tenure.post('/v1/business/close', { token });
    const operator = await tenure.operator();
    await tenure.post(`/v1/admin/users/${body.id}/erase`, { token: operator });
    const left = await tenure.dataSource.query('SELECT FROM second_factors WHERE user_id = $1', [body.id]);
    expect({ left, email }).toEqual({ left: [], email });
  });

  it('of an operator is shown again for each action that docs/accounts.md lists, with any setting; keys need none', async () => {
    const id = randomUUID();
    const listed: [method: string, path: string][] = [
      ['POST', '/v1/admin/operators/keys'],
      ['POST', `/v1/admin/operators/keys/${id}/rotate`],
      ['POST', `/v1/admin/businesses/${id}/read-token`],
      ['POST', `/v1/admin/businesses/${id}/portal-sessions`],
      ['POST', `/v1/admin/businesses/${id}/export`],
      ['GET', `/v1/admin/businesses/${id}/export/${id}/file`],
      ['POST', `/v1/admin/businesses/${id}/close`],
      ['POST', `/v1/admin/businesses/${id}/erase`],
      ['POST', `/v1/admin/users/${id}/erase`],
      ['POST', `/v1/admin/businesses/${id}/invoices/${id}/refund`],
      ['POST', '/v1/admin/operators'],
      ['DELETE', `/v1/admin/operators/${id}`],
      ['DELETE', `/v1/admin/users/${id}/second-factor`],
    ];
    const [phoneOwner, token] = [await tenure.operator(), await tenure.operator()];
    const { body: key } = await tenure.post('/v1/admin/operators/keys', { token, body: { name: 'CRM' } });
    const codesOf = async (call: object) => {
      const answers: [string, string][] = [];
      for (const [method, path] of listed) {
        const body = method === 'POST' && !/(export|close|erase|token)$/.test(path) ? {} : undefined;
        answers.push([`${method} ${path}`, (await tenure.send(method, path, { ...call, body })).body?.code]);
      }
      return answers;
    };
    const factorRequired = listed.map(([method, path]) => [`${method} ${path}`, 'second_factor_required']);
    expect((await codesOf({ token })).map(([, code]) => code)).not.toContain('second_factor_required');
    const { body } = await factor(phoneOwner, '', { password: OPERATOR.password });
    const codeAt = phone(body.secret);
    expect(await factor(phoneOwner, '/confirm', { code: codeAt(NOON) })).toMatchObject({ status: 200 });
    expect(await codesOf({ token })).toEqual(factorRequired);
    expect(await tenure.get('/v1/admin/plans', { token })).toMatchObject({ status: 200 });
    expect((await codesOf({ key: key.apiKey })).map(([, code]) => code)).not.toContain(
      'second_factor_required',
    );
    at(NOON + STEP);
    const off = { password: OPERATOR.password, code: codeAt(NOON + STEP) };
    expect(await tenure.delete('/v1/me/second-factor', { token: phoneOwner, body: off })).toMatchObject({
      status: 204,
    });
  });

  describe('of an operator', () => {
    let strict: Tenure;
    beforeAll(async () => (strict = await startTenure({ OPERATOR_SECOND_FACTOR: 'required' }, clock)));
    afterAll(() => strict.close());

    it('is needed before anything else, and shown again for what an attacker wants first', async () => {
      const token = await strict.operator();
      const plans = (bearer: string) => strict.get('/v1/admin/plans', { token: bearer });
      const makeKey = (bearer: string) =>
        strict.post('/v1/admin/operators/keys', { token: bearer, body: { name: 'CRM' } });
      expect(await plans(token)).toMatchObject(refused(403, 'second_factor_required', { next: 'set_up' }));
      expect(await strict.get('/v1/me', { token })).toMatchObject({ status: 200 });
      const mine = (path: string, body: object, bearer = token) =>
        strict.post(`/v1/me/second-factor${path}`, { token: bearer, body });
      const { body } = await mine('', { password: OPERATOR.password });
      const codeAt = phone(body.secret);
      const another = await strict.operator();
      expect(await mine('/confirm', { code: codeAt(NOON) })).toMatchObject({ status: 200 });
      expect(await plans(token)).toMatchObject({ status: 200 });
      expect(await plans(another)).toMatchObject(refused(403, 'second_factor_required', { next: 'verify' }));
      const { body: made } = await makeKey(token);
      at(NOON + 9 * MINUTE);
      expect(await makeKey(token)).toMatchObject({ status: 201 });
      at(NOON + 10 * MINUTE);
      const tokens = await strict.post('/v1/auth/login', {
        body: { ...OPERATOR, code: codeAt(NOON + 10 * MINUTE) },
      });
      const fresh = tokens.body.tokens.accessToken as string;
      at(NOON + 20 * MINUTE - 1_000);
      expect(await makeKey(fresh)).toMatchObject({ status: 201 });
      at(NOON + 20 * MINUTE);
      const refreshed = await strict.post('/v1/auth/refresh', {
        body: { refreshToken: tokens.body.tokens.refreshToken },
      });
      const later = refreshed.body.tokens.accessToken as string;
      expect(await plans(later)).toMatchObject({ status: 200 });
      expect(await makeKey(later)).toMatchObject(refused(403, 'second_factor_required', { next: 'verify' }));
      expect(await mine('/verify', { code: codeAt(NOON + 20 * MINUTE) }, later)).toMatchObject({
        status: 204,
      });
      expect(await makeKey(later)).toMatchObject({ status: 201 });
      expect(await strict.get('/v1/admin/plans', { key: made.apiKey })).toMatchObject({ status: 200 });
    });
  });
});
