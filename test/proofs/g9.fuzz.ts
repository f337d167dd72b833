import fc from 'fast-check';
import { type Operation, operationsOf } from '../openapi/documents.js';
import type { Answer, Client, Customer } from '../support/tenure.js';
import { brokenRequest, type FuzzRequest, validRequest } from './g9.requests.js';

interface Size {
  valid: number;
  broken: number;
}

/** How many go at once. */
const AT_ONCE = 8;
/** What one customer is asked for, before another takes its place: a business that is closed answers little. */
const PER_CUSTOMER = 60;

export interface Fuzzed {
  operations: number;
  requests: number;
  succeeded: number;
  faults: string[];
}

/**
 * Sends every operation of the document valid and broken requests, made from its schemas by the seed. A fault is any 5xx,
 * and any answer whose status, schema or code is not documented: the client's Recorder throws at those.
 */
export async function fuzz(server: Client, { valid, broken }: Size, seed: number): Promise<Fuzzed> {
  const document = (await server.get('/openapi.json')).body;
  const operations = operationsOf(document).filter(({ path }) => path.startsWith('/v1/'));
  const ids = await prepare(server);
  const result: Fuzzed = { operations: operations.length, requests: 0, succeeded: 0, faults: [] };
  let callers: Callers = {
    ...(await server.signUp({ planCode: 'free' })),
    operator: await server.operator(),
  };
  let asked = 0;
  for (const operation of operations) {
    const samples = [
      ...fc.sample(validRequest(operation, document.components, ids), { seed, numRuns: valid }),
      ...fc.sample(brokenRequest(operation, document.components, ids), { seed, numRuns: broken }),
    ];
    for (let at = 0; at < samples.length; at += AT_ONCE) {
      callers = await alive(server, callers, asked >= PER_CUSTOMER);
      if (asked >= PER_CUSTOMER) asked = 0;
      const part = samples.slice(at, at + AT_ONCE);
      asked += part.length;
      await Promise.all(part.map((request) => send(server, operation, request, callers, result)));
    }
  }
  return result;
}

type Callers = Customer & { operator: string };

/**
 * The same callers, or others in the place of those whose session or business has ended, which some requests do. To sign up and to
 * log in takes longer than many requests.
 */
async function alive(server: Client, callers: Callers, isUsedUp: boolean): Promise<Callers> {
  const statusOf = async (path: string, token: string) => (await server.get(path, { token })).status;
  const [operator, customer] = await Promise.all([
    statusOf('/v1/admin/plans', callers.operator),
    statusOf('/v1/subscription', callers.token),
  ]);
  return {
    ...(isUsedUp || customer !== 200 ? await server.signUp({ planCode: 'free' }) : callers),
    operator: operator === 200 ? callers.operator : await server.operator(),
  };
}

/** Things that only operators make, so that what is asked for them finds some. */
async function prepare(server: Client): Promise<string[]> {
  const token = await server.operator();
  const feature = { key: 'fuzzed', name: 'Fuzzed', unit: 'piece', kind: 'metered' };
  await server.post('/v1/admin/features', { token, body: feature });
  const terms = { price: { amount: 100, currency: 'USD' }, interval: { unit: 'month', count: 1 } };
  await server.post('/v1/admin/plans', { token, body: { code: 'fuzzed', name: 'Fuzzed', ...terms } });
  const clock = await server.post('/v1/admin/test-clocks', { token, body: { now: '2026-01-01T00:00:00Z' } });
  const { businessId, botId, memberId } = await server.signUp({ planCode: 'free' });
  return [clock.body.id, businessId, botId, memberId];
}

async function send(
  server: Client,
  operation: Operation,
  { url, body, headers, credential }: FuzzRequest,
  callers: Callers,
  result: Fuzzed,
): Promise<void> {
  result.requests += 1;
  const call = { body, headers, ...credentialOf(operation, credential, callers) };
  // A business of the caller's own stands where it is known by its token alone.
  const answer: Answer | Error = await server
    .send(operation.method, url, call)
    .catch((error: Error) => error);
  const sent = `${operation.operationId} ${operation.method} ${url} ${body?.slice(0, 300) ?? ''} ${JSON.stringify(headers)}`;
  if (answer instanceof Error) result.faults.push(`${sent}\n${answer.message}`);
  else if (answer.status >= 500)
    result.faults.push(`${sent}\n${answer.status} ${JSON.stringify(answer.body)}`);
  else if (answer.status < 300) result.succeeded += 1;
}

function credentialOf({ security, path }: Operation, kind: FuzzRequest['credential'], callers: Callers) {
  const scheme = Object.keys(security[0] ?? {})[0];
  if (kind === 'none' || (scheme === undefined && kind === 'right')) return {};
  const token = path.startsWith('/v1/admin') ? callers.operator : callers.token;
  if (kind === 'both') return { token, key: callers.key };
  if (kind === 'wrong') return scheme === 'apiKey' ? { token: 'no token' } : { key: 'no key' };
  return scheme === 'apiKey' ? { key: callers.key } : { token };
}
