import { PASSWORD } from './server.mjs';

/**
 * A business in which something happened: it spent over several features, has extra units, a colleague, an open
 * invitation, keys and a webhook. With `payments` it has an invoice to pay, on a server of `PAYMENTS=manual`. Returns the
 * addresses of its pages.
 */
export async function lively(
  server,
  { name = 'Analytical Engines with a name that is rather long', payments = false } = {},
) {
  const owner = await server.signUp({ name });
  const { token, key, business } = owner;
  const post = (path, body, as = token) => server.call('POST', path, { body, token: as });
  await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings', amount: 87 } });
  const operator = await server.operator();
  await post(
    `/v1/admin/businesses/${business.id}/credits`,
    { feature: 'recordings', amount: 50, reason: 'Sorry for the outage' },
    operator,
  );
  await post('/v1/admin/test-clocks', { now: '2026-01-31T12:00:00Z' }, operator);
  await post('/v1/admin/operators/keys', { name: 'Backend', scopes: ['usage:read'] }, operator);
  for (const email of ['grace@example.com', 'a.person.with.a.rather.long.address@subdomain.example.com'])
    await post('/v1/invitations', { email: `${crypto.randomUUID().slice(0, 8)}.${email}`, role: 'member' });
  const bot = (await post('/v1/bots', { name: 'Importer' })).body;
  await post(`/v1/bots/${bot.id}/keys`, { name: 'production' });
  const webhook = (await post('/v1/webhooks', { url: 'https://hooks.example.com/tenure' })).body;
  const own = await post('/v1/admin/webhooks', { url: 'https://hooks.example.com/all' }, operator);
  const invoice = payments ? await billed(server, operator, owner) : undefined;
  const { body: user } = await server.call('GET', '/v1/me', { token });
  return {
    ...owner,
    user,
    ownWebhookId: own.body.id,
    password: PASSWORD,
    pages: { ...pagesOf(bot.id, webhook.id), ...(payments && billingPages(invoice)) },
  };
}

/** Every page of somebody who is logged in. */
const pagesOf = (botId, webhookId) => ({
  home: '/app/',
  plan: '/app/plan',
  usage: '/app/usage',
  feature: '/app/usage/recordings',
  team: '/app/team',
  bots: '/app/bots',
  bot: `/app/bots/${botId}`,
  webhooks: '/app/webhooks',
  webhook: `/app/webhooks/${webhookId}`,
  audit: '/app/audit',
  business: '/app/business',
  'new-business': '/app/businesses/new',
  account: '/app/account',
});

const billingPages = (invoiceId) => ({
  billing: '/app/billing',
  invoice: `/app/billing/invoices/${invoiceId}`,
});

/** Puts a business on a plan of which money is collected. Returns the id of its invoice. */
async function billed(server, operator, { business: { id }, token }) {
  const path = `/v1/admin/businesses/${id}/subscription`;
  await server.call('PUT', path, { token: operator, body: { planCode: 'pro', collect: true } });
  return (await server.call('GET', '/v1/invoices', { token })).body.data[0].id;
}

/** Every page of the console. */
export const consolePagesOf = ({ business: { id: businessId }, user, ownWebhookId }) => ({
  console: '/console/',
  'console-businesses': '/console/businesses',
  'console-new-business': '/console/businesses/new',
  'console-business': `/console/businesses/${businessId}`,
  'console-usage': `/console/businesses/${businessId}/usage`,
  'console-credits': `/console/businesses/${businessId}/credits`,
  'console-members': `/console/businesses/${businessId}/members`,
  'console-keys': `/console/businesses/${businessId}/keys`,
  'console-events': `/console/businesses/${businessId}/events`,
  'console-audit-of-business': `/console/businesses/${businessId}/audit`,
  'console-settings': `/console/businesses/${businessId}/settings`,
  'console-subscriptions': '/console/subscriptions',
  'console-usage-ranking': '/console/usage',
  'console-people': '/console/people',
  'console-person': `/console/people/${user.id}`,
  'console-invoices': '/console/invoices',
  'console-payments': '/console/payments',
  'console-webhooks': '/console/webhooks',
  'console-webhook': `/console/webhooks/${ownWebhookId}`,
  'console-invoices-of-business': `/console/businesses/${businessId}/invoices`,
  'console-plans': '/console/plans',
  'console-plan': '/console/plans/pro',
  'console-new-plan': '/console/new-plan',
  'console-features': '/console/features',
  'console-renewals': '/console/renewals',
  'console-test-clocks': '/console/test-clocks',
  'console-operators': '/console/operators',
  'console-audit': '/console/audit',
  'console-account': '/console/account',
});

/** Every page of somebody who is not. */
export const OPEN_PAGES = {
  login: '/app/login',
  'console-login': '/console/login',
  signup: '/app/signup',
  'forgot-password': '/app/forgot-password',
  'console-forgot-password': '/console/forgot-password',
  'spent-link': '/app/reset-password/-',
  'console-spent-link': '/console/reset-password/-',
  'verify-email': '/app/verify-email/0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt',
};
