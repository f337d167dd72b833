import { Redirect, useLocation } from 'wouter';

/** After the log-in the person comes back to the page that they asked for. */
export function ToLogin() {
  const [location] = useLocation();
  const asked = location === '/' ? '' : `?next=${encodeURIComponent(location)}`;
  return <Redirect to={`/login${asked}`} replace />;
}

/** The page that was asked for before the log-in: one of this app, and nothing that leads elsewhere. */
export const pageAsked = (params: URLSearchParams): string => {
  const next = params.get('next');
  return next !== null && /^\/[\w-][\w/-]*$/.test(next) ? next : '/';
};
