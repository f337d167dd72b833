import { errorOf } from './errors.js';
import { codeOf, type Fetch, REPEATABLE, unlessAborted } from './retry.js';

/** The tokens that a log-in answers. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export type SessionOptions =
  | {
      /** Reads the stored tokens; null if nobody is logged in. All tabs have to read the same store. */
      load: () => Tokens | null | Promise<Tokens | null>;
      /** Stores the next tokens. Null means that the session has ended. */
      save: (tokens: Tokens | null) => unknown;
      onEnded?: () => void;
    }
  | {
      /**
       * Returns the next access token, if the refresh token is in a cookie. Null if the session has ended. The token has to be made
       * now, because its age shows how wrong the clock is: the end of an older token is noticed by a 401 only. `refresh` has to
       * settle: requests without a `signal` wait for it without a limit.
       */
      refresh: () => Promise<string | null>;
      onEnded?: () => void;
    };

/** The session of a person, for `createTenure({url, session})`. */
export interface Session {
  /** Wraps `send`, so that requests get a valid access token. The refresh gets `headers`. */
  over(url: string, send: Fetch, headers?: Record<string, string>): Fetch;
}

/** An access token is replaced this many milliseconds before its end. */
const EARLY = 30_000;
/**
 * How many milliseconds a refresh may be repeated. The service answers a replaced refresh token for 10 seconds with the same
 * successor.
 */
const REFRESH_AGAIN = '9000';

/**
 * Keeps a person logged in. The access token is replaced 30 seconds before its end, and once after a 401. Only one refresh runs at
 * a time, in all tabs of a browser that has `navigator.locks`. `onEnded` is called once, when the refresh token is refused.
 */
export function session(options: SessionOptions): Session {
  return {
    over: (url, send, headers) => authorized(keeper(options, url.replace(/\/$/, ''), send, headers), send),
  };
}

/** Returns a valid token other than `failed`; null if nobody is logged in. */
type Keeper = (failed: string | null) => Promise<string | null>;

function authorized(tokenOtherThan: Keeper, send: Fetch): Fetch {
  return async (request) => {
    const again = request.clone();
    const tokenFor = (failed: string | null) => unlessAborted(request.signal, () => tokenOtherThan(failed));
    const token = await tokenFor(null);
    const response = await send(withToken(request, token));
    if (!token || (await codeOf(response)) !== 'unauthenticated') return response;
    const next = await tokenFor(token);
    return next ? send(withToken(again, next)) : response;
  };
}

function withToken(request: Request, token: string | null): Request {
  if (token) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

function keeper(options: SessionOptions, url: string, send: Fetch, headers?: Record<string, string>): Keeper {
  const store = 'refresh' in options ? inMemory(options.refresh) : inStore(options, url, send, headers);
  let flight: Promise<string | null> | null = null;
  let ended = false;
  /** How far this clock is ahead of the service's, by the latest token that was received here, if that was new. In milliseconds. */
  let ahead = 0;
  const lasts = (token: string | null, failed: string | null, ms: number): token is string =>
    token !== failed && timeIn(token, 'exp') + ahead - Date.now() > ms;
  const renew = async (failed: string | null) => {
    // Another tab may have refreshed it since.
    const present = await store.read();
    if (lasts(present, failed, EARLY)) return present;
    try {
      const next = await store.renew();
      ahead = Date.now() - timeIn(next, 'iat') || 0;
      if (next === null && !ended) options.onEnded?.();
      ended = next === null;
      return next;
    } catch (error) {
      // The refresh came early, so the old token is still valid until its end.
      if (lasts(present, failed, 0)) return present;
      throw error;
    }
  };
  return async (failed) => {
    const present = await store.read();
    if (present === null) return null;
    if (lasts(present, failed, EARLY)) {
      ended = false;
      return present;
    }
    return (flight ??= locked(`tenure ${url}`, () => renew(failed)).finally(() => (flight = null)));
  };
}

interface Store {
  /** Reads the present access token; null if nobody is logged in. */
  read(): string | null | Promise<string | null>;
  /** Returns the next access token; null if the session has ended. */
  renew(): Promise<string | null>;
}

function inStore(
  { load, save }: Extract<SessionOptions, { load: unknown }>,
  url: string,
  send: Fetch,
  headers?: Record<string, string>,
): Store {
  return {
    read: async () => (await load())?.accessToken ?? null,
    async renew() {
      const refreshToken = (await load())?.refreshToken;
      if (!refreshToken) return null;
      const request = new Request(`${url}/v1/auth/refresh`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ refreshToken }),
      });
      request.headers.set('content-type', 'application/json');
      request.headers.set(REPEATABLE, REFRESH_AGAIN);
      const response = await send(request);
      const answer = (await response.json().catch(() => null)) as { tokens?: Tokens; code?: string } | null;
      const tokens = answer?.tokens ?? null;
      if (!tokens && answer?.code !== 'invalid_refresh_token') throw errorOf(response, answer);
      await save(tokens);
      return tokens?.accessToken ?? null;
    },
  };
}

/**
 * Keeps the access token in memory. It starts with an empty token, so the first request refreshes it by the cookie. It is empty
 * again after the end of the session, because the person may log in later, which makes a new cookie.
 */
function inMemory(refresh: () => Promise<string | null>): Store {
  let present = '';
  return {
    read: () => present,
    async renew() {
      const next = await refresh();
      present = next ?? '';
      return next;
    },
  };
}

/** When a token begins or ends, in milliseconds since 1970. NaN if the token is null or cannot be read. */
function timeIn(token: string | null, claim: 'iat' | 'exp'): number {
  try {
    const json = atob(token!.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'));
    return (JSON.parse(json) as Record<typeof claim, number>)[claim] * 1000;
  } catch {
    return NaN;
  }
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Runs `work` alone among all tabs, if the browser supports locks. Node has locks too, but its sessions are of different people,
 * and share no store.
 */
function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { document, navigator } = globalThis as { document?: object; navigator?: { locks?: Locks } };
  return (document && navigator?.locks)?.request(name, work) ?? work();
}
