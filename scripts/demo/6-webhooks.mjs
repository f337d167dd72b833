import { createServer } from 'node:http';
import { once } from 'node:events';
import { Webhook } from 'standardwebhooks';
import { createOnClock, signUp } from './people.mjs';
import { WrongAnswer } from './story.mjs';

export const title = '6. The product’s backend gets events by webhooks';

const PATIENCE_MS = 15_000;
const TYPES = [
  'business.created',
  'usage.threshold_reached',
  'subscription.trial_ending',
  'subscription.changed',
  'subscription.renewed',
];

export async function tell(story) {
  if (story.launchAhead === null) {
    story.say('Left out: a running server sends nothing to this machine, unless WEBHOOK_NETWORKS allows it.');
    return;
  }
  const backend = await Backend.start();
  try {
    story.say('The operator makes a webhook for all businesses. Its secret is shown once.');
    const body = { url: backend.url, types: TYPES };
    const made = await story.ask('POST', '/v1/admin/webhooks', { ...story.operator, body }, 201, {
      enabled: true,
      secret: (secret) => secret.startsWith('whsec_'),
    });
    backend.secret = made.secret;
    await hearAll(story, backend);
    await story.quietly('DELETE', `/v1/admin/webhooks/${made.id}`, story.operator, 204);
  } finally {
    await backend.stop();
  }
}

async function hearAll(story, backend) {
  story.say(
    'Somebody signs up. The backend gets the event, and verifies it with a library that is not ours.',
  );
  const { businessId } = await signUp(story);
  await backend.hear('business.created', businessId);

  story.say('A customer on a test clock, in a trial of Pro, uses 80 % of the recordings.');
  const customer = await createOnClock(story, '2026-01-31T12:00:00.000Z', 'pro');
  const entitlement = await story.quietly('GET', '/v1/entitlements/recordings', customer.bot, 200);
  const amount = Math.ceil(entitlement.limit * 0.8);
  const spend = { ...customer.bot, body: { feature: 'recordings', amount } };
  await story.ask('POST', '/v1/usage', spend, 200, { used: amount });
  await backend.hear('usage.threshold_reached', customer.businessId, ({ usage }) => usage.percent === 80);

  story.say('The trial ends within three days. Nobody pays before its end, so the business moves to Free.');
  const { trialEndsAt } = await story.quietly('GET', '/v1/subscription', customer.owner, 200);
  const advance = (to) => [
    'POST',
    `/v1/admin/test-clocks/${customer.clockId}/advance`,
    { ...story.operator, body: { to } },
  ];
  await story.ask(...advance(new Date(Date.parse(trialEndsAt) - 86_400_000).toISOString()), 200, {
    renewed: 0,
  });
  await backend.hear('subscription.trial_ending', customer.businessId);
  await story.ask(...advance(trialEndsAt), 200, { switched: 1 });
  await backend.hear(
    'subscription.changed',
    customer.businessId,
    ({ subscription }) => subscription.plan.code === 'free',
  );

  story.say('The cycle of Free ends, and the next one begins.');
  const { cycle } = await story.quietly('GET', '/v1/subscription', customer.owner, 200);
  await story.ask(...advance(cycle.endsAt), 200, { renewed: 1 });
  await backend.hear(
    'subscription.renewed',
    customer.businessId,
    ({ subscription }) => subscription.status === 'active',
  );
}

/** @typedef {{type: string, businessId: string, sequence: number, test: boolean, timestamp: string, data: any}} Event */

/** The backend of a product that uses Tenure. */
class Backend {
  secret = '';
  url = '';
  /** @type {import('node:http').Server} */
  server = createServer((request, response) => void this.take(request, response));
  /** The received messages. A message can come before its secret is known here, so it is verified only in `hear`. */
  messages = [];

  static async start() {
    const backend = new Backend();
    backend.server.listen(0, '127.0.0.1');
    await once(backend.server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (backend.server.address());
    backend.url = `http://127.0.0.1:${port}/tenure`;
    return backend;
  }

  async take(request, response) {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    this.messages.push({ body, headers: request.headers });
    response.writeHead(204).end();
  }

  /** Waits for an event of the type and business whose data `accepts` accepts, and prints it. */
  async hear(type, businessId, accepts = (_data) => true) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      const events = this.messages.map(
        ({ body, headers }) => /** @type {Event} */ (new Webhook(this.secret).verify(body, headers)),
      );
      const found = events.find(
        (event) => event.type === type && event.businessId === businessId && accepts(event.data),
      );
      if (found !== undefined) {
        const { sequence, test, timestamp } = found;
        console.log(`    ↯ webhook  verified  ${JSON.stringify({ type, sequence, test, timestamp })}`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new WrongAnswer(`✗ No webhook brought ${type} within ${PATIENCE_MS / 1000} s.`);
  }

  async stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}
