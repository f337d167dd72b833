import { jest } from '@jest/globals';
import { createTenure, session, type Tokens, unwrap } from '../../sdk/src/index.js';
import { startTenure, type Tenure } from '../support/tenure.js';
import { FlakyProxy } from './flaky-proxy.js';

const retry = { timeout: 5_000, total: 20_000, pause: 5 };
const REFRESH = '/v1/auth/refresh';

/** What the tabs of one browser share. */
class Browser {
  ended = 0;
  saved: (Tokens | null)[] = [];

  constructor(public tokens: Tokens | null) {}

  tab(url: string) {
    const { load, save } = {
      load: async () => Promise.resolve(this.tokens),
      save: (tokens: Tokens | null) => {
        this.tokens = tokens;
        this.saved.push(tokens);
      },
    };
    return createTenure({ url, retry, session: session({ load, save, onEnded: () => (this.ended += 1) }) });
  }
}

/** One at a time for each name, as in a browser. */
function plantLocks(): () => void {
  const last = new Map<string, Promise<unknown>>();
  const request = (name: string, work: () => Promise<unknown>) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  };
  const removals = Object.entries({ navigator: { locks: { request } }, document: {} }).map(
    ([name, value]) => {
      const before = Object.getOwnPropertyDescriptor(globalThis, name);
      Object.defineProperty(globalThis, name, { value, configurable: true });
      return () => {
        if (before === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, before);
      };
    },
  );
  return () => removals.forEach((remove) => remove());
}

