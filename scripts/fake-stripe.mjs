import '@swc-node/register/esm-register';
import { parseArgs } from 'node:util';

// Runs the fake of Stripe that the tests use, with its pages, so that you can try payments without an account:
//
//   npm run fake:stripe
//   npm run fake:stripe -- --port 12111 --events http://127.0.0.1:3000/v1/payments/stripe/events
//
// It loses all its data when it ends.
const { values } = parseArgs({
  options: { port: { type: 'string', default: '12111' }, events: { type: 'string' } },
});
const { FakeStripe } = await import('../test/support/stripe/fake-stripe.ts');
const { port, events } = values;
const fake = await FakeStripe.start({ port: Number(port), accountId: 'acct_fake' });
if (events !== undefined) fake.world.onEvent = (event) => void deliver(events, event);
const settings = Object.entries(fake.settings).map(([name, value]) => `${name}=${value}`);
console.log(`The fake of Stripe listens. Start Tenure with:\n\n  ${settings.join(' ')} npm start\n`);

/** @param {string} url */
async function deliver(url, event) {
  const { body, signature } = fake.signed(event);
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  await fetch(url, { method: 'POST', body, headers }).catch((error) =>
    console.error(`The event ${event.type} could not be delivered: ${error.message}`),
  );
}
