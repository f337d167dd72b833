import { Redirect, useLocation, useSearch } from 'wouter';

/** Leads to the log-in, and from there back to the requested page. */
export function ToLogin() {
  const [location] = useLocation();
  const search = useSearch();
  const page = search === '' ? location : `${location}?${search}`;
  const asked = page === '/' ? '' : `?next=${encodeURIComponent(page)}`;
  return <Redirect to={`/login${asked}`} replace />;
}

/** The page that was requested before the log-in. It must be a page of this app; any other address is ignored. */
export const pageAsked = (params: URLSearchParams): string => {
  const next = params.get('next');
  return next !== null && /^\/([\w-][\w/-]*)?(\?[\w=&%.~+-]*)?$/.test(next) ? next : '/';
};
