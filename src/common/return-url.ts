import type { Config } from '../config/config.js';
import { ValidationFailed } from './domain-error.js';

/**
 * Checks an address to which people are sent back, and returns it. Its origin has to be that of `PUBLIC_URL` or one of
 * `RETURN_ORIGINS`, so that nobody can use the service to lead people to a foreign page.
 *
 * @throws ValidationFailed with the name of the field
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
