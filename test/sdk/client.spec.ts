import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { expectInvariants } from '../support/invariants.js';
import {
  createTenure,
  isProblem,
  meter,
  type MeterOptions,
  paged,
  type SpendOptions,
  type Spent,
  TenureError,
  Unreachable,
  type UnknownSpend,
  unwrap,
  VERSION,
} from '../../sdk/src/index.js';
import { EventDispatcherService } from '../../src/events/event-dispatcher.service.js';
import { meanwhile } from '../support/meanwhile.js';
import { until } from '../support/until.js';
import { type Customer, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';
import { FlakyProxy, type Trick } from './flaky-proxy.js';

const execute = promisify(execFile);
/** Short, so that no test waits for long, and long enough for an answer on a busy machine. */
const retry = { timeout: 1_500, total: 10_000, pause: 5 };
const TOO_LONG = { delay: 2_500 };
/** For requests of which none is answered: the shorter, the sooner it is over. */
const impatient = { ...retry, timeout: 150 };
const SPEND = '/v1/usage';
const BATCH = '/v1/usage/batch';

describe('The client', () => {
  let tenure: Tenure;
  let proxy: FlakyProxy;

  let customer: Customer;
  let askedAgain: Promise<number[]>;
  let givenUp: Promise<void>;
  beforeAll(async () => {
    tenure = await startTenure();
    proxy = await FlakyProxy.before(tenure.url);
    askedAgain = meanwhile(async () => timesAskedAfter(TOO_LONG, await tenure.signUp()));
    givenUp = meanwhile(giveUpAfterTimeOuts);
  });
  beforeEach(async () => {
    proxy.reset();
    customer = await tenure.signUp();
  });
  afterAll(async () => {
    await Promise.allSettled([askedAgain, givenUp]);
    await expectInvariants(tenure.databaseUrl);
  });
  afterAll(async () => {
    await proxy.close();
    await tenure.close();
  });

  const bot = (options: object = {}, { key: apiKey } = customer) =>
    createTenure({ url: proxy.url, apiKey, retry, ...options });
  const units = (options: Partial<MeterOptions> = {}, on = bot()) =>
    meter(on, { whenUnreachable: 'throw', ...options } as MeterOptions);
  const used = async ({ key } = customer) =>
    (await tenure.get('/v1/entitlements/recordings', { key })).body.used as number;
  /** What this test has sent: a request that an earlier test gave up may still arrive. */
  const seen = () => proxy.seen.filter(({ headers }) => headers['x-api-key'] === customer.key);
  const paths = () => proxy.seen.map(({ path }) => path.split('?')[0]);

  /** How often the service is asked by a read, a spend without a key and one with a key, if the first request of each is tricked. */
  async function timesAskedAfter(trick: Trick, who: Customer): Promise<number[]> {
    const body = { feature: 'recordings' };
    const named = { body, params: { header: { 'Idempotency-Key': randomUUID() } } };
    const asked = async (work: (on: ReturnType<typeof bot>) => Promise<unknown>) => {
      const own = await FlakyProxy.before(tenure.url);
      own.next = [trick];
      try {
        await work(bot({ url: own.url }, who));
        return own.seen.length;
      } finally {
        await own.close();
      }
    };
    // At once, for each waits for its time-out.
    return Promise.all([
      asked(async (on) => {
        const path = { feature: 'recordings' };
        const read = await unwrap(on.GET('/v1/entitlements/{feature}', { params: { path } }));
        expect(read).toMatchObject({ feature: 'recordings' });
      }),
      asked((on) => expect(unwrap(on.POST(SPEND, { body }))).rejects.toBeInstanceOf(Error)),
      asked((on) => unwrap(on.POST(SPEND, named))),
    ]);
  }

  async function giveUpAfterTimeOuts(): Promise<void> {
    const own = await FlakyProxy.before(tenure.url);
    try {
      await expectMetersAsTold(TOO_LONG, impatient, own, await tenure.signUp());
    } finally {
      await own.close();
    }
  }

  /** Meters do as they were told to while every request is tricked. What was allowed can be spent later, once. */
  async function expectMetersAsTold(
    trick: Trick,
    patience: object,
    through: FlakyProxy,
    who: Customer,
  ): Promise<void> {
    through.choose = () => trick;
    const own = (options: object = {}) => bot({ url: through.url, ...options }, who);
    const unknown: UnknownSpend[] = [];
    const gone = (options: Partial<MeterOptions>) => units(options, own({ retry: patience }));
    const allow = gone({ whenUnreachable: 'allow', onUnknown: (spend) => unknown.push(spend) });
    const refuse = gone({ whenUnreachable: 'refuse' });
    // At once, for each waits until it gives up.
    const [allowed, refused, ...mayGoOn] = await Promise.all([
      allow.consume('recordings', 7, { key: 'job-1' }),
      refuse.consume('recordings', 7),
      allow.allowed('recordings'),
      refuse.allowed('recordings'),
      expect(gone({}).consume('recordings')).rejects.toBeInstanceOf(Unreachable),
      expect(gone({}).allowed('recordings')).rejects.toBeInstanceOf(Unreachable),
    ]);
    expect(allowed).toEqual({ unknown: true, granted: 7, key: 'job-1' });
    expect(unknown).toEqual([{ feature: 'recordings', amount: 7, key: 'job-1' }]);
    expect(refused).toMatchObject({ unknown: true, granted: 0 });
    expect(mayGoOn.slice(0, 2)).toEqual([true, false]);
    // Later, under the same key, it is spent once.
    through.reset();
    const back = units({ whenUnreachable: 'allow' }, own());
    await back.consume('recordings', 7, { key: 'job-1' });
    await back.consume('recordings', 7, { key: 'job-1' });
    expect(await used(who)).toBe(7);
  }

  describe('sends', () => {
    it('its key and its version, and nothing of its own', async () => {
      await unwrap(bot().GET('/v1/entitlements'));
      expect(seen()[0]?.headers).toMatchObject({
        'x-api-key': customer.key,
        'x-tenure-client': `sdk/${VERSION}`,
      });
      expect(Object.keys(seen()[0]?.headers ?? {}).filter((name) => name.includes('repeatable'))).toEqual([]);
    });

    it('a key once made again and again, and what was lost after the commit is spent once', async () => {
      proxy.next = ['loseAnswer', 'cutAnswer', { status: 503, code: 'overloaded' }];
      const spent = await units().consume('recordings', 3);
      expect(spent).toMatchObject({ granted: 3, used: 3 });
      expect(new Set(seen().map(({ headers }) => headers['idempotency-key']))).toEqual(new Set([spent.key]));
      expect([seen().length, await used()]).toEqual([4, 3]);
    });

    it.each<[string, Trick]>([
      ['a dropped connection', 'drop'],
      ['a lost answer', 'loseAnswer'],
      ['429', { status: 429, code: 'rate_limited' }],
      ['502 of a proxy', { status: 502 }],
      ['503', { status: 503, code: 'unavailable' }],
      ['504', { status: 504 }],
      ['404 of a proxy', { status: 404 }],
      ['409 idempotency_in_progress', { status: 409, code: 'idempotency_in_progress' }],
    ])('what is safe again after %s, and nothing else', async (_, trick) => {
      expect(await timesAskedAfter(trick, customer)).toEqual([2, 1, 2]);
    });

    it('a POST with an idempotency key again exactly where the service honours the key', async () => {
      let asked = 0;
      const send = () => {
        asked += 1;
        return Promise.resolve(new Response(null, { status: 503 }));
      };
      const on = bot({ fetch: send, retry: { attempts: 2, pause: 1 } });
      const headers = { 'Idempotency-Key': randomUUID() };
      const [repeated, honoured]: [string[], string[]] = [[], []];
      for (const name of ['sdk', 'dashboard', 'operator']) {
        const { paths: all } = JSON.parse(await readFile(`openapi/${name}.json`, 'utf8')) as {
          paths: Record<string, { post?: { parameters?: { name: string }[] } }>;
        };
        for (const [path, { post }] of Object.entries(all)) {
          if (post === undefined) continue;
          asked = 0;
          await on.request('post', path as never, { headers } as never);
          if (asked > 1) repeated.push(path);
          if (post.parameters?.some((each) => each.name === 'Idempotency-Key')) honoured.push(path);
        }
      }
      expect(repeated).toEqual(honoured);
      expect(honoured).toContain(SPEND);
    });

    it('a file on as it comes, which may take longer than an attempt and ends with its signal', async () => {
      const signals: AbortSignal[] = [];
      let stream!: ReadableStreamDefaultController<Uint8Array>;
      const headers = { 'content-type': 'text/csv; charset=utf-8' };
      const send = (_: unknown, init?: RequestInit) => {
        signals.push(init?.signal as AbortSignal);
        return Promise.resolve(
          new Response(new ReadableStream({ start: (own) => void (stream = own) }), { headers }),
        );
      };
      const on = bot({ fetch: send, retry: { timeout: 20, total: 20 } });
      const query = { format: 'csv' as const };
      const stop = new AbortController();
      const init = { params: { query }, parseAs: 'stream' as const, signal: stop.signal };
      const { data } = await on.GET('/v1/business/audit', init);
      const text = new Response(data).text();
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      stream.enqueue(Buffer.from('at,action'));
      stream.close();
      expect(await text).toBe('at,action');
      stop.abort(new Error('closed'));
      expect(signals[0]?.reason).toEqual(new Error('closed'));
    });

    it.each([400, 401, 402, 403, 404, 422, 500])('nothing again after %d', async (status) => {
      proxy.choose = () => ({ status, code: 'planted' });
      await expect(unwrap(bot().GET('/v1/entitlements'))).rejects.toMatchObject({ status, code: 'planted' });
      expect(seen()).toHaveLength(1);
    });

    it('at most as often and for as long as it is told, and waits as long as the service asks', async () => {
      proxy.choose = () => ({ status: 503, code: 'overloaded' });
      await expect(unwrap(bot().GET('/v1/entitlements'))).rejects.toMatchObject({ code: 'overloaded' });
      expect(seen()).toHaveLength(4);
      proxy.next = [{ status: 429, code: 'rate_limited', retryAfter: '1' }, 'pass'];
      const began = performance.now();
      await unwrap(bot().GET('/v1/entitlements'));
      expect(performance.now() - began).toBeGreaterThan(990);
      // Longer than what is left: the refusal is told at once, with how long.
      proxy.next = [{ status: 429, code: 'rate_limited', retryAfter: '60' }];
      await expect(unwrap(bot().GET('/v1/entitlements'))).rejects.toMatchObject({ retryAfter: 60 });
      proxy.reset();
      proxy.choose = () => ({ delay: 1_000 });
      let took = Infinity;
      // The best of three: this machine may be busy.
      for (let run = 0; run < 3 && took >= 900; run += 1) {
        const late = performance.now();
        await expect(
          bot({ retry: { timeout: 200, total: 500 } }).GET('/v1/entitlements'),
        ).rejects.toBeInstanceOf(Unreachable);
        took = performance.now() - late;
      }
      expect(took).toBeLessThan(900);
    });

    it('nothing to another address, and never a GET in the place of a POST, where it is redirected', async () => {
      const other = await FlakyProxy.before(tenure.url);
      const body = { name: 'CI', scopes: ['usage:write' as const] };
      const post = (on = bot()) => on.POST('/v1/admin/operators/keys', { body });
      try {
        for (const status of [301, 302, 303, 307, 308]) {
          proxy.choose = ({ path }) => ({ status, location: `${other.url}${path}` });
          await expect(post()).rejects.toThrow(`${status} not_tenure`);
        }
        await expect(units().consume('recordings')).rejects.toBeInstanceOf(Unreachable);
        expect(other.seen).toEqual([]);
        // A browser shows neither the status nor the address, and a Worker knows only these two ways.
        const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
        const inBrowser = jest.fn<typeof fetch>().mockResolvedValue(opaque);
        await expect(post(bot({ fetch: inBrowser }))).rejects.toThrow(
          '0 not_tenure: Something else answered: check the url',
        );
        expect(['follow', 'manual']).toContain(inBrowser.mock.calls[0]?.[1]?.redirect);
      } finally {
        await other.close();
      }
    });

    it('a request for longer where the service may wait for the payment provider, and for as long as it is told', async () => {
      const timers = jest.spyOn(globalThis, 'setTimeout');
      // All of them, because the work that goes on beside the tests sets timers too, with other times.
      const waits = async (own: object, ask: (on: ReturnType<typeof bot>) => Promise<unknown>) => {
        timers.mockClear();
        await ask(bot({ fetch: async () => Promise.resolve(Response.json({})), ...own }));
        return timers.mock.calls.map(([, ms]) => ms);
      };
      const usage = (on: ReturnType<typeof bot>) => on.GET('/v1/entitlements');
      const plan = (on: ReturnType<typeof bot>) =>
        on.PUT('/v1/subscription/plan', { body: { planCode: 'pro' } });
      try {
        expect(await waits({ retry: undefined }, usage)).toContain(5_000);
        expect(await waits({ retry: undefined }, plan)).toContain(25_000);
        expect(await waits({ retry: { timeout: 7_000 } }, plan)).toContain(7_000);
        // A timer with a longer time would fire at once.
        expect(await waits({ retry: { timeout: Infinity, total: Infinity } }, plan)).toContain(2 ** 31 - 1);
      } finally {
        timers.mockRestore();
      }
    });

    it('nothing any more once its signal says so', async () => {
      proxy.choose = () => ({ delay: 250 });
      const stop = new AbortController();
      const asked = bot().GET('/v1/entitlements', { signal: stop.signal });
      setTimeout(() => stop.abort(new Error('enough')), 50);
      await expect(asked).rejects.toThrow('enough');
      expect(seen()).toHaveLength(1);
    });

    it('what is safe again after a time-out, and nothing else', async () => {
      expect(await askedAgain).toEqual([2, 1, 2]);
    });
  });

  describe('tells', () => {
    it('a refusal by its code, with all that explains it, and no secret', async () => {
      const error = await units()
        .consume('recordings', 101)
        .catch((thrown: unknown) => thrown);
      if (!isProblem(error, 'limit_reached')) throw error;
      expect(error).toBeInstanceOf(TenureError);
      expect(error).toMatchObject({ status: 402, requestId: expect.stringMatching(/^[\w-]+$/) });
      expect(error.problem.unlockedBy[0]?.code).toBe('pro');
      expect(Date.parse(error.problem.resetsAt ?? '')).toBeGreaterThan(Date.now());
      expect(isProblem(error, 'feature_off')).toBe(false);
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(customer.key);
    });

    it('what a proxy answers as no problem of the service', async () => {
      for (const status of [400, 413, 500]) {
        proxy.choose = () => ({ status });
        await expect(unwrap(bot().GET('/v1/entitlements'))).rejects.toMatchObject({
          status,
          code: 'not_tenure',
        });
      }
    });

    it('a refusal of a proxy as no answer, and how long the proxy asks to wait', async () => {
      const told = () => unwrap(bot().GET('/v1/entitlements')).catch((error: unknown) => error);
      const foreign: Trick[] = [
        { status: 403, type: 'application/json', body: '{"message":"Forbidden"}' },
        { status: 404 },
        { status: 404, type: 'application/json', body: '{"code":404}' },
        { status: 421, body: '' },
      ];
      for (const trick of foreign) {
        proxy.choose = () => trick;
        expect(await told()).toMatchObject({ code: 'unreachable', retryAfter: null });
      }
      proxy.choose = () => ({ status: 429, retryAfter: '60' });
      expect(await told()).toMatchObject({ code: 'unreachable', retryAfter: 60 });
    });

    it('a list to its end, page by page', async () => {
      for (let n = 0; n < 4; n += 1)
        await tenure.post('/v1/bots', { token: customer.token, body: { name: `Bot ${n}` } });
      const people = createTenure({ url: proxy.url, headers: { authorization: `Bearer ${customer.token}` } });
      const names: string[] = [];
      for await (const { id } of paged(people, '/v1/members', {
        params: { query: { limit: 2, kind: 'bot' } },
      }))
        names.push(id);
      expect(new Set(names).size).toBe(5);
      expect(paths()).toEqual(['/v1/members', '/v1/members', '/v1/members']);
    });

    it('the events to their end, page by page, which go on after a number', async () => {
      for (let n = 0; n < 4; n += 1)
        await tenure.post('/v1/bots', { token: customer.token, body: { name: `Bot ${n}` } });
      await tenure.app.get(EventDispatcherService).dispatch();
      const as = (token: string) =>
        createTenure({ url: proxy.url, headers: { authorization: `Bearer ${token}` } });
      const type = 'bot.created' as const;
      const own: number[] = [];
      for await (const { sequence } of paged(as(customer.token), '/v1/events', {
        params: { query: { limit: 2, type } },
      }))
        own.push(sequence);
      expect(own).toHaveLength(5);
      expect(own).toEqual([...new Set(own)].toSorted((a, b) => a - b));
      const all: number[] = [];
      const { businessId } = customer;
      for await (const { sequence } of paged(as(await tenure.operator()), '/v1/admin/events', {
        params: { query: { limit: 2, type, businessId, order: 'newest' } },
      }))
        all.push(sequence);
      expect(all).toEqual(own.toReversed());
    });
  });

  it('runs the snippets of its README in one file, as they stand', async () => {
    const snippets = (await readFile('sdk/README.md', 'utf8')).matchAll(/```ts\n(.*?)```/gs);
    const source = [...snippets].map(([, snippet]) => snippet).join('\n');
    const { transform } = (await import('esbuild')) as {
      transform: (text: string, options: object) => Promise<{ code: string }>;
    };
    const { code } = await transform(source, { loader: 'ts', format: 'esm' });
    const folder = await mkdtemp(join(tmpdir(), 'tenure-readme-'));
    try {
      await mkdir(join(folder, 'node_modules', '@tenure'), { recursive: true });
      await symlink(join(process.cwd(), 'sdk'), join(folder, 'node_modules', '@tenure', 'sdk'));
      const calls = `try { receive('', {}); } catch (error) { console.log(error.message); }`;
      await writeFile(join(folder, 'readme.mjs'), code + calls);
      const { url: TENURE_URL } = tenure;
      const { email: EMAIL, key: TENURE_KEY } = customer;
      const env = { PATH: process.env.PATH, TENURE_URL, TENURE_KEY, EMAIL, PASSWORD };
      const { stdout } = await execute(process.execPath, ['readme.mjs'], { cwd: folder, env });
      expect(stdout.trim().split('\n')).toEqual([
        'Do the work of job-1 here. 1 units are used.',
        '1 100',
        customer.email,
        customer.botId,
        customer.memberId,
        expect.stringMatching('secret is missing'),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('counts', () => {
    const many = (count: number, options: (n: number) => SpendOptions = () => ({}), on = units()) =>
      Promise.all(Array.from({ length: count }, (_, n) => on.consume('recordings', 1, options(n))));

    it('a call alone by POST /v1/usage, and calls of one turn together, in order', async () => {
      await many(1);
      const spent = await many(32);
      expect(paths()).toEqual([SPEND, BATCH]);
      expect(spent.map((each) => !each.unknown && each.used)).toEqual(spent.map((_, n) => n + 2));
      expect(new Set(spent.map(({ key }) => key)).size).toBe(32);
    });

    it('calls that come while a request is under way together, 100 at most, and none overtakes another', async () => {
      const on = units();
      const places: number[] = [];
      const call = async () => {
        const spent = await on.consume('recordings');
        places.push(spent.unknown ? 0 : spent.used);
      };
      proxy.choose = () => ({ delay: 30 });
      const calls = [call()];
      await new Promise((resolve) => setTimeout(resolve, 10));
      for (let n = 0; n < 20; n += 1) calls.push(call());
      await Promise.all(calls);
      expect(paths()).toEqual([SPEND, BATCH]);
      expect(places).toEqual(places.map((_, n) => n + 1));
      const unlimited = await tenure.signUp();
      const path = `/v1/admin/businesses/${unlimited.businessId}/subscription`;
      await tenure.put(path, { token: await tenure.operator(), body: { planCode: 'limitless' } });
      const big = meter(createTenure({ url: proxy.url, apiKey: unlimited.key }), {
        whenUnreachable: 'throw',
      });
      proxy.reset();
      await Promise.all(Array.from({ length: 250 }, () => big.consume('recordings')));
      expect(proxy.seen.map(({ body }) => body.items?.length)).toEqual([100, 100, 50]);
    });

    it('features beside each other, four requests at most', async () => {
      const on = units();
      let together = 0;
      let most = 0;
      proxy.choose = () => {
        together += 1;
        most = Math.max(most, together);
        setTimeout(() => (together -= 1), 400);
        return { delay: 400 };
      };
      for (const feature of ['recordings', 'a', 'b', 'c', 'd', 'e']) {
        void on.consume(feature).catch(() => undefined);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await on.consume('recordings');
      expect(most).toBe(4);
    });

    it('each call for itself with coalesce: false', async () => {
      await many(5, undefined, units({ coalesce: false }));
      expect(paths()).toEqual(Array(5).fill(SPEND));
    });

    it('each caller its own refusal, and bad input of one is no matter of the others', async () => {
      const on = units();
      const answers = await Promise.allSettled([
        on.consume('recordings', 60),
        on.consume('recordings', 60),
        on.consume('recordings', 40),
        on.consume('nonesuch'),
      ]);
      expect(answers).toMatchObject([
        { value: { used: 60 } },
        { reason: { code: 'limit_reached', problem: { remaining: 40 } } },
        { value: { used: 100 } },
        { reason: { code: 'unknown_feature' } },
      ]);
      proxy.reset();
      const mixed = await Promise.allSettled([on.consume('recordings', -1), on.consume('seats')]);
      expect(mixed).toMatchObject([
        { reason: { code: 'validation_failed' } },
        { reason: { code: 'wrong_feature_kind' } },
      ]);
      expect(paths()).toEqual([BATCH, SPEND, SPEND]);
    });

    it('a batch once, whatever is lost, if all of its items have a key', async () => {
      proxy.next = ['loseAnswer', 'cutAnswer', 'drop'];
      const spent = await many(30);
      expect(paths()).toEqual([BATCH, BATCH, BATCH, BATCH]);
      expect(spent.map((each) => !each.unknown && each.used)).toEqual(spent.map((_, n) => n + 1));
      expect(await used()).toBe(30);
      proxy.reset();
      proxy.next = ['drop'];
      await expect(many(3, () => ({ key: null }))).rejects.toBeInstanceOf(Unreachable);
      expect(paths()).toEqual([BATCH]);
    });

    it('those with a key apart from those without, and items that may pass in a moment once more, alone', async () => {
      await many(4, (n) => ({ key: n < 2 ? null : `k${n}` }));
      expect(proxy.seen.map(({ body }) => body.items?.length)).toEqual([2, 2]);
      const { body } = await tenure.post(`/v1/bots/${customer.botId}/keys`, {
        token: customer.token,
        body: {},
      });
      const twin = createTenure({ url: tenure.url, apiKey: body.apiKey });
      // The key of one item is in use elsewhere for a moment.
      const lock = tenure.dataSource.createQueryRunner();
      await lock.startTransaction();
      await lock.query(`SELECT FROM usage_counters WHERE business_id = $1 FOR UPDATE`, [customer.businessId]);
      const held = meter(twin, { whenUnreachable: 'throw' }).consume('recordings', 1, { key: 'shared' });
      const waiting = many(2, (n) => ({ key: n === 0 ? 'shared' : 'own' }));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await lock.commitTransaction();
      await lock.release();
      const [first] = await waiting;
      expect(first).toEqual({ ...(await held), replayed: true });
      expect(await used()).toBe(6);
    });

    it('nothing for a key that was spent before, and says so, alone and in a batch', async () => {
      const replays = (spent: Spent[]) => spent.map((each) => !each.unknown && each.replayed);
      expect(replays(await many(1, () => ({ key: 'alone' })))).toEqual([false]);
      expect(replays(await many(1, () => ({ key: 'alone' })))).toEqual([true]);
      const keys = ['alone', 'new', 'new', 'other'];
      expect(replays(await many(4, (n) => ({ key: keys[n]! })))).toEqual([true, false, true, false]);
      expect(replays(await many(2, () => ({ key: null })))).toEqual([false, false]);
      expect(paths()).toEqual([SPEND, SPEND, BATCH, BATCH]);
      // Its own first attempt, whose answer was lost, spent it.
      proxy.next = ['loseAnswer'];
      expect(replays(await many(1, () => ({ key: 'lost' })))).toEqual([true]);
      expect(await used()).toBe(6);
    });

    it('nothing for a call that is taken back before it is sent', async () => {
      const on = units();
      proxy.choose = () => ({ delay: 50 });
      const stop = new AbortController();
      const first = on.consume('recordings');
      await new Promise((resolve) => setTimeout(resolve, 10));
      const second = on.consume('recordings', 1, { signal: stop.signal });
      stop.abort(new Error('closed'));
      await expect(second).rejects.toThrow('closed');
      await first;
      expect([seen().length, await used()]).toEqual([1, 1]);
      await expect(on.consume('recordings', 1, { signal: stop.signal })).rejects.toThrow('closed');
    });

    it('nothing again for a call that was taken back while its batch was under way', async () => {
      const on = units();
      const stop = new AbortController();
      const busy = { status: 429, code: 'rate_limited', title: 'Busy', detail: 'Busy.', type: 'about:blank' };
      proxy.choose = ({ path }) => {
        if (path !== BATCH) return 'pass';
        stop.abort(new Error('closed'));
        const body = JSON.stringify({ data: [busy, busy] });
        return { status: 200, type: 'application/json', body };
      };
      const stopped = on.consume('recordings', 1, { signal: stop.signal });
      const other = on.consume('recordings', 5);
      await expect(stopped).rejects.toThrow('closed');
      expect(await other).toMatchObject({ used: 5 });
      expect(paths()).toEqual([BATCH, SPEND]);
      expect(await used()).toBe(5);
    });

    it.each<[Trick]>([['drop'], [{ status: 503, code: 'overloaded' }]])(
      'nothing again for a call alone that was taken back while it was under way (%j)',
      async (trick) => {
        const unknown: UnknownSpend[] = [];
        const on = units({ whenUnreachable: 'allow', onUnknown: (spend) => unknown.push(spend) });
        const stop = new AbortController();
        proxy.choose = ({ body }) => {
          if (body.amount !== 1) return 'pass';
          stop.abort(new Error('closed'));
          return trick;
        };
        await expect(on.consume('recordings', 1, { signal: stop.signal })).rejects.toThrow('closed');
        // Of the same feature, so it is sent once the first call has ended.
        await on.consume('recordings', 5);
        expect(paths()).toEqual([SPEND, SPEND]);
        expect([unknown, await used()]).toEqual([[], 5]);
      },
    );

    it('nothing later for a call that was taken back before its batch got no answer', async () => {
      const unknown: UnknownSpend[] = [];
      const on = units({ whenUnreachable: 'allow', onUnknown: (spend) => unknown.push(spend) });
      const stop = new AbortController();
      proxy.choose = () => {
        stop.abort(new Error('closed'));
        return 'drop';
      };
      const stopped = on.consume('recordings', 1, { signal: stop.signal });
      const other = on.consume('recordings', 5, { key: 'other' });
      await expect(stopped).rejects.toThrow('closed');
      expect(await other).toMatchObject({ unknown: true, granted: 5 });
      expect(unknown).toEqual([{ feature: 'recordings', amount: 5, key: 'other' }]);
    });

    it.each([400, 413])('calls one by one that a proxy refuses together (%i)', async (status) => {
      proxy.choose = ({ path }) => (path === BATCH ? { status } : 'pass');
      expect(await many(2)).toMatchObject([{ granted: 1 }, { granted: 1 }]);
      expect(paths()).toEqual([BATCH, SPEND, SPEND]);
    });

    it('back what was spent under a key', async () => {
      const spent = await units().consume('recordings', 5);
      if (spent.unknown) throw new Error('unknown');
      expect(await units().refund(spent, 2)).toMatchObject({ refunded: 2, used: 3 });
      proxy.next = ['loseAnswer'];
      expect(await units().refund(spent)).toMatchObject({ refunded: 3, used: 0 });
      await expect(units().refund({ id: null })).rejects.toThrow(/no key|a key/);
    });

    describe('while the service cannot be reached', () => {
      it.each<Trick>(['drop', { status: 503, code: 'unavailable' }, { status: 500 }])(
        '(%j) as it was told to',
        (trick) => expectMetersAsTold(trick, retry, proxy, customer),
      );

      it('(time-outs) as it was told to', () => givenUp);

      it.each<[string, Trick]>([
        ['an empty success', { status: 200, type: 'application/json', body: '' }],
        ['a page', { status: 200 }],
        ['no JSON', { status: 200, type: 'application/json', body: '{' }],
        ['another JSON', { status: 200, type: 'application/json', body: '{"status":"ok"}' }],
        ['nothing', { status: 204, body: '' }],
        ['a page that is not found', { status: 404 }],
        ['a redirect', { status: 302, location: '/' }],
      ])('because something else answers (%s), as it was told to', async (_, trick) => {
        proxy.choose = () => trick;
        const on = bot({ retry: { ...retry, attempts: 2 } });
        const told: string[] = [];
        const allow = units(
          { whenUnreachable: 'allow', onUnknown: (__, { message }) => told.push(message) },
          on,
        );
        await Promise.all([allow.consume('recordings'), allow.consume('recordings')]);
        await allow.consume('recordings');
        const wrong = `${(trick as { status: number }).status} not_tenure: Something else answered: check the url`;
        expect(told).toEqual(Array(3).fill(expect.stringContaining(wrong)));
        const refuse = units({ whenUnreachable: 'refuse' }, on);
        expect(await refuse.consume('recordings')).toMatchObject({ unknown: true, granted: 0 });
        expect(await Promise.all([refuse.consume('recordings'), refuse.consume('recordings')])).toMatchObject(
          [
            { unknown: true, granted: 0 },
            { unknown: true, granted: 0 },
          ],
        );
        expect(await refuse.allowed('recordings')).toBe(false);
        await expect(units({}, on).allowed('recordings')).rejects.toBeInstanceOf(Unreachable);
        await expect(units({}, on).consume('recordings')).rejects.toBeInstanceOf(Unreachable);
      });

      it.each<[Trick, number | null]>([
        [{ status: 503, code: 'unavailable', retryAfter: '60' }, 60],
        [{ status: 429, retryAfter: '60' }, 60],
        ['drop', null],
      ])('(%j) says how long the service asks to wait: %s s', async (trick, retryAfter) => {
        proxy.choose = () => trick;
        for (const on of [units(), units({ coalesce: false })])
          await expect(on.consume('recordings')).rejects.toMatchObject({ code: 'unreachable', retryAfter });
        await expect(units().allowed('recordings')).rejects.toMatchObject({ retryAfter });
      });

      it('with one request for all calls that wait for it, of one feature and of many customers', async () => {
        let asked = 0;
        const never: typeof fetch = (_, init) => {
          asked += 1;
          return new Promise((__, reject) => {
            init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
          });
        };
        const on = bot({ fetch: never, retry: { timeout: 50, total: 150 } });
        const unknown: UnknownSpend[] = [];
        const allow = () =>
          units({ whenUnreachable: 'allow', onUnknown: (spend) => unknown.push(spend) }, on);
        const ofOne = allow();
        const spent = await Promise.all(Array.from({ length: 1_000 }, () => ofOne.consume('recordings')));
        expect(spent.filter((each) => each.unknown && each.granted === 1)).toHaveLength(1_000);
        expect(asked).toBeLessThanOrEqual(4);
        const ofMany = allow();
        await Promise.all(
          Array.from({ length: 1_000 }, (_, n) => ofMany.for(`external:${n}`).consume('recordings')),
        );
        // Four batches under way.
        expect(asked).toBeLessThanOrEqual(4 + 4 * 4);
        expect(new Set(unknown.map(({ key }) => key)).size).toBe(2_000);
      });

      it.each<[string, Response | null, string | null]>([
        ['503 for one business', Response.json({ code: 'renewal_failed' }, { status: 503 }), 'a'],
        ['403 of a firewall', new Response('Forbidden', { status: 403 }), 'a'],
        ['a page of a firewall', new Response('<h1>Rejected</h1>'), 'a'],
        ['another JSON', Response.json({ status: 'rejected' }), 'a'],
        ['a redirect to another page', new Response(null, { status: 302 }), 'a'],
        ['a dropped connection without a key', null, null],
      ])('for the calls of the same feature only, after %s', async (_, failure, key) => {
        const under: Record<string, (answer: Response | null) => void> = {};
        const send = async (request: Request) => {
          const { feature } = (await request.json()) as { feature: string };
          const answer = await new Promise<Response | null>((resolve) => (under[feature] = resolve));
          if (answer === null) throw new Error('dropped');
          return answer;
        };
        const refuse = units({ whenUnreachable: 'refuse' }, bot({ fetch: send, retry: { attempts: 1 } }));
        const begun: Promise<Spent>[] = [];
        // Four requests are under way, and the last two calls wait.
        for (const feature of ['a', 'b', 'c', 'd', 'a', 'e']) {
          begun.push(refuse.consume(feature, 1, { key }));
          await new Promise((resolve) => setImmediate(resolve));
        }
        const [first, , , , second, other] = begun;
        expect(Object.keys(under)).toEqual(['a', 'b', 'c', 'd']);
        under['a']!(failure);
        expect(await Promise.all([first, second])).toMatchObject([{ unknown: true }, { unknown: true }]);
        await until(() => 'e' in under, 'the call of another feature is sent');
        for (const feature of ['b', 'c', 'd', 'e']) under[feature]!(Response.json({ granted: 1 }));
        expect(await other).toMatchObject({ granted: 1, replayed: false });
      });

      it('and never for a refusal', async () => {
        const unknown: UnknownSpend[] = [];
        const allow = units({ whenUnreachable: 'allow', onUnknown: (spend) => unknown.push(spend) });
        await expect(allow.consume('recordings', 101)).rejects.toMatchObject({ code: 'limit_reached' });
        expect(await allow.allowed('recordings', 101)).toBe(false);
        expect(await allow.allowed('recordings', 100)).toBe(true);
        await expect(allow.allowed('nonesuch')).rejects.toMatchObject({ code: 'unknown_feature' });
        proxy.choose = () => ({ status: 429, code: 'rate_limited', retryAfter: '60' });
        await expect(allow.consume('recordings')).rejects.toMatchObject({
          code: 'rate_limited',
          retryAfter: 60,
        });
        expect(unknown).toEqual([]);
      });
    });
  });

  describe('with an operator key', () => {
    it('spends for each business that a meter is for, many of them in one request, and gives back', async () => {
      const token = await tenure.operator();
      const body = { name: 'Backend', scopes: ['usage:write', 'usage:refund', 'usage:read'] };
      const { apiKey } = (await tenure.post('/v1/admin/operators/keys', { token, body })).body;
      const other = await tenure.signUp();
      const externalId = `crm müller/${randomUUID()}`;
      await tenure.patch(`/v1/admin/businesses/${other.businessId}`, { token, body: { externalId } });
      const backend = createTenure({ url: proxy.url, apiKey, retry });
      const all = meter(backend, { whenUnreachable: 'throw' });
      const one = all.for(customer.businessId);
      const two = all.for(`external:${externalId}`);
      expect(await one.consume('recordings')).toMatchObject({ used: 1 });
      // Alone, the name goes in a header.
      expect(await two.consume('recordings', 1, { key: 'alone' })).toMatchObject({ used: 1 });
      proxy.reset();
      const [first, second, third, unknown] = await Promise.allSettled([
        one.consume('recordings', 2, { key: 'job' }),
        two.consume('recordings', 5, { key: 'job' }),
        two.consume('recordings', 1, { key: 'job-2' }),
        all.for(randomUUID()).consume('recordings'),
      ]);
      expect(paths()).toEqual([BATCH]);
      expect([first, second, third]).toMatchObject([
        { status: 'fulfilled', value: { used: 3 } },
        { status: 'fulfilled', value: { used: 6 } },
        { status: 'fulfilled', value: { used: 7 } },
      ]);
      expect(unknown).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
      const spent = (second as PromiseFulfilledResult<Awaited<ReturnType<typeof two.consume>>>).value;
      await two.refund(spent);
      expect(await two.allowed('recordings', 98)).toBe(true);
      expect(await two.allowed('recordings', 99)).toBe(false);
      expect(await one.allowed('recordings', 98)).toBe(false);
      await expect(all.consume('recordings')).rejects.toMatchObject({ code: 'business_required' });
    });
  });
});
