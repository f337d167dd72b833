/** The key under which the tab stores the address of the product to go back to. The address is no secret and no log-in. */
const KEY = 'returnUrl';

export function rememberWayBack(returnUrl: string | null): void {
  if (returnUrl === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, returnUrl);
}

/** A link back to the product that opened the dashboard; nothing for everybody else. */
export function WayBack({ to: returnUrl = sessionStorage.getItem(KEY) }: { to?: string | null }) {
  if (returnUrl === null || !URL.canParse(returnUrl)) return null;
  const { protocol, host } = new URL(returnUrl);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return (
    <p className="back">
      <a href={returnUrl}>← Back to {host}</a>
    </p>
  );
}
