import { createApp } from '../../src/app.js';
import { CONFIG, type Config } from '../../src/config/config.js';
import { Client, FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

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

  it('a person has 500 sessions: another one deletes what has ended, then ends what was refreshed longest ago', async () => {
    const { email, token, businessId } = await tenure.signUp();
    const ofPerson = '(SELECT id FROM users WHERE email = $1)';
    await tenure.dataSource.query(
      `INSERT INTO sessions (id, user_id, successor_key, current_hash, rotated_at, created_at, ended_at)
       SELECT lpad(n::text, 32, '0')::uuid, ${ofPerson}, '', sha256(gen_random_uuid()::text::bytea), now() - n * interval '1 minute', now(),
              CASE WHEN n = 1 THEN now() END
       FROM generate_series(1, 499) AS n`,
      [email],
    );
    const counted = async () => {
      const [{ live, oldest }] = await tenure.dataSource.query(
        `SELECT count(*)::int AS live, round(extract(epoch FROM now() - min(rotated_at)) / 60)::int AS oldest
         FROM sessions WHERE user_id = ${ofPerson} AND ended_at IS NULL`,
        [email],
      );
      return { live, oldest };
    };
    const body = { email, password: PASSWORD };
    const logIn = async () => (await tenure.post('/v1/auth/login', { body })).body.tokens.accessToken;
    const first = await logIn();
    expect(await counted()).toEqual({ live: 500, oldest: 499 });
    const { body: switched } = await tenure.post(`/v1/me/businesses/${businessId}/switch`, { token: first });
    const second: string = switched.tokens.accessToken;
    expect(await counted()).toEqual({ live: 500, oldest: 498 });
    expect(await tenure.get('/v1/me', { token })).toMatchObject({ status: 200 });

    // The log-in keeps the id of its first session, also when that one is gone.
    const id = (await tenure.get('/v1/me/sessions', { token: first })).body.data[0].id as string;
    await tenure.dataSource.query(`UPDATE sessions SET rotated_at = now() - interval '1 day' WHERE id = $1`, [
      id,
    ]);
    await logIn();
    expect(await tenure.get('/v1/me', { token: first })).toMatchObject({ status: 401 });
    expect(await tenure.get('/v1/me', { token: second })).toMatchObject({ status: 200 });
    expect(await tenure.delete(`/v1/me/sessions/${id}`, { token })).toMatchObject({ status: 204 });
    expect(await tenure.get('/v1/me', { token: second })).toMatchObject({ status: 401 });
  });

  it('a log-in deletes at most 5,000 replaced tokens of the sessions that it ends, and a later one deletes the sessions', async () => {
    const { email } = await tenure.signUp();
    const oldest = '00000000-0000-7000-8000-000000000999';
    await tenure.dataSource.query(
      `INSERT INTO sessions (id, user_id, successor_key, current_hash, rotated_at, created_at)
       SELECT CASE WHEN n = 500 THEN $2::uuid ELSE gen_random_uuid() END, u.id, '', sha256(gen_random_uuid()::text::bytea),
              now() - n * interval '1 minute', now()
       FROM users u, generate_series(1, 500) AS n WHERE u.email = $1`,
      [email, oldest],
    );
    await tenure.dataSource.query(
      `INSERT INTO spent_refresh_tokens (hash, session_id) SELECT sha256(('surplus' || n)::bytea), $1 FROM generate_series(1, 6000) AS n`,
      [oldest],
    );
    const seen = [];
    for (let n = 0; n < 3; n++) {
      await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD } });
      const [row] = await tenure.dataSource.query(
        `SELECT ended_at IS NOT NULL AS ended, (SELECT count(*)::int FROM spent_refresh_tokens WHERE session_id = s.id) AS tokens
         FROM sessions s WHERE id = $1`,
        [oldest],
      );
      seen.push(row);
    }
    expect(seen).toEqual([{ ended: true, tokens: 1_000 }, { ended: true, tokens: 0 }, undefined]);
  });

  it('a log-in ends after 50,000 refreshes, so that no client stores replaced tokens without end', async () => {
    const { email, refreshToken } = await tenure.signUp();
    await tenure.dataSource.query(
      'UPDATE sessions SET refreshes = 49999 WHERE user_id = (SELECT id FROM users WHERE email = $1)',
      [email],
    );
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(await refresh(body.tokens.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
    expect(await tenure.get('/v1/me', { token: body.tokens.accessToken })).toMatchObject({ status: 401 });
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
