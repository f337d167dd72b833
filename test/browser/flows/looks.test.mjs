import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  expectGood,
  expectRoom,
  logIn,
  logInToConsole,
  LOOKS,
  person,
  settled,
  startBrowser,
} from '../support/browser.mjs';
import { consolePagesOf, lively, OPEN_PAGES } from '../support/scene.mjs';
import { startServer } from '../support/server.mjs';

describe('Every page can be read by everybody', () => {
  let server;
  let browser;
  let customer;
  before(async () => {
    [server, browser] = await Promise.all([startServer({ PAYMENTS: 'manual' }), startBrowser()]);
    customer = await lively(server, { payments: true });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const [look, how] of Object.entries(LOOKS))
    it(`${look}: no fault of accessibility, console or policy, and no sideways scroll`, async () => {
      const { page, context, faults } = await person(browser, server, how);
      for (const [name, path] of Object.entries(OPEN_PAGES)) {
        await page.goto(path);
        await expectGood(page, name);
      }
      await logIn(page, customer.email, customer.password);
      for (const [name, path] of Object.entries(customer.pages)) {
        await page.goto(path);
        await expectGood(page, name);
      }
      await logInToConsole(page, await server.operatorLogin());
      for (const [name, path] of Object.entries(consolePagesOf(customer))) {
        await page.goto(path);
        await expectGood(page, name);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });

  it('no list is cut on a screen of middle width', async () => {
    const { page, context } = await person(browser, server);
    await logIn(page, customer.email, customer.password);
    await logInToConsole(page, await server.operatorLogin());
    for (const [name, path] of Object.entries({ ...customer.pages, ...consolePagesOf(customer) })) {
      await page.goto(path);
      await settled(page);
      for (const width of [820, 1024]) {
        await page.setViewportSize({ width, height: 800 });
        await expectRoom(page, `${name}, ${width} px`);
      }
    }
    await context.close();
  });

  it('dialogs too: they take the focus, close with Escape, and give the focus back', async () => {
    const { page, context, faults } = await person(browser, server);
    await logIn(page, customer.email, customer.password);
    await logInToConsole(page, await server.operatorLogin());
    const pages = { ...customer.pages, ...consolePagesOf(customer) };
    const dialogs = [
      ['home', /^Business: /],
      ['team', 'Invite somebody'],
      ['plan', 'Choose Scale'],
      ['plan', 'Cancel the subscription'],
      ['bots', 'Create a bot'],
      ['bot', 'Create a key'],
      ['webhooks', 'Add a webhook'],
      ['account', 'Delete my account'],
      ['console-business', 'Change the plan'],
      ['console-business', 'Cancel the subscription'],
      ['console-business', 'View as customer'],
      ['console-credits', 'Grant units'],
      ['console-settings', 'Close the business'],
      ['console-features', 'Add a feature'],
      ['console-webhooks', 'Add a webhook'],
      ['console-webhook', 'Rotate the secret'],
      ['console-test-clocks', 'Make a clock'],
      ['console-test-clocks', /^Advance/],
      ['console-operators', 'Add an operator'],
      ['console-operators', 'Create a key'],
    ];
    for (const [name, button] of dialogs) {
      await page.goto(pages[name]);
      const opener = page.getByRole('button', { name: button, exact: true });
      await opener.click();
      await page.getByRole('dialog').waitFor();
      await page.waitForLoadState('networkidle');
      // The page behind has a primary button as well.
      await page.evaluate(() => document.querySelector('main button.primary')?.classList.remove('primary'));
      await expectGood(page, `${name}: ${button}`);
      assert.ok(await page.evaluate(() => document.activeElement?.closest('dialog') !== null), button);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.ok(
        await opener.evaluate((element) => element === document.activeElement),
        `${button}: the focus`,
      );
    }
    assert.deepEqual(faults, []);
    await context.close();
  });

  it('by the keyboard alone: log in, skip to the content, jump to a page', async () => {
    const { page, context } = await person(browser, server);
    await page.goto('/app/login');
    await page.getByLabel('E-mail').focus();
    await page.keyboard.type(customer.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(customer.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('webh');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Webhooks');
    await context.close();
  });
});
