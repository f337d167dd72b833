// A receiver of webhooks, in Node alone, or with the client. It verifies, remembers what it has seen, and answers before it works.
//
//   WEBHOOK_SECRET=whsec_… node examples/webhook-receiver/server.mjs
//   WEBHOOK_SECRET=whsec_… VERIFY_WITH=client node examples/webhook-receiver/server.mjs
//
// Several secrets, separated by commas, are all accepted: set both while one is being replaced.
import { createServer } from 'node:http';

// A receiver of your own imports one of the two.
const { InvalidSignature, verify } = await (process.env.VERIFY_WITH === 'client'
  ? import('./verify-with-client.mjs')
  : import('./verify.mjs'));

const secrets = (process.env.WEBHOOK_SECRET ?? '').split(',').filter(Boolean);
if (secrets.length === 0) throw new Error('Set WEBHOOK_SECRET to the secret that was shown for the webhook.');
// A secret that is empty or too short stops the start: with it, no webhook would ever be good. This message has no signature.
try {
  verify('', {}, secrets);
} catch (error) {
  if (!(error instanceof InvalidSignature)) throw error;
}
const LONGEST_BODY = 64 * 1024;

/** Ids that were seen. An event may come twice, so a product keeps them in its database, with what it did. */
const seen = new Set();

const server = createServer((request, response) => void take(request, response));

/** Takes one message. */
async function take(request, response) {
  const answer = (status) => response.writeHead(status).end();
  if (request.method !== 'POST') return answer(405);
  let body = '';
  request.setEncoding('utf8');
  try {
    for await (const chunk of request) {
      body += chunk;
      if (body.length > LONGEST_BODY) return answer(413);
    }
  } catch {
    // The sender hung up in the middle of the message.
    return answer(400);
  }
  let event;
  try {
    event = verify(body, request.headers, secrets);
  } catch (error) {
    if (error instanceof InvalidSignature) return answer(400);
    // Not the sender's fault: Tenure sends it again later.
    console.error(error);
    return answer(500);
  }
  // 2xx says that it has arrived. Work that takes long comes after the answer, from a queue of your own.
  answer(204);
  if (seen.has(event.id)) return;
  seen.add(event.id);
  console.log(`${event.type} of ${event.businessId}, number ${event.sequence}`);
}

server.listen(Number(process.env.PORT ?? 4000), '127.0.0.1', () => {
  console.log(`Waiting for webhooks at http://127.0.0.1:${server.address().port}/`);
});
