// Verifies a webhook with node:crypto alone, as https://www.standardwebhooks.com describes it.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds that a message may be old, or ahead of this machine's clock. */
const TOLERANCE = 5 * 60;
/** Bytes that the key in a secret has at least. Everybody could sign with an empty one. */
const SHORTEST_KEY = 16;

/** The message is not from Tenure, or too old. */
export class InvalidSignature extends Error {}

/**
 * Answers the event, or throws `InvalidSignature`; another error if a secret is missing, empty or too short. `body` is the text
 * exactly as it came: parsing it and writing it again changes the bytes, and the signature covers the bytes. While a secret is being
 * replaced, pass both.
 *
 * @param {string} body
 * @param {Record<string, string | string[] | undefined>} headers
 * @param {(string | undefined)[]} secrets each as it was shown, `whsec_…`
 */
export function verify(body, headers, secrets) {
  const keys = secrets.map((secret = '') => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  if (keys.length === 0 || keys.some((key) => key.length < SHORTEST_KEY))
    throw new Error('A secret is missing, empty or too short.');
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name] ?? ''),
  );
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (id === '' || !(age <= TOLERANCE))
    throw new InvalidSignature('The message is too old, or is no webhook.');
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest());
  const sent = signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const matches = sent.some((one) =>
    expected.some((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  if (!matches) throw new InvalidSignature('No signature matches.');
  return { id, ...JSON.parse(body) };
}
