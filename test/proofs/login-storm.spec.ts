/** @jest-environment-options {"ownService": true} */
import { passwordsAsInProduction } from '../support/passwords.js';
import { PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { figure } from './figure.js';

const SPENDS = 300;
/** One is hashed for each two processors at a time, so this many last longer than the spends. */
const LOG_INS = 100;

describe('Log-ins and spends in one server', () => {
  let tenure: Tenure;
  beforeAll(async () => {
    passwordsAsInProduction();
    tenure = await startTenure();
  });
  afterAll(() => tenure.close());

  it('a hundred log-ins at once leave the p99 of spending within three times the idle one', async () => {
    const { email, key, businessId } = await tenure.signUp();
    const [person] = await tenure.dataSource.query('SELECT password_hash FROM users WHERE email = $1', [
      email,
    ]);
    expect(person.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const operator = await tenure.operator();
    const path = `/v1/admin/businesses/${businessId}/subscription`;
    await tenure.put(path, { token: operator, body: { planCode: 'limitless' } });
    const p99 = async () => {
      const times: number[] = [];
      for (let spend = 0; spend < SPENDS; spend += 1) {
        const begun = performance.now();
        const { status } = await tenure.post('/v1/usage', { key, body: { feature: 'recordings' } });
        expect(status).toBe(200);
        times.push(performance.now() - begun);
      }
      return times.toSorted((a, b) => a - b)[Math.floor(SPENDS * 0.99)] as number;
    };
    const body = { email, password: PASSWORD };
    const logIn = async () => (await tenure.post('/v1/auth/login', { body })).status;
    await p99();
    const ratios: number[] = [];
    // The best of three: a busy machine slows one of the two halves now and then.
    while (ratios.length < 3 && !ratios.some((ratio) => ratio <= 3)) {
      const idle = await p99();
      const storm = Promise.all(Array.from({ length: LOG_INS }, logIn));
      ratios.push((await p99()) / idle);
      expect(new Set(await storm)).toEqual(new Set([200]));
    }
    expect(Math.min(...ratios)).toBeLessThanOrEqual(3);
    figure(`p99 of spending among ${LOG_INS} log-ins ÷ alone ${ratios.map((r) => r.toFixed(2)).join(', ')}`);
  }, 120_000);
});
