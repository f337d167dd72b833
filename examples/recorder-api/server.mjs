/**
 * A product's API that spends for each request: it records, and each part of a recording is one unit of `recordings`.
 *
 *   TENURE_URL=http://127.0.0.1:3000 TENURE_KEY=tnr_live_… node examples/recorder-api/server.mjs
 *
 * The order of things: spend first, then work, and give back what was spent when the work fails. The key of the spend is
 * the name of the unit of work, so a caller who asks twice pays once.
 */
import { createTenure, isProblem, meter, newKey, TenureError, Unreachable } from '@tenure/sdk';
import Fastify from 'fastify';

const { TENURE_URL = 'http://127.0.0.1:3000', TENURE_KEY, PORT = '4000' } = process.env;
if (!TENURE_KEY) {
  console.error('Set TENURE_KEY to the API key of a bot; POST /v1/auth/signup answers one.');
  process.exit(2);
}

const tenure = createTenure({ url: TENURE_URL, apiKey: TENURE_KEY });
/**
 * Nothing is recorded while nobody knows whether it is paid for. A product that would rather go on chooses `allow`, and
 * keeps what `onUnknown` gives it, to send it later under the same key.
 */
const units = meter(tenure, { whenUnreachable: 'throw' });
const recordings = new Map();

const app = Fastify();

app.post('/recordings', async (request, reply) => {
  const { title = 'Untitled', parts = 1, fails = false } = request.body ?? {};
  const key = request.headers['idempotency-key'] ?? newKey();
  const done = recordings.get(key);
  if (done) return done;
  const spent = await units.consume('recordings', parts, { key });
  const recording = await record(title, parts, fails).catch(async (error) => {
    // The customer got nothing, so pays nothing. The key ends with it: trying again is new work, under a new key.
    await units.refund(spent);
    console.error(error.message);
    return null;
  });
  if (recording === null)
    return reply.code(502).send({ error: 'not_recorded', message: 'It failed, and was not counted.' });
  recordings.set(key, recording);
  return reply.code(201).send({ ...recording, remaining: spent.remaining });
});

app.get('/recordings/next', async () => ({ allowed: await units.allowed('recordings') }));

/** What a refusal of Tenure means to the customers of this product. */
app.setErrorHandler((error, request, reply) => {
  if (isProblem(error, 'limit_reached')) {
    const { resetsAt, unlockedBy } = error.problem;
    const plans = unlockedBy.map(({ name }) => name);
    return reply.code(402).send({ error: 'limit_reached', resetsAt, plans });
  }
  if (isProblem(error, 'already_refunded'))
    return reply.code(409).send({ error: 'failed_before', message: 'Try again under a new key.' });
  if (error instanceof Unreachable || isProblem(error, 'rate_limited')) {
    // It may have been spent or not; under the same key it is safe to ask again.
    const wait = error.retryAfter ?? 1;
    return reply.code(503).header('retry-after', String(wait)).send({ error: 'try_again' });
  }
  if (error instanceof TenureError) {
    // What is left is a fault of this product: a wrong key, a feature that nobody made.
    console.error(`${error.message} (request ${error.requestId})`);
    return reply.code(500).send({ error: 'misconfigured' });
  }
  return reply.code(error.statusCode ?? 500).send({ error: 'failed' });
});

async function record(title, parts, fails) {
  if (fails) throw new Error('The microphone is broken.');
  return { title, parts };
}

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log(`Recording on ${app.listeningOrigin}`);
process.once('SIGTERM', () => void app.close());
