import { Redirect, useLocation } from 'wouter';

/** Leads to the log-in, and from there back to the requested page. It reads the query itself, because wouter decodes it. */
export function ToLogin() {
  const [location] = useLocation();
  const page = `${location}${window.location.search}`;
  const asked = page === '/' ? '' : `?next=${encodeURIComponent(page)}`;
  return <Redirect to={`/login${asked}`} replace />;
}

/** The page that was requested before the log-in, by the query of the log-in. It is a page of this app; any other path is ignored. */
export function pageAsked(query = window.location.search): string {
  const next = new URLSearchParams(query).get('next') ?? '/';
  const path = next.split('?', 1)[0] ?? '';
  return /^\/([\w-][\w/-]*)?$/.test(path) ? next : '/';
}
