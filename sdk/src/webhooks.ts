import { createHmac, timingSafeEqual } from 'node:crypto';
import type { components } from './schema.js';

/** How old a delivery may be, in seconds, and how far the clocks of sender and receiver may differ. */
const TOLERANCE = 5 * 60;
/** How many bytes the key in a secret has at least. Everybody could sign with an empty one. */
const SHORTEST_KEY = 16;

/** The delivery is not from the service, or too old. Answer 400, and do nothing. */
export class InvalidSignature extends Error {
  override readonly name = 'InvalidSignature';
}

type Schemas = components['schemas'];

/** An event: a union by `type`. A newer service can send types that this release does not know. */
export type TenureEvent = {
  [Name in keyof Schemas]: Name extends `${string}Event` ? Schemas[Name] : never;
}[keyof Schemas] & {
  /** The id of the event, the same in every attempt and replay. A receiver skips an id that it has seen. */
  id: string;
};

/** The names of a plain object can have capital letters, as behind the API gateway of AWS. */
type Headers = { get(name: string): string | null } | Record<string, string | string[] | undefined>;

/**
 * Verifies the signature of a delivery with one of the secrets, by the rules of Standard Webhooks, and returns its event. `body` is
 * the raw body, exactly as it was received.
 *
 * @throws InvalidSignature; Error when a secret is missing, empty or too short, so that a setting that is missing is noticed
 */
export function verifyWebhook(
  body: string | Uint8Array,
  headers: Headers,
  secrets: string | string[],
  { now = () => Date.now(), tolerance = TOLERANCE }: { now?: () => number; tolerance?: number } = {},
): TenureEvent {
  // No secret at all is a missing one, too.
  const [first, ...others] = [secrets].flat();
  const keys = [first, ...others].map(keyOf);
  const read = (name: string) => header(headers, name);
  const [id, timestamp] = [read('webhook-id'), read('webhook-timestamp')];
  const age = Math.abs(now() / 1000 - Number(timestamp));
  if (!(age <= tolerance)) throw new InvalidSignature('The delivery is too old, or the clock is wrong.');
  const given = read('webhook-signature')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice(3), 'base64'));
  const isValid = keys.some((key) => {
    const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  });
  if (!isValid) throw new InvalidSignature('No signature of the delivery is valid for these secrets.');
  const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
  return { ...(JSON.parse(text) as TenureEvent), id };
}

function keyOf(secret: string | null | undefined): Buffer {
  const key = Buffer.from(secret?.replace(/^whsec_/, '') ?? '', 'base64');
  if (key.length < SHORTEST_KEY)
    throw new Error('A webhook secret is missing, empty or too short. It begins with whsec_.');
  return key;
}

function header(headers: Headers, name: string): string {
  const value: unknown =
    typeof headers.get === 'function'
      ? headers.get(name)
      : Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1];
  if (typeof value !== 'string' || value === '') throw new InvalidSignature(`The header ${name} is missing.`);
  return value;
}
