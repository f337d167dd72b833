import { type Answer, FakeClock, PASSWORD, startTenure, type Tenure } from '../support/tenure.js';

const SECOND = 1_000;
const DAY = 86_400_000;
const OURS = { 'sec-fetch-site': 'same-origin' };

/** The value and the attributes of the one cookie that an answer sets. */
function cookieOf({ headers }: Answer): { name: string; value: string; attributes: string[] } {
  const [pair = '', ...attributes] = (headers.get('set-cookie') ?? '').split('; ');
  const [name = '', value = ''] = pair.split('=');
  return { name, value, attributes };
}

/** A browser: it keeps cookies, and sends them with every request, as our own pages do. */
class Browser {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly tenure: Tenure,
    readonly headers: Record<string, string> = OURS,
  ) {}

  async send(method: string, app: string, body?: unknown, headers = this.headers): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.tenure.send(method, `/v1/auth/browser-sessions/${app}`, {
      body,
      headers: { ...headers, ...(cookie !== '' && { cookie }) },
    });
    const { name, value } = cookieOf(answer);
    if (name !== '') this.cookies.set(name, value);
    return answer;
  }

  /** What a page does at the start, and before its access token ends. */
  resume = (app = 'dashboard') => this.send('POST', app);

  async logIn(refreshToken: string, app = 'dashboard'): Promise<Answer> {
    return this.send('PUT', app, { refreshToken });
  }
}

