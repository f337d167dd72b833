const MAILED =
  /^(\/(?:app|console)\/(?:invitations|reset-password|verify-email|cancel-email-change|portal)\/)([^/]+)\/?$/;
/** Replaces the token in the address. */
const TAKEN = '-';

let token: string | null = null;

/**
 * Removes the token of a link from the address before anything else runs, so that it is in no history, screenshot or copied
 * address.
 */
export function takeToken(): void {
  const [, path, found] = MAILED.exec(location.pathname) ?? [];
  if (path === undefined || found === undefined || found === TAKEN) return;
  token = decodeURIComponent(found);
  history.replaceState(null, '', `${path}${TAKEN}${location.search}`);
}

/** The token of the link that opened this page; null after the page was loaded again. */
export const mailedToken = (): string | null => token;

/** Loads the page again. A page that a link opened keeps its link. */
export function reload(): void {
  putTokenBack();
  location.reload();
}

/** Puts the token back into the address. The page that is loaded removes it again at once. */
function putTokenBack(): void {
  const [, path, found] = MAILED.exec(location.pathname) ?? [];
  if (path === undefined || found !== TAKEN || token === null) return;
  history.replaceState(null, '', `${path}${encodeURIComponent(token)}${location.search}`);
}
