import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, posix, sep } from 'node:path';
import { decimalsOf as inMails } from '../../src/billing-plans/index.js';
import { formatAmount } from '../../src/subscriptions/invoices/billing-mails.js';
import { toMajor, toMinor } from '../../web/src/console/minor-units.js';
import { decimalsOf, inCurrency } from '../../web/src/ui/currency.js';
import { wholeOf } from '../../web/src/ui/whole-of.js';
import { startTenure, type Tenure } from '../support/tenure.js';

const routesOf = (app: string) => JSON.parse(readFileSync(`web/${app}/routes.json`, 'utf8')) as string[];
const APPS = [
  ['/app', routesOf('dashboard')],
  ['/console', routesOf('console')],
] as const;

/** An answer with its body as it came, still compressed. */
function raw(url: string, headers: Record<string, string>): Promise<{ encoding?: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(parts) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

type Usage = Parameters<typeof wholeOf>[0];

describe('The pages', () => {
  let tenure: Tenure;
  beforeAll(async () => {
    tenure = await startTenure({
      PAGES: 'on',
      PRODUCT_NAME: 'R&D <Cash$>',
      SUPPORT_EMAIL: 'help@example.com',
    });
  });
  afterAll(() => tenure.close());

  const page = (path: string) =>
    fetch(tenure.url + path, { headers: { accept: 'text/html' }, redirect: 'manual' });
  const assetsOf = (html: string) =>
    [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);

  it('are served at the addresses of the apps, and every other path stays a problem', async () => {
    for (const [at, routes] of APPS)
      for (const route of routes) {
        const answer = await page(at + route.replaceAll(/:\w+/g, 'x'));
        expect([at + route, answer.status]).toEqual([at + route, 200]);
      }
    for (const path of [
      '/app/nowhere',
      '/app/plan/nowhere',
      '/assets/nowhere.js',
      '/assets/../package.json',
      '/apps',
      '/console/nowhere',
      '/console/businesses/x/nowhere',
    ]) {
      const answer = await page(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ code: 'not_found' });
    }
    for (const [at] of APPS) expect((await page(at)).headers.get('location')).toBe(`${at}/`);
  });

  it('may load what this server serves and nothing else, and no page frames them', async () => {
    for (const [at] of APPS) {
      const { headers } = await page(`${at}/login`);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
          "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      );
      expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual([
        'no-cache',
        'no-referrer',
      ]);
      const html = await (await page(`${at}/login`)).text();
      expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:/);
    }
  });

  it('are files whose names change with their content, compressed where the browser can read that', async () => {
    const assets = assetsOf(await (await page('/app/')).text());
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const path of assets) {
      const answer = await fetch(tenure.url + path);
      expect([path, answer.headers.get('cache-control')]).toEqual([
        path,
        'public, max-age=31536000, immutable',
      ]);
      const plain = await raw(tenure.url + path, {});
      const packed = await raw(tenure.url + path, { 'accept-encoding': 'gzip, br' });
      expect([plain.encoding, packed.encoding]).toEqual([undefined, 'br']);
      expect(brotliDecompressSync(packed.body).equals(plain.body)).toBe(true);
      expect(packed.body.length).toBeLessThan(plain.body.length);
    }
  });

  it('need at most 120 kB of script for any page, compressed, and 160 kB for all of an app', async () => {
    const sizes = new Map<string, Promise<[size: number, names: string[]]>>();
    /** A script, and the names of those that it loads, at once or later. */
    const sizeOf = async (path: string): Promise<[number, string[]]> => {
      const { body } = await raw(tenure.url + path, {});
      const named = [...body.toString().matchAll(/(?:\.\/|assets\/)([\w-]+\.js)/g)];
      return [gzipSync(body).length, named.map(([, name]) => `/assets/${name!}`)];
    };
    const read = (path: string) => {
      const found = sizes.get(path) ?? sizeOf(path);
      sizes.set(path, found);
      return found;
    };
    for (const [at, routes] of APPS) {
      const first = new Set(
        assetsOf(await (await page(`${at}/`)).text()).filter((path) => path.endsWith('.js')),
      );
      const all = new Set(first);
      let size = 0;
      for (const path of all) {
        const [own, names] = await read(path);
        if (first.has(path)) size += own;
        for (const name of names) all.add(name);
      }
      const later = await Promise.all([...all].filter((path) => !first.has(path)).map(read));
      const largest = Math.max(...later.map(([own]) => own));
      // A page that is missing here would be part of the first load, or not be loaded at all.
      expect(later.length).toBeGreaterThan(routes.length / 2);
      expect(size).toBeGreaterThan(50_000);
      expect(size + largest).toBeLessThanOrEqual(120 * 1024);
      expect(later.reduce((sum, [own]) => sum + own, size)).toBeLessThanOrEqual(160 * 1024);
    }
  });

  it('load nothing but styles at the root', async () => {
    expect(assetsOf(await (await page('/')).text()).filter((path) => path.endsWith('.js'))).toEqual([]);
  });

  it('say the name of the product, as text', async () => {
    for (const path of ['/', '/app/', '/console/']) {
      const html = await (await page(path)).text();
      expect(html).toMatch(/<title>(Console · )?R&#38;D &#60;Cash\$&#62;<\/title>/);
      expect(html).not.toMatch(/%[A-Z_]+%|Tenure/);
    }
    expect((await tenure.get('/v1/config')).body).toEqual({
      productName: 'R&D <Cash$>',
      supportEmail: 'help@example.com',
      signUp: true,
      payments: 'none',
    });
  });

  it('are where the links of mails lead', async () => {
    const owner = await tenure.signUp();
    await tenure.post('/v1/invitations', {
      token: owner.token,
      body: { email: 'grace@example.com', role: 'member' },
    });
    const token = await tenure.mails.token('grace@example.com', 'invitations');
    const answer = await page(`/invitations/${token}`);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `/app/invitations/${token}`]);
    expect((await page(`/app/invitations/${token}`)).status).toBe(200);
    for (const name of ['reset-password', 'verify-email', 'cancel-email-change'])
      expect((await page(`/${name}/abc`)).headers.get('location')).toBe(`/app/${name}/abc`);
    expect((await page('/invitations/%2F%2Fevil.example')).headers.get('location')).toBe(
      '/app/invitations/%2F%2Fevil.example',
    );
  });

  it('are told at the root to people and to programs', async () => {
    const html = await (await page('/')).text();
    expect(html).toContain('href="/app/"');
    expect(html).toContain('href="/console/"');
    expect(html).not.toContain('href="/docs"');
    expect((await tenure.get('/')).body).toEqual(
      expect.objectContaining({ dashboard: '/app/', console: '/console/', health: '/health/ready' }),
    );
  });
});

