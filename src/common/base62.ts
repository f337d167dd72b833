import { randomInt } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** How many base62 characters an id has. */
export const ID_LENGTH = 22;

export const encodeId = (uuid: string): string =>
  toBase62(BigInt(`0x${uuid.replaceAll('-', '')}`), ID_LENGTH);

const EIGHT_LETTERS = 62n ** 8n;
const SIX_LETTERS = 62n ** 6n;

/**
 * Reads an id as a UUID; null if the value is too large for one. It reads the text in parts that fit into a number, because it runs
 * at every request, and arithmetic with a bigint for each character is slow.
 */
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

/** The last `length` base62 digits of `value`, with leading zeros. */
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
