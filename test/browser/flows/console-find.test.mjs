import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { before, describe, it } from 'node:test';
import { expectGood } from '../support/browser.mjs';
import { button, setting, title } from '../support/setting.mjs';

describe('An operator who looks for something', () => {
  const scene = setting({ PAYMENTS: 'manual' });
  let server;
  let token;
  before(async () => {
    server = scene.server;
    token = await server.operator();
  });
  /** Waits for the run that looks at due dates, every five seconds. */
  const pastDue = async (id) => {
    for (const until = Date.now() + 20_000; Date.now() < until; await pause(200)) {
      const { body } = await server.call('GET', '/v1/admin/subscriptions?status=pastDue', { token });
      if (body.data.some(({ business }) => business.id === id)) return;
    }
    throw new Error('It does not get past due.');
  };
  const put = (path, body) => server.call('PUT', path, { token, body });

  it('finds a business by its name, its owner, either id and its plan; the address keeps it', async () => {
    const wanted = await server.signUp({ name: 'Found Engines' });
    await server.signUp({ name: 'Other Engines' });
    const path = `/v1/admin/businesses/${wanted.business.id}`;
    await server.call('PATCH', path, { token, body: { externalId: 'crm-77' } });
    await put(`${path}/subscription`, { planCode: 'pro' });
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Businesses' }).click();
    const other = page.getByRole('link', { name: 'Other Engines' });
    const found = page.getByRole('link', { name: 'Found Engines' });
    await other.waitFor();
    const search = page.getByLabel('Name, e-mail of the owner, or id');
    for (const text of ['found', wanted.email, wanted.business.id]) {
      await search.fill(text);
      await button(page, 'Search').click();
      await other.waitFor({ state: 'detached' });
      await found.waitFor();
      await page.getByRole('link', { name: 'Show all' }).click();
      await other.waitFor();
    }
    await page.getByLabel('Id in your own system').fill('crm-77');
    await button(page, 'Search').click();
    await other.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Show all' }).click();
    await page.getByLabel('Plan').selectOption('pro');
    await other.waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).search, '?planCode=pro');
    await page.getByLabel('Subscription').selectOption('trialing');
    await page.getByText('No business matches').waitFor();
    await page.goBack();
    await found.click();
    await title(page, 'Found Engines');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('other');
    // The address of the owner tells businesses of one name apart.
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Other Engines .+@/ })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Other Engines' }).click();
    await title(page, 'Other Engines');
  });

  it('sees who is past due and why, and whose trial ends', async () => {
    const late = await server.signUp({ name: 'Late Engines' });
    const trial = await server.signUp({ name: 'Trying Engines' });
    await put(`/v1/admin/businesses/${late.business.id}/subscription`, {
      planCode: 'pro',
      collect: true,
      netDays: 0,
    });
    await put(`/v1/admin/businesses/${trial.business.id}/subscription`, { planCode: 'pro', trial: true });
    const page = await scene.operator();
    await pastDue(late.business.id);
    await page.goto('/console/');
    await page.getByRole('link', { name: /subscriptions? past due$/ }).click();
    await title(page, 'Subscriptions');
    const why = /Late Engines.*\$49\.00 of .*due on .*not paid.*access until/;
    await page.getByRole('row', { name: why }).waitFor();
    await expectGood(page, 'subscriptions');
    await page.getByRole('link', { name: 'Trials' }).click();
    await page.getByRole('row', { name: /Trying Engines.*Trial ends on/ }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Late Engines' }).count(), 0);
  });

  it('sees what a business used, now and day by day, and how the product does', async () => {
    const { key, business } = await server.signUp({ name: 'Busy Engines' });
    await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings', amount: 30 } });
    assert.equal((await server.call('PUT', '/v1/allocations/applications/app-1', { key })).status, 200);
    const page = await scene.operator();
    await page.goto(`/console/businesses/${business.id}/usage`);
    await page.getByRole('cell', { name: 'app-1' }).waitFor();
    await page.getByText('30 of 100 recordings', { exact: true }).waitFor();
    await page.getByText('30 recordings in 30 days').waitFor();
    await button(page, '90 days').click();
    await page.getByText('30 recordings in 90 days').waitFor();
    assert.equal(new URL(page.url()).search, '?days=90');
    // Every number is in the table too.
    await button(page, 'As a table').click();
    await page.getByRole('cell', { name: '30 recordings' }).waitFor();
    await expectGood(page, 'usage of a business');
    await page.goto('/console/');
    await page.getByRole('heading', { name: 'Plans in use' }).waitFor();
    const tile = page.locator('.tile').filter({ hasText: 'Businesses' });
    const { body } = await server.call('GET', '/v1/admin/stats', { token });
    await tile.getByText(String(body.businesses.open), { exact: true }).waitFor();
    await page.getByText(/subscriptions? now/).waitFor();
    const live = page
      .getByRole('table', { name: 'Plans in use' })
      .getByRole('link', { name: /^\d+$/ })
      .first();
    const count = Number(await live.textContent());
    await live.click();
    await title(page, 'Subscriptions');
    await page.locator('tbody tr').first().waitFor();
    assert.equal(await page.locator('tbody tr').count(), Math.min(count, 20));
  });

  it('sees who used most of a feature in a month', async () => {
    const { business } = await server.signUp({ name: 'Largest Engines' });
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Usage', exact: true }).click();
    await page.getByText('Nothing yet: today counts from tomorrow').waitFor();
    const asked = [];
    // No day is over on a server that has just begun.
    await page.route(
      ({ pathname }) => pathname === '/v1/admin/stats/usage',
      (route) => {
        asked.push(new URL(route.request().url()).searchParams.get('month'));
        const row = { business: { id: business.id, name: business.name }, used: 12_345 };
        return route.fulfill({ json: { data: [row], nextCursor: null } });
      },
    );
    await page.getByLabel('Month').selectOption({ index: 1 });
    await page.getByRole('row', { name: /Largest Engines.*12,345 recordings/ }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('month'), asked[0]);
    await expectGood(page, 'the largest use');
    await page.getByRole('link', { name: 'Day by day of Largest Engines' }).click();
    await title(page, 'Usage of Largest Engines');
  });

  it('a list says what went wrong and tries again, and shows more', async () => {
    await server.signUp();
    await server.signUp();
    const page = await scene.operator();
    const list = (url) => url.pathname === '/v1/admin/businesses';
    const detail = 'The page of this list is too old.';
    const problem = { type: 'about:blank', title: 'Bad request', status: 400, code: 'bad_request', detail };
    const refuse = (route) =>
      route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify(problem) });
    await page.route(list, refuse);
    await page.goto('/console/businesses');
    await page.getByRole('alert').getByText(detail).waitFor();
    await page.unroute(list);
    // Pages of one, so that there is more.
    await page.route(list, (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('limit', '1');
      return route.continue({ url: url.href });
    });
    await button(page, 'Try again').click();
    const rows = page.locator('tbody tr');
    await button(page, 'Show more').click();
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2);
    await page.unroute(list);
    await page.route(list, refuse);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Nowhere');
    await page.getByRole('dialog').getByRole('alert').getByText(detail).waitFor();
  });
});
