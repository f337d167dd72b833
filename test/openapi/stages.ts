import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Mailbox } from '../support/mailbox.js';
import { beginSecondFactor, switchOnSecondFactor } from '../support/phone.js';
import { type Answer, type Client, PASSWORD } from '../support/tenure.js';
import type { Operation } from './documents.js';

/** A server whose mails can be read. */
export type WithMails = Client & { mails: Pick<Mailbox, 'token'> };

/** What an operation is sent to beside its example: where, as whom, and with which tokens and ids in the body. */
interface Stage {
  url?: string;
  token?: string;
  headers?: Record<string, string>;
  fill?: Record<string, unknown>;
}

const BROWSER_SESSION = '/v1/auth/browser-sessions/dashboard';
/** What a browser says of a request of our own page. */
const OUR_PAGE = { 'sec-fetch-site': 'same-origin' };

/** A browser in which somebody is logged in. */
async function browser(server: WithMails): Promise<Stage> {
  const { refreshToken } = await server.signUp();
  const answer = await server.put(BROWSER_SESSION, { headers: OUR_PAGE, body: { refreshToken } });
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { url: BROWSER_SESSION, headers: { ...OUR_PAGE, cookie } };
}

/** A customer with a second factor, and a code that is not used yet. */
async function withPhone(server: WithMails): Promise<Stage> {
  const { token } = await server.signUp();
  const { code } = await switchOnSecondFactor(server, token);
  return { token, fill: { code } };
}

const someone = (): string => `${randomUUID()}@example.com`;

async function invited(server: WithMails) {
  const owner = await server.signUp();
  const email = someone();
  const body = { email, role: 'member' };
  const { id } = (await server.post('/v1/invitations', { token: owner.token, body })).body;
  const link = async () => `/v1/auth/invitations/${await server.mails.token(email, 'invitations')}`;
  return { owner, id: id as string, link };
}

async function user(server: WithMails): Promise<Stage> {
  const { email } = await server.signUp();
  const token = await server.operator();
  const { data } = (await server.get(`/v1/admin/users?email=${email}`, { token })).body;
  return { url: `/v1/admin/users/${data[0].id}`, token };
}

async function operator(server: WithMails, below: string): Promise<Stage> {
  const token = await server.operator();
  const body = { email: someone(), firstName: 'Charles', lastName: 'Babbage' };
  const { id } = (await server.post('/v1/admin/operators', { token, body })).body;
  return { url: `/v1/admin/operators/${id}${below}`, token };
}

/** An event of a new customer, once it is numbered. */
async function event(server: WithMails): Promise<Stage & { id: string }> {
  const { token } = await server.signUp();
  for (;;) {
    const { data } = (await server.get('/v1/events', { token })).body;
    if (data.length > 0) return { url: `/v1/events/${data[0].id}`, token, id: data[0].id as string };
    await pause(100);
  }
}

/** An export of a new customer, once it is ready. */
async function exported(
  server: WithMails,
  url = '/v1/business/export',
  given?: string,
): Promise<{ url: string; token: string; id: string }> {
  const token = given ?? (await server.signUp()).token;
  const { id } = (await server.post(url, { token })).body;
  for (;;) {
    const { state } = (await server.get(url, { token })).body;
    if (state === 'ready') return { url, token, id: id as string };
    await pause(100);
  }
}

async function exportedByOperator(server: WithMails) {
  const { businessId } = await server.signUp();
  return exported(server, `/v1/admin/businesses/${businessId}/export`, await server.operator());
}

/** An open invoice of a new customer, on a server with PAYMENTS=manual. */
async function invoice(server: WithMails): Promise<{ id: string; url: string; token: string }> {
  const { businessId, token } = await server.signUp();
  const operatorToken = await server.operator();
  const body = { planCode: 'pro', collect: true };
  await server.put(`/v1/admin/businesses/${businessId}/subscription`, { token: operatorToken, body });
  const { data } = (await server.get('/v1/invoices', { token })).body;
  const { id } = data[0] as { id: string };
  return { id, url: `/v1/admin/businesses/${businessId}/invoices/${id}`, token };
}

