import {
  createTenure,
  session,
  type components,
  type Tenure,
  type TenureOptions,
  Unreachable,
  unwrap,
} from '@tenure/sdk';
import { reload } from '../ui/mailed-token.js';

type Schemas = components['schemas'];
export type AppName = 'dashboard' | 'console';
export type LoggedIn = Schemas['BrowserSessionView'];
/** How a client sends requests. */
export type Sending = Pick<TenureOptions, 'retry' | 'fetch'>;

/** In milliseconds. The service waits up to 20 seconds for the payment provider, before it answers. */
export const PATIENT = { timeout: 30_000, total: 60_000 };
/**
 * For answers that are files, in milliseconds. The time includes the download: a client hands on a file at its beginning, so the whole
 * file is read here.
 */
export const FOR_FILES: Sending = {
  retry: { timeout: 600_000, total: 600_000 },
  fetch: async (request, init) => {
    const answer = await fetch(request, init);
    return new Response(await answer.blob(), answer);
  },
};

/** Calls the API without a credential: for sign-up, log-in, the links of mails, and the catalogue. */
export const open: Tenure = createTenure({ url: location.origin, retry: PATIENT });

/**
 * Calls the routes that rotate the refresh token. The service answers a replaced token for 10 seconds with the same successor, and
 * ends the log-in if it comes later. So a lost answer is asked for again at once, and not after 9 seconds (in milliseconds).
 */
const rotating: Tenure = createTenure({ url: location.origin, headers: { 'x-tenure-repeatable': '9000' } });

/** What can change while a page is open: the proven address, the roles, and the businesses that can be used. */
export type Known = Pick<LoggedIn, 'user' | 'businesses'>;

/** Who is logged in. The access token stays in `api`. The refresh token is in a cookie that no script can read. */
export interface Session extends Known {
  api: Tenure;
  /** Calls the API for files. */
  files: Tenure;
  /** The business that the page shows; null if the person still has to choose one. */
  businessId: string | null;
  /** When an operator's view as a customer ends, in milliseconds of the browser's clock. */
  viewEndsAt?: number;
  /** Has each refresh call `write` with what is known by then. Absent for a view, which nothing changes. */
  follow?: (write: (known: Known) => void) => void;
}

/**
 * Resumes the log-in of the browser's cookie, for as long as the page is open; null if nobody is logged in. The page is loaded again
 * if the log-in ends, or if another tab switches to another business or logs in as another person. Nothing is sent as those.
 */
export async function resume(app: AppName): Promise<Session | null> {
  const first = await next(app);
  if (first === null) return null;
  const businessId = businessOf(first);
  let unused: LoggedIn | null = first;
  let tell: (known: Known) => void = () => undefined;
  const refresh = async (): Promise<string | null> => {
    const given = unused ?? (await next(app));
    unused = null;
    if (given === null) return null;
    if (businessOf(given) === businessId && given.user.id === first.user.id) {
      tell({ user: given.user, businesses: given.businesses });
      return given.tokens.accessToken;
    }
    reload();
    // The script goes on until the page is loaded. The request that waits for the token must not be sent.
    return new Promise(() => {});
  };
  const client = (sending: Sending) =>
    createTenure({ url: location.origin, ...sending, session: session({ refresh, onEnded: reload }) });
  return {
    api: client({ retry: PATIENT }),
    files: client(FOR_FILES),
    user: first.user,
    businesses: first.businesses,
    businessId,
    follow: (write) => {
      tell = write;
    },
  };
}

/** Stores a log-in in the browser, and loads `to` as the person who is logged in now. */
export async function enter(app: AppName, refreshToken: string, to: string): Promise<void> {
  const answer = rotating.PUT('/v1/auth/browser-sessions/{app}', {
    params: { path: { app } },
    body: { refreshToken },
  });
  await unwrap(answer);
  location.assign(to);
}

/** Logs out in all tabs, and loads `to`. */
export async function leave(app: AppName, to: string): Promise<void> {
  await endSession(app);
  location.assign(to);
}

/** Logs out in all tabs, and stays on the page. */
export async function endSession(app: AppName): Promise<void> {
  await unwrap(open.DELETE('/v1/auth/browser-sessions/{app}', { params: { path: { app } } }));
}

/**
 * Returns whether this service serves a page. `PAGES` can leave out one of the apps.
 *
 * @throws Unreachable when the service does not answer, or a proxy answers in its place
 */
export async function isServed(page: string): Promise<boolean> {
  const answer = await fetch(page, { method: 'HEAD' }).catch((error: unknown) => {
    throw new Unreachable(error);
  });
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (!answer.ok && !(answer.status === 404 && isProblem))
    throw new Unreachable(`${answer.status} of ${page}`);
  return answer.ok;
}

async function next(app: AppName): Promise<LoggedIn | null> {
  const answer = rotating.POST('/v1/auth/browser-sessions/{app}', { params: { path: { app } } });
  return ((await unwrap(answer)) as LoggedIn | undefined) ?? null;
}

/** The business that the access token acts in. */
function businessOf({ tokens }: LoggedIn): string | null {
  const payload = tokens.accessToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  return (JSON.parse(atob(payload)) as { bid?: string | null }).bid ?? null;
}
