import { hash } from 'node:crypto';
import { randomBase62, toBase62 } from './base62.js';

const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
/** How many base62 characters every key has after its head: the secret and the checksum. */
export const KEY_TAIL_LENGTH = SECRET_LENGTH + CHECKSUM_LENGTH;

/** Makes a key that begins with `head`. The caller shows the key once, and stores `hash` and `lastFour`. */
export function newKey(head: string): { apiKey: string; hash: string; lastFour: string } {
  const body = head + randomBase62(SECRET_LENGTH);
  const apiKey = body + checksum(body);
  return { apiKey, hash: hashKey(apiKey), lastFour: apiKey.slice(-4) };
}

/** True if the checksum at the end matches the rest. This finds a mistyped key without asking the database. */
export const isWellTyped = (key: string): boolean =>
  checksum(key.slice(0, -CHECKSUM_LENGTH)) === key.slice(-CHECKSUM_LENGTH);

/** SHA-256 in PostgreSQL's text form of bytes. A secret of 190 bits cannot be guessed, so it needs no slow hash. */
export const hashKey = (key: string): string => `\\x${hash('sha256', key, 'hex')}`;

const checksum = (body: string): string =>
  toBase62(parseInt(hash('sha256', body, 'hex').slice(0, 8), 16), CHECKSUM_LENGTH);
