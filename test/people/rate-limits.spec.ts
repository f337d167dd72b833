import { randomUUID } from 'node:crypto';
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
  const guessFromEverywhere = async (email: string, network: string) => {
    const addresses = Array.from({ length: 11 }, (_, host) => `${network}.${host}`);
    const statuses = await Promise.all(
      addresses.flatMap((address) =>
        Array.from({ length: 10 }, async () => (await login(email, 'a wrong password', address)).status),
      ),
    );
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(100);
    expect(statuses).toContain(429);
  };

  it('ten wrong passwords from one address stop that address alone, for 15 minutes at most', async () => {
    const { email } = await tenure.signUp();
    const answers: Answer[] = [];
    for (let guess = 0; guess < 11; guess += 1)
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
      for (let guess = 0; guess < 9; guess += 1) await login(email, 'a wrong password', '192.0.2.3');
      expect(await login(email, PASSWORD, '192.0.2.3')).toMatchObject({ status: 200 });
    }
  });

  it('strangers who guess lock an owner out nowhere that the owner has come from before, nor after a proven reset', async () => {
    const { email } = await signUpFrom('198.51.100.1');
    expect(await login(email, PASSWORD, '198.51.100.2')).toMatchObject({ status: 200 });
    await guessFromEverywhere(email, '192.0.3');
    expect(await login(email, PASSWORD, '198.51.100.3')).toMatchObject({ status: 429 });
    expect(await login(email, PASSWORD, '198.51.100.1')).toMatchObject({ status: 200 });
    expect(await login(email, PASSWORD, '198.51.100.2')).toMatchObject({ status: 200 });
    const pair: number[] = [];
    for (let guess = 0; guess < 11; guess += 1)
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
    await guessFromEverywhere(OPERATOR.email, '192.0.4');
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
      for (let guess = 0; guess < 10; guess += 1)
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
    const guess = (address: string) =>
      tenure.get(`/v1/auth/invitations/${'A'.repeat(65)}`, { headers: from(address) });
    for (let call = 0; call < 60; call += 1) await guess(`2001:db8:1:2::${call + 1}`);
    expect(await guess('2001:db8:1:2:ffff::1')).toMatchObject({ status: 429 });
    expect(await guess('2001:db8:1:3::1')).toMatchObject({ status: 404 });
  });

  it('hold across servers', async () => {
    const email = `${randomUUID()}@example.com`;
    for (let guess = 0; guess < 10; guess += 1) await login(email, 'a wrong password', '192.0.2.4');
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
