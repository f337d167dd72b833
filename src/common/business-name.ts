import { isUUID } from 'class-validator';
import { isNoLonger, STORABLE } from './validation.js';

/** How a request with an operator key names the business that it is about. */
export type BusinessName = { readonly id: string } | { readonly externalId: string };

/** The header that names the business, in lower case as Node gives it. */
export const BUSINESS_HEADER = 'x-business';
export const BUSINESS_NAME_MESSAGE = 'must be a business’s id, or external: and its externalId';
/** The refusal of a business that a request with the key of a bot names. */
export const NOT_FOR_BOTS = 'is for operator keys: the key of a bot names its business';

const EXTERNAL = 'external:';
/** How many characters an externalId has at most. */
export const LONGEST_EXTERNAL_ID = 200;
/** How many characters a business name has at most. */
export const LONGEST_BUSINESS_NAME = EXTERNAL.length + LONGEST_EXTERNAL_ID;
/** The longest header: in UTF-8 a character has four bytes at most, and percent-encoding makes three characters of each. */
export const LONGEST_BUSINESS_HEADER = EXTERNAL.length + LONGEST_EXTERNAL_ID * 4 * 3;

/** Reads `<id>` or `external:<externalId>`; null for anything else. */
export function readBusinessName(text: string): BusinessName | null {
  if (!text.startsWith(EXTERNAL)) return isUUID(text) ? { id: text.toLowerCase() } : null;
  const externalId = text.slice(EXTERNAL.length);
  const fits =
    externalId.length > 0 && isNoLonger(externalId, LONGEST_EXTERNAL_ID) && STORABLE.test(externalId);
  return fits ? { externalId } : null;
}

/** Reads a business name from a header, where it is percent-encoded as `encodeURIComponent` does, `%` included. */
export function readBusinessHeader(header: string): BusinessName | null {
  try {
    return readBusinessName(decodeURIComponent(header));
  } catch {
    return null;
  }
}
