import { randomUUID } from 'node:crypto';
import { PayloadCipher } from '../../src/jobs/payload-cipher.js';
import { RowLock } from '../support/row-lock.js';
import {
  type Answer,
  type Customer,
  FakeClock,
  PASSWORD,
  startTenure,
  type Tenure,
} from '../support/tenure.js';
import { until } from '../support/until.js';

const NEW_PASSWORD = 'analytical engine 1843';
const DAY = 86_400_000;
const someone = () => `${randomUUID()}@example.com`;

describe('Taking an account back', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());
  afterEach(() => clock.set(null));

  const login = (email: string, password: string) =>
    tenure.post('/v1/auth/login', { body: { email, password } });
  const follow = (token: string) => tenure.post('/v1/auth/verify-email', { body: { token } });
  const stop = (token: string) => tenure.post('/v1/auth/cancel-email-change', { body: { token } });
  const askForEmail = (token: string, email: string, password = PASSWORD) =>
    tenure.post('/v1/me/email', { token, body: { email, password } });
  const changePassword = (token: string, current: string, password: string) =>
    tenure.post('/v1/me/password', { token, body: { current, password } });
  const switchTo = (token: string, id: string) => tenure.post(`/v1/me/businesses/${id}/switch`, { token });
  const logout = (refreshToken: string) => tenure.post('/v1/auth/logout', { body: { refreshToken } });
  const refresh = (refreshToken: string) => tenure.post('/v1/auth/refresh', { body: { refreshToken } });
  const me = (token: string) => tenure.get('/v1/me', { token });
  const resetLink = async (email: string, count = 1) => {
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    return tenure.mails.token(email, 'reset-password', count);
  };
  const confirm = (token: string, password = NEW_PASSWORD) =>
    tenure.post('/v1/auth/password-reset/confirm', { body: { token, password } });
  const lockUser = (email: string) =>
    RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM users WHERE email = $1', [email]);
  const aliveOf = async (email: string) => {
    const [row] = await tenure.dataSource.query(
      `SELECT (SELECT count(*)::int FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL) AS sessions,
              (SELECT count(*)::int FROM user_tokens t WHERE t.user_id = u.id AND t.spent_at IS NULL) AS links
       FROM users u WHERE u.email = $1`,
      [email],
    );
    return row as { sessions: number; links: number };
  };

  describe('a change of e-mail', () => {
    it('that was asked for before a reset is void: the account stays with who reads its mails', async () => {
      const { email, token } = await tenure.signUp();
      const evil = someone();
      await askForEmail(token, evil);
      const kept = await tenure.mails.token(evil, 'verify-email');
      const verify = await tenure.mails.token(email, 'verify-email');
      expect(await confirm(await resetLink(email))).toMatchObject({ status: 204 });
      for (const link of [kept, verify])
        expect(await follow(link)).toMatchObject({ status: 410, body: { code: 'token_spent' } });
      expect(await login(email, NEW_PASSWORD)).toMatchObject({ status: 200, body: { user: { email } } });
      expect(await aliveOf(email)).toEqual({ sessions: 1, links: 0 });
    });

    it('and a reset that were asked for before a change of password are void', async () => {
      const { email, token } = await tenure.signUp();
      const evil = someone();
      await askForEmail(token, evil);
      const kept = await tenure.mails.token(evil, 'verify-email');
      const reset = await resetLink(email);
      expect(await changePassword(token, PASSWORD, NEW_PASSWORD)).toMatchObject({ status: 204 });
      expect(await follow(kept)).toMatchObject({ status: 410 });
      expect(await confirm(reset)).toMatchObject({ status: 410 });
      expect(await aliveOf(email)).toEqual({ sessions: 0, links: 0 });
    });

    it('is told to the present address when it is asked for, with a link that stops it', async () => {
      const { email, token } = await tenure.signUp();
      const evil = someone();
      expect(await me(token)).toMatchObject({ body: { pendingEmail: null } });
      expect(await askForEmail(token, evil)).toMatchObject({ status: 202 });
      expect(await me(token)).toMatchObject({ body: { email, pendingEmail: evil } });
      const change = await tenure.mails.token(evil, 'verify-email');
      const link = await tenure.mails.token(email, 'cancel-email-change');
      expect(await stop(link)).toMatchObject({ status: 204, body: undefined });
      expect(await follow(change)).toMatchObject({ status: 410 });
      expect(await me(token)).toMatchObject({ body: { email, pendingEmail: null } });
      expect(await stop(link)).toMatchObject({ status: 410, body: { code: 'token_spent' } });
      expect(await stop('A'.repeat(43))).toMatchObject({ status: 404 });
      expect(await stop(await tenure.mails.token(email, 'verify-email'))).toMatchObject({ status: 404 });
    });

    it('asked for again is stopped by any of the links that the present address got', async () => {
      const { email, token } = await tenure.signUp();
      const [first, second] = [someone(), someone()];
      await askForEmail(token, first);
      const older = await tenure.mails.token(email, 'cancel-email-change');
      await askForEmail(token, second);
      expect(await me(token)).toMatchObject({ body: { pendingEmail: second } });
      expect(await follow(await tenure.mails.token(first, 'verify-email'))).toMatchObject({ status: 410 });
      expect(await stop(older)).toMatchObject({ status: 204 });
      expect(await follow(await tenure.mails.token(second, 'verify-email'))).toMatchObject({ status: 410 });
    });

    it('is taken back by who asked for it, and again without harm', async () => {
      const { email, token } = await tenure.signUp();
      const next = someone();
      await askForEmail(token, next);
      const [change, link] = [
        await tenure.mails.token(next, 'verify-email'),
        await tenure.mails.token(email, 'cancel-email-change'),
      ];
      for (let time = 0; time < 2; time += 1)
        expect(await tenure.delete('/v1/me/email', { token })).toMatchObject({ status: 204 });
      expect(await me(token)).toMatchObject({ body: { pendingEmail: null } });
      expect(await follow(change)).toMatchObject({ status: 410 });
      expect(await stop(link)).toMatchObject({ status: 410 });
    });

    it('is not pending any more after a day, and a mail that proves the present address leaves it alone', async () => {
      const { email, token } = await tenure.signUp();
      const next = someone();
      await askForEmail(token, next);
      await tenure.post('/v1/me/verify-email', { token });
      expect(await follow(await tenure.mails.token(email, 'verify-email', 2))).toMatchObject({ status: 204 });
      expect(await me(token)).toMatchObject({ body: { email, pendingEmail: next } });
      clock.set(new Date(Date.now() + DAY + 1000));
      expect(await me(token)).toMatchObject({ body: { pendingEmail: null } });
    });

    it('that is made ends every session and the links of before, at both addresses', async () => {
      const { email, token, refreshToken } = await tenure.signUp();
      const other = (await login(email, PASSWORD)).body.tokens;
      const next = someone();
      const reset = await resetLink(email);
      await askForEmail(token, next);
      const link = await tenure.mails.token(email, 'cancel-email-change');
      expect(await follow(await tenure.mails.token(next, 'verify-email'))).toMatchObject({ status: 204 });
      expect(await confirm(reset)).toMatchObject({ status: 410 });
      expect(await stop(link)).toMatchObject({ status: 410 });
      expect(await aliveOf(next)).toEqual({ sessions: 0, links: 0 });
      for (const access of [token, other.accessToken])
        expect(await me(access)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(await refresh(refreshToken)).toMatchObject({ status: 401 });
      expect(await login(next, PASSWORD)).toMatchObject({ status: 200 });
      const { body: log } = await tenure.get('/v1/admin/audit?limit=5', { token: await tenure.operator() });
      const before = { email, verified: false };
      const changed = { action: 'user.email_changed', before, after: { email: next } };
      expect(log.data).toContainEqual(expect.objectContaining(changed));
    });
  });

  /** Everything that lets somebody in, or will, each checked before it waits for the user's row. */
  async function workOnOldCredentials({ email, token, businessId }: Customer) {
    const host = await tenure.signUp();
    await tenure.post('/v1/invitations', { token: host.token, body: { email, role: 'member' } });
    const invitation = await tenure.mails.token(email, 'invitations');
    return {
      'a log-in': () => login(email, PASSWORD),
      'a switch': () => switchTo(token, businessId),
      'a change of password': () => changePassword(token, PASSWORD, 'the password of a thief'),
      'a change of e-mail': () => askForEmail(token, someone()),
      'a verification': () => tenure.post('/v1/me/verify-email', { token }),
      'an acceptance': () => tenure.post(`/v1/auth/invitations/${invitation}/accept`, { token }),
      'another business': () => tenure.post('/v1/me/businesses', { token, body: { name: 'Another' } }),
    };
  }

  it.each(['a reset', 'a change of password'])(
    'refuses what was checked against the old password or session, once %s is made',
    async (way) => {
      const customer = await tenure.signUp();
      const { email, token } = customer;
      const work = Object.entries(await workOnOldCredentials(customer));
      const link = await resetLink(email);
      const lock = await lockUser(email);
      const taken = way === 'a reset' ? confirm(link) : changePassword(token, PASSWORD, NEW_PASSWORD);
      await lock.waiting(1);
      const answers = Promise.all(work.map(async ([name, call]) => [name, await call()] as const));
      await lock.waiting(1 + work.length);
      await lock.release();
      expect(await taken).toMatchObject({ status: 204 });
      const statuses = (await answers).map(([name, { status }]: readonly [string, Answer]) => [name, status]);
      expect(statuses).toEqual(work.map(([name]) => [name, 401]));
      expect(await aliveOf(email)).toEqual({ sessions: 0, links: 0 });
      expect(await login(email, NEW_PASSWORD)).toMatchObject({ status: 200 });
    },
  );

  it('refuses a log-in by the old address and password, once the address has changed', async () => {
    const { email, token } = await tenure.signUp();
    const next = someone();
    await askForEmail(token, next);
    const change = await tenure.mails.token(next, 'verify-email');
    const lock = await lockUser(email);
    const changed = follow(change);
    await lock.waiting(1);
    const entered = login(email, PASSWORD);
    await lock.waiting(2);
    await lock.release();
    expect(await changed).toMatchObject({ status: 204 });
    expect(await entered).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });

  it('refuses a refresh token whose session ends while it is exchanged', async () => {
    const { email, refreshToken } = await tenure.signUp();
    const [{ id }] = await tenure.dataSource.query('SELECT id FROM users WHERE email = $1', [email]);
    const lock = await RowLock.take(tenure.databaseUrl, 'SELECT 1 FROM sessions WHERE user_id = $1', [id]);
    const refreshed = refresh(refreshToken);
    await lock.waiting(1);
    await lock.query('UPDATE sessions SET ended_at = now() WHERE user_id = $1', [id]);
    await lock.release();
    expect(await refreshed).toMatchObject({ status: 401, body: { code: 'invalid_refresh_token' } });
  });

  it('mails no link for a reset that was asked for before the password changed, and waited in the queue', async () => {
    const { email } = await tenure.signUp();
    const sealed = tenure.app.get(PayloadCipher, { strict: false }).encrypt({ email });
    const add = `SELECT graphile_worker.add_job('password-reset', $1::json, run_at => now() + interval '2 seconds')`;
    const link = await resetLink(email);
    await tenure.dataSource.query(add, [JSON.stringify({ sealed })]);
    expect(await confirm(link)).toMatchObject({ status: 204 });
    const waits = `SELECT count(*)::int AS count FROM graphile_worker.jobs WHERE task_identifier = 'password-reset'`;
    await until(async () => (await tenure.dataSource.query(waits))[0].count === 0, 'the job is done');
    expect(await aliveOf(email)).toEqual({ sessions: 0, links: 0 });
    expect(await resetLink(email, 2)).not.toBe(link);
  });

  describe('a session that was switched to', () => {
    const dead = async ({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }) => {
      expect(await me(accessToken)).toMatchObject({ status: 401 });
      expect(await refresh(refreshToken)).toMatchObject({ status: 401 });
    };

    it.each(['the first', 'the second', 'the third'])(
      'ends with its log-in, out of whichever session one logs out: %s',
      async (which) => {
        const { token, refreshToken, businessId, email } = await tenure.signUp();
        const other = (await login(email, PASSWORD)).body.tokens;
        const first = { accessToken: token, refreshToken };
        const second = (await switchTo(token, businessId)).body.tokens;
        const third = (await switchTo(second.accessToken, businessId)).body.tokens;
        const all = { 'the first': first, 'the second': second, 'the third': third };
        expect(await logout(all[which as keyof typeof all].refreshToken)).toMatchObject({ status: 204 });
        for (const tokens of Object.values(all)) await dead(tokens);
        expect(await me(other.accessToken)).toMatchObject({ status: 200 });
      },
    );

    it('is one log-in with the session before, in the list and when it is ended there', async () => {
      const { token, refreshToken, businessId, email } = await tenure.signUp();
      const second = (await switchTo(token, businessId)).body.tokens;
      const listed = async (of: string) => (await tenure.get('/v1/me/sessions', { token: of })).body.data;
      expect(await listed(token)).toEqual([expect.objectContaining({ current: true })]);
      expect(await listed(second.accessToken)).toEqual(await listed(token));
      const other = (await login(email, PASSWORD)).body.tokens.accessToken as string;
      const [{ id }] = await listed(token).then((all) => all.filter(({ current }: any) => current));
      expect(await tenure.delete(`/v1/me/sessions/${id}`, { token: other })).toMatchObject({ status: 204 });
      await dead(second);
      await dead({ accessToken: token, refreshToken });
      expect(await listed(other)).toHaveLength(1);
    });

    it('ends when a replaced refresh token of its log-in comes back', async () => {
      const { token, refreshToken, businessId } = await tenure.signUp();
      const second = (await switchTo(token, businessId)).body.tokens;
      const next = (await refresh(refreshToken)).body.tokens;
      clock.set(new Date(Date.now() + 11_000));
      expect(await refresh(refreshToken)).toMatchObject({ status: 401 });
      await dead(second);
      await dead(next);
    });

    it('is not made beside a log-out', async () => {
      const { email, token, refreshToken, businessId } = await tenure.signUp();
      const lock = await lockUser(email);
      const left = logout(refreshToken);
      await lock.waiting(1);
      const switched = switchTo(token, businessId);
      await lock.waiting(2);
      await lock.release();
      expect(await left).toMatchObject({ status: 204 });
      expect(await switched).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(await aliveOf(email)).toMatchObject({ sessions: 0 });
    });

    it('lives no longer than 90 days after the log-in', async () => {
      const customer = await tenure.signUp();
      let { refreshToken, token } = customer;
      const start = Date.now();
      for (let day = 10; day <= 80; day += 10) {
        clock.set(new Date(start + day * DAY));
        ({ refreshToken, accessToken: token } = (await refresh(refreshToken)).body.tokens);
      }
      const second = (await switchTo(token, customer.businessId)).body.tokens;
      clock.set(new Date(start + 89.9 * DAY));
      const last = await refresh(second.refreshToken);
      expect(last).toMatchObject({ status: 200 });
      clock.set(new Date(start + 90.1 * DAY));
      expect(await refresh(last.body.tokens.refreshToken)).toMatchObject({ status: 401 });
    });

    it('of an acceptance belongs to the log-in of who accepts', async () => {
      const [host, guest] = [await tenure.signUp(), await tenure.signUp()];
      const body = { email: guest.email, role: 'member' };
      await tenure.post('/v1/invitations', { token: host.token, body });
      const link = await tenure.mails.token(guest.email, 'invitations');
      const accepted = await tenure.post(`/v1/auth/invitations/${link}/accept`, { token: guest.token });
      expect(accepted).toMatchObject({ status: 200 });
      expect(await logout(guest.refreshToken)).toMatchObject({ status: 204 });
      await dead(accepted.body.tokens);
    });
  });
});
