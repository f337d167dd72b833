import { isViewAddress, takeView, VIEW_PATH, viewSession } from '../api/view-as.js';
import { start } from '../ui/start.js';
import { App } from './app.js';
import { takeToken } from '../ui/mailed-token.js';
import { ViewEndedPage } from './view-notice.js';

takeToken();
await start(
  isViewAddress()
    ? {
        app: 'dashboard',
        base: VIEW_PATH,
        pages: (session) => (session === null ? <ViewEndedPage /> : <App session={session} />),
        session: view,
      }
    : { app: 'dashboard', base: '/app', pages: (session) => <App session={session} /> },
);

/** The session of a view that an operator opened from the console; null without a view. */
async function view() {
  const found = await takeView();
  return found === null ? null : viewSession(found);
}