/** The same token as far as the client can read it, with another end. */
function endingIn(token: string, seconds: number): string {
  const [head, , signature] = token.split('.');
  const payload = { exp: Math.floor(Date.now() / 1000) + seconds };
  return [head, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.');
}

describe('A session of the client', () => {
  let tenure: Tenure;
  let proxy: FlakyProxy;
  beforeAll(async () => {
    tenure = await startTenure();
    proxy = await FlakyProxy.before(tenure.url);
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    await proxy.close();
    await tenure.close();
  });

  const browser = async () => {
    const { token: accessToken, refreshToken } = await tenure.signUp();
    return new Browser({ accessToken, refreshToken });
  };
  const end = ({ tokens }: Browser, seconds: number): Tokens => {
    const { accessToken, refreshToken } = tokens as Tokens;
    return { accessToken: endingIn(accessToken, seconds), refreshToken };
  };
  const me = (tab: ReturnType<typeof createTenure>) => unwrap(tab.GET('/v1/me'));
  const refreshes = () => proxy.seen.filter(({ path }) => path === REFRESH).length;

  it('sends the access token as long as it is good, and no token when nobody is logged in', async () => {
    const open = await browser();
    expect(await me(open.tab(proxy.url))).toMatchObject({ email: expect.any(String) });
    expect(refreshes()).toBe(0);
    await expect(me(new Browser(null).tab(proxy.url))).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(proxy.seen[1]?.headers.authorization).toBeUndefined();
  });

  it('refreshes with the headers that every request gets', async () => {
    const { tokens } = await browser();
    const headers = { 'x-gateway': 'open', 'Content-Type': 'application/json' };
    const load = () => ({ ...(tokens as Tokens), accessToken: '' });
    const save = () => undefined;
    await me(createTenure({ url: proxy.url, retry, headers, session: session({ load, save }) }));
    expect(proxy.seen.map(({ path }) => path)).toEqual([REFRESH, '/v1/me']);
    for (const seen of proxy.seen)
      expect(seen.headers).toMatchObject({
        'x-gateway': 'open',
        'x-tenure-client': expect.stringMatching(/^sdk/),
      });
  });

  it('lets a request go with its signal while a refresh does not end, which goes on for the others', async () => {
    const { token } = await tenure.signUp();
    let give!: (next: string) => void;
    const given = new Promise<string>((resolve) => (give = resolve));
    const tab = createTenure({ url: proxy.url, retry, session: session({ refresh: () => given }) });
    const stop = new AbortController();
    const stopped = tab.GET('/v1/me', { signal: stop.signal });
    const other = me(tab);
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await expect(tab.GET('/v1/me', { signal: stop.signal })).rejects.toThrow('enough');
    give(token);
    expect(await other).toMatchObject({ email: expect.any(String) });
    expect(proxy.seen.map(({ path }) => path)).toEqual(['/v1/me']);
  });

  it('replaces it 30 seconds before its end, once for all who ask at a time', async () => {
    const open = await browser();
    open.tokens = end(open, 29);
    const tab = open.tab(proxy.url);
    await Promise.all([me(tab), me(tab), me(tab), me(tab)]);
    expect([refreshes(), open.saved.length]).toEqual([1, 1]);
    open.tokens = end(open, 31);
    await me(tab).catch(() => undefined);
    expect(proxy.seen.at(-1)?.path).not.toBe(REFRESH);
  });

  it.each([
    ['fast', 9.6],
    ['slow', -20],
  ])('replaces it 30 seconds before its end on a clock that is %s', async (_, minutes) => {
    let now = 1_900_000_000_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
    const refresh = jest.fn(() => {
      const iat = now / 1000 - minutes * 60;
      const payload = { iat, exp: iat + 600 };
      return Promise.resolve(`.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`);
    });
    const answer: typeof fetch = () => Promise.resolve(Response.json({}));
    const tab = createTenure({ url: proxy.url, fetch: answer, session: session({ refresh }) });
    try {
      const asked: number[] = [];
      for (const seconds of [0, 1, 568, 2]) {
        now += seconds * 1000;
        await me(tab);
        asked.push(refresh.mock.calls.length);
      }
      expect(asked).toEqual([1, 1, 1, 2]);
    } finally {
      clock.mockRestore();
    }
  });

  it('replaces it once after a 401, and sends the request again', async () => {
    const open = await browser();
    open.tokens = end(open, 600);
    const tab = open.tab(proxy.url);
    const body = { firstName: 'Grace' };
    expect(await unwrap(tab.PATCH('/v1/me', { body }))).toMatchObject(body);
    expect(proxy.seen.map(({ path }) => path)).toEqual(['/v1/me', REFRESH, '/v1/me']);
    proxy.reset();
    proxy.choose = ({ path }) => (path === REFRESH ? 'pass' : { status: 401, code: 'unauthenticated' });
    await expect(me(tab)).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(proxy.seen.map(({ path }) => path)).toEqual(['/v1/me', REFRESH, '/v1/me']);
  });

  it('is refreshed once by two tabs at once where there are locks, and stays good in both where there are none', async () => {
    const open = await browser();
    const tabs = [open.tab(proxy.url), open.tab(proxy.url)] as const;
    open.tokens = end(open, 10);
    const remove = plantLocks();
    try {
      await Promise.all(tabs.map(me));
      expect(refreshes()).toBe(1);
    } finally {
      remove();
    }
    open.tokens = end(open, 10);
    await Promise.all(tabs.map(me));
    expect(refreshes()).toBe(3);
    await Promise.all(tabs.map(me));
    expect(open.ended).toBe(0);
  });

  it('waits for no other session in Node, which has locks too', async () => {
    const open = await browser();
    open.tokens = end(open, 10);
    const remove = plantLocks();
    Reflect.deleteProperty(globalThis, 'document');
    const request = jest.spyOn((globalThis as any).navigator.locks, 'request');
    try {
      await me(open.tab(proxy.url));
      expect([refreshes(), request.mock.calls.length]).toEqual([1, 0]);
    } finally {
      remove();
    }
  });

  it('stays logged in where something else answers its refresh', async () => {
    const open = await browser();
    open.tokens = end(open, 10);
    const other = { status: 200, type: 'application/json', body: '{"status":"ok"}' };
    const tab = open.tab(proxy.url);
    proxy.choose = ({ path }) => (path === REFRESH ? other : { status: 204, body: '' });
    await tab.GET('/v1/me');
    expect([open.saved, open.ended]).toEqual([[], 0]);
  });

  it('survives a lost answer of its refresh, and an outage while the old token is good', async () => {
    const open = await browser();
    open.tokens = end(open, 10);
    const tab = open.tab(proxy.url);
    proxy.next = ['loseAnswer', 'cutAnswer'];
    await me(tab);
    expect([refreshes(), open.ended]).toEqual([3, 0]);
    proxy.reset();
    const { tokens } = open;
    open.tokens = end(open, 10);
    proxy.choose = ({ path }) =>
      path === REFRESH ? { status: 503, code: 'unavailable' } : { status: 204, body: '' };
    await tab.GET('/v1/me');
    expect(proxy.seen.at(-1)?.headers.authorization).toBe(`Bearer ${open.tokens.accessToken}`);
    open.tokens = tokens;
  });

  it('ends once, when its refresh token is refused', async () => {
    const open = await browser();
    const tab = open.tab(proxy.url);
    await unwrap(
      tab.POST('/v1/auth/logout', { body: { refreshToken: (open.tokens as Tokens).refreshToken } }),
    );
    open.tokens = end(open, 10);
    const answers = await Promise.allSettled([me(tab), me(tab), me(tab)]);
    expect(answers).toMatchObject(answers.map(() => ({ reason: { code: 'unauthenticated' } })));
    await me(tab).catch(() => undefined);
    expect([open.ended, refreshes(), open.tokens]).toEqual([1, 1, null]);
    // Who logs in again can be logged out again.
    const again = await browser();
    open.tokens = again.tokens;
    await me(tab);
    open.tokens = { ...(again.tokens as Tokens), refreshToken: 'nonesuch' };
    proxy.next = [{ status: 401, code: 'unauthenticated' }];
    await me(tab).catch(() => undefined);
    expect(open.ended).toBe(2);
  });

  it('asks for its next access token, where the refresh token is in a cookie', async () => {
    const { token } = await tenure.signUp();
    const given: (string | null)[] = [endingIn(token, 600), token, null];
    let ended = 0;
    const refresh = () => Promise.resolve(given.shift() ?? null);
    const tab = createTenure({
      url: proxy.url,
      retry,
      session: session({ refresh, onEnded: () => (ended += 1) }),
    });
    await Promise.all([me(tab), me(tab)]);
    expect(given).toEqual([null]);
    proxy.next = [{ status: 401, code: 'unauthenticated' }];
    await expect(me(tab)).rejects.toMatchObject({ code: 'unauthenticated' });
    await me(tab).catch(() => undefined);
    expect(ended).toBe(1);
    // The person logs in again, without a load of the page.
    given.push(token, null);
    await me(tab);
    proxy.next = [{ status: 401, code: 'unauthenticated' }];
    await me(tab).catch(() => undefined);
    expect(ended).toBe(2);
  });
});
