import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { pathOf } from '../support/operations.js';
import type { Call, Customer, Tenure } from '../support/tenure.js';
import type { Wall } from './g8.walls.js';

/** In every text of the other tenant's that an answer could carry. */
export const CANARY = 'canary of another tenant';
const LISTS = [
  '/v1/members?limit=100',
  '/v1/invitations?limit=100',
  '/v1/business/audit?limit=100',
  '/v1/me/sessions?limit=100',
  '/v1/webhooks',
  '/v1/events?limit=100',
  '/v1/invoices?limit=100',
];

/** Ids of the other tenant, under the noun that stands before them in a path. */
export type Belongings = Record<
  | 'members'
  | 'bots'
  | 'keys'
  | 'invitations'
  | 'sessions'
  | 'usage'
  | 'businesses'
  | 'colleagues'
  | 'events'
  | 'export'
  | 'webhooks'
  | 'deliveries'
  | 'invoices'
  | 'checkouts',
  string
>;

/** A thing of each kind in the other tenant's business. */
export async function belongings(tenure: Tenure, other: Customer, colleagues: string): Promise<Belongings> {
  const { token, key } = other;
  const body = { email: 'canary@example.com', role: 'member' };
  const headers = { 'idempotency-key': 'canary' };
  await tenure.put('/v1/allocations/applications/canary-app', { key, body: {} });
  const webhook = { url: 'https://canary.example.com/hook' };
  const webhooks = (await tenure.post('/v1/webhooks', { token, body: webhook })).body.id;
  await tenure.post(`/v1/bots/${other.botId}/keys`, { token, body: {} });
  await tenure.app.get(EventDispatcherService).dispatch();
  // The last one was numbered after the webhook was made, so that it is delivered there, too.
  const events = (await tenure.get('/v1/events?type=key.created&limit=100', { token })).body.data.at(-1).id;
  return {
    members: other.memberId,
    bots: other.botId,
    keys: (await tenure.get(`/v1/bots/${other.botId}/keys`, { token })).body.data[0].id,
    invitations: (await tenure.post('/v1/invitations', { token, body })).body.id,
    sessions: (await tenure.get('/v1/me/sessions', { token })).body.data[0].id,
    usage: (await tenure.post('/v1/usage', { key, headers, body: { feature: 'recordings' } })).body.id,
    businesses: other.businessId,
    colleagues,
    events,
    export: (await tenure.post('/v1/business/export', { token })).body.id,
    webhooks,
    deliveries: events,
    invoices: await invoice(tenure, other),
    checkouts: await checkout(tenure, other),
  };
}

/** The invoice of a business whose cycles are invoiced. */
async function invoice(tenure: Tenure, { businessId, token }: Customer): Promise<string> {
  const body = { planCode: 'pro', collect: true };
  const url = `/v1/admin/businesses/${businessId}/subscription`;
  await tenure.put(url, { token: await tenure.operator(), body });
  return (await tenure.get('/v1/invoices', { token })).body.data[0].id as string;
}

/** A checkout that a provider has opened; none is asked here. */
async function checkout(tenure: Tenure, { businessId }: Customer): Promise<string> {
  const [row] = await tenure.dataSource.query(
    `INSERT INTO checkouts (business_id, id, cancel_url, created_at, expires_at, mode, state, success_url)
     VALUES ($1, gen_random_uuid(), $2, now(), now() + interval '1 hour', 'setup', 'open', $2) RETURNING id`,
    [businessId, `https://example.com/${encodeURIComponent(CANARY)}`],
  );
  return row.id as string;
}

/**
 * What the owner of one business gets to when they name the other's things, at every operation that names one: each
 * has to answer as for a thing that there is not, byte for byte, and no list may hold one.
 */
export async function reaches(
  tenure: Tenure,
  walls: Wall[],
  owner: Customer,
  theirs: Belongings,
): Promise<string[]> {
  const found: string[] = [];
  const { token, key } = owner;
  // Reading first: what a wall that is down lets be deleted would be missing behind the next.
  for (const { operation, declared } of naming(walls).toSorted((a, b) => rank(a) - rank(b))) {
    const call: Call = { ...(declared.to === 'bots' ? { key } : { token }), body: operation.body?.example };
    for (const named of waysToName(operation.path, owner, theirs)) {
      const [answer, unknown] = [
        await tenure.send(operation.method, pathOf(operation, named), call),
        await tenure.send(
          operation.method,
          pathOf(operation, { ...named, ...unknownOf(named, owner) }),
          call,
        ),
      ];
      const same = JSON.stringify(answer.body) === JSON.stringify(unknown.body);
      if (answer.status !== 404 || unknown.status !== 404 || !same)
        found.push(`${operation.name}: ${answer.status}, ${unknown.status} for an unknown one`);
    }
  }
  const body = { memberId: theirs.colleagues };
  const { status } = await tenure.post('/v1/business/owner', { token, body });
  if (status !== 404) found.push(`POST /v1/business/owner: ${status}`);
  for (const path of LISTS) if (tells(await tenure.get(path, { token }), theirs)) found.push(path);
  const held = await tenure.get('/v1/allocations/applications?limit=100', { key });
  if (tells(held, theirs)) found.push('GET /v1/allocations/applications');
  return found;
}

/** The operations of people and bots whose path carries the id of a thing. */
export const naming = (walls: Wall[]): Wall[] =>
  walls.filter(
    ({ declared, operation }) =>
      ['members', 'people', 'bots'].includes(declared.to) && /\{id\}/.test(operation.path),
  );

const rank = ({ operation: { method } }: Wall): number => ['GET', 'POST', 'PATCH', 'DELETE'].indexOf(method);

/** All ids the other's; and where there are two, theirs under one's own. */
function waysToName(path: string, owner: Customer, theirs: Belongings): Record<string, string>[] {
  const entries = [...path.matchAll(/(\w+)\/\{(\w+)\}/g)].map(([, noun, name]) => {
    const id = theirs[noun as keyof Belongings];
    if (id === undefined) throw new Error(`${path}: the other tenant has no ${noun}`);
    return [name, id] as const;
  });
  const all = Object.fromEntries(entries) as Record<string, string>;
  return entries.length === 1 ? [all] : [all, { ...all, id: owner.botId }];
}

/** The same names, each of which is unknown unless it is one's own. */
const unknownOf = (named: Record<string, string>, owner: Customer): Record<string, string> =>
  Object.fromEntries(
    Object.entries(named).map(([name, id]) => [
      name,
      id === owner.botId ? id : '01900000-0000-7000-8000-00000000dead',
    ]),
  );

const tells = ({ body }: { body: unknown }, theirs: Belongings): boolean =>
  ['canary', ...Object.values(theirs)].some((one) => JSON.stringify(body).includes(one));
