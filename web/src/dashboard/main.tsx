import { isViewTab, leaveView, takeView, VIEW_PATH, viewSession } from '../api/view-as.js';
import { start } from '../ui/start.js';
import { App } from './app.js';
import { mailedToken, takeToken } from '../ui/mailed-token.js';

takeToken();
// Whoever opens a link wants its page, not the view.
if (mailedToken() !== null) leaveView();
await start({
  app: 'dashboard',
  base: '/app',
  pages: (session) => <App session={session} />,
  ...(isViewTab() && { session: view }),
});

/**
 * The session of a view that an operator opened from the console. It starts on the first page of the dashboard. Without a view, the
 * tab shows that the view has ended.
 */
async function view() {
  const found = await takeView();
  history.replaceState(null, '', found === null ? VIEW_PATH : '/app/');
  return found === null ? null : viewSession(found);
}
