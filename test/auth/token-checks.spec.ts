import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessTokens, payloadOf } from '../../src/auth/access/access-token.js';
import { RememberedTokens } from '../../src/auth/access/remembered-tokens.js';
import { SystemClock } from '../../src/common/clock.js';
import { decode, forge, SECRET } from '../support/forgery.js';
import { meanwhile } from '../support/meanwhile.js';
import { colleague } from '../support/people.js';
import { startSecond } from '../support/second-server.js';
import { type Client, type Customer, startTenure, type Tenure } from '../support/tenure.js';

const newPem = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
const PEM = newPem();
const PUBLIC_URL = 'https://billing.example.com';
const WITH_KEY = { JWT_PRIVATE_KEY: Buffer.from(PEM).toString('base64'), PUBLIC_URL };

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const headOf = (token: string) => decode(token.split('.')[0]);

/** A token made by hand from a real one, signed by a private key. */
function forgeBy(
  pem: string,
  token: string,
  { header = {}, claims = {} }: { header?: object; claims?: object },
): string {
  const body = `${encode({ ...headOf(token), ...header })}.${encode({ ...payloadOf(token), ...claims })}`;
  const signature = sign('sha256', Buffer.from(body), {
    key: createPrivateKey(pem),
    dsaEncoding: 'ieee-p1363',
  });
  return `${body}.${signature.toString('base64url')}`;
}