describe('What is not served', () => {
  it('is every page with PAGES=off, and one app where PAGES names the other', async () => {
    for (const [PAGES, open] of [
      ['off', null],
      ['console', '/console/login'],
      ['dashboard', '/app/login'],
    ] as const) {
      const tenure = await startTenure({ PAGES });
      if (open !== null) expect([PAGES, (await fetch(tenure.url + open)).status]).toEqual([PAGES, 200]);
      for (const path of ['/console', '/console/', '/console/login'])
        if (PAGES !== 'console')
          expect([PAGES, path, (await fetch(tenure.url + path)).status]).toEqual([PAGES, path, 404]);
      for (const path of ['/app', '/app/', '/app/login', '/invitations/abc'])
        if (PAGES !== 'dashboard')
          expect([PAGES, path, (await fetch(tenure.url + path)).status]).toEqual([PAGES, path, 404]);
      // Operators choose their password by a mail, too.
      const mailed = await fetch(`${tenure.url}/reset-password/abc`, { redirect: 'manual' });
      const to = { off: null, console: '/console', dashboard: '/app' }[PAGES];
      expect([PAGES, mailed.headers.get('location')]).toEqual([PAGES, to && `${to}/reset-password/abc`]);
      await tenure.close();
    }
  });

  it('is a sign-up with SIGNUP=off; those who are invited come in all the same', async () => {
    const tenure = await startTenure({ SIGNUP: 'off' });
    expect((await tenure.get('/v1/config')).body.signUp).toBe(false);
    const person = {
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      password: 'correct horse battery',
    };
    const refused = await tenure.post('/v1/auth/signup', {
      body: { business: { name: 'Engines' }, ...person },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'signup_closed' } });
    const { password: _, ...owner } = person;
    const operator = await tenure.operator();
    await tenure.post('/v1/admin/businesses', { token: operator, body: { name: 'Engines', owner } });
    const token = await tenure.mails.token(owner.email, 'invitations');
    const accepted = await tenure.post(`/v1/auth/invitations/${token}/accept`, {
      body: { firstName: 'Ada', lastName: 'Lovelace', password: 'correct horse battery' },
    });
    expect(accepted.status).toBe(200);
    await tenure.close();
  });
});

