import { randomUUID } from 'node:crypto';
import { colleague } from '../support/people.js';
import type { Call, Customer } from '../support/tenure.js';
import { core } from './g13.canaries.js';
import type { Scene } from './g13.scene.js';

export type Calls = [method: string, path: string, call: Call][];

/** Somebody's secrets of every kind, and for each a request that brings it. */
export async function bearers(
  scene: Scene,
): Promise<{ owner: Customer; used: Record<'reset' | 'invitation', string>; calls: Calls }> {
  const { client, mail, passwords } = scene;
  const operatorKey = await scene.operatorKey();
  const owner = await client.signUp({ planCode: 'pro' });
  const { email, token, key, botId, refreshToken } = owner;
  const invite = async () => {
    const guest = `${randomUUID()}@example.com`;
    await client.post('/v1/invitations', { token, body: { email: guest, role: 'member' } });
    return mail.token(guest, 'invitations');
  };
  const reset = async (address: string, count: number) => {
    await client.post('/v1/auth/password-reset', { body: { email: address } });
    return mail.token(address, 'reset-password', count);
  };
  const password = passwords.add(`${core()} another`);
  const person = { firstName: 'Grace', lastName: 'Hopper', password };
  const used = { invitation: await invite(), reset: await reset(email, 1) };
  await client.post(`/v1/auth/invitations/${used.invitation}/accept`, { body: person });
  const guest = await colleague(client, owner);
  const verify = await mail.token(email, 'verify-email');
  const keys = `/v1/bots/${botId}/keys`;
  const link = `/v1/auth/invitations/${await invite()}`;
  const newest = await reset(guest.email, 1);
  return {
    owner,
    used,
    calls: [
      ['POST', '/v1/auth/login', { body: { email, password: 'correct horse battery' } }],
      [
        'POST',
        '/v1/auth/signup',
        { body: { business: { name: 'B' }, email: `${randomUUID()}@example.com`, ...person } },
      ],
      ['POST', '/v1/auth/verify-email', { body: { token: verify } }],
      ['GET', '/v1/me', { token }],
      ['GET', '/v1/sdk/me', { key }],
      [
        'POST',
        '/v1/usage',
        { key, body: { feature: 'recordings' }, headers: { 'idempotency-key': randomUUID() } },
      ],
      ['POST', keys, { token, body: {} }],
      ['GET', link, {}],
      ['POST', `${link}/accept`, { body: person }],
      ['GET', '/v1/admin/plans', { key: operatorKey }],
      [
        'POST',
        '/v1/admin/businesses',
        { key: operatorKey, body: { name: 'B', owner: { email: `${randomUUID()}@example.com`, ...person } } },
      ],
      [
        'POST',
        '/v1/me/email',
        { token, body: { email: `${randomUUID()}@example.com`, password: 'correct horse battery' } },
      ],
      ['POST', '/v1/me/password', { token, body: { current: 'correct horse battery', password } }],
      ['POST', '/v1/auth/password-reset/confirm', { body: { token: newest, password } }],
      ['POST', '/v1/auth/refresh', { body: { refreshToken } }],
      ['POST', '/v1/auth/refresh', { body: { refreshToken: guest.refreshToken } }],
    ],
  };
}

export async function ask({ client }: Scene, calls: Calls): Promise<void> {
  for (const [method, path, call] of calls) await client.send(method, path, call);
}

/** Every statement that writes fails, and then every one that looks a secret up: errors that nobody foresaw. */
export async function failingStatements(scene: Scene): Promise<void> {
  const tables = await scene.sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename ~ 'users|sessions|key|token|audit'`,
  );
  const { calls } = await bearers(scene);
  for (const { name } of tables)
    await scene.sql(`ALTER TABLE ${name} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
  await askBroken(scene, calls);
  for (const { name } of tables) await scene.sql(`ALTER TABLE ${name} DROP CONSTRAINT broken`);
  const again = await bearers(scene);
  const secrets = await scene.sql<{ of: string; name: string }>(
    `SELECT table_name AS of, column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name LIKE '%hash'`,
  );
  for (const { of, name } of secrets)
    await scene.sql(`ALTER TABLE ${of} RENAME COLUMN ${name} TO ${name}_gone`);
  await askBroken(scene, again.calls);
  for (const { of, name } of secrets)
    await scene.sql(`ALTER TABLE ${of} RENAME COLUMN ${name}_gone TO ${name}`);
}

/** Asks while the service is broken on purpose. */
async function askBroken(scene: Scene, calls: Calls): Promise<void> {
  scene.client.breaks = true;
  await ask(scene, calls);
  scene.client.breaks = false;
}