describe('An access token that others verify', () => {
  let tenure: Tenure;
  let owner: Customer;
  let expired: ReturnType<typeof expire>;
  beforeAll(async () => {
    tenure = await startTenure(WITH_KEY);
    owner = await tenure.signUp();
    expired = meanwhile(expire);
  });
  afterAll(async () => {
    await Promise.allSettled([expired]);
    await tenure.close();
  });

  const me = (token: string) => tenure.get('/v1/me', { token });
  /** What a token was answered, what others like it were, and that token when it has expired: long enough for a busy machine. */
  async function expire(): Promise<{ short: string; answers: number[]; ofOthers: number[] }> {
    const exp = Math.floor(Date.now() / 1000) + 4;
    const short = forgeBy(PEM, owner.token, { claims: { exp } });
    const answers = [(await me(short)).status, (await me(short)).status];
    // One bit of the signature more, and it is another token.
    const [last = ''] = short.slice(-1);
    const touched = short.slice(0, -1) + (last === 'A' ? 'B' : 'A');
    const ofOthers = [(await me(`${short}A`)).status, (await me(touched)).status];
    await sleep(exp * 1000 - Date.now() + 50);
    return { short, answers, ofOthers };
  }
  const jwks = async () => (await tenure.get('/.well-known/jwks.json')).body.keys as Record<string, string>[];
  const operatorKey = async (scopes = ['events:read']) => {
    const body = { name: 'Backend', scopes };
    const made = await tenure.post('/v1/admin/operators/keys', { token: await tenure.operator(), body });
    return made.body.apiKey as string;
  };

  it('is ES256, by a key that the JWKS publishes, and says whose session it is, where, and as what', async () => {
    const [jwk] = await jwks();
    expect(jwk).toEqual({
      ...{ kty: 'EC', crv: 'P-256', use: 'sig', alg: 'ES256', kid: headOf(owner.token).kid },
      ...{ x: expect.any(String), y: expect.any(String) },
    });
    expect(headOf(owner.token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: jwk?.kid });
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const [head, payload, signature = ''] = owner.token.split('.');
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
    const { body } = await me(owner.token);
    const claims = payloadOf(owner.token);
    expect(claims).toEqual({
      ...{ sub: body.id, sid: expect.any(String), bid: owner.businessId, kind: 'member', role: 'owner' },
      ...{ iss: PUBLIC_URL, aud: 'tenure:dashboard', iat: expect.any(Number), exp: claims.iat + 600 },
    });
    const { headers } = await tenure.get('/.well-known/jwks.json');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(JSON.stringify(await jwks())).not.toMatch(/"d"|PRIVATE/);
  });

  it('says what people of each kind are, at log-in and when it is refreshed', async () => {
    const admin = await colleague(tenure, owner, 'admin');
    expect(payloadOf(admin.token)).toMatchObject({ kind: 'member', role: 'admin', bid: owner.businessId });
    await tenure.patch(`/v1/members/${admin.memberId}`, { token: owner.token, body: { role: 'member' } });
    const refreshed = await tenure.post('/v1/auth/refresh', { body: { refreshToken: admin.refreshToken } });
    expect(payloadOf(refreshed.body.tokens.accessToken)).toMatchObject({ kind: 'member', role: 'member' });
    await tenure.delete(`/v1/members/${admin.memberId}`, { token: owner.token });
    const { refreshToken } = refreshed.body.tokens;
    const removed = await tenure.post('/v1/auth/refresh', { body: { refreshToken } });
    const claims = payloadOf(removed.body.tokens.accessToken);
    expect(claims).toMatchObject({ kind: 'user', role: null, bid: owner.businessId });
    expect(payloadOf(await tenure.operator())).toMatchObject({ kind: 'operator', role: null, bid: null });
  });

  it('is refused when it is forged, whatever it says of its algorithm and its key', async () => {
    const [jwk] = (await jwks()) as [Record<string, string>];
    const { kid } = jwk;
    const spki = createPublicKey(PEM).export({ type: 'spki', format: 'pem' }).toString();
    const [other, secretKid] = [newPem(), await kidOfSecret()];
    const body = (header: object) =>
      `${encode({ ...headOf(owner.token), ...header })}.${owner.token.split('.')[1]}`;
    const hmac = (secret: string | Buffer, header: object) =>
      `${body(header)}.${createHmac('sha256', secret).update(body(header)).digest('base64url')}`;
    const der = createPublicKey(PEM).export({ type: 'spki', format: 'der' });
    const forged: Record<string, string> = {
      'HS256 by the public key in PEM': hmac(spki, { alg: 'HS256' }),
      'HS256 by the public key in PEM, trimmed': hmac(spki.trim(), { alg: 'HS256' }),
      'HS256 by the public key in DER': hmac(der, { alg: 'HS256' }),
      'HS256 by the JWK': hmac(JSON.stringify(jwk), { alg: 'HS256' }),
      'HS256 by the secret, with the kid of the pair': hmac(SECRET, { alg: 'HS256' }),
      'HS256 by the public key, with the kid of the secret': hmac(spki, { alg: 'HS256', kid: secretKid }),
      'ES256 said, HMAC by the public key': hmac(spki, {}),
      'ES256 with the kid of the secret': forgeBy(PEM, owner.token, { header: { kid: secretKid } }),
      'ES256 by another pair': forgeBy(other, owner.token, {}),
      'ES256 by another pair in its head': forgeBy(other, owner.token, {
        header: { jwk: createPublicKey(other).export({ format: 'jwk' }), jku: 'https://evil.example.com' },
      }),
      none: `${body({ alg: 'none' })}.`,
      'none, with a signature': `${body({ alg: 'none' })}.${owner.token.split('.')[2]}`,
      nOnE: `${body({ alg: 'nOnE' })}.`,
      'no signature': `${body({})}.`,
      ES384: forgeBy(PEM, owner.token, { header: { alg: 'ES384' } }),
      es256: forgeBy(PEM, owner.token, { header: { alg: 'es256' } }),
      'no alg': forgeBy(PEM, owner.token, { header: { alg: undefined } }),
      'no kid': forgeBy(PEM, owner.token, { header: { kid: undefined } }),
      'a list of kids': forgeBy(PEM, owner.token, { header: { kid: [kid] } }),
      'a kid of Object': forgeBy(PEM, owner.token, { header: { kid: '__proto__' } }),
      'a path as kid': forgeBy(PEM, owner.token, { header: { kid: `../${kid}` } }),
      'something critical': forgeBy(PEM, owner.token, { header: { crit: ['b64'], b64: false } }),
      'another typ': forgeBy(PEM, owner.token, { header: { typ: 'JWT' } }),
      'the typ of read tokens': forgeBy(PEM, owner.token, {
        header: { typ: 'tenure-read+jwt' },
        claims: { read: true },
      }),
      'another audience': forgeBy(PEM, owner.token, { claims: { aud: 'another' } }),
      'another issuer': forgeBy(PEM, owner.token, { claims: { iss: 'https://evil.example.com' } }),
      'no expiry': forgeBy(PEM, owner.token, { claims: { exp: undefined } }),
      'an expiry in words': forgeBy(PEM, owner.token, { claims: { exp: 'never' } }),
      expired: forgeBy(PEM, owner.token, { claims: { exp: Math.floor(Date.now() / 1000) - 1 } }),
      'not yet': forgeBy(PEM, owner.token, { claims: { nbf: Math.floor(Date.now() / 1000) + 60 } }),
    };
    const key = await operatorKey();
    const taken: string[] = [];
    for (const [name, token] of Object.entries(forged)) {
      if ((await me(token)).status !== 401) taken.push(name);
      const asked = await tenure.post('/v1/auth/introspect', { key, body: { token } });
      expect([asked.status, asked.body]).toEqual([200, { active: false }]);
    }
    expect(taken).toEqual([]);
    // By our own pair, with nothing changed, it is taken: the forgery itself is right.
    expect((await me(forgeBy(PEM, owner.token, {}))).status).toBe(200);
  });

  /** The `kid` of the secret stands in the head of every read token. */
  async function kidOfSecret(): Promise<string> {
    return headOf(await readToken()).kid as string;
  }

  async function readToken(): Promise<string> {
    const path = `/v1/admin/businesses/${owner.businessId}/read-token`;
    return (await tenure.post(path, { token: await tenure.operator() })).body.accessToken as string;
  }

  it('of an operator who reads as a business is signed by the secret, so no other verifier takes it', async () => {
    const read = await readToken();
    expect(headOf(read)).toMatchObject({ alg: 'HS256', typ: 'tenure-read+jwt' });
    expect((await tenure.get('/v1/members', { token: read })).status).toBe(200);
    expect((await jwks()).map(({ kid }) => kid)).not.toContain(headOf(read).kid);
    const asked = await tenure.post('/v1/auth/introspect', {
      key: await operatorKey(),
      body: { token: read },
    });
    expect(asked.body).toEqual({ active: false });
  });

  it('is introspected as the guard would judge it now', async () => {
    const key = await operatorKey();
    const ask = async (token: string) =>
      (await tenure.post('/v1/auth/introspect', { key, body: { token } })).body;
    const customer = await tenure.signUp();
    const admin = await colleague(tenure, customer, 'admin');
    const { sub, sid, iat, exp } = payloadOf(admin.token);
    const told = {
      ...{ active: true, sub, sid, bid: customer.businessId, kind: 'member', role: 'admin', iat, exp },
      ...{ suspended: false, closed: false, iss: PUBLIC_URL, aud: 'tenure:dashboard', token_type: 'Bearer' },
    };
    expect(await ask(admin.token)).toEqual(told);
    await tenure.patch(`/v1/members/${admin.memberId}`, { token: customer.token, body: { role: 'member' } });
    expect(await ask(admin.token)).toEqual({ ...told, role: 'member' });
    const operator = await tenure.operator();
    const business = `/v1/admin/businesses/${customer.businessId}`;
    await tenure.patch(business, { token: operator, body: { suspended: true } });
    expect(await ask(admin.token)).toEqual({ ...told, role: 'member', suspended: true });
    await tenure.patch(business, { token: operator, body: { suspended: false } });
    await tenure.delete(`/v1/members/${admin.memberId}`, { token: customer.token });
    expect(await ask(admin.token)).toEqual({ ...told, kind: 'user', role: null });
    expect(await ask(operator)).toMatchObject({ active: true, kind: 'operator', role: null, bid: null });
    await tenure.post('/v1/auth/logout', { body: { refreshToken: admin.refreshToken } });
    for (const token of [
      admin.token,
      admin.refreshToken,
      key,
      customer.key,
      '',
      'x y',
      `${operator} x`,
      'a.b.c',
    ])
      expect(await ask(token)).toEqual({ active: false });
  });

  it('is introspected for operator keys and operators, and for nobody else', async () => {
    const body = { token: owner.token };
    const ask = (call: object) => tenure.post('/v1/auth/introspect', { ...call, body });
    const operator = await tenure.operator();
    for (const call of [{ key: await operatorKey(['auth:forward']) }, { token: operator }])
      expect((await ask(call)).status).toBe(200);
    for (const call of [{}, { key: owner.key }, { key: 'tnr_op_x' }])
      expect((await ask(call)).status).toBe(401);
    expect((await ask({ token: owner.token })).status).toBe(403);
  });

  // Last, because the token expires meanwhile.
  it('that was verified before is refused once it has expired, and as soon as its session has ended', async () => {
    const { short, answers, ofOthers } = await expired;
    expect(answers).toEqual([200, 200]);
    expect(ofOthers).toContain(401);
    // Its session goes on, so it is refused because it has expired.
    expect((await me(owner.token)).status).toBe(200);
    expect((await me(short)).status).toBe(401);
    const another = await tenure.signUp();
    expect((await me(another.token)).status).toBe(200);
    await tenure.post('/v1/auth/logout', { body: { refreshToken: another.refreshToken } });
    expect((await me(another.token)).status).toBe(401);
  });
});