describe('The sources of the pages', () => {
  const files = readdirSync('web/src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.tsx?$/.test(path));

  it('are those of a client: each app uses what is shared and itself, and nothing of the service', () => {
    expect(files.length).toBeGreaterThan(30);
    const strangers = files.flatMap((path) => {
      const [app = ''] = path.split('/');
      const text = readFileSync(join('web', 'src', path), 'utf8');
      const imported = [...text.matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, to]) =>
        posix.join(posix.dirname(path), to!),
      );
      const allowed = app === 'api' || app === 'ui' ? ['api', 'ui'] : ['api', 'ui', app];
      return imported.filter((to) => !allowed.includes(to.split('/')[0]!)).map((to) => `${path}: ${to}`);
    });
    expect(strangers).toEqual([]);
  });

  it('load a page again in one place, which keeps the link that opened it', () => {
    const loading = files.filter((path) =>
      readFileSync(join('web', 'src', path), 'utf8').includes('location.reload('),
    );
    expect(loading).toEqual(['ui/mailed-token.ts']);
  });

  it('add what is used and what is left, whoever paid for it, and tell when a smaller plan has less', () => {
    const metered = (used: number, limit: number | null, creditsUsed: number, credits: number) => {
      const left = limit === null ? null : Math.max(0, limit - (used - creditsUsed)) + credits;
      return { kind: 'metered', used, limit, creditsUsed, credits, remaining: left } as unknown as Usage;
    };
    expect(
      [
        metered(87, 100, 0, 50),
        metered(130, 100, 30, 20),
        metered(150, 100, 50, 0),
        // Credits were used in a smaller plan before.
        metered(110, 200, 10, 10),
        // After a change to a smaller plan: nothing is left, and then credits are.
        metered(80, 50, 0, 0),
        metered(80, 50, 0, 20),
        metered(220, 100, 20, 0),
        metered(87, null, 0, 50),
      ].map(wholeOf),
    ).toEqual([150, 150, 150, 220, 50, 100, 120, null]);
    const held = (used: number, limit: number) =>
      wholeOf({
        kind: 'allocated',
        used,
        limit,
        credits: 0,
        remaining: Math.max(0, limit - used),
      } as unknown as Usage);
    expect([held(2, 3), held(3, 3), held(3, 1)]).toEqual([3, 3, 1]);
  });

  it('count the decimals of an amount by ISO 4217, as the mails of the service do', () => {
    const known = new Set([...Intl.supportedValuesOf('currency'), 'CLF', 'UYI', 'UYW']);
    const other = [...known].filter((currency) => decimalsOf(currency) !== inMails(currency));
    expect([known.size > 150, other]).toEqual([true, []]);
    const example = readFileSync('examples/checkout/dashboard.mjs', 'utf8');
    for (const [, decimals, list = ''] of example.matchAll(/\[(\d), '([A-Z ]+)'\]/g))
      expect(list.split(' ')).toEqual(
        [...known].filter((one) => inMails(one) === Number(decimals)).toSorted(),
      );
    expect(['HUF', 'COP', 'IDR', 'PKR', 'ISK', 'JPY', 'IQD', 'KWD', 'CLF'].map(inMails)).toEqual([
      2, 2, 2, 2, 0, 0, 3, 3, 4,
    ]);
    expect(inCurrency(490_000, 'HUF')).toBe('HUF\u00a04,900.00');
    expect(inCurrency(4_900, 'JPY')).toBe('¥4,900');
    expect([toMajor(490_000, 'HUF'), toMinor('12.50', 'HUF'), toMinor('12.5', 'JPY')]).toEqual([
      '4900.00',
      1250,
      null,
    ]);
    expect(formatAmount(490_000, 'HUF')).toBe('HUF 4900.00');
    expect(formatAmount(490_000, 'IQD')).toBe('IQD 490.000');
  });
});
