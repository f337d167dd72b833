import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import {
  businessOn,
  comeBack,
  logIn,
  logInToConsole,
  person,
  startBrowser,
  switchTo,
} from '../support/browser.mjs';
import { PASSWORD, startServer } from '../support/server.mjs';

describe('A log-in of a browser', () => {
  let server;
  let browser;
  let elsewhere;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), startBrowser()]);
    elsewhere = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end('<p>hello</p>'));
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
  });
  after(async () => {
    elsewhere?.close();
    await browser?.close();
    await server?.stop();
  });
  const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const UNAUTHENTICATED = {
    type: 'urn:tenure:problem:unauthenticated',
    title: '',
    status: 401,
    detail: 'Log in again.',
    code: 'unauthenticated',
  };
  const SESSION = '/v1/auth/browser-sessions/dashboard';

  it('is out of reach of scripts: no token in cookies, storage or addresses', async () => {
    const { email } = await server.signUp();
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    const seen = await page.evaluate(() => [
      document.cookie,
      localStorage.length,
      sessionStorage.length,
      location.href,
    ]);
    assert.deepEqual(seen, ['', 0, 0, `${server.url}/app/`]);
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Strict']);
    await context.close();
  });

  it('is not used by a page of another port of this host', async () => {
    const { email } = await server.signUp();
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    const evil = await context.newPage();
    await evil.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
    const cookies = await context.cookies();
    for (const method of ['POST', 'DELETE'])
      await evil.evaluate(
        ([url, how]) =>
          fetch(url, {
            method: how,
            mode: how === 'POST' ? 'no-cors' : 'cors',
            credentials: 'include',
          }).catch(() => undefined),
        [server.url + SESSION, method],
      );
    await Promise.all([
      evil.waitForURL(server.url + SESSION),
      evil.evaluate((url) => {
        const form = document.createElement('form');
        Object.assign(form, { method: 'post', action: url });
        document.body.append(form);
        form.submit();
      }, server.url + SESSION),
    ]);
    assert.match(await evil.textContent('body'), /wrong_origin|unsupported_media_type/);
    // Had one of them been served, the cookie would be another.
    assert.deepEqual(await context.cookies(), cookies);
    await page.reload();
    await title(page, 'Hello, Ada');
    await context.close();
  });

  it('is one for all tabs: a switch in one loads the others again, and a log-out ends them', async () => {
    const { email, token } = await server.signUp({ name: 'First' });
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    await server.call('POST', '/v1/me/businesses', { token, body: { name: 'Second' } });
    await page.reload();
    await title(page, 'Hello, Ada');
    const other = await context.newPage();
    await other.goto('/app/business');
    await other.getByRole('heading', { level: 2, name: 'First' }).waitFor();
    const loaded = page.waitForEvent('load');
    await switchTo(page, /^Second/);
    await loaded;
    await title(page, 'Hello, Ada');
    // The other tab still shows the first. Its next refresh, here after a 401, finds another business, and loads it again.
    assert.equal(await businessOn(other), 'First');
    await other.route('**/v1/members?*', (route) => route.fulfill({ status: 401, json: UNAUTHENTICATED }), {
      times: 1,
    });
    await Promise.all([other.waitForEvent('load'), other.getByRole('link', { name: 'Team' }).click()]);
    await title(other, 'Team');
    assert.equal(await businessOn(other), 'Second');
    await page.getByRole('button', { name: 'Log out' }).click();
    await title(page, 'Log in');
    await other.getByRole('link', { name: 'Plan', exact: true }).click();
    await title(other, 'Log in');
    await context.close();
  });

  it('has in an open tab the role, the address and the businesses that the person has by now', async () => {
    const owner = await server.signUp({ name: 'First' });
    const email = `${crypto.randomUUID()}@example.com`;
    const invited = { token: owner.token, body: { email, role: 'admin' } };
    await server.call('POST', '/v1/invitations', invited);
    const invitation = (await server.mailedLink(email, 'invitations')).split('/').at(-1);
    const body = { firstName: 'Grace', lastName: 'Hopper', password: PASSWORD };
    await server.call('POST', `/v1/auth/invitations/${invitation}/accept`, { body });
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    let loads = 0;
    page.on('load', () => (loads += 1));
    const link = (name) => page.getByRole('link', { name, exact: true });
    await link('Audit').waitFor();
    const { data } = (await server.call('GET', '/v1/members', { token: owner.token })).body;
    const { id } = data.find((member) => member.email === email);
    await server.call('PATCH', `/v1/members/${id}`, { token: owner.token, body: { role: 'member' } });
    // The page that an admin may see is refused now.
    await link('Audit').click();
    await link('Audit').waitFor({ state: 'detached' });
    // The answer to a new business is lost, and the switcher has it.
    await page.goto('/app/businesses/new');
    await page.getByLabel('Name').fill('Second');
    await page.route('**/v1/me/businesses', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Create the business' }).click();
    await page.getByText('It is not known whether it was done').waitFor();
    await page.getByRole('button', { name: /^Business: / }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Second/ })
      .waitFor();
    await page.keyboard.press('Escape');
    const operator = await server.operator();
    const path = `/v1/admin/businesses/${owner.business.id}`;
    await server.call('PATCH', path, { token: operator, body: { suspended: true } });
    await link('Usage').click();
    await title(page, 'Businesses');
    await page.getByRole('row', { name: /First.*suspended/ }).waitFor();
    assert.equal(loads, 1);
    await context.close();
  });

  it('learns at a refresh that the address was confirmed elsewhere', async () => {
    const { email } = await server.signUp();
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    const notice = page.getByText('Confirm your e-mail address');
    await notice.waitFor();
    const token = (await server.mailedLink(email, 'verify-email')).split('/').at(-1);
    await server.call('POST', '/v1/auth/verify-email', { body: { token } });
    const refuse = (route) => route.fulfill({ status: 401, json: UNAUTHENTICATED });
    await page.route('**/v1/members?*', refuse, { times: 1 });
    await page.getByRole('link', { name: 'Team' }).click();
    await title(page, 'Team');
    await notice.waitFor({ state: 'detached' });
    await context.close();
  });

  /** Refuses the first write to `path`, so that the page refreshes its token. Returns how often it is written. */
  const writesTo = async (page, path) => {
    const writes = { count: 0 };
    await page.route(`**${path}`, (route) => {
      if (route.request().method() === 'GET') return route.continue();
      writes.count += 1;
      return writes.count > 1 ? route.continue() : route.fulfill({ status: 401, json: UNAUTHENTICATED });
    });
    return writes;
  };

  it('that ends by a reset of the password leaves the page of the reset as it is', async () => {
    const { email } = await server.signUp();
    const { page } = await person(browser, server);
    await page.clock.install();
    await logIn(page, email, PASSWORD);
    await server.call('POST', '/v1/auth/password-reset', { body: { email } });
    await page.goto(await server.mailedLink(email, 'reset-password'));
    await page.getByLabel('New password').fill('analytical engine 1843');
    await page.getByRole('button', { name: 'Change the password' }).click();
    const done = page.getByText('you are logged out everywhere');
    await done.waitFor();
    await page.clock.fastForward(60_000);
    await comeBack(page);
    assert.ok(await done.isVisible());
    await page.getByRole('link', { name: 'Log in' }).click();
    await title(page, 'Log in');
  });

  it('never acts in the business that another tab has switched to', async () => {
    const { email, token } = await server.signUp({ name: 'First' });
    await server.call('POST', '/v1/me/businesses', { token, body: { name: 'Second' } });
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    const other = await context.newPage();
    await other.goto('/app/business');
    await other.getByRole('heading', { level: 2, name: 'First' }).waitFor();
    const loaded = page.waitForEvent('load');
    await switchTo(page, /^Second/);
    await loaded;
    await title(page, 'Hello, Ada');
    const writes = await writesTo(other, '/v1/business/close');
    await other.getByRole('button', { name: 'Close the business' }).click();
    await other.getByLabel('Type “First” to confirm').fill('First');
    await Promise.all([
      other.waitForEvent('load'),
      other.getByRole('button', { name: 'Close First', exact: true }).click(),
    ]);
    await title(other, 'Business');
    assert.equal(await businessOn(other), 'Second');
    assert.equal(writes.count, 1);
    await context.close();
  });

  it('never acts as the person who has logged in meanwhile', async () => {
    const second = { email: `${crypto.randomUUID()}@example.com`, firstName: 'Grace', lastName: 'Hopper' };
    const token = await server.operator();
    await server.call('POST', '/v1/admin/operators', { token, body: second });
    const reset = (await server.mailedLink(second.email, 'reset-password')).split('/').at(-1);
    await server.call('POST', '/v1/auth/password-reset/confirm', {
      body: { token: reset, password: PASSWORD },
    });
    const { page, context } = await person(browser, server);
    await logInToConsole(page, await server.operatorLogin());
    await page.goto('/console/test-clocks');
    await page.getByRole('button', { name: 'Make a clock' }).click();
    const other = await context.newPage();
    await other.goto('/console/');
    await title(other, 'Overview');
    await other.getByRole('button', { name: 'Log out' }).click();
    await title(other, 'Log in to the console');
    await logInToConsole(other, { email: second.email, password: PASSWORD });
    const writes = await writesTo(page, '/v1/admin/test-clocks');
    await Promise.all([
      page.waitForEvent('load'),
      page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click(),
    ]);
    await title(page, 'Test clocks');
    assert.equal(writes.count, 1);
    await context.close();
  });

  it('outlives an answer that was lost on its way, and the log-in with it', async () => {
    const { email } = await server.signUp();
    const { page, context } = await person(browser, server);
    await logIn(page, email, PASSWORD);
    const [{ name, value }] = await context.cookies();
    /** The server rotates the token, and the browser does not get the next one. */
    const lose = async (route) => {
      const headers = { cookie: `${name}=${value}`, origin: server.url };
      const { status } = await fetch(server.url + SESSION, { method: 'POST', headers });
      assert.equal(status, 200);
      await route.abort();
    };
    await page.route(`**${SESSION}`, lose, { times: 1 });
    await page.reload();
    await title(page, 'Hello, Ada');
    await context.close();
  });

  it('brings one back to the page that was asked for, and to no other site', async () => {
    const { email } = await server.signUp();
    const { page, context } = await person(browser, server);
    await page.goto('/app/usage?from=here');
    await title(page, 'Log in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('E-mail').inputValue(), email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await title(page, 'Usage');
    assert.equal(new URL(page.url()).search, '?from=here');
    await page.getByRole('button', { name: 'Log out' }).click();
    await title(page, 'Log in');
    await page.goto('/app/login?next=//evil.example');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await title(page, 'Hello, Ada');
    assert.equal(new URL(page.url()).origin, server.url);
    await context.close();
  });
});