describe('The keys of tokens, while servers are replaced one by one', () => {
  let tenure: Tenure;
  let customer: Customer;
  beforeAll(async () => {
    // As a server of the release before signs: by the secret.
    tenure = await startTenure();
    customer = await tenure.signUp();
  });
  afterAll(() => tenure.close());

  const [first, second] = [newPem(), newPem()];
  interface Server {
    client: Client;
    /** Its own: passport knows one strategy for all servers of a process. */
    tokens: AccessTokens;
  }
  const servers = async <T>(keys: string[], ask: (servers: Server[]) => Promise<T>): Promise<T> => {
    const started = await Promise.all(
      keys.map((JWT_PRIVATE_KEY) =>
        startSecond(tenure.databaseUrl, new SystemClock(), { JWT_PRIVATE_KEY, PUBLIC_URL }),
      ),
    );
    try {
      return await ask(
        started.map(({ client, app }) => ({ client, tokens: app.get(AccessTokens, { strict: false }) })),
      );
    } finally {
      for (const { close } of started) await close();
    }
  };
  const refreshed = async (server: Client): Promise<string> => {
    const { body } = await server.post('/v1/auth/refresh', { body: { refreshToken: customer.refreshToken } });
    customer = { ...customer, refreshToken: body.tokens.refreshToken };
    return body.tokens.accessToken as string;
  };
  const kids = async (server: Client) =>
    (await server.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid);

  it('without a key pair the secret signs, for servers of the release before, and the JWKS is empty', async () => {
    expect(headOf(customer.token)).toMatchObject({ alg: 'HS256' });
    expect(payloadOf(customer.token)).toMatchObject({ iss: 'tenure' });
    expect(await kids(tenure)).toEqual([]);
  });

  it('a key is published before it signs, and no token is refused at any step', async () => {
    const steps = [`HS256,${first}`, first, `${first},${second}`, `${second},${first}`, second];
    await servers(steps, async (rotation) => {
      const own = tenure.app.get(AccessTokens, { strict: false });
      const takes = [own, ...rotation.map(({ tokens }) => tokens)];
      const signed = [customer.token];
      for (const { client } of rotation) signed.push(await refreshed(client));
      expect(signed.map((token) => headOf(token).alg)).toEqual(['HS256', 'HS256', ...Array(4).fill('ES256')]);
      // One step of the rotation apart, each takes what the other signs.
      for (const [at, tokens] of takes.entries())
        for (const [by, token] of signed.entries())
          if (Math.abs(at - by) <= 1 && !(at === 0 && by > 1))
            expect([at, by, tokens.keyFor(token) !== null]).toEqual([at, by, true]);
      const taken = (server: number, token: number) => takes[server]?.keyFor(signed[token] ?? '') !== null;
      // Before a server has the key, and after it has lost it, tokens of that key are refused.
      expect([taken(0, 2), taken(2, 4), taken(5, 2), taken(5, 4)]).toEqual([false, false, false, true]);
      const published = await Promise.all(rotation.map(({ client }) => kids(client)));
      const [one, two] = [published[0]?.[0], published[4]?.[0]];
      expect(one).not.toBe(two);
      expect(published).toEqual([[one], [one], [one, two], [two, one], [two]]);
    });
  });

  it('a token of the release before is taken, forged ones of the secret are not', async () => {
    await servers([first], async ([server]) => {
      const { client } = server as Server;
      expect((await client.get('/v1/me', { token: customer.token })).status).toBe(200);
      const forged = forge(customer.token, { secret: 'another secret for tests that is long' });
      expect((await client.get('/v1/me', { token: forged })).status).toBe(401);
    });
  });
});

describe('Tokens that are remembered', () => {
  it('are found by exactly their text until they expire, and at most so many of them', () => {
    const remembered = new RememberedTokens<{ exp: number }>(3);
    for (const name of ['a', 'b', 'c', 'd']) remembered.add(name, { exp: 100 });
    expect(remembered.size).toBe(3);
    const at = (seconds: number) => new Date(seconds * 1000);
    expect(['a', 'b', 'c', 'd', 'd '].map((name) => remembered.find(name, at(99.999)) !== null)).toEqual([
      ...[false, true, true, true, false],
    ]);
    expect(remembered.find('b', at(100))).toBeNull();
    expect(remembered.size).toBe(2);
    expect(remembered.find('b', at(99))).toBeNull();
  });
});
