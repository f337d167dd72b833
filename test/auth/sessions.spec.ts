import { createApp } from '../../src/app.js';
import { CONFIG, type Config } from '../../src/config/config.js';
import { Client, FakeClock, startTenure, type Tenure } from '../support/tenure.js';

const DAY = 86_400_000;

describe('Sessions and secrets', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());
  afterEach(() => clock.set(null));

  const refresh = (refreshToken: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken } });

  it('a session ends when it is idle for 14 days, not before', async () => {
    const { refreshToken } = await tenure.signUp();
    const start = Date.now();
    clock.set(new Date(start + 13.9 * DAY));
    const next = await refresh(refreshToken);
    expect(next.status).toBe(200);
    clock.set(new Date(start + 28 * DAY));
    expect(await refresh(next.body.tokens.refreshToken)).toMatchObject({ status: 401 });
  });

  it('a session ends after 90 days, however busy', async () => {
    let { refreshToken } = await tenure.signUp();
    const start = Date.now();
    for (let day = 10; day <= 80; day += 10) {
      clock.set(new Date(start + day * DAY));
      refreshToken = (await refresh(refreshToken)).body.tokens.refreshToken;
    }
    clock.set(new Date(start + 89.9 * DAY));
    const last = await refresh(refreshToken);
    expect(last.status).toBe(200);
    clock.set(new Date(start + 90.1 * DAY));
    expect(await refresh(last.body.tokens.refreshToken)).toMatchObject({ status: 401 });
  });

  it('secrets rotate: the old one verifies as long as it is listed, the new one signs', async () => {
    const { token } = await tenure.signUp();
    const config = tenure.app.get<Config & { databaseUrl: string }>(CONFIG);
    const status = async (jwtSecrets: string[]) => {
      const app = await createApp({ ...config, jwtSecrets });
      await app.listen(0, '127.0.0.1');
      const answer = await new Client(await app.getUrl()).get('/v1/me', { token });
      await app.close();
      return answer.status;
    };
    const next = 'the next secret, which is long enough too';
    expect(await status([next, ...config.jwtSecrets])).toBe(200);
    expect(await status([next])).toBe(401);
  });
});
