import { createTenure } from '@tenure/sdk';
import { FOR_FILES, isServed, PATIENT, type Sending, type Session } from './session.js';

/** The path below which the dashboard shows a customer's pages to an operator. */
export const VIEW_PATH = '/app/as-customer';
const READY = 'view-as:ready';
const VIEW = 'view-as:view';

/** What the console passes to the tab of the dashboard: a token that can only read, for one business. */
export interface View {
  business: { id: string; name: string };
  accessToken: string;
  /** When the token ends, in milliseconds of the browser's clock. */
  endsAt: number;
}

/** Returns whether this service serves the dashboard, which shows the pages of a customer. */
export const canView = (): Promise<boolean> => isServed(VIEW_PATH);

/**
 * Opens the pages of a customer in a new tab, and passes the token only to that tab: the token is in no address and in no storage.
 * Both apps have one origin, and messages of other origins are ignored. Returns a function that stops it.
 */
export function showView(view: View): () => void {
  const tab = window.open(VIEW_PATH, '_blank');
  const answer = ({ origin, source, data }: MessageEvent) => {
    if (origin !== location.origin || source !== tab || data !== READY) return;
    tab?.postMessage({ kind: VIEW, view }, location.origin);
  };
  addEventListener('message', answer);
  return () => removeEventListener('message', answer);
}

/** How many milliseconds the tab waits for the console. */
const WAIT_MS = 3_000;

/**
 * Whether the address is one of a view. A view that is loaded again, or whose link is opened in another tab, must not become the
 * dashboard of the browser's own log-in: the person would act on another business than the one that they looked at.
 */
export const isViewAddress = (): boolean => `${location.pathname}/`.startsWith(`${VIEW_PATH}/`);

/** Receives the view from the console that opened this tab. Null if there is none, for example after the tab was loaded again. */
export async function takeView(): Promise<View | null> {
  const opener = window.opener as Window | null;
  if (opener === null) return null;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), WAIT_MS);
    addEventListener('message', ({ origin, source, data }: MessageEvent<{ kind?: unknown; view: View }>) => {
      if (origin !== location.origin || source !== opener || data.kind !== VIEW) return;
      clearTimeout(timer);
      resolve(data.view);
    });
    opener.postMessage(READY, location.origin);
  });
}

/** A session that reads as the business and writes nothing. The business's audit log records each of its requests. */
export function viewSession({ business: { id, name }, accessToken, endsAt }: View): Session {
  const headers = { authorization: `Bearer ${accessToken}` };
  const client = (sending: Sending) => createTenure({ url: location.origin, ...sending, headers });
  return {
    api: client({ retry: PATIENT }),
    files: client(FOR_FILES),
    user: {
      id: '',
      email: '',
      firstName: name,
      lastName: '',
      operator: false,
      emailVerifiedAt: new Date().toISOString(),
    },
    businesses: [{ id, name, role: 'owner', suspended: false, closedAt: null }],
    businessId: id,
    viewEndsAt: endsAt,
  };
}
