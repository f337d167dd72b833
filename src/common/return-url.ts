import type { Config } from '../config/config.js';
import { ValidationFailed } from './domain-error.js';

/**
 * Checks an address to which people are sent back: it has to be of `PUBLIC_URL` or of `RETURN_ORIGINS`. Any other address
 * would make this service a way to lure people.
 *
 * @throws ValidationFailed, which names the field
 */
export function checkReturnUrl(
  { publicUrl, returnOrigins }: Pick<Config, 'publicUrl' | 'returnOrigins'>,
  field: string,
  given: string,
): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  const allowed = [new URL(publicUrl).origin, ...returnOrigins];
  if (url !== null && allowed.includes(url.origin) && url.username === '') return given;
  throw new ValidationFailed([{ field, message: `must be an address of ${allowed.join(' or ')}` }]);
}