/** The link that a product gets for the owner of a new customer. */
async function portalLink(server: WithMails): Promise<string> {
  const { businessId, email } = await server.signUp();
  const call = { token: await server.operator(), body: { email } };
  const { url } = (await server.post(`/v1/admin/businesses/${businessId}/portal-sessions`, call)).body;
  return `/v1/auth/portal-sessions/${url.split('/').at(-1)}`;
}

const WEBHOOK = { url: 'https://hooks.example.com/tenure' };

/** A webhook of a customer's own, or of the operators. */
async function webhook(server: WithMails, below: string): Promise<Stage> {
  const { token } = await server.signUp();
  const { id } = (await server.post('/v1/webhooks', { token, body: WEBHOOK })).body;
  return { url: `/v1/webhooks/${id}${below}`, token };
}

async function operatorWebhook(server: WithMails, below: string): Promise<Stage> {
  const token = await server.operator();
  const { data } = (await server.get('/v1/admin/webhooks', { token })).body;
  // There can be ten.
  for (const { id } of data) await server.delete(`/v1/admin/webhooks/${id}`, { token });
  const { id } = (await server.post('/v1/admin/webhooks', { token, body: WEBHOOK })).body;
  return { url: `/v1/admin/webhooks/${id}${below}`, token };
}

/** A webhook that was given an event: somebody signs up, or makes a bot. */
async function delivery(server: WithMails, { url, token }: Stage): Promise<Stage> {
  if (url?.startsWith('/v1/admin/') === true) await server.signUp();
  else await server.post('/v1/bots', { token, body: { name: 'Importer' } });
  for (;;) {
    const { data } = (await server.get(`${url}/deliveries`, { token })).body;
    if (data.length > 0) return { url: `${url}/deliveries/${data[0].eventId}`, token };
    await pause(100);
  }
}

