import { takeView, VIEW_PATH, viewSession } from '../api/view-as.js';
import { start } from '../ui/start.js';
import { App } from './app.js';
import { takeToken } from './mailed-token.js';

takeToken();
await start({
  app: 'dashboard',
  base: '/app',
  pages: (session) => <App session={session} />,
  ...(location.pathname === VIEW_PATH && { session: view }),
});

/** The session of a view that an operator opened from the console. It starts on the first page of the dashboard. */
async function view() {
  const found = await takeView();
  if (found === null) return null;
  history.replaceState(null, '', '/app/');
  return viewSession(found);
}
