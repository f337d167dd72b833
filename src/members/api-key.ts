import { hash, randomInt } from 'node:crypto';

/**
 * The written form of an API key: `tnr_live_` or `tnr_test_`, the id of its business (22 base62), 32 base62 of
 * secret and 6 base62 of checksum. The checksum tells a mistyped key without asking the database, and the
 * business in it makes checking a key touch one tenant only.
 */
export interface ParsedKey {
  mode: KeyMode;
  businessId: string;
  /** SHA-256, as PostgreSQL writes bytes: `\\x` and hexadecimal. */
  hash: string;
}
export type KeyMode = 'live' | 'test';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Base62 letters of an id. */
export const ID_LENGTH = 22;
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const PATTERN = new RegExp(
  `^tnr_(live|test)_([0-9A-Za-z]{${ID_LENGTH}})[0-9A-Za-z]{${SECRET_LENGTH}}([0-9A-Za-z]{${CHECKSUM_LENGTH}})$`,
);

/** The first characters of every key of this mode, for lists and logs. */
export const keyPrefix = (mode: KeyMode): string => `tnr_${mode}_`;

/** Makes a key that nobody has seen yet. The caller shows it once and keeps `hash` and `lastFour`. */
export function newApiKey(
  businessId: string,
  mode: KeyMode,
): { apiKey: string; hash: string; lastFour: string } {
  const body = keyPrefix(mode) + encodeId(businessId) + randomBase62(SECRET_LENGTH);
  const apiKey = body + checksum(body);
  return { apiKey, hash: hashKey(apiKey), lastFour: apiKey.slice(-4) };
}

/** Reads a key; null when it is not one, or mistyped. Says nothing about whether it exists. */
export function parseApiKey(text: string): ParsedKey | null {
  const [, mode, id, sum] = PATTERN.exec(text) ?? [];
  if (mode === undefined || id === undefined || sum === undefined) return null;
  if (checksum(text.slice(0, -CHECKSUM_LENGTH)) !== sum) return null;
  const businessId = decodeId(id);
  return businessId === null ? null : { mode: mode as KeyMode, businessId, hash: hashKey(text) };
}

const OPERATOR_PREFIX = 'tnr_op_';
const OPERATOR_PATTERN = new RegExp(`^${OPERATOR_PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/** Makes an operator's key: like a bot's, without a business. */
export function newOperatorKey(): { apiKey: string; hash: string; lastFour: string } {
  const body = OPERATOR_PREFIX + randomBase62(SECRET_LENGTH);
  const apiKey = body + checksum(body);
  return { apiKey, hash: hashKey(apiKey), lastFour: apiKey.slice(-4) };
}

/** The hash of an operator's key; null when it is not one, or mistyped. */
export function parseOperatorKey(text: string): string | null {
  if (!OPERATOR_PATTERN.test(text)) return null;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH) ? hashKey(text) : null;
}

/** A secret of 190 bits needs no slow hash: there is nothing to guess. */
const hashKey = (apiKey: string): string => `\\x${hash('sha256', apiKey, 'hex')}`;

const checksum = (body: string): string =>
  toBase62(parseInt(hash('sha256', body, 'hex').slice(0, 8), 16), CHECKSUM_LENGTH);

export const encodeId = (uuid: string): string =>
  toBase62(BigInt(`0x${uuid.replaceAll('-', '')}`), ID_LENGTH);

const EIGHT_LETTERS = 62n ** 8n;
const SIX_LETTERS = 62n ** 6n;

/** In pieces that a number holds exactly: this runs at every request, and a bigint for each letter is slow. */
export function decodeId(text: string): string | null {
  const piece = (from: number, to: number) => BigInt(fromBase62(text.slice(from, to)));
  const value = (piece(0, 8) * EIGHT_LETTERS + piece(8, 16)) * SIX_LETTERS + piece(16, ID_LENGTH);
  if (value >= 1n << 128n) return null;
  const hex = value.toString(16).padStart(32, '0');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function fromBase62(letters: string): number {
  let value = 0;
  for (let at = 0; at < letters.length; at += 1) value = value * 62 + ALPHABET.indexOf(letters.charAt(at));
  return value;
}

/** The last `length` letters of it. */
export function toBase62(value: number | bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = ALPHABET.charAt(Number(typeof rest === 'bigint' ? rest % 62n : rest % 62)) + text;
    rest = typeof rest === 'bigint' ? rest / 62n : Math.floor(rest / 62);
  }
  return text;
}

export const randomBase62 = (length: number): string =>
  Array.from({ length }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
