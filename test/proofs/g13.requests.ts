import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { brokenPathOf, type Operation } from '../support/operations.js';
import { operationsOf } from '../openapi/documents.js';
import { knownAtFirst, learn, oneAtATime, sendExample } from '../openapi/sender.js';
import { sendStaged, STAGES } from '../openapi/stages.js';
import type { Call } from '../support/tenure.js';
import { ask, bearers } from './g13.bearers.js';
import { core } from './g13.canaries.js';
import type { Scene } from './g13.scene.js';

/** Each operation gets every third form of broken request, another third in each run. `npm run proof` sends all. */
const EVERY = Number(process.env.SECRET_FORM_EVERY ?? 3);

/** Every operation as its document shows it. */
export async function examples({ client }: Scene): Promise<void> {
  const operations = operationsOf((await client.get('/openapi.json')).body);
  const isStaged = ({ method, path }: { method: string; path: string }) => `${method} ${path}` in STAGES;
  const known = await knownAtFirst(client);
  for (const operation of oneAtATime(operations.filter((each) => !isStaged(each)))) {
    const { status, body } = await sendExample(client, operation, known);
    if (status < 300) learn(operation, body, known);
  }
  for (const operation of operations.filter(isStaged)) await sendStaged(client, operation);
}

/** Every operation with a secret wherever it does not belong. */
export async function brokenRequests({ client, passwords }: Scene, operations: Operation[]): Promise<void> {
  const secret = passwords.add(core(24));
  const operator = await client.operator();
  const { token, key } = await client.signUp();
  const begin = randomInt(EVERY);
  const closing = ({ path }: Operation) => Number(path === '/v1/business/close');
  for (const [n, operation] of operations.toSorted((a, b) => closing(a) - closing(b)).entries()) {
    const people = operation.audience === 'operator' ? operator : token;
    const call: Call = operation.credential === 'apiKey' ? { key } : { token: people };
    const path = brokenPathOf(operation);
    const fields = {
      password: secret,
      current: secret,
      token: secret,
      refreshToken: secret,
      apiKey: secret,
      email: secret,
    };
    const places: [string, Call][] = [
      [operation.path.replaceAll(/\{\w+\}/g, secret), call],
      [`${path.split('?')[0]}?limit=${secret}&token=${secret}`, call],
      [path, { key: secret }],
      [path, { token: secret, key }],
      [path, { headers: { authorization: `Basic ${Buffer.from(`ada:${secret}`).toString('base64')}` } }],
      [
        path,
        { ...call, headers: { cookie: `token=${secret}`, 'idempotency-key': secret, traceparent: secret } },
      ],
    ];
    const bodies =
      operation.body === null
        ? []
        : [
            { body: fields },
            { body: { ...operation.body.example, ...fields } },
            { body: everyField(operation, secret) },
            { body: everyField(operation, [{ a: secret }]) },
            { body: `{"password":"${secret}` },
            { body: `{"password":${secret}}` },
            { body: `${secret}` },
            { body: `password=${secret}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
            { body: { text: secret.repeat(3_000) } },
          ];
    const forms = [...places, ...bodies.map((each): [string, Call] => [path, { ...call, ...each }])];
    for (const [i, [url, each]] of forms.entries())
      if ((n + i + begin) % EVERY === 0) await client.send(operation.method, url, each);
  }
}

/** With a field too many, so that no name is changed to the secret. */
const everyField = ({ body }: Operation, value: unknown): object =>
  Object.fromEntries([...Object.keys(body?.example ?? {}), 'surprise'].map((name) => [name, value]));

/** What people do wrong with secrets, and what is asked by those who try. */
export async function hostileRequests(scene: Scene): Promise<void> {
  const { client, passwords } = scene;
  const { used, calls, owner } = await bearers(scene);
  const someSecret = () => passwords.add(core(12));
  const { email, token, key, refreshToken } = owner;
  const invitation = `/v1/auth/invitations/${used.invitation}`;
  const unknown = core(65);
  scene.canaries.add('mailed token', unknown);
  await ask(scene, calls);
  await ask(scene, [
    ['POST', '/v1/auth/login', { body: { email, password: someSecret() } }],
    ['POST', '/v1/auth/login', { body: { email: someSecret(), password: someSecret() } }],
    ['POST', '/v1/auth/login', { body: { email, password: [someSecret()] } }],
    ['POST', '/v1/auth/signup', { body: { email, password: passwords.add(core(8)) } }],
    ['POST', '/v1/auth/signup', { body: { email, password: passwords.add(core(129)) } }],
    ['POST', '/v1/me/password', { token, body: { current: someSecret(), password: passwords.add(core(9)) } }],
    ['POST', '/v1/me/email', { token, body: { email: someSecret(), password: someSecret() } }],
    ['POST', '/v1/auth/password-reset/confirm', { body: { token: used.reset, password: someSecret() } }],
    ['POST', '/v1/auth/password-reset/confirm', { body: { token: unknown, password: someSecret() } }],
    ['POST', '/v1/auth/verify-email', { body: { token: unknown } }],
    ['POST', '/v1/auth/refresh', { body: { refreshToken: token } }],
    ['POST', '/v1/auth/refresh', { body: { refreshToken: unknown } }],
    ['GET', invitation, {}],
    ['POST', `${invitation}/accept`, { body: { firstName: 'A', lastName: 'B', password: someSecret() } }],
    ['GET', `/v1/auth/invitations/${unknown}`, {}],
    ['GET', `/v1/auth/invitations/${unknown}${unknown}`, {}],
    ['GET', `/v1/auth/invitations/%E0%A4%A${unknown}`, {}],
    ['PUT', invitation, { body: { password: someSecret() } }],
    ['GET', `/invitations/${used.invitation}`, {}],
    ['GET', `/reset-password/${used.reset}?token=${used.reset}`, {}],
    ['POST', `/reset-password/${used.reset}`, { body: { password: someSecret() } }],
    ['GET', '/v1/me', { token: key }],
    ['GET', '/v1/me', { headers: { authorization: key } }],
    ['GET', '/v1/me', { headers: { authorization: refreshToken } }],
    ['GET', '/v1/me', { token: refreshToken }],
    ['GET', '/v1/me', { token: `${token}x` }],
    ['GET', `/v1/me?access_token=${token}`, {}],
    ['GET', '/v1/sdk/me', { key: token }],
    ['GET', '/v1/sdk/me', { key, token }],
    ['GET', '/v1/sdk/me', { key: `${key.slice(0, -1)}!` }],
    ['GET', `/v1/entitlements?apiKey=${key}`, { key }],
    ['GET', `/v1/entitlements/${key}`, { key }],
    ['GET', `/v1/bots/${key}/keys`, { token }],
    ['PUT', `/v1/allocations/applications/${key}!`, { key, body: {} }],
  ]);
  await bytes(
    scene,
    `TRACE /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
  );
  await bytes(
    scene,
    `GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nX-Api-Key ${key}\r\n\r\n`,
  );
  await bytes(scene, `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${key.repeat(400)}\r\n\r\n`);
  await client.post('/v1/auth/logout', { body: { refreshToken } });
}

/** What fetch would refuse to send. */
async function bytes({ client }: Scene, text: string): Promise<void> {
  const { hostname, port } = new URL(client.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  client.told.push({ operation: 'bytes', text: JSON.stringify([400, answer]) });
}
