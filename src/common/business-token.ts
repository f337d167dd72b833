import { decodeId, encodeId, ID_LENGTH, randomBase62 } from './base62.js';
import { hashToken, TOKEN_LENGTH } from './hashed-token.js';

/** The form of a token that names its business: the id of the business, then 256 random bits. */
export const BUSINESS_TOKEN_PATTERN = new RegExp(`^[0-9A-Za-z]{${ID_LENGTH + TOKEN_LENGTH}}$`);

/** Makes the token of a link. The token names its business, so a look-up reads one tenant only. The database stores only `hash`. */
export function newBusinessToken(businessId: string): { token: string; hash: Buffer } {
  const token = encodeId(businessId) + randomBase62(TOKEN_LENGTH);
  return { token, hash: hashToken(token) };
}

/** Reads the business that a token names, and hashes the token; null for a text of another form. */
export function readBusinessToken(token: string): { businessId: string; hash: Buffer } | null {
  const businessId = BUSINESS_TOKEN_PATTERN.test(token) ? decodeId(token.slice(0, ID_LENGTH)) : null;
  return businessId === null ? null : { businessId, hash: hashToken(token) };
}
