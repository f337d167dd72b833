import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

// Checks the requests of Tenure to Stripe, and the answers of the tests' fake, against Stripe's published OpenAPI document:
// `latest/openapi.spec3.json` of github.com/stripe/openapi. The document is large and is not in this repository.
const { values } = parseArgs({ options: { spec: { type: 'string' } } });
if (values.spec === undefined) {
  console.error('Say where the document is: npm run check:stripe -- --spec PATH');
  process.exit(2);
}
const env = { ...process.env, STRIPE_DOCUMENT: resolve(values.spec) };
const jest = spawn('npx', ['jest', 'test/payments/provider.spec.ts'], { env, stdio: 'inherit' });
jest.on('exit', (code) => (process.exitCode = code ?? 1));
