const MAILED =
  /^(\/app\/(?:invitations|reset-password|verify-email|cancel-email-change|portal)\/)([^/]+)\/?$/;
/** Stands in the address where the token was. */
const TAKEN = '-';

let token: string | null = null;

/**
 * Takes the token of a link out of the address before anything else runs, so that it is in no history, no
 * screenshot and no copied address.
 */
export function takeToken(): void {
  const [, path, found] = MAILED.exec(location.pathname) ?? [];
  if (path === undefined || found === undefined || found === TAKEN) return;
  token = decodeURIComponent(found);
  history.replaceState(null, '', `${path}${TAKEN}${location.search}`);
}

/** The token of the link that opened this page; null after it was loaded anew. */
export const mailedToken = (): string | null => token;
