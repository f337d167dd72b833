import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { TOTP } from 'otpauth';
import { businessOn, comeBack, expectGood, logIn, LOOKS, person, startBrowser } from '../support/browser.mjs';
import { PASSWORD, startServer } from '../support/server.mjs';

/** A product with a log-in of its own, which sends its people to the dashboard. */
async function startProduct() {
  const product = createServer((request, reply) => {
    const to = new URL(request.url, 'http://product').searchParams.get('to');
    reply.setHeader('content-type', 'text/html');
    reply.end(
      `<html lang="en"><title>Product</title><h1>Settings</h1><a href="${to ?? '/'}">Plan and billing</a>`,
    );
  });
  product.listen(0, '127.0.0.1');
  await once(product, 'listening');
  return { origin: `http://127.0.0.1:${product.address().port}`, stop: () => product.close() };
}

describe('A link of a product to the dashboard', () => {
  let product;
  let server;
  let browser;
  let operator;
  const people = [];
  before(async () => {
    product = await startProduct();
    [server, browser] = await Promise.all([startServer({ RETURN_ORIGINS: product.origin }), startBrowser()]);
    operator = await server.operator();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    product?.stop();
    assert.deepEqual(
      people.flatMap(({ faults }) => faults),
      [],
    );
  });
  const somebody = async (look) => {
    const found = await person(browser, server, look);
    people.push(found);
    return found.page;
  };
  const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const button = (page, name) => page.getByRole('button', { name, exact: true });
  const linkFor = async ({ business, email }) => {
    const body = { email, returnUrl: `${product.origin}/settings` };
    const path = `/v1/admin/businesses/${business.id}/portal-sessions`;
    return (await server.call('POST', path, { token: operator, body })).body.url;
  };
  const fromProduct = async (page, url) => {
    await page.goto(`${product.origin}/settings?to=${encodeURIComponent(url)}`);
    await page.getByRole('link', { name: 'Plan and billing' }).click();
  };

  it('lets people of the product straight in, once, and leads back to it', async () => {
    const owner = await server.signUp({ name: 'From the product' });
    const url = await linkFor(owner);
    const page = await somebody();
    await fromProduct(page, `${url}?next=/plan`);
    await title(page, 'Plan');
    assert.equal(await businessOn(page), 'From the product');
    assert.equal(page.url(), `${server.url}/app/plan`);
    await page.getByRole('link', { name: /^← Back to 127/ }).click();
    await title(page, 'Settings');
    assert.equal(page.url(), `${product.origin}/settings`);
    await page.goto(url);
    await page.getByText('This link is no longer valid').waitFor();
    assert.equal(page.url(), `${server.url}/app/portal/-`);
  });

  it('offers to try again where it could not be opened, and leads back where it cannot be', async () => {
    const url = await linkFor(await server.signUp({ name: 'From the product' }));
    const page = await somebody();
    const refuse = (status, code, detail, headers = {}) =>
      page.route('**/open', (route) =>
        route.fulfill({
          status,
          headers: { ...headers, 'content-type': 'application/problem+json' },
          body: JSON.stringify({ type: 'about:blank', title: 'Refused', status, code, detail }),
        }),
      );
    await refuse(429, 'rate_limited', 'Too many requests. Try again in 90 seconds.', { 'retry-after': '90' });
    await fromProduct(page, url);
    const alert = page.getByRole('alert');
    await alert.getByText('Too many requests. Try again in 90 seconds.', { exact: true }).waitFor();
    await page.unroute('**/open');
    await refuse(410, 'token_spent', 'This link is too old.');
    await button(page, 'Try again').click();
    await alert.getByText('This link is too old.').waitFor();
    await page.getByRole('link', { name: /^← Back to 127/ }).click();
    await title(page, 'Settings');
  });

  it('is kept by every load of the page before it was opened', async () => {
    const owner = await server.signUp({ name: 'On its way' });
    const page = await somebody();
    const session = '**/v1/auth/browser-sessions/dashboard';
    const script = '**/assets/portal-*.js';
    await page.route(session, (route) => route.abort());
    await page.route(script, (route) => route.fulfill({ status: 404, body: '' }));
    await page.route('**/app/portal/-', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'of another release' }),
    );
    await page.goto(await linkFor(owner));
    await title(page, 'Not available now');
    await page.unroute(session);
    // Now the script is gone, so the page loads itself. The script is still gone afterwards.
    let loads = 0;
    page.on('request', (request) => (loads += Number(request.isNavigationRequest())));
    await button(page, 'Try again').click();
    await title(page, 'Not loaded');
    assert.equal(loads, 2);
    await page.unroute(script);
    await button(page, 'Try again').click();
    await page.getByText('This link opens On its way as Ada').waitFor();
    assert.equal(page.url(), `${server.url}/app/portal/-`);
    // The failures are what was tested.
    people.at(-1).faults.length = 0;
  });

  it('can be tried again after a proxy answered in the place of the service', async () => {
    const url = await linkFor(await server.signUp({ name: 'Behind a proxy' }));
    const page = await somebody();
    const asked = '**/v1/auth/portal-sessions/*';
    await page.route(asked, (route) => route.fulfill({ status: 404, body: '404 page not found' }));
    await page.goto(url);
    await page.getByRole('alert').getByText('The service cannot be reached').waitFor();
    await page.unroute(asked);
    await button(page, 'Try again').click();
    await page.getByText('This link opens Behind a proxy as Ada').waitFor();
  });

  it('asks whoever comes from elsewhere first, and says who it is for', async () => {
    const owner = await server.signUp({ name: 'Somebody else made it' });
    const page = await somebody(LOOKS.narrow);
    await page.goto(await linkFor(owner));
    await page.getByText(`This link opens Somebody else made it as Ada (${owner.email}).`).waitFor();
    assert.equal(page.url(), `${server.url}/app/portal/-`);
    await expectGood(page, 'portal');
    await button(page, 'Open').click();
    await title(page, 'Hello, Ada');
    await expectGood(page, 'home with a way back');
  });

  it('asks before somebody else is logged out, and logs them out in all tabs', async () => {
    const [here, other] = [await server.signUp({ name: 'Here' }), await server.signUp({ name: 'Other' })];
    const page = await somebody();
    await logIn(page, here.email, PASSWORD);
    const tab = await people.at(-1).context.newPage();
    await tab.goto('/app/usage');
    await title(tab, 'Usage');
    await fromProduct(page, await linkFor(other));
    await page.getByText(`You are logged in as ${here.email}.`).waitFor();
    await button(page, 'Log out and go on').click();
    await title(page, 'Hello, Ada');
    assert.equal(await businessOn(page), 'Other');
    await tab.reload();
    await title(tab, 'Usage');
    assert.equal(await businessOn(tab), 'Other');
  });

  const withSecondFactor = async () => {
    const owner = await server.signUp();
    const begun = await server.call('POST', '/v1/me/second-factor', {
      token: owner.token,
      body: { password: PASSWORD },
    });
    const totp = new TOTP({ secret: begun.body.secret });
    const code = totp.generate({ timestamp: Date.now() - 30_000 });
    await server.call('POST', '/v1/me/second-factor/confirm', { token: owner.token, body: { code } });
    return { owner, nextCode: () => totp.generate({ timestamp: Date.now() + 30_000 }) };
  };

  it('asks for the code of a second factor', async () => {
    const { owner, nextCode } = await withSecondFactor();
    const page = await somebody();
    await fromProduct(page, await linkFor(owner));
    await page.getByLabel('Code').fill(nextCode());
    await button(page, 'Open').click();
    await title(page, 'Hello, Ada');
  });

  it('works for a person who was logged out for it and comes back with the code of an app', async () => {
    const [here, { owner, nextCode }] = [await server.signUp({ name: 'Here' }), await withSecondFactor()];
    const page = await somebody();
    await page.clock.install();
    await logIn(page, here.email, PASSWORD);
    await fromProduct(page, await linkFor(owner));
    await button(page, 'Log out and go on').click();
    await page.getByLabel('Code').waitFor();
    await page.clock.fastForward(60_000);
    await comeBack(page);
    await page.getByLabel('Code').fill(nextCode());
    await button(page, 'Log out and go on').click();
    await title(page, 'Hello, Ada');
    assert.equal(await businessOn(page), owner.name);
  });
});
