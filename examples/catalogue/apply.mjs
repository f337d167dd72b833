/**
 * Makes the features and plans of catalogue.json, as an operator. What is there already is left as it is, so it can run at
 * every deployment.
 *
 *   TENURE_URL=http://127.0.0.1:3000 TENURE_OPERATOR_KEY=tnr_op_… node examples/catalogue/apply.mjs
 */
import { readFile } from 'node:fs/promises';
import { createTenure, isProblem, unwrap } from '@tenure/sdk';

const { TENURE_URL = 'http://127.0.0.1:3000', TENURE_OPERATOR_KEY } = process.env;
if (!TENURE_OPERATOR_KEY) {
  console.error('Set TENURE_OPERATOR_KEY: npm run operator key <e-mail> <name> makes one.');
  process.exit(2);
}
const operator = createTenure({ url: TENURE_URL, apiKey: TENURE_OPERATOR_KEY });
const catalogue = JSON.parse(await readFile(new URL('catalogue.json', import.meta.url), 'utf8'));

for (const body of catalogue.features) await make(body.key, operator.POST('/v1/admin/features', { body }));
for (const body of catalogue.plans) await make(body.code, operator.POST('/v1/admin/plans', { body }));

async function make(name, request) {
  try {
    await unwrap(request);
    console.log(`${name} made`);
  } catch (error) {
    if (!isProblem(error, 'code_taken')) throw error;
    console.log(`${name} is there`);
  }
}
