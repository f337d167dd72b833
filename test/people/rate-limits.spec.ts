import { randomUUID } from 'node:crypto';
import { type Answer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

describe('Rate limits', () => {
  let tenure: Tenure;
  // Every call says which address it comes from, as a trusted proxy would.
  beforeAll(async () => (tenure = await startTenure({ RATE_LIMITS: 'on', TRUST_PROXY: 'loopback' })));
  afterAll(() => tenure.close());

  const from = (address: string) => ({ 'x-forwarded-for': address });
  const login = (email: string, password: string, address: string) =>
    tenure.post('/v1/auth/login', { body: { email, password }, headers: from(address) });

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
