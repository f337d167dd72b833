import { decodeId, encodeId, ID_LENGTH } from '../../common/base62.js';
import { hashKey, isWellTyped, KEY_TAIL_LENGTH, newKey } from '../../common/api-key-form.js';

/**
 * The parts of an API key. Its text is `tnr_live_` or `tnr_test_`, the id of its business (22 base62 characters), a secret of 32
 * characters and a checksum of 6. The checksum shows a mistyped key without a look-up. Because of the id, a look-up reads one
 * tenant only.
 */
export interface ParsedKey {
  mode: KeyMode;
  businessId: string;
  /** SHA-256, as PostgreSQL writes bytes: `\\x` and hexadecimal. */
  hash: string;
}
export type KeyMode = 'live' | 'test';

const PATTERN = new RegExp(`^tnr_(live|test)_([0-9A-Za-z]{${ID_LENGTH}})[0-9A-Za-z]{${KEY_TAIL_LENGTH}}$`);

/** The first characters of every key of this mode, for lists and logs. */
export const keyPrefix = (mode: KeyMode): string => `tnr_${mode}_`;

/** Makes a new key. The caller shows the key once, and stores `hash` and `lastFour`. */
export const newApiKey = (
  businessId: string,
  mode: KeyMode,
): { apiKey: string; hash: string; lastFour: string } => newKey(keyPrefix(mode) + encodeId(businessId));

/** Reads the text of a key; null if it is not a key, or mistyped. It does not look up whether the key exists. */
export function parseApiKey(text: string): ParsedKey | null {
  const [, mode, id] = PATTERN.exec(text) ?? [];
  if (mode === undefined || id === undefined || !isWellTyped(text)) return null;
  const businessId = decodeId(id);
  return businessId === null ? null : { mode: mode as KeyMode, businessId, hash: hashKey(text) };
}
