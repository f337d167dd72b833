/** The address of the product that waits for the person, kept while the tab is open. It is no secret, and no log-in. */
const KEY = 'returnUrl';

export function rememberWayBack(returnUrl: string | null): void {
  if (returnUrl === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, returnUrl);
}

/** The way back to the product that opened the dashboard; nothing for everybody else. */
export function WayBack() {
  const returnUrl = sessionStorage.getItem(KEY);
  if (returnUrl === null || !URL.canParse(returnUrl)) return null;
  const { protocol, host } = new URL(returnUrl);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return (
    <p className="back">
      <a href={returnUrl}>← Back to {host}</a>
    </p>
  );
}
