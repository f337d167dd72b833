import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { expectGood, logIn } from '../support/browser.mjs';
import { PASSWORD } from '../support/server.mjs';
import { button, setting } from '../support/setting.mjs';

describe('An operator who collects by hand', () => {
  const scene = setting({ PAYMENTS: 'manual' });
  let server;
  before(() => (server = scene.server));

  it('sees who owes, marks one invoice paid, refunds a part of it and waives another', async () => {
    const token = await server.operator();
    const owners = [];
    for (const name of ['First', 'Second']) {
      const owner = await server.signUp({ name });
      owners.push(owner);
      const { business } = owner;
      const path = `/v1/admin/businesses/${business.id}/subscription`;
      const body = { planCode: 'pro', collect: true };
      assert.equal((await server.call('PUT', path, { token, body })).status, 200);
    }
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Invoices' }).click();
    await page.getByLabel('State').selectOption('open');
    await page.getByRole('row', { name: /First.*\$49\.00/ }).waitFor();
    await expectGood(page, 'invoices');
    // The bank statement names the number. The service gives it some seconds after it has written the invoice.
    const first = owners[0].business.id;
    const numberOf = async () =>
      (await server.call('GET', `/v1/admin/invoices?businessId=${first}`, { token })).body.data[0].number;
    const until = Date.now() + 30_000;
    while ((await numberOf()) === null && Date.now() < until) await pause(200);
    const number = await numberOf();
    await page.getByLabel('Number of the invoice').fill(number.toLowerCase());
    await button(page, 'Search').click();
    await page.getByRole('row', { name: /Second/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: new RegExp(`${number}.*First`) }).waitFor();
    await page.getByLabel('Number of the invoice').fill('INV-999999');
    await button(page, 'Search').click();
    await page.getByText('No invoice matches').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByLabel('Name of a page').fill(number.toLowerCase());
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `${number} First` })
      .click();
    await page.getByRole('row', { name: new RegExp(`${number}.*First`) }).waitFor();
    await page.goto('/console/invoices?status=open');
    await page
      .getByRole('button', { name: /^Mark paid/ })
      .first()
      .click();
    await page.getByLabel('Reference').fill('transfer 4711');
    await page.getByRole('dialog').getByRole('button', { name: 'Mark it paid' }).click();
    await page.getByText('The invoice is paid').waitFor();
    await page
      .getByRole('button', { name: /^Waive/ })
      .first()
      .click();
    await page.getByLabel('Why').fill('Sorry for the outage');
    await page.getByRole('dialog').getByRole('button', { name: 'Waive it' }).click();
    await page.getByText('The invoice is waived').waitFor();
    await page.getByText('No invoice').waitFor();
    // A payment of another amount waits for an operator, who accepts it.
    const shortOf = async (route) => {
      const answer = await route.fetch();
      const { data, ...rest } = await answer.json();
      const json = {
        ...rest,
        data: data.map((of) => ({ ...of, problem: 'amountMismatch', paidAmount: 4800 })),
      };
      await route.fulfill({ response: answer, json });
    };
    await page.route('**/v1/admin/invoices?status=paid*', shortOf);
    await page.getByLabel('State').selectOption('paid');
    await page.getByRole('button', { name: /^Mark paid/ }).click();
    await page.getByText('You accept $48.00 instead of $49.00.').waitFor();
    await page.unroute('**/v1/admin/invoices?status=paid*', shortOf);
    await page.reload();
    await page.getByRole('button', { name: /^Refund/ }).click();
    await page.getByLabel('Amount in USD').fill('9.5');
    await page.getByLabel('Why').fill('Sorry for the outage');
    // The first answer does not arrive. The form has a key, so it is asked for again, and the money goes back once.
    const lose = async (route) => {
      await route.fetch();
      await route.fulfill({ status: 429 });
    };
    await page.route('**/refund', lose, { times: 1 });
    await page.getByRole('dialog').getByRole('button', { name: 'Refund it' }).click();
    await page.getByText('What was paid by hand, send back yourself.').waitFor();
    const { body } = await server.call('GET', '/v1/admin/invoices', { token });
    assert.deepEqual(body.data.map(({ status }) => status).toSorted(), ['paid', 'void']);
    const paid = body.data.find(({ status }) => status === 'paid');
    assert.equal(paid.refunded, 950);
    const { email } = owners.find(({ business }) => business.id === paid.businessId);
    const customers = await scene.somebody();
    await logIn(customers, email, PASSWORD);
    await customers.goto(`/app/billing/invoices/${paid.id}`);
    await customers.getByRole('row', { name: /CN-000001.*\$9\.50/ }).waitFor();
    await expectGood(customers, 'an invoice with a credit note');
    const own = { priceOverride: 4000, discount: { percent: 10, cycles: 3 } };
    const path = `/v1/admin/businesses/${paid.businessId}/subscription`;
    assert.equal((await server.call('PUT', path, { token, body: own })).status, 200);
    await customers.goto('/app/');
    const costs = '$40.00 a month, 10 % off the next 3 invoices';
    await customers.locator('dt:text-is("Price") + dd', { hasText: costs }).waitFor();
  });

  it('sees what a change of plan invoices before it is made, and where it invoices nothing', async () => {
    const token = await server.operator();
    const { business } = await server.signUp({ name: 'Billed Engines' });
    const path = `/v1/admin/businesses/${business.id}/subscription`;
    await server.call('PUT', path, { token, body: { planCode: 'free', collect: false } });
    const page = await scene.operator();
    await page.goto(`/console/businesses/${business.id}`);
    const dialog = page.getByRole('dialog');
    const choosePro = async () => {
      await button(page, 'Change the plan').click();
      await dialog.getByLabel('Plan').selectOption('pro');
    };
    await choosePro();
    await dialog
      .getByText('Nothing is invoiced, because no money is collected from this business.')
      .waitFor();
    await page.keyboard.press('Escape');
    await server.call('PUT', path, { token, body: { planCode: 'free', collect: true } });
    await page.reload();
    await choosePro();
    const sums = await dialog.getByText('Invoiced now').locator('..').textContent();
    await dialog.getByLabel(/^Begin with its trial/).check();
    assert.equal(await dialog.getByText('Invoiced now').count(), 0);
    await dialog.getByLabel(/^Begin with its trial/).uncheck();
    await button(dialog, 'Change to Pro now').click();
    await page.getByText('The plan of Billed Engines was changed.').waitFor();
    const { body } = await server.call('GET', `/v1/admin/invoices?businessId=${business.id}`, { token });
    assert.equal(sums, `Invoiced now$${(body.data[0].total / 100).toFixed(2)}`);
    await button(page, 'Change the plan').click();
    await dialog.getByLabel('Plan').selectOption('free');
    await dialog.getByText('Nothing is invoiced now.').waitFor();
    await page.keyboard.press('Escape');
    await server.call('POST', `${path}/cancel`, { token, body: { when: 'cycleEnd' } });
    await page.reload();
    await button(page, 'Newest terms').click();
    await dialog.getByText('The cancel is taken back, and Pro goes on.').waitFor();
    await dialog.getByText('Nothing is invoiced now.').waitFor();
    await button(dialog, 'Cancel').click();
    assert.equal((await server.call('GET', path, { token })).body.cancelAtCycleEnd, true);
  });

  it('sees why a customer is past due, gives them a discount and then a price of their own', async () => {
    const token = await server.operator();
    const post = async (path, body) => (await server.call('POST', path, { token, body })).body;
    const clock = await post('/v1/admin/test-clocks', { now: '2026-01-31T12:00:00Z' });
    const page = await scene.operator();
    await page.goto('/console/businesses/new');
    await page.getByLabel('Name', { exact: true }).fill('Late Engines');
    await page.getByLabel('First name of the owner').fill('Ada');
    await page.getByLabel('Last name of the owner').fill('Lovelace');
    await page.getByLabel('E-mail of the owner').fill(`${crypto.randomUUID()}@example.com`);
    await page.getByLabel('Time').selectOption(clock.id);
    await button(page, 'Create the business').click();
    await button(page, 'I have stored it').click();
    await page.getByRole('heading', { level: 1, name: 'Late Engines' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const path = `/v1/admin/businesses/${id}/subscription`;
    await server.call('PUT', path, { token, body: { planCode: 'pro', collect: true } });
    await page.goto('/console/test-clocks');
    await page.getByRole('button', { name: /^Let payments decline/ }).click();
    await page.getByRole('button', { name: /^Let payments succeed/ }).waitFor();
    await page.getByRole('button', { name: /^Advance/ }).click();
    await page.getByLabel('To', { exact: true }).fill('2026-03-01T12:00');
    await page.getByRole('dialog').getByRole('button', { name: 'Advance it' }).click();
    await page.getByText('Time has passed').waitFor();
    await page.goto(`/console/businesses/${id}`);
    await page.getByText(/declined on/).waitFor();
    await page.getByText(/Access goes on until/).waitFor();
    await expectGood(page, 'a business that is past due');
    await button(page, 'Change the terms').click();
    await page.getByLabel('Discount').selectOption('percent');
    await page.getByLabel('Per cent off').fill('200');
    await page.getByLabel('For how many invoices').fill('3');
    await button(page, 'Save the terms').click();
    await page.locator('.field').filter({ hasText: 'Per cent off' }).locator('.wrong').waitFor();
    await page.getByLabel('Per cent off').fill('10');
    await button(page, 'Save the terms').click();
    await page.getByText('10 % off the next 3 invoices').waitFor();
    await button(page, 'Change the terms').click();
    await page.getByLabel('Own price in USD').fill('40');
    await button(page, 'Save the terms').click();
    await page.getByText('$40.00', { exact: true }).waitFor();
    const { billing } = (await server.call('GET', path, { token })).body;
    assert.deepEqual(billing.discount, { percent: 10, cycles: 3 });
    assert.equal(billing.priceOverride, 4000);
    await page.getByRole('navigation', { name: 'Pages of the business' }).getByText('Invoices').click();
    await page.getByRole('button', { name: /^Show/ }).first().click();
    await page
      .getByRole('dialog', { name: /^Invoice/ })
      .getByRole('cell', { name: '$49.00' })
      .waitFor();
  });
});
