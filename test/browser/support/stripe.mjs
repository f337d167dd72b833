import { fileURLToPath } from 'node:url';

// The fake of the service's tests is TypeScript; it is compiled as the service's own sources are.
process.env.TS_NODE_PROJECT = fileURLToPath(new URL('../../../tsconfig.json', import.meta.url));
await import('@swc-node/register/esm-register');
const { FakeStripe } = await import('../../support/stripe/fake-stripe.ts');
const { CARDS } = await import('../../support/stripe/cards.ts');

export { CARDS, FakeStripe };
