import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { businessOn, logIn, person, startBrowser, switchTo } from '../support/browser.mjs';
import { PASSWORD, startServer } from '../support/server.mjs';

describe('Whoever manages a business', () => {
  let server;
  let browser;
  const people = [];
  before(async () => ([server, browser] = await Promise.all([startServer(), startBrowser()])));
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  afterEach(async () => {
    for (const { context, faults } of people.splice(0)) {
      await context.close();
      assert.deepEqual(faults, []);
    }
  });
  const loggedIn = async (email, password = PASSWORD) => {
    const found = await person(browser, server);
    people.push(found);
    await logIn(found.page, email, password);
    return found.page;
  };
  const owner = async (options) => {
    const customer = await server.signUp(options);
    return { customer, page: await loggedIn(customer.email) };
  };
  const button = (page, name) => page.getByRole('button', { name, exact: true });
  const inDialog = (page, name) => button(page.getByRole('dialog'), name);
  const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const spend = async (key) =>
    (await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings' } })).status;

  it('renames a bot, and takes from its keys what they may', async () => {
    const { page, customer } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await page.goto(`/app/bots/${crypto.randomUUID()}`);
    await title(page, 'Not found');
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await page.getByRole('link', { name: 'First bot' }).click();
    await button(page, 'Edit').click();
    // Meanwhile an admin takes another scope away.
    const id = page.url().split('/').at(-1);
    const narrow = {
      token: customer.token,
      body: { scopes: ['usage:read', 'usage:refund', 'allocations:write'] },
    };
    await server.call('PATCH', `/v1/bots/${id}`, narrow);
    await page.getByLabel('Name').fill('Recorder');
    await page.getByLabel('Hold and free things').uncheck();
    await button(page, 'Save').click();
    await page.getByRole('heading', { level: 1, name: 'Recorder' }).waitFor();
    await page.getByText('Give units back, Ask what is left').first().waitFor();
    assert.equal(await page.getByText('Spend units').count(), 0);
  });

  it('removes a bot, and is led to the list of bots before anything else is read again', async () => {
    const { page } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await page.getByRole('link', { name: 'First bot' }).click();
    await title(page, 'First bot');
    await page.waitForLoadState('networkidle');
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.route('**/v1/**', async (route) => {
      const { method, url } = { method: route.request().method(), url: route.request().url() };
      if (method === 'GET' && !url.includes('kind=bot')) await held;
      await route.continue();
    });
    await button(page, 'Remove').click();
    await inDialog(page, 'Remove First bot').click();
    await title(page, 'Bots and keys');
    await page.getByText('First bot is removed.').waitFor();
    await page.getByText('No bot yet').waitFor();
    answer();
  });

  it('does not wait for a list of several pages that is read again', async () => {
    const { page, customer } = await owner();
    for (const name of ['Second', 'Third'])
      await server.call('POST', '/v1/bots', { token: customer.token, body: { name } });
    const list = (url) => url.pathname === '/v1/members' && url.searchParams.get('kind') === 'bot';
    const inOnes = (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set('limit', '1');
      return route.continue({ url: url.href });
    };
    await page.route(list, inOnes);
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await button(page, 'Show more').click();
    await page.getByRole('row').nth(2).waitFor();
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.unroute(list);
    await page.route(list, (route) => held.then(() => inOnes(route)));
    await button(page, 'Create a bot').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Fourth');
    await inDialog(page, 'Create the bot').click();
    await title(page, 'Fourth');
    answer();
  });

  it('is led to the check boxes where none is ticked', async () => {
    const { page } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await button(page, 'Create a bot').click();
    await page.getByLabel('Name').fill('Idle');
    const boxes = page.getByRole('dialog').getByRole('checkbox');
    for (const box of await boxes.all()) await box.uncheck();
    await inDialog(page, 'Create the bot').click();
    await page.getByRole('dialog').locator('.wrong').waitFor();
    assert.equal(await boxes.first().getAttribute('aria-invalid'), 'true');
    assert.ok(await boxes.first().evaluate((box) => box === document.activeElement));
  });

  it('rotates a key with an overlap, and revokes one at once', async () => {
    const { page, customer } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await page.getByRole('cell').getByRole('link').first().click();
    await button(page, 'Create a key').waitFor();
    await page.getByRole('button', { name: /^Rotate/ }).click();
    await button(page, 'Make the new key').click();
    const key = await page.getByRole('dialog').locator('code').textContent();
    await button(page, 'I have stored it').click();
    assert.deepEqual([await spend(customer.key), await spend(key)], [200, 200]);
    const row = page.getByRole('row').filter({ hasText: key.slice(-4) });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Revoke/ })
      .click();
    await page.getByText('is revoked').waitFor();
    assert.equal(await spend(key), 401);
  });

  it('adds a webhook, sees its secret once, edits and deletes it', async () => {
    const { page, customer } = await owner();
    await page.getByRole('link', { name: 'Webhooks' }).click();
    await button(page, 'Add a webhook').click();
    await page.getByLabel('Address').fill('nonsense');
    await inDialog(page, 'Add the webhook').click();
    await page.getByRole('dialog').locator('.wrong').waitFor();
    await page.getByLabel('Address').fill('https://hooks.example.com/tenure');
    await inDialog(page, 'Add the webhook').click();
    assert.match(await page.getByRole('dialog').locator('code').textContent(), /^whsec_/);
    await button(page, 'I have stored it').click();
    await page.getByRole('link', { name: 'https://hooks.example.com/tenure' }).click();
    await button(page, 'Edit').click();
    await page.getByLabel('All events').uncheck();
    await page.getByLabel('key.created').check();
    await inDialog(page, 'Save').click();
    await page.getByText('The webhook was changed').waitFor();
    // The list of deliveries may have the key of the sign-up.
    await page.getByRole('definition').filter({ hasText: 'key.created' }).waitFor();
    await button(page, 'Edit').click();
    // Meanwhile another admin changes the webhook.
    const path = `/v1/webhooks/${page.url().split('/').at(-1)}`;
    const others = { types: ['key.created', 'member.added'], description: 'Accounting' };
    await server.call('PATCH', path, { token: customer.token, body: others });
    await page.getByLabel('key.revoked').check();
    await inDialog(page, 'Save').click();
    await page.getByRole('definition').filter({ hasText: 'Accounting' }).waitFor();
    const { body: webhook } = await server.call('GET', path, { token: customer.token });
    assert.deepEqual(webhook.types.toSorted(), ['key.created', 'key.revoked', 'member.added']);
    await button(page, 'Turn off').click();
    await page.getByText('turned off').waitFor();
    await button(page, 'Delete').click();
    await inDialog(page, 'Delete the webhook').click();
    await page.getByText('No webhook yet').waitFor();
  });

  it('sees that the way to another business takes long, and is not led there from elsewhere later', async () => {
    const { page, customer } = await owner({ name: 'First' });
    const { body } = await server.call('POST', '/v1/me/businesses', {
      ...{ token: customer.token, body: { name: 'Second' } },
    });
    await page.reload();
    await title(page, 'Hello, Ada');
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.route(`**/v1/me/businesses/${body.id}/switch`, (route) => held.then(() => route.continue()));
    await switchTo(page, /^Second/);
    await page.locator('dialog button[aria-busy="true"]', { hasText: 'Second' }).waitFor();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
    await inDialog(page, 'Cancel').click({ force: true });
    assert.equal(await page.getByRole('dialog').count(), 1);
    const loaded = page.waitForEvent('load');
    answer();
    await loaded;
    await title(page, 'Hello, Ada');
    assert.equal(await businessOn(page), 'Second');
  });

  it('opens another business and goes back, renames one and closes one by its name', async () => {
    const { page } = await owner({ name: 'First' });
    await switchTo(page, 'New business');
    await page.getByLabel('Name').fill('Second');
    await button(page, 'Create the business').click();
    await button(page, 'I have stored it').click();
    await title(page, 'Hello, Ada');
    assert.equal(await businessOn(page), 'Second');
    await page.getByRole('link', { name: 'Business', exact: true }).click();
    await page.getByLabel('Name of the business').fill('Third');
    await Promise.all([page.waitForEvent('load'), button(page, 'Save').click()]);
    await page.getByRole('heading', { level: 2, name: 'Third' }).waitFor();
    await page.getByText('The business was renamed.').waitFor();
    await button(page, 'Close the business').click();
    await page.getByLabel('Type “Third” to confirm').fill('Thirt');
    await inDialog(page, 'Close Third').click();
    await page.getByText('Nothing was done').waitFor();
    await page.getByLabel('Type “Third” to confirm').fill('Third');
    await inDialog(page, 'Close Third').click();
    await title(page, 'Businesses');
    await page.getByText('The business is closed.').waitFor();
    await page.getByRole('row', { name: /Third.*closed/ }).waitFor();
    await button(page, 'Open First').click();
    await title(page, 'Hello, Ada');
    // Each message is said once.
    assert.equal(await page.getByText('The business is closed.').count(), 0);
  });

  it('changes the own address by the mail to the new one, and the password, which ends every session', async () => {
    const { page, customer } = await owner();
    const email = `${crypto.randomUUID()}@example.com`;
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByLabel('New address').fill(email);
    await page.getByLabel('Present password').first().fill('not the password');
    await button(page, 'Change the address').click();
    await page.locator('.wrong', { hasText: 'The password is wrong.' }).waitFor();
    await page.getByLabel('Present password').first().fill(PASSWORD);
    await button(page, 'Change the address').click();
    await page.getByText(`To finish the change to ${email}`).waitFor();
    await page.goto(await server.mailedLink(email, 'verify-email'));
    await button(page, 'Confirm').click();
    await page.getByText('is confirmed').waitFor();
    await page.goto('/app/account');
    await title(page, 'Log in');
    assert.equal((await server.call('GET', '/v1/me', { token: customer.token })).status, 401);
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText(email).first().waitFor();
    await page.getByLabel('Present password').last().fill(PASSWORD);
    await page.getByLabel('New password').fill('analytical engine 1843');
    await button(page, 'Change the password').click();
    await title(page, 'Log in');
    await page.getByText('The password is changed.').waitFor();
    await logIn(page, email, 'analytical engine 1843');
  });

  it('sees where the account is logged in, and ends another log-in', async () => {
    const { page, customer } = await owner();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('this one').waitFor();
    // A log-in by a program has no browser.
    const end = page.getByRole('button', { name: /^End it .+, 127\.0\.0\.1$/ });
    await end.first().click();
    await inDialog(page, 'End the session').click();
    await page.getByText('The session is ended').waitFor();
    assert.equal((await server.call('GET', '/v1/me', { token: customer.token })).status, 401);
    await page.reload();
    await title(page, 'Account');
  });

  /** Somebody who has joined the business of `customer`. */
  const joined = async (customer, role, firstName) => {
    const email = `${crypto.randomUUID()}@example.com`;
    await server.call('POST', '/v1/invitations', { token: customer.token, body: { email, role } });
    const token = (await server.mailedLink(email, 'invitations')).split('/').at(-1);
    const body = { firstName, lastName: 'Hopper', password: PASSWORD };
    await server.call('POST', `/v1/auth/invitations/${token}/accept`, { body });
    return email;
  };

  it('changes only who has a lower role, and reads what an admin may before making one', async () => {
    const { page, customer } = await owner();
    // With more seats.
    await server.call('PUT', `/v1/admin/businesses/${customer.business.id}/subscription`, {
      ...{ token: await server.operator(), body: { planCode: 'limitless' } },
    });
    const grace = await joined(customer, 'admin', 'Grace');
    await joined(customer, 'admin', 'Joan');
    await joined(customer, 'member', 'Mary');
    const admin = await loggedIn(grace);
    await admin.getByRole('link', { name: 'Team' }).click();
    const row = (on, name) => on.getByRole('row').filter({ hasText: name });
    await row(admin, 'Mary').getByRole('button', { name: 'Deactivate' }).waitFor();
    for (const name of ['Ada', 'Grace', 'Joan'])
      assert.equal(await row(admin, name).getByRole('button').count(), 0);
    await button(admin, 'Make admin Mary Hopper').click();
    await admin.getByText('Only the owner can change or remove an admin.').waitFor();
    await inDialog(admin, 'Make Mary Hopper an admin').click();
    await admin.getByRole('row', { name: /Mary Hopper.*admin active/ }).waitFor();
    assert.equal(await row(admin, 'Mary').getByRole('button').count(), 0);
    await page.getByRole('link', { name: 'Team' }).click();
    await button(page, 'Make member Joan Hopper').click();
    await button(page, 'Make admin Joan Hopper').waitFor();
  });

  it('switches a member off and removes one; who is left without a business may leave for good', async () => {
    const { page, customer } = await owner();
    const email = await joined(customer, 'member', 'Grace');
    await page.getByRole('link', { name: 'Team' }).click();
    await button(page, 'Deactivate Grace Hopper').click();
    await page.getByRole('row', { name: /Grace Hopper.*inactive/ }).waitFor();
    await button(page, 'Activate Grace Hopper').click();
    await page.getByRole('row', { name: /Grace Hopper.*member active/ }).waitFor();
    const grace = await loggedIn(email);
    await title(grace, 'Hello, Grace');
    await page.getByRole('row', { name: /Grace/ }).getByRole('button', { name: 'Remove' }).click();
    await inDialog(page, 'Remove Grace Hopper').click();
    await page.getByText('Grace Hopper is removed').waitFor();
    await grace.reload();
    await grace.getByText('You are in no business').waitFor();
    await grace.getByRole('link', { name: 'Account' }).click();
    await button(grace, 'Delete my account').click();
    await grace.getByRole('dialog').getByLabel('Password').fill(PASSWORD);
    await inDialog(grace, `Delete ${email}`).click();
    await title(grace, 'Log in');
    await grace.getByText('Your account is deleted.').waitFor();
    const login = await server.call('POST', '/v1/auth/login', { body: { email, password: PASSWORD } });
    assert.equal(login.status, 401);
  });

  it('waits for a slow answer, and is told where an answer was lost, and shown what was done', async () => {
    const { page } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    const create = async (name, answer) => {
      await page.route('**/v1/bots', answer, { times: 1 });
      await button(page, 'Create a bot').click();
      await page.getByRole('dialog').getByLabel('Name').fill(name);
      await inDialog(page, 'Create the bot').click();
    };
    await create('Patient', async (route) => {
      await pause(6_000);
      await route.continue();
    });
    // A dialog that closed now would lose the answer.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await inDialog(page, 'Cancel').click({ force: true });
    assert.equal(await page.getByRole('dialog').count(), 1);
    await title(page, 'Patient');
    await page.getByRole('link', { name: 'Bots and keys' }).first().click();
    await create('Lost', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('alert').getByText('It is not known whether it was done').waitFor();
    await inDialog(page, 'Cancel').click();
    await page.getByRole('link', { name: 'Lost' }).waitFor();
    const undecided = {
      type: 'about:blank',
      title: '',
      status: 503,
      code: 'outcome_unknown',
      detail: 'Lost.',
    };
    await create('Undecided', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify(undecided),
      }),
    );
    await page.getByRole('alert').getByText('It is not known whether it was done').waitFor();
    assert.equal(await page.getByText('in a moment').count(), 0);
    await inDialog(page, 'Cancel').click();
    await create('Large', (route) => route.fulfill({ status: 413, body: '413 Request Entity Too Large' }));
    await page.getByRole('alert').getByText('This is too large.').waitFor();
    await inDialog(page, 'Cancel').click();
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('shows that a bot is removed, where one answer or each answer was lost', async () => {
    const { page } = await owner();
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await button(page, 'Create a bot').click();
    await page.getByRole('dialog').getByLabel('Name').fill('Second bot');
    await inDialog(page, 'Create the bot').click();
    await title(page, 'Second bot');
    // A removal is sent again. If one answer is lost, the next one says that there is no such bot.
    for (const [name, lost] of [
      ['First bot', 1],
      ['Second bot', 10],
    ]) {
      await page.getByRole('link', { name: 'Bots and keys' }).first().click();
      await page.getByRole('link', { name }).click();
      await title(page, name);
      let attempts = 0;
      await page.route('**/v1/members/*', async (route) => {
        if (route.request().method() !== 'DELETE') return route.continue();
        attempts += 1;
        const response = await route.fetch();
        return attempts > lost ? route.fulfill({ response }) : route.abort();
      });
      await button(page, 'Remove').click();
      await inDialog(page, `Remove ${name}`).click();
      await title(page, 'Not found');
      await page.unroute('**/v1/members/*');
    }
    // The failures are what was tested.
    people.at(-1).faults.length = 0;
  });

  it('sends one mail, however often the button is pressed while it is being sent', async () => {
    const { page } = await owner();
    let sent = 0;
    let answer;
    const answered = new Promise((resolve) => (answer = resolve));
    await page.route('**/v1/me/verify-email', async (route) => {
      sent += 1;
      await answered;
      await route.continue();
    });
    const again = button(page, 'Send it again');
    await again.evaluate((element) => {
      element.click();
      element.click();
    });
    await page.locator('button[aria-busy="true"][aria-disabled="true"]').waitFor();
    await again.evaluate((element) => element.click());
    answer();
    await page.getByText('The mail is on its way').waitFor();
    await page.locator('button[aria-busy="true"]').waitFor({ state: 'detached' });
    assert.equal(sent, 1);
    // A message that is shown already is not shown twice.
    await Promise.all([page.waitForResponse('**/v1/me/verify-email'), again.click()]);
    assert.equal(sent, 2);
  });

  it('is told what stands in the way of deleting an account', async () => {
    const { page, customer } = await owner();
    await page.getByRole('link', { name: 'Account' }).click();
    await button(page, 'Delete my account').click();
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD);
    await inDialog(page, `Delete ${customer.email}`).click();
    await page.getByText(`You own ${customer.name}`).waitFor();
  });
});
