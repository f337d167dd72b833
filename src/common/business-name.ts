import { isUUID } from 'class-validator';
import { STORABLE } from './validation.js';

/** How a request with an operator key names the business that it is about. */
export type BusinessName = { readonly id: string } | { readonly externalId: string };

/** The header that names the business, in lower case as Node gives it. */
export const BUSINESS_HEADER = 'x-business';
export const BUSINESS_NAME_MESSAGE = 'must be a business’s id, or external: and its externalId';

const EXTERNAL = 'external:';
const LONGEST = 200;

/** Reads `<id>` or `external:<externalId>`; null for anything else. */
export function readBusinessName(text: string): BusinessName | null {
  if (!text.startsWith(EXTERNAL)) return isUUID(text) ? { id: text.toLowerCase() } : null;
  const externalId = text.slice(EXTERNAL.length);
  const fits = externalId.length > 0 && externalId.length <= LONGEST && STORABLE.test(externalId);
  return fits ? { externalId } : null;
}

/** Reads a business name from a header. Characters that are not ASCII have to be percent-encoded, as in a URL. */
export function readBusinessHeader(header: string): BusinessName | null {
  try {
    return readBusinessName(decodeURIComponent(header));
  } catch {
    return null;
  }
}
