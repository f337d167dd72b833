/**
 * A product's API that spends for each request: it records, and each part of a recording is one unit of `recordings`.
 *
 *   TENURE_URL=http://127.0.0.1:3000 TENURE_KEY=tnr_live_… node examples/recorder-api/server.mjs
 *
 * The order of things: spend first, then work, and give back what was spent when the work fails. The key of the spend is
 * the name of the unit of work. One request does the work of a key; others with it get the same result. So a caller who asks twice
 * pays once and gets one recording, and nobody gives back what another one's work has used.
 */
import { randomUUID } from 'node:crypto';
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

/** What Tenure takes as an idempotency key. */
const KEY = /^[\x21-\x7e]{1,255}$/;
/** Recordings under way at once. */
const MOST_AT_ONCE = 100;
/** Refusals of Tenure that the customer can do something about. They keep their status. */
const FOR_THE_CUSTOMER = {
  feature_off: 'Your plan does not include recordings.',
  no_active_subscription: 'Choose a plan first.',
  business_suspended: 'Your account is suspended. Please write to us.',
  business_closed: 'Your account is closed.',
  already_refunded: 'It failed before. Try again under a new key.',
  idempotency_key_reused: 'This key belongs to another recording.',
};

/**
 * The jobs by their key: what was asked, and the result, which may be under way. This stands for a table of the product. There the
 * key of the customer and job is unique, and the one whose insert succeeds does the work: so it holds for several processes, too,
 * and after a restart.
 */
const jobs = new Map();
let underWay = 0;

const app = Fastify();

app.post('/recordings', async (request, reply) => {
  const { title = 'Untitled', parts = 1, fails = false } = request.body ?? {};
  const key = request.headers['idempotency-key'] ?? newKey();
  if (!KEY.test(key))
    return reply
      .code(400)
      .send({ error: 'invalid_key', message: 'A key is 1 to 255 visible ASCII characters.' });
  if (!Number.isInteger(parts) || parts < 1 || parts > 1000)
    return reply.code(400).send({ error: 'invalid_parts', message: 'A recording has 1 to 1000 parts.' });
  const asked = JSON.stringify({ title, parts, fails });
  const known = jobs.get(key);
  if (known !== undefined && known.asked !== asked) return refuse(reply, 422, 'idempotency_key_reused');
  if (known === undefined && underWay >= MOST_AT_ONCE)
    return reply.code(503).header('retry-after', '1').send({ error: 'try_again' });
  const job = known ?? begin(key, asked, { title, parts, fails });
  const recording = await job.result;
  if (recording === null)
    return reply.code(502).send({ error: 'not_recorded', message: 'It failed, and was not counted.' });
  return reply.code(known === undefined ? 201 : 200).send(recording);
});

app.get('/recordings/next', async () => ({ allowed: await units.allowed('recordings') }));

/** Notes the job before anything waits, so that no other request begins it. One that ends without a recording is forgotten. */
function begin(key, asked, wanted) {
  underWay += 1;
  const result = spendAndRecord(key, wanted).finally(() => (underWay -= 1));
  const job = { asked, result };
  jobs.set(key, job);
  const forget = () => jobs.delete(key);
  result.then((recording) => recording ?? forget(), forget);
  return job;
}

/** Null when the work failed; what was spent is given back then. */
async function spendAndRecord(key, { title, parts, fails }) {
  // `spent.replayed` would say that the key was spent before, perhaps by an attempt whose answer was lost. Whether the work is done,
  // only `jobs` knows.
  const spent = await units.consume('recordings', parts, { key });
  try {
    return { ...(await record(title, parts, fails)), remaining: spent.remaining };
  } catch (error) {
    // The customer got nothing, so pays nothing. The key ends with it: trying again is new work, under a new key.
    console.error(error.message);
    await units.refund(spent);
    return null;
  }
}

const refuse = (reply, status, code) =>
  reply.code(status).send({ error: code, message: FOR_THE_CUSTOMER[code] });

/** What a refusal of Tenure means to the customers of this product. */
app.setErrorHandler((error, request, reply) => {
  if (isProblem(error, 'limit_reached')) {
    const { resetsAt, unlockedBy } = error.problem;
    const plans = unlockedBy.map(({ name }) => name);
    return reply.code(402).send({ error: 'limit_reached', resetsAt, plans });
  }
  if (error instanceof TenureError && error.code in FOR_THE_CUSTOMER)
    return refuse(reply, error.status, error.code);
  if (
    error instanceof Unreachable ||
    isProblem(error, 'rate_limited') ||
    isProblem(error, 'idempotency_in_progress')
  ) {
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
  return { id: randomUUID(), title, parts };
}

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
console.log(`Recording on ${app.listeningOrigin}`);
process.once('SIGTERM', () => void app.close());
