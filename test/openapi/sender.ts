import type { Answer, Client } from '../support/tenure.js';
import type { Operation } from './documents.js';

/** What an example cannot know before there is an answer: ids, tokens, keys. */
export interface Known {
  ids: Record<string, string>;
  keyId: string;
  refreshToken: string;
  token: string;
  operator: string;
  key: string;
}

/** Undoing comes after using, and what takes a credential away comes last. */
const LAST = [
  'POST /v1/bots/{id}/keys/{keyId}/rotate',
  'PATCH /v1/members/{id}',
  'DELETE /v1/bots/{id}/keys/{keyId}',
  'DELETE /v1/members/{id}',
  'POST /v1/auth/logout',
];

export const knownAtFirst = async (client: Client): Promise<Known> =>
  ({ operator: await client.operator(), ids: {} }) as unknown as Known;

/** Need a payment provider. test/payments/collecting.spec.ts sends them to a server that has one. */
const WITH_PROVIDER = [
  'GET /v1/billing/checkouts/{id}',
  'POST /v1/admin/payments/sync',
  'POST /v1/billing/checkout',
  'POST /v1/billing/portal',
  'POST /v1/invoices/{id}/pay',
  'POST /v1/payments/stripe/events',
];

/** The operations so that each finds what it needs, without those that need more than a server. */
export const oneAtATime = (operations: Operation[]): Operation[] =>
  operations
    .filter(({ method, path }) => !WITH_PROVIDER.includes(`${method} ${path}`))
    .toSorted((a, b) => rank(a) - rank(b));

/** An operation's example, with what is known by now in its path and its body. */
export interface Example {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  credential: { key?: string; token?: string };
}

export function exampleOf({ path, parameters, security, requestBody }: Operation, known: Known): Example {
  const params: Record<string, string> = {};
  const query: Record<string, string> = {};
  for (const { name, in: place, example, schema } of parameters) {
    const value = place === 'path' && schema.format === 'uuid' ? idFor(path, name, known) : String(example);
    if (place === 'path') params[name] = value;
    else if (example !== undefined) query[name] = value;
  }
  const example = requestBody?.content['application/json']?.example;
  const body =
    example === undefined
      ? undefined
      : JSON.parse(JSON.stringify(example).replaceAll('{refreshToken}', known.refreshToken));
  const scheme = Object.keys(security[0] ?? {})[0];
  // Operators may come by a token or by a key, and nobody else may choose.
  const isOperators = path.startsWith('/v1/admin') || security.length > 1;
  const token = isOperators ? known.operator : known.token;
  const credential = scheme === undefined ? {} : scheme === 'apiKey' ? { key: known.key } : { token };
  return { params, query, body, credential };
}

/** Sends the example of an operation. */
export function sendExample(client: Client, operation: Operation, known: Known): Promise<Answer> {
  const { params, query, body, credential } = exampleOf(operation, known);
  const url = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const search = new URLSearchParams(query).toString();
  return client.send(operation.method, search === '' ? url : `${url}?${search}`, { ...credential, body });
}

function rank(operation: Operation): number {
  const call = `${operation.method} ${operation.path}`;
  if (LAST.includes(call)) return 2 + LAST.indexOf(call);
  return operation.method === 'DELETE' || operation.path.endsWith('/archive') ? 1 : 0;
}

/** The id of what stands before it in the path; a bot stands for a member, since the owner cannot turn itself off. */
function idFor(path: string, name: string, { ids, keyId }: Known): string {
  const noun = name === 'keyId' ? 'keyId' : (path.split(`/{${name}}`)[0]?.split('/').at(-1) ?? '');
  const id = { ...ids, keyId, members: ids.bots }[noun];
  if (id === undefined) throw new Error(`${path}: no ${noun} is known yet`);
  return id;
}

/** Takes from an answer what the examples after it need. */
export function learn({ path, method }: Operation, body: any, known: Known): void {
  if (body?.tokens && !path.startsWith('/v1/admin')) {
    known.refreshToken = body.tokens.refreshToken;
    known.token = body.tokens.accessToken;
  }
  if (path === '/v1/auth/signup') {
    known.key = body.bot.apiKey;
    Object.assign(known.ids, { bots: body.bot.id, businesses: body.business.id });
  }
  if (path === '/v1/usage/batch') known.ids.usage = body.data[0].id;
  if (path.endsWith('/credits') && method === 'POST') known.ids.credits = body.id;
  if (path === '/v1/sdk/me') known.keyId = body.key.id;
  if (path === '/v1/admin/test-clocks' && method === 'POST') known.ids['test-clocks'] = body.id;
}