/** Makes the mail or the state that an operation needs, for a customer of its own. */
export const STAGES: Record<string, (server: WithMails) => Promise<Stage>> = {
  'GET /v1/auth/invitations/{token}': async (server) => ({ url: await (await invited(server)).link() }),
  'POST /v1/auth/invitations/{token}/accept': async (server) => ({
    url: `${await (await invited(server)).link()}/accept`,
  }),
  'GET /v1/auth/portal-sessions/{token}': async (server) => ({ url: await portalLink(server) }),
  'POST /v1/auth/portal-sessions/{token}/open': async (server) => ({
    url: `${await portalLink(server)}/open`,
  }),
  'PUT /v1/auth/browser-sessions/{app}': async (server) => {
    const { refreshToken } = await server.signUp();
    return { url: BROWSER_SESSION, headers: OUR_PAGE, fill: { refreshToken } };
  },
  'POST /v1/auth/browser-sessions/{app}': browser,
  'DELETE /v1/auth/browser-sessions/{app}': browser,
  'GET /v1/events/{id}': async (server) => event(server),
  'GET /v1/admin/events/{id}': async (server) => {
    const { id } = await event(server);
    return { url: `/v1/admin/events/${id}`, token: await server.operator() };
  },
  'POST /v1/auth/password-reset/confirm': async (server) => {
    const { email } = await server.signUp();
    await server.post('/v1/auth/password-reset', { body: { email } });
    return { fill: { token: await server.mails.token(email, 'reset-password') } };
  },
  'POST /v1/auth/verify-email': async (server) => {
    const { email } = await server.signUp();
    return { fill: { token: await server.mails.token(email, 'verify-email') } };
  },
  'POST /v1/auth/cancel-email-change': async (server) => {
    const { email, token } = await server.signUp();
    const body = { email: someone(), password: PASSWORD };
    await server.post('/v1/me/email', { token, body });
    return { fill: { token: await server.mails.token(email, 'cancel-email-change') } };
  },
  'DELETE /v1/admin/plans/{code}': async (server) => {
    const token = await server.operator();
    const code = `plan-${randomUUID()}`;
    const price = { amount: 9900, currency: 'USD' };
    const body = { code, name: 'Never sold', price, interval: { unit: 'month', count: 1 } };
    await server.post('/v1/admin/plans', { token, body });
    return { url: `/v1/admin/plans/${code}`, token };
  },
  'POST /v1/admin/businesses/{id}/subscription/trial': async (server) => {
    const { businessId, subscription } = await server.signUp({ planCode: 'pro' });
    const endsAt = new Date(Date.parse(subscription.trialEndsAt as string) + 86_400_000);
    const url = `/v1/admin/businesses/${businessId}/subscription/trial`;
    return { url, token: await server.operator(), fill: { endsAt } };
  },
  'POST /v1/me/password': async (server) => ({ token: (await server.signUp()).token }),
  'POST /v1/me/second-factor': async (server) => ({ token: (await server.signUp()).token }),
  'POST /v1/me/second-factor/confirm': async (server) => {
    const { token } = await server.signUp();
    const { code } = await beginSecondFactor(server, token);
    return { token, fill: { code } };
  },
  'POST /v1/me/second-factor/verify': withPhone,
  'POST /v1/me/second-factor/recovery-codes': withPhone,
  'DELETE /v1/me/second-factor': withPhone,
  'DELETE /v1/admin/users/{id}/second-factor': async (server) => {
    const { url, token } = await user(server);
    return { url: `${url}/second-factor`, token };
  },
  'DELETE /v1/me/sessions/{id}': async (server) => {
    const { token } = await server.signUp();
    const { data } = (await server.get('/v1/me/sessions', { token })).body;
    return { url: `/v1/me/sessions/${data[0].id}`, token };
  },
  'POST /v1/invitations/{id}/resend': async (server) => {
    const { owner, id } = await invited(server);
    return { url: `/v1/invitations/${id}/resend`, token: owner.token };
  },
  'DELETE /v1/invitations/{id}': async (server) => {
    const { owner, id } = await invited(server);
    return { url: `/v1/invitations/${id}`, token: owner.token };
  },
  'POST /v1/business/owner': async (server) => {
    const { owner, link } = await invited(server);
    const body = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };
    await server.post(`${await link()}/accept`, { body });
    const { data } = (await server.get('/v1/members?kind=human', { token: owner.token })).body;
    const memberId = data.find(({ role }: { role: string }) => role === 'member').id;
    return { token: owner.token, fill: { memberId } };
  },
  'POST /v1/business/close': async (server) => ({ token: (await server.signUp()).token }),
  'DELETE /v1/members/me': async (server) => {
    const { link } = await invited(server);
    const body = { firstName: 'Grace', lastName: 'Hopper', password: 'nanoseconds of wire' };
    const accepted = await server.post(`${await link()}/accept`, { body });
    return { token: accepted.body.tokens.accessToken };
  },
  'DELETE /v1/me': async (server) => {
    const { token } = await server.signUp();
    await server.post('/v1/business/close', { token });
    return { token };
  },
  'POST /v1/admin/users/{id}/erase': async (server) => {
    const { token } = await server.signUp();
    const { id } = (await server.get('/v1/me', { token })).body;
    await server.post('/v1/business/close', { token });
    return { url: `/v1/admin/users/${id}/erase`, token: await server.operator() };
  },
  'GET /v1/invoices/{id}': async (server) => {
    const { id, token } = await invoice(server);
    return { url: `/v1/invoices/${id}`, token };
  },
  'GET /v1/admin/businesses/{id}/invoices/{invoiceId}': async (server) => {
    const { url } = await invoice(server);
    return { url, token: await server.operator() };
  },
  'POST /v1/admin/businesses/{id}/invoices/{invoiceId}/mark-paid': async (server) => {
    const { url } = await invoice(server);
    return { url: `${url}/mark-paid`, token: await server.operator() };
  },
  'POST /v1/admin/businesses/{id}/invoices/{invoiceId}/void': async (server) => {
    const { url } = await invoice(server);
    return { url: `${url}/void`, token: await server.operator() };
  },
  'POST /v1/admin/businesses/{id}/invoices/{invoiceId}/refund': async (server) => {
    const { url } = await invoice(server);
    const token = await server.operator();
    await server.post(`${url}/mark-paid`, { token, body: { reference: 'Bank transfer' } });
    return { url: `${url}/refund`, token };
  },
  'POST /v1/admin/businesses/{id}/close': async (server) => {
    const { businessId } = await server.signUp();
    return { url: `/v1/admin/businesses/${businessId}/close`, token: await server.operator() };
  },
  'DELETE /v1/admin/businesses/{id}/keys/{keyId}': async (server) => {
    const { businessId } = await server.signUp();
    const token = await server.operator();
    const url = `/v1/admin/businesses/${businessId}/keys`;
    const { data } = (await server.get(url, { token })).body;
    return { url: `${url}/${data[0].id}`, token };
  },
  'DELETE /v1/admin/businesses/{id}/invitations/{invitationId}': async (server) => {
    const { owner, id } = await invited(server);
    const url = `/v1/admin/businesses/${owner.businessId}/invitations/${id}`;
    return { url, token: await server.operator() };
  },
  'GET /v1/admin/users/{id}': async (server) => user(server),
  'PATCH /v1/admin/users/{id}': async (server) => user(server),
  'POST /v1/admin/operators/keys/{keyId}/rotate': async (server) => {
    const token = await server.operator();
    const { body } = await server.post('/v1/admin/operators/keys', { token, body: { name: 'CRM' } });
    return { url: `/v1/admin/operators/keys/${body.id}/rotate`, token };
  },
  'DELETE /v1/admin/operators/keys/{keyId}': async (server) => {
    const token = await server.operator();
    const { body } = await server.post('/v1/admin/operators/keys', { token, body: { name: 'CRM' } });
    return { url: `/v1/admin/operators/keys/${body.id}`, token };
  },
  'DELETE /v1/admin/operators/{id}': async (server) => operator(server, ''),
  'GET /v1/admin/operators/{id}/sessions': async (server) => operator(server, '/sessions'),
  'DELETE /v1/admin/operators/{id}/sessions': async (server) => operator(server, '/sessions'),
  'POST /v1/admin/businesses/{id}/erase': async (server) => {
    const { businessId, token } = await server.signUp();
    await server.post('/v1/business/close', { token });
    return { url: `/v1/admin/businesses/${businessId}/erase`, token: await server.operator() };
  },
  'GET /v1/business/export': (server) => exported(server),
  'GET /v1/business/export/{id}/file': async (server) => {
    const { url, id, token } = await exported(server);
    return { url: `${url}/${id}/file`, token };
  },
  'GET /v1/admin/businesses/{id}/export': (server) => exportedByOperator(server),
  'GET /v1/admin/businesses/{id}/export/{exportId}/file': async (server) => {
    const { url, id, token } = await exportedByOperator(server);
    return { url: `${url}/${id}/file`, token };
  },
  'GET /v1/webhooks/{id}': (server) => webhook(server, ''),
  'PATCH /v1/webhooks/{id}': (server) => webhook(server, ''),
  'DELETE /v1/webhooks/{id}': (server) => webhook(server, ''),
  'POST /v1/webhooks/{id}/rotate': (server) => webhook(server, '/rotate'),
  'POST /v1/webhooks/{id}/test': (server) => webhook(server, '/test'),
  'GET /v1/webhooks/{id}/deliveries': (server) => webhook(server, '/deliveries'),
  'POST /v1/webhooks/{id}/replay': (server) => webhook(server, '/replay'),
  'GET /v1/webhooks/{id}/deliveries/{eventId}': async (server) => delivery(server, await webhook(server, '')),
  'GET /v1/admin/webhooks/{id}': (server) => operatorWebhook(server, ''),
  'PATCH /v1/admin/webhooks/{id}': (server) => operatorWebhook(server, ''),
  'DELETE /v1/admin/webhooks/{id}': (server) => operatorWebhook(server, ''),
  'POST /v1/admin/webhooks/{id}/rotate': (server) => operatorWebhook(server, '/rotate'),
  'POST /v1/admin/webhooks/{id}/test': (server) => operatorWebhook(server, '/test'),
  'GET /v1/admin/webhooks/{id}/deliveries': (server) => operatorWebhook(server, '/deliveries'),
  'POST /v1/admin/webhooks/{id}/replay': (server) => operatorWebhook(server, '/replay'),
  'GET /v1/admin/webhooks/{id}/deliveries/{eventId}': async (server) =>
    delivery(server, await operatorWebhook(server, '')),
};

/** Sends an operation's example to what its stage has made. */
export async function sendStaged(
  server: WithMails,
  { method, path, requestBody }: Operation,
): Promise<Answer> {
  const { url = path, token, headers, fill = {} } = await STAGES[`${method} ${path}`]!(server);
  const example = requestBody?.content['application/json']?.example;
  const body = example === undefined ? undefined : { ...(example as object), ...fill };
  return server.send(method, url, { token, headers, body });
}
