/**
 * The most characters of a URL: as it is written, and as it is sent and shown, where other characters than ASCII take up to twelve.
 */
export const LONGEST_URL = 2_000;

/**
 * Says what is wrong with the URL of an endpoint, or null. TargetAddressesService checks the addresses of its host.
 *
 * @param production Whether only https is allowed.
 */
export function urlFault(text: string, production: boolean): string | null {
  if (!URL.canParse(text)) return 'must be a URL such as https://example.com/webhooks';
  const url = new URL(text);
  const allowed = production ? ['https:'] : ['https:', 'http:'];
  if (!allowed.includes(url.protocol)) return `must start with ${production ? 'https' : 'https or http'}://`;
  if (url.username !== '' || url.password !== '') return 'must have no user name and no password';
  if (url.hash !== '') return 'must have no fragment';
  if (url.href.length > LONGEST_URL)
    return `must be at most ${LONGEST_URL} characters long when it is percent-encoded`;
  return null;
}

/** The URL as others may read it: without its query, which may hold a token. */
export function publicUrl(text: string): string {
  const { origin, pathname } = new URL(text);
  return origin + pathname;
}