describe('A log-in in the browser', () => {
  let tenure: Tenure;
  const clock = new FakeClock();
  beforeAll(async () => (tenure = await startTenure({}, clock)));
  afterAll(() => tenure.close());
  afterEach(() => clock.set(null));

  async function loggedIn() {
    const customer = await tenure.signUp();
    const browser = new Browser(tenure);
    const answer = await browser.logIn(customer.refreshToken);
    return { customer, browser, answer };
  }
  const me = (token: string) => tenure.get('/v1/me', { token });

  it('keeps the refresh token in a cookie that no script reads and no other site sends, and shows it nowhere else', async () => {
    const { customer, answer } = await loggedIn();
    const { name, value, attributes } = cookieOf(answer);
    expect(answer.status).toBe(200);
    expect([name, attributes.toSorted()]).toEqual([
      'tenure-dashboard',
      ['HttpOnly', 'Max-Age=1209600', 'Path=/', 'SameSite=Strict'],
    ]);
    expect(value).not.toBe(customer.refreshToken);
    expect(JSON.stringify(answer.body)).not.toContain(value);
    expect(Object.keys(answer.body.tokens).toSorted()).toEqual(['accessToken', 'expiresIn']);
    expect((await me(answer.body.tokens.accessToken)).body.email).toBe(customer.email);
  });

  it('gives the next access token for the cookie, and replaces the cookie each time', async () => {
    const { browser, customer } = await loggedIn();
    const before = browser.cookies.get('tenure-dashboard');
    const { status, body } = await browser.resume();
    expect([status, body.user.email, body.businesses[0].id]).toEqual([
      200,
      customer.email,
      customer.businessId,
    ]);
    expect(browser.cookies.get('tenure-dashboard')).not.toBe(before);
  });

  it('answers nothing where nobody is logged in, and takes away the cookie of a session that ended', async () => {
    const stranger = new Browser(tenure);
    expect(await stranger.resume()).toMatchObject({ status: 204, body: undefined });
    const { browser } = await loggedIn();
    clock.set(new Date(Date.now() + 14.1 * DAY));
    const late = await browser.resume();
    expect([late.status, cookieOf(late).value]).toEqual([204, '']);
    expect(cookieOf(late).attributes).toContain('Max-Age=0');
  });

  it('is the same for two tabs that ask at once, also when the answer to one of them is lost', async () => {
    const { browser } = await loggedIn();
    const cookies = new Map(browser.cookies);
    const tabs = [new Browser(tenure), new Browser(tenure)];
    for (const tab of tabs) for (const [name, value] of cookies) tab.cookies.set(name, value);
    const answers = await Promise.all(tabs.map((tab) => tab.resume()));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(tabs[0]!.cookies).toEqual(tabs[1]!.cookies);
    expect((await browser.resume()).status).toBe(200);
  });

  it('ends everywhere when a cookie comes back that was replaced long ago: two parties hold it', async () => {
    const { browser } = await loggedIn();
    const thief = new Browser(tenure);
    for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
    const fresh = (await browser.resume()).body.tokens.accessToken;
    clock.set(new Date(Date.now() + 11 * SECOND));
    expect((await thief.resume()).status).toBe(204);
    expect((await browser.resume()).status).toBe(204);
    expect((await me(fresh)).status).toBe(401);
  });

  it('ends with all that was switched to from it, whichever of them logs out', async () => {
    const { browser, answer } = await loggedIn();
    const token = answer.body.tokens.accessToken;
    const other = (await tenure.post('/v1/me/businesses', { token, body: { name: 'Other' } })).body.id;
    const switched = await tenure.post(`/v1/me/businesses/${other}/switch`, { token });
    const there = await browser.logIn(switched.body.tokens.refreshToken);
    expect((await me(there.body.tokens.accessToken)).body.business.id).toBe(other);
    const out = await browser.send('DELETE', 'dashboard');
    expect([out.status, cookieOf(out).value]).toEqual([204, '']);
    expect((await me(token)).status).toBe(401);
    expect((await me(there.body.tokens.accessToken)).status).toBe(401);
    expect((await browser.send('DELETE', 'dashboard')).status).toBe(204);
  });

  it('is one for each of the two apps, and neither takes the other’s', async () => {
    const { browser, customer } = await loggedIn();
    expect((await browser.resume('console')).status).toBe(204);
    const body = { email: customer.email, password: PASSWORD };
    const again = (await tenure.post('/v1/auth/login', { body })).body.tokens.refreshToken;
    expect((await browser.logIn(again, 'console')).status).toBe(200);
    expect([...browser.cookies.keys()]).toEqual(['tenure-dashboard', 'tenure-console']);
    await browser.send('DELETE', 'console');
    expect((await browser.resume()).status).toBe(200);
    expect((await browser.resume('elsewhere')).body.code).toBe('validation_failed');
  });

  it('takes no refresh token that is not good, and keeps the cookie that is there', async () => {
    const { browser } = await loggedIn();
    expect(await browser.logIn('x'.repeat(43))).toMatchObject({
      status: 401,
      body: { code: 'invalid_refresh_token' },
    });
    expect((await browser.resume()).status).toBe(200);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none' }],
    ['another site, in a browser that does not say so', { origin: 'https://evil.example' }],
    ['another port, in such a browser', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['a program', {}],
  ])('is refused to %s, and nothing happens', async (_, headers: Record<string, string>) => {
    const { browser, customer } = await loggedIn();
    const body = { refreshToken: customer.refreshToken };
    for (const [method, sent] of [['PUT', body], ['POST'], ['DELETE']] as const) {
      const answer = await browser.send(method, 'dashboard', sent, headers);
      expect([method, answer.status, answer.body.code]).toEqual([method, 403, 'wrong_origin']);
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
    expect((await browser.resume()).status).toBe(200);
  });

  it('is open to our own page in a browser that tells its origin alone, as over plain http', async () => {
    const { browser } = await loggedIn();
    const { origin } = new URL(tenure.url);
    expect((await browser.send('POST', 'dashboard', undefined, { origin })).status).toBe(200);
  });

  it('is no credential on any other route', async () => {
    const { browser } = await loggedIn();
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const path of ['/v1/me', '/v1/business', '/v1/usage', '/v1/admin/businesses'])
      expect([path, (await tenure.get(path, { headers: { ...OURS, cookie } })).status]).toEqual([path, 401]);
    const logout = await tenure.post('/v1/auth/logout', { headers: { ...OURS, cookie }, body: {} });
    expect(logout.body.code).toBe('validation_failed');
  });
});

describe('Behind https', () => {
  it('the cookie is sent over https alone, no other host can set it, and PUBLIC_URL is ours', async () => {
    const tenure = await startTenure({ PUBLIC_URL: 'https://billing.example.com' });
    const { refreshToken } = await tenure.signUp();
    const browser = new Browser(tenure, { origin: 'https://billing.example.com' });
    const { name, attributes } = cookieOf(await browser.logIn(refreshToken));
    expect(name).toBe('__Host-tenure-dashboard');
    expect(attributes).toContain('Secure');
    expect((await browser.resume()).status).toBe(200);
    await tenure.close();
  });
});
