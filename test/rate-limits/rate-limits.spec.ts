import { randomUUID } from 'node:crypto';
import { networksOf } from '../../src/rate-limits/limits.js';
import { switchOnSecondFactor } from '../support/phone.js';
import { jobsAreDone } from '../support/queues.js';
import { type Answer, OPERATOR, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

describe('Rate limits', () => {
  let tenure: Tenure;
  // Every call says which address it comes from, as a trusted proxy would.
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on', TRUST_PROXY: '1' })));
  afterAll(() => tenure.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const login = (email: string, password: string, address: string) =>
    tenure.post('/v1/auth/login', { body: { email, password }, headers: from(address) });
  const askForReset = (email: string, address: string) =>
    tenure.post('/v1/auth/password-reset', { body: { email }, headers: from(address) });
  const signUpFrom = async (address: string, email = `${randomUUID()}@example.com`) => {
    const person = { email, firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
    const body = { business: { name: 'Analytical Engines' }, ...person };
    return { email, ...(await tenure.post('/v1/auth/signup', { body, headers: from(address) })) };
  };
  /** Strangers use up what an account allows from everywhere, ten wrong passwords from each address. */
  const attemptFromEverywhere = async (email: string, network: string) => {
    const addresses = Array.from({ length: 11 }, (_, host) => `${network}.${host}`);
    const statuses = await Promise.all(
      addresses.flatMap((address) =>
        Array.from({ length: 10 }, async () => (await login(email, 'a wrong password', address)).status),
      ),
    );
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(100);
    expect(statuses).toContain(429);
  };

  describe('behind the product’s own backend', () => {
    const BACKEND = '198.51.100.200';
    const keyWith = async (scopes: string[]): Promise<string> => {
      const body = { name: 'Backend', scopes };
      const made = await tenure.post('/v1/admin/operators/keys', { token: operator, body });
      expect(made.status).toBe(201);
      return made.body.apiKey as string;
    };
    const signUpBehind = (key: string | undefined, client: string | undefined, backend: string) => {
      const person = {
        email: `${randomUUID()}@example.com`,
        firstName: 'A',
        lastName: 'B',
        password: PASSWORD,
      };
      const headers = {
        ...from(backend),
        ...(key === undefined ? {} : { 'x-api-key': key }),
        ...(client === undefined ? {} : { 'x-client-address': client }),
      };
      return tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, ...person }, headers });
    };
    let operator: string;
    beforeAll(async () => {
      const { email, password } = OPERATOR;
      const headers = from('198.51.100.201');
      const { body } = await tenure.post('/v1/auth/login', { body: { email, password }, headers });
      operator = body.tokens.accessToken;
    });

    it('people who sign up through it are as many as the addresses that it says they come from', async () => {
      const key = await keyWith(['auth:forward']);
      const statuses: number[] = [];
      for (let person = 1; person <= 35; person += 1)
        statuses.push((await signUpBehind(key, `203.0.113.${person}`, BACKEND)).status);
      expect(statuses).toEqual(Array(35).fill(201));
      // One person is still one, also through another server of the product.
      for (let again = 0; again < 29; again += 1) await signUpBehind(key, '203.0.113.1', '198.51.100.202');
      expect(await signUpBehind(key, '203.0.113.1', BACKEND)).toMatchObject({ status: 429 });
      expect(await signUpBehind(key, '203.0.113.2', BACKEND)).toMatchObject({ status: 201 });
    });

    it('only a key that may forward is believed; with any other the backend’s own address counts', async () => {
      const { key: bot } = await tenure.signUp();
      const others = [await keyWith(['admin']), await keyWith(['usage:write']), bot, 'nonsense', undefined];
      const statuses: number[] = [];
      for (let call = 0; call < 31; call += 1)
        statuses.push(
          (await signUpBehind(others[call % 5], `203.0.113.${100 + call}`, '198.51.100.210')).status,
        );
      expect(statuses).toEqual([...Array(30).fill(201), 429]);
    });

    it('a log-in is listed with its own address and browser unless a key that may forward is sent', async () => {
      const { email, key: bot } = await tenure.signUp();
      const headers = {
        ...from('198.51.100.230'),
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        'x-client-address': '203.0.113.250',
      };
      const listedWith = async (key?: string) => {
        const body = { email, password: PASSWORD };
        const sent = key === undefined ? headers : { ...headers, 'x-api-key': key };
        const { tokens } = (await tenure.post('/v1/auth/login', { body, headers: sent })).body;
        const { data } = (await tenure.get('/v1/me/sessions', { token: tokens.accessToken })).body;
        const { browser, address } = data.find(({ current }: { current: boolean }) => current);
        return { browser, address };
      };
      const own = { browser: 'Firefox on Linux', address: '198.51.100.230' };
      for (const key of [undefined, 'nonsense', bot, await keyWith(['admin'])])
        expect(await listedWith(key)).toEqual(own);
      expect(await listedWith(await keyWith(['auth:forward']))).toEqual({ browser: null, address: null });
    });

    it('refuses a malformed address by name, and a revoked key', async () => {
      const key = await keyWith(['auth:forward']);
      expect(await signUpBehind(key, '203.0.113.999', BACKEND)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ field: 'X-Client-Address' }] },
      });
      const { data } = (await tenure.get('/v1/admin/operators/keys?limit=100', { token: operator })).body;
      for (const { id } of data) await tenure.delete(`/v1/admin/operators/keys/${id}`, { token: operator });
      const statuses: number[] = [];
      for (let call = 0; call < 31; call += 1)
        statuses.push((await signUpBehind(key, `203.0.113.${200 + call}`, '198.51.100.220')).status);
      expect(statuses).toEqual([...Array(30).fill(201), 429]);
    });
  });

  it('ten wrong passwords from one address stop that address alone, for 15 minutes at most', async () => {
    const { email } = await tenure.signUp();
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1)
      answers.push(await login(email, 'a wrong password', '192.0.2.1'));
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(401), 429]);
    const head = (name: string) => Number(answers[10]?.headers.get(name));
    expect(head('retry-after')).toBeGreaterThan(800);
    expect(head('retry-after')).toBeLessThanOrEqual(900);
    expect([head('ratelimit-limit'), head('ratelimit-remaining')]).toEqual([10, 0]);
    expect(head('ratelimit-reset')).toBe(head('retry-after'));
    expect(await login(email, PASSWORD, '192.0.2.1')).toMatchObject({ status: 429 });
    expect(await login(email, PASSWORD, '192.0.2.2')).toMatchObject({ status: 200 });
  });

  it('a right password forgets the wrong ones before it', async () => {
    const { email } = await tenure.signUp();
    for (let round = 0; round < 3; round += 1) {
      for (let attempt = 0; attempt < 9; attempt += 1) await login(email, 'a wrong password', '192.0.2.3');
      expect(await login(email, PASSWORD, '192.0.2.3')).toMatchObject({ status: 200 });
    }
  });

  it('strangers who guess lock an owner out nowhere that the owner has come from before, nor after a proven reset', async () => {
    const { email } = await signUpFrom('198.51.100.1');
    expect(await login(email, PASSWORD, '198.51.100.2')).toMatchObject({ status: 200 });
    await attemptFromEverywhere(email, '192.0.3');
    expect(await login(email, PASSWORD, '198.51.100.3')).toMatchObject({ status: 429 });
    expect(await login(email, PASSWORD, '198.51.100.1')).toMatchObject({ status: 200 });
    expect(await login(email, PASSWORD, '198.51.100.2')).toMatchObject({ status: 200 });
    const pair: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1)
      pair.push((await login(email, 'a wrong password', '198.51.100.2')).status);
    expect(pair).toEqual([...Array(10).fill(401), 429]);
    await askForReset(email, '198.51.100.6');
    const token = await tenure.mails.token(email, 'reset-password');
    const password = 'a password of its own';
    const confirm = { body: { token, password }, headers: from('198.51.100.6') };
    expect(await tenure.post('/v1/auth/password-reset/confirm', confirm)).toMatchObject({ status: 204 });
    expect(await login(email, password, '198.51.100.6')).toMatchObject({ status: 200 });
    expect(await login(email, password, '198.51.100.7')).toMatchObject({ status: 200 });
  });

  it('nor do they lock out an operator, nor somebody who is logged in', async () => {
    expect(await login(OPERATOR.email, OPERATOR.password, '198.51.100.4')).toMatchObject({ status: 200 });
    await attemptFromEverywhere(OPERATOR.email, '192.0.4');
    const back = await login(OPERATOR.email, OPERATOR.password, '198.51.100.4');
    expect(back).toMatchObject({ status: 200 });
    expect(
      await tenure.post('/v1/me/password', {
        token: back.body.tokens.accessToken,
        headers: from('198.51.100.5'),
        body: { current: OPERATOR.password, password: 'another operator password' },
      }),
    ).toMatchObject({ status: 204 });
  });

  it('one IPv6 /48 does not use up what an account allows', async () => {
    const { email } = await signUpFrom('198.51.100.9');
    const statuses: number[] = [];
    for (let net = 0; net < 6; net += 1)
      for (let attempt = 0; attempt < 10; attempt += 1)
        statuses.push((await login(email, 'a wrong password', `2001:db8:7:${net}::1`)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(40);
    expect(await login(email, PASSWORD, '198.51.100.10')).toMatchObject({ status: 200 });
  });

  it('resets and sign-ups that strangers ask for use up nothing of the person they name', async () => {
    const { email } = await signUpFrom('198.51.100.11');
    const newcomer = `${randomUUID()}@example.com`;
    for (let call = 0; call < 6; call += 1) await askForReset(email, '192.0.6.1');
    expect(await askForReset(email, '192.0.6.1')).toMatchObject({ status: 429 });
    expect(await askForReset(email, '198.51.100.12')).toMatchObject({ status: 202 });
    for (let call = 0; call < 6; call += 1) {
      const body = {
        business: { name: 'B' },
        email: newcomer,
        firstName: 'A',
        lastName: 'B',
        password: PASSWORD,
      };
      const answer = await tenure.post('/v1/auth/signup', {
        body: { ...body, planCode: 'no-such-plan' },
        headers: from('192.0.6.1'),
      });
      expect(answer.status).toBe(call < 5 ? 404 : 429);
    }
    expect(await signUpFrom('198.51.100.12', newcomer)).toMatchObject({ status: 201 });
  });

  it('keep no address and no e-mail in clear', async () => {
    const { email } = await signUpFrom('198.51.100.13');
    await login(email, PASSWORD, '198.51.100.13');
    await login(email, 'a wrong password', '198.51.100.13');
    const rows = await tenure.dataSource.query(
      'SELECT r::text AS row FROM rate_limits r UNION ALL SELECT k::text FROM known_addresses k',
    );
    expect(rows.length).toBeGreaterThan(3);
    expect(JSON.stringify(rows)).not.toMatch(/198\.51\.100|example\.com/);
  });

  it('an account has twenty known addresses at most', async () => {
    const { email } = await signUpFrom('198.51.100.14');
    const count = async () =>
      (
        await tenure.dataSource.query(
          'SELECT max(n)::int AS most FROM (SELECT count(*) AS n FROM known_addresses GROUP BY account) AS a',
        )
      )[0].most;
    for (let host = 0; host < 22; host += 1) await login(email, PASSWORD, `203.0.113.${host}`);
    expect(await count()).toBe(20);
  });

  it('five mails a day reach one address that others write to, over all businesses; security notices always', async () => {
    const victim = await signUpFrom('198.51.100.20');
    const businesses = [await tenure.signUp(), await tenure.signUp()];
    const invite = (token: string) =>
      tenure.post('/v1/invitations', { token, body: { email: victim.email, role: 'member' } });
    const first = await invite(businesses[0]!.token);
    expect(first).toMatchObject({ status: 201 });
    const resend = () =>
      tenure.post(`/v1/invitations/${first.body.id}/resend`, { token: businesses[0]!.token });
    // The mail of the sign-up was the first, the invitation the second.
    const resent = await Promise.all([resend(), resend(), resend(), resend(), resend()]);
    expect(resent.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const refused = await invite(businesses[1]!.token);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(refused.body.retryAfter).toBeGreaterThan(86_000);
    const token = victim.body.tokens.accessToken as string;
    expect(await tenure.post('/v1/me/verify-email', { token })).toMatchObject({ status: 429 });
    const pending = await tenure.get('/v1/invitations', { token: businesses[1]!.token });
    expect(pending.body.data).toEqual([]);
    await tenure.mails.token(victim.email, 'invitations', 4);
    const body = { current: PASSWORD, password: 'a password of its own' };
    expect(await tenure.post('/v1/me/password', { token, body })).toMatchObject({ status: 204 });
    await askForReset(victim.email, '198.51.100.20');
    await tenure.mails.token(victim.email, 'reset-password');
    await jobsAreDone(tenure.dataSource);
    const subjects = (await tenure.mails.to(victim.email)).map(({ parsed }) => parsed.subject);
    expect(subjects).toContain('Your password was changed');
    expect(subjects).toHaveLength(7);
  });

  it('refuses to change an unproven e-mail address after five mails a day, and sends none then', async () => {
    const { token, email } = await tenure.signUp();
    const ask = () => {
      const body = { email: `${randomUUID()}@example.com`, password: PASSWORD };
      return tenure.post('/v1/me/email', { token, body });
    };
    // The mail of the sign-up was the first.
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([202, 202, 202, 202, 429]);
    const links = `SELECT count(*)::int AS count FROM user_tokens t JOIN users u ON u.id = t.user_id
      WHERE u.email = $1 AND purpose = 'email_change'`;
    expect(await tenure.dataSource.query(links, [email])).toEqual([{ count: 4 }]);
    await tenure.mails.token(email, 'cancel-email-change', 4);
  });

  it('lets a person sign up in spite of mails that others caused', async () => {
    const email = `${randomUUID()}@example.com`;
    for (let count = 0; count < 5; count += 1) {
      const { token } = await tenure.signUp();
      await tenure.post('/v1/invitations', { token, body: { email, role: 'member' } });
    }
    expect(await signUpFrom('198.51.100.21', email)).toMatchObject({ status: 201 });
    await tenure.mails.token(email, 'invitations', 5);
    expect(await tenure.mails.to(email)).toHaveLength(5);
  });

  it('somebody who has not proven their address sends ten invitations a day, refused ones not counted', async () => {
    const owner = await tenure.signUp({ planCode: 'pro' });
    const invite = () => {
      const body = { email: `${randomUUID()}@example.com`, role: 'member' };
      return tenure.post('/v1/invitations', { token: owner.token, body });
    };
    const taken = { email: owner.email, role: 'member' };
    for (let count = 0; count < 3; count += 1)
      expect(await tenure.post('/v1/invitations', { token: owner.token, body: taken })).toMatchObject({
        status: 409,
      });
    const statuses: number[] = [];
    let last = '';
    for (let count = 0; count < 11; count += 1) {
      const { status, body } = await invite();
      statuses.push(status);
      if (status === 201) {
        last = body.id as string;
        await tenure.delete(`/v1/invitations/${last}`, { token: owner.token });
      }
    }
    expect(statuses).toEqual([...Array(10).fill(201), 429]);
    const link = await tenure.mails.token(owner.email, 'verify-email');
    await tenure.post('/v1/auth/verify-email', { body: { token: link } });
    expect(await invite()).toMatchObject({ status: 201 });
  });

  it('strangers who ask for resets fill no mailbox: beyond three, the link of the last one has to do', async () => {
    const { email } = await signUpFrom('198.51.100.22');
    for (let host = 0; host < 6; host += 1) await askForReset(email, `192.0.8.${host}`);
    await jobsAreDone(tenure.dataSource);
    const link = await tenure.mails.token(email, 'reset-password', 3);
    const resets = (await tenure.mails.to(email)).filter(({ raw }) => raw.includes('/reset-password/'));
    expect(resets).toHaveLength(3);
    const body = { token: link, password: 'a password of its own' };
    expect(await tenure.post('/v1/auth/password-reset/confirm', { body })).toMatchObject({ status: 204 });
  });

  it('resets are limited alike for known and unknown addresses', async () => {
    const { email } = await tenure.signUp();
    for (const known of [email, `${randomUUID()}@example.com`]) {
      const statuses: number[] = [];
      for (let call = 0; call < 6; call += 1) {
        const body = { email: known };
        const answer = await tenure.post('/v1/auth/password-reset', { body, headers: from('192.0.2.5') });
        statuses.push(answer.status);
      }
      expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
    }
  });

  it('guessing tokens is limited by address, and an address is a /64 of IPv6', async () => {
    const attempt = (address: string) =>
      tenure.get(`/v1/auth/invitations/${'A'.repeat(65)}`, { headers: from(address) });
    for (let call = 0; call < 60; call += 1) await attempt(`2001:db8:1:2::${call + 1}`);
    expect(await attempt('2001:db8:1:2:ffff::1')).toMatchObject({ status: 429 });
    expect(await attempt('2001:db8:1:3::1')).toMatchObject({ status: 404 });
  });

  it('a person opens 300 sessions an hour by switching, because no password slows that down', async () => {
    const { body } = await signUpFrom('198.51.100.77');
    const { tokens, business } = body;
    const switchAgain = () =>
      tenure.post(`/v1/me/businesses/${business.id}/switch`, { token: tokens.accessToken });
    expect((await switchAgain()).status).toBe(200);
    await tenure.dataSource.query(`UPDATE rate_limits SET points = 299 WHERE key LIKE 'switch:account:%'`);
    expect((await switchAgain()).status).toBe(200);
    expect(await switchAgain()).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  });

  it('a person refreshes sessions 10,000 times an hour; a repeated request does not count, and a refused token stays good', async () => {
    const { body } = await signUpFrom('198.51.100.78');
    const refresh = (refreshToken: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken } });
    const first = await refresh(body.tokens.refreshToken);
    await tenure.dataSource.query(`UPDATE rate_limits SET points = 9999 WHERE key LIKE 'refresh:account:%'`);
    const second = await refresh(first.body.tokens.refreshToken);
    expect(second.status).toBe(200);
    const repeated = await refresh(first.body.tokens.refreshToken);
    expect(repeated).toMatchObject({
      status: 200,
      body: { tokens: { refreshToken: second.body.tokens.refreshToken } },
    });
    const { refreshToken } = second.body.tokens;
    expect(await refresh(refreshToken)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    await tenure.dataSource.query(`DELETE FROM rate_limits WHERE key LIKE 'refresh:account:%'`);
    expect(await refresh(refreshToken)).toMatchObject({ status: 200 });
  });

  it('a business makes and rotates 1,000 keys an hour, because each stores a row for ever', async () => {
    const { body } = await signUpFrom('198.51.100.82');
    const token = body.tokens.accessToken;
    const path = `/v1/bots/${(await tenure.post('/v1/bots', { token, body: { name: 'Importer' } })).body.id}/keys`;
    const first = await tenure.post(path, { token, body: {} });
    await tenure.dataSource.query(`UPDATE rate_limits SET points = 999 WHERE key LIKE 'key:account:%'`);
    const second = await tenure.post(`${path}/${first.body.id}/rotate`, { token, body: {} });
    expect([first.status, second.status]).toEqual([201, 201]);
    const tooMany = { status: 429, body: { code: 'rate_limited' } };
    expect(await tenure.post(path, { token, body: {} })).toMatchObject(tooMany);
    expect(await tenure.post(`${path}/${second.body.id}/rotate`, { token, body: {} })).toMatchObject(tooMany);
  });

  it('a person changes names 60 times an hour, and the operators’ log has only what changed', async () => {
    const { email, body } = await signUpFrom('198.51.100.79');
    const rename = (names: object) => tenure.patch('/v1/me', { token: body.tokens.accessToken, body: names });
    const entries = async () =>
      (
        await tenure.dataSource.query(
          `SELECT 1 FROM operator_audit WHERE action = 'user.renamed' AND target_id = (SELECT id::text FROM users WHERE email = $1)`,
          [email],
        )
      ).length as number;
    for (const names of [{}, { firstName: 'Ada' }, { firstName: 'Ada', lastName: 'Lovelace' }])
      expect(await rename(names)).toMatchObject({ status: 200, body: { firstName: 'Ada' } });
    expect(await entries()).toBe(0);
    expect(await rename({ firstName: 'Augusta' })).toMatchObject({ body: { firstName: 'Augusta' } });
    expect(await entries()).toBe(1);
    await tenure.dataSource.query(`UPDATE rate_limits SET points = 60 WHERE key LIKE 'rename:account:%'`);
    expect(await rename({ firstName: 'Ada' })).toMatchObject({ status: 429 });
    expect(await entries()).toBe(1);
  });

  it('a right password makes no address known where a code is missing', async () => {
    const { email, body } = await signUpFrom('198.51.100.80');
    const { code } = await switchOnSecondFactor(tenure, body.tokens.accessToken);
    const known = async () =>
      (await tenure.dataSource.query('SELECT count(*)::int AS n FROM known_addresses'))[0].n as number;
    const before = await known();
    const logIn = (sent?: string) =>
      tenure.post('/v1/auth/login', {
        body: { email, password: PASSWORD, code: sent },
        headers: from('198.51.100.81'),
      });
    expect(await logIn()).toMatchObject({ status: 403, body: { code: 'second_factor_required' } });
    expect(await known()).toBe(before);
    expect(await logIn(code)).toMatchObject({ status: 200 });
    expect(await known()).toBe(before + 1);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2a00::5:1:2:3:4', '2a00:0:0:5::/64', '2a00:0:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['2a00:1:2:3:4:5:6::', '2a00:1:2:3::/64', '2a00:1:2::/48'],
  ])('%s counts against %s and %s', (address, ...networks) => {
    expect(networksOf(address).map(({ name }) => name)).toEqual(networks);
  });

  it('hold across servers', async () => {
    const email = `${randomUUID()}@example.com`;
    for (let attempt = 0; attempt < 10; attempt += 1) await login(email, 'a wrong password', '192.0.2.4');
    const { createApp } = await import('../../src/app.js');
    const { CONFIG } = await import('../../src/config/config.js');
    const second = await createApp(tenure.app.get(CONFIG));
    await second.listen(0, '127.0.0.1');
    const answer = await fetch(`${await second.getUrl()}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...from('192.0.2.4') },
      body: JSON.stringify({ email, password: 'a wrong password' }),
    });
    expect(answer.status).toBe(429);
    await second.close();
  });

  it('without a trusted proxy a forged address changes nothing', async () => {
    const direct = await startTenure({ RATE_LIMITS: 'on' });
    const email = `${randomUUID()}@example.com`;
    const statuses: number[] = [];
    for (let call = 0; call < 11; call += 1) {
      const body = { email, password: 'a wrong password' };
      const headers = from(`198.51.100.${call}`);
      statuses.push((await direct.post('/v1/auth/login', { body, headers })).status);
    }
    expect(statuses.at(-1)).toBe(429);
    await direct.close();
  });
});
