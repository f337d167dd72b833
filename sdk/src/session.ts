import { errorOf } from './errors.js';
import { type Fetch, hasCode, REPEATABLE } from './retry.js';

/** What a log-in answers. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
}

export type SessionOptions =
  | {
      /** The tokens in store; null when nobody is logged in. All tabs have to see the same. */
      load: () => Tokens | null | Promise<Tokens | null>;
      /** Stores the next tokens; null when the session has ended. */
      save: (tokens: Tokens | null) => unknown;
      onEnded?: () => void;
    }
  | {
      /** The next access token, for a refresh token in a cookie; null when the session has ended. */
      refresh: () => Promise<string | null>;
      onEnded?: () => void;
    };

/** A person who is logged in, for `createTenure({url, session})`. */
export interface Session {
  /** Sends requests with an access token that is good. */
  over(url: string, send: Fetch): Fetch;
}

/** Milliseconds before its end at which an access token is replaced. */
const EARLY = 30_000;
/** For 10 seconds the service answers a refresh token that it replaced with the same successor. */
const REFRESH_AGAIN = 9_000;

/**
 * Keeps a person logged in: the access token is replaced 30 seconds before it ends, and once after a 401. One refresh is
 * under way at a time, in all tabs of a browser that has `navigator.locks`. `onEnded` is called once, when the refresh
 * token is refused.
 */
export function session(options: SessionOptions): Session {
  return { over: (url, send) => authorized(keeper(options, url.replace(/\/$/, ''), send), send) };
}

/** Answers a token that is good, and is not `failed`; null when nobody is logged in. */
type Keeper = (failed: string | null) => Promise<string | null>;

function authorized(tokenOtherThan: Keeper, send: Fetch): Fetch {
  return async (request) => {
    const again = request.clone();
    const token = await tokenOtherThan(null);
    const response = await send(withToken(request, token));
    if (token === null || !(await hasCode(response, 401, 'unauthenticated'))) return response;
    const next = await tokenOtherThan(token);
    return next === null ? response : send(withToken(again, next));
  };
}

function withToken(request: Request, token: string | null): Request {
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  return request;
}

function keeper(options: SessionOptions, url: string, send: Fetch): Keeper {
  const store = 'refresh' in options ? inMemory(options.refresh) : inStore(options, url, send);
  let flight: Promise<string | null> | null = null;
  let ended = false;
  const renew = async (failed: string | null, old: string) => {
    // Another tab may have done it meanwhile.
    const present = await store.read();
    if (present !== null && isGood(present, failed)) return present;
    try {
      const next = await store.renew();
      if (next === null && !ended) options.onEnded?.();
      ended = next === null;
      return next;
    } catch (error) {
      // It is refreshed early: until its end the old one does.
      if (old !== failed && endOf(old) > Date.now()) return old;
      throw error;
    }
  };
  return async (failed) => {
    const present = await store.read();
    if (present === null) return null;
    if (isGood(present, failed)) {
      ended = false;
      return present;
    }
    flight ??= locked(`tenure ${url}`, () => renew(failed, present)).finally(() => (flight = null));
    return flight;
  };
}

interface Store {
  /** The present access token; null when nobody is logged in. */
  read(): Promise<string | null>;
  /** The next one; null when the session has ended. */
  renew(): Promise<string | null>;
}

function inStore(
  { load, save }: Extract<SessionOptions, { load: unknown }>,
  url: string,
  send: Fetch,
): Store {
  return {
    read: async () => (await load())?.accessToken ?? null,
    async renew() {
      const refreshToken = (await load())?.refreshToken;
      if (refreshToken === undefined) return null;
      const request = new Request(`${url}/v1/auth/refresh`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [REPEATABLE]: String(REFRESH_AGAIN) },
        body: JSON.stringify({ refreshToken }),
      });
      const response = await send(request);
      const body: unknown = await response
        .clone()
        .json()
        .catch(() => null);
      const tokens = response.ok ? (body as { tokens: Tokens }).tokens : null;
      if (tokens === null && !(await hasCode(response, 401, 'invalid_refresh_token')))
        throw errorOf(response.status, body, response.headers);
      await save(tokens);
      return tokens?.accessToken ?? null;
    },
  };
}

/** Nothing is known before the first refresh, which the cookie allows or not. */
function inMemory(refresh: () => Promise<string | null>): Store {
  let present: string | null = '';
  return {
    read: () => Promise.resolve(present),
    renew: async () => (present = await refresh()),
  };
}

const isGood = (token: string, failed: string | null): boolean =>
  token !== failed && endOf(token) - EARLY > Date.now();

/** Milliseconds since 1970; a token that cannot be read has ended. */
function endOf(token: string): number {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    return (JSON.parse(atob(payload)) as { exp: number }).exp * 1000;
  } catch {
    return 0;
  }
}

interface Locks {
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** One at a time in all tabs, where the browser can do that. */
function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  return navigator?.locks === undefined ? work() : navigator.locks.request(name, work);
}
