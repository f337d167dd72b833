import { type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { Router } from 'wouter';
import { queryClient } from '../api/queries.js';
import { type AppName, resume, type Session } from '../api/session.js';
import { Failed, Skeleton } from './list.js';
import { reload } from './mailed-token.js';
import { Narrow } from './shell.js';
import { applyTheme } from './theme.js';
import { Toasts } from './toasts.js';
import './ui.css';

interface Starting {
  app: AppName;
  /** The path that the addresses of all pages begin with. */
  base: string;
  pages: (session: Session | null) => ReactNode;
  /** Reads the session, if it does not come from the log-in of the browser. */
  session?: () => Promise<Session | null>;
}

/** Resumes the log-in of the browser, and then shows the pages of an app. It shows that it loads meanwhile. */
export async function start({ app, base, pages, session = () => resume(app) }: Starting): Promise<void> {
  applyTheme();
  const root = createRoot(document.querySelector('#app')!);
  const client = queryClient();
  const show = (page: ReactNode) =>
    root.render(
      <QueryClientProvider client={client}>
        <Toasts>
          <Router base={base}>{page}</Router>
        </Toasts>
      </QueryClientProvider>,
    );
  show(
    <Narrow>
      <Skeleton />
    </Narrow>,
  );
  show(await session().then(pages, (error: unknown) => <NotStarted error={error} />));
}

function NotStarted({ error }: { error: unknown }) {
  return (
    <Narrow>
      <h1>Not available now</h1>
      <Failed error={error} retry={reload} />
    </Narrow>
  );
}
