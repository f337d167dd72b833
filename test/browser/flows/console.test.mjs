import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { TOTP } from 'otpauth';
import { describe, it } from 'node:test';
import { comeBack, logIn, logInToConsole } from '../support/browser.mjs';
import { PASSWORD } from '../support/server.mjs';
import { button, inDialog, setting, title } from '../support/setting.mjs';

describe('An operator', () => {
  const scene = setting();
  const subscriptionOf = async ({ business }) => {
    const token = await scene.server.operator();
    const path = `/v1/admin/businesses/${business.id}/subscription`;
    return (await scene.server.call('GET', path, { token })).body;
  };

  it('asks for a page, logs in and is led there; a customer is shown nothing', async () => {
    const page = await scene.somebody();
    const { email, password } = await scene.server.operatorLogin();
    await page.goto('/console/businesses');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await button(page, 'Log in').click();
    await title(page, 'Businesses');
    await button(page, 'Log out').click();
    await title(page, 'Log in to the console');
    const customer = await scene.server.signUp();
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByLabel('Password').fill('correct horse battery');
    await button(page, 'Log in').click();
    await title(page, 'Not an operator');
  });

  it('gives 500 units and takes them back', async () => {
    const customer = await scene.server.signUp();
    const page = await scene.operator();
    await page.goto(`/console/businesses/${customer.business.id}`);
    await page.getByRole('link', { name: 'Credits' }).click();
    await page.getByText('No credits').waitFor();
    const keys = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/credits'))
        keys.push(request.headers()['idempotency-key']);
    });
    await button(page, 'Grant units').click();
    await page.getByLabel('Of', { exact: true }).selectOption('recordings');
    await page.getByLabel('Units', { exact: true }).fill('0');
    await page.getByLabel('Why').fill('Sorry for the outage');
    await inDialog(page, 'Grant them').click();
    // The refusal stands at its field, and what was written stays.
    await page.locator('.wrong').waitFor();
    assert.equal(await page.getByLabel('Why').inputValue(), 'Sorry for the outage');
    await page.getByLabel('Units', { exact: true }).fill('500');
    await inDialog(page, 'Grant them').click();
    await page
      .getByRole('row', { name: /Sorry for the outage active 500 recordings 500 recordings/ })
      .waitFor();
    // One key for both times that the button is pressed.
    assert.match(keys[0], /^\d+(-\d+){3}$/);
    assert.deepEqual(keys, [keys[0], keys[0]]);
    const left = async () => {
      const { body } = await scene.server.call('GET', '/v1/usage', { token: customer.token });
      return body.data.find(({ feature }) => feature === 'recordings').credits;
    };
    assert.equal(await left(), 500);
    const spent = { feature: 'recordings', amount: 130 };
    await scene.server.call('POST', '/v1/usage', { key: customer.key, body: spent });
    await page.getByRole('link', { name: 'Usage' }).last().click();
    await page.getByText('130 of 600 recordings').waitFor();
    await page.getByRole('link', { name: 'Credits' }).click();
    await page.getByRole('button', { name: /^Take back/ }).click();
    await inDialog(page, 'Take them back').click();
    await page.getByRole('row', { name: /taken back/ }).waitFor();
    assert.ok(((await left()) ?? 0) === 0);
    await page.getByRole('link', { name: 'Usage' }).last().click();
    await page.getByText('130 of 130 recordings').waitFor();
    assert.equal(await page.getByText('over limit').count(), 0);
  });

  it('does nothing with half a date, or with a text that is no number', async () => {
    const customer = await scene.server.signUp();
    const token = await scene.server.operator();
    const path = `/v1/admin/businesses/${customer.business.id}`;
    await scene.server.call('PATCH', path, { token, body: { rateLimit: 60 } });
    const page = await scene.operator();
    await page.goto(`/console/businesses/${customer.business.id}/credits`);
    await button(page, 'Grant units').click();
    await page.getByLabel('Of', { exact: true }).selectOption('recordings');
    await page.getByLabel('Units', { exact: true }).fill('500');
    await page.getByLabel('Why').fill('Sorry for the outage');
    await page.getByLabel('They expire at').pressSequentially('12');
    await inDialog(page, 'Grant them').click();
    await page.getByRole('dialog').getByText('Is not complete').waitFor();
    const focused = () => page.evaluate(() => document.activeElement.getAttribute('name'));
    assert.equal(await focused(), 'expiresAt');
    assert.deepEqual((await scene.server.call('GET', `${path}/credits`, { token })).body.data, []);
    await page.goto(`/console/businesses/${customer.business.id}/settings`);
    const rate = page.getByLabel('Requests of its bots a minute');
    await rate.clear();
    await rate.pressSequentially('6e');
    await button(page, 'Save').click();
    await page.getByText('Is not a number').waitFor();
    assert.equal((await scene.server.call('GET', path, { token })).body.rateLimit, 60);
  });

  it('keeps what another operator has changed in a form that it saves twice', async () => {
    const { business } = await scene.server.signUp();
    const token = await scene.server.operator();
    const path = `/v1/admin/businesses/${business.id}`;
    const page = await scene.operator();
    await page.goto(`/console/businesses/${business.id}/settings`);
    const rename = async (name) => {
      await page.getByLabel('Name', { exact: true }).fill(name);
      await button(page, 'Save').click();
      await title(page, name);
    };
    await page.getByLabel('Requests of its bots a minute').fill('60');
    await rename('Other Engines');
    await scene.server.call('PATCH', path, { token, body: { rateLimit: 120, externalId: 'crm-7' } });
    await rename('Third Engines');
    await scene.server.call('PATCH', path, { token, body: { externalId: 'crm-8' } });
    await rename('Fourth Engines');
    const { rateLimit, externalId } = (await scene.server.call('GET', path, { token })).body;
    assert.deepEqual([rateLimit, externalId], [120, 'crm-8']);
  });

  it('sees what a change of plan does, makes it, and sees what comes next', async () => {
    const customer = await scene.server.signUp();
    const first = await subscriptionOf(customer);
    const page = await scene.operator();
    await page.goto(`/console/businesses/${customer.business.id}`);
    await button(page, 'Change the plan').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Plan').selectOption('pro');
    await dialog.getByLabel('When').selectOption('cycleEnd');
    await dialog.getByText('It begins on').waitFor();
    assert.equal((await subscriptionOf(customer)).pendingPlan, null);
    await dialog.getByRole('button', { name: /^Change on/ }).click();
    await page.getByText('Changes to', { exact: true }).waitFor();
    assert.equal((await subscriptionOf(customer)).pendingPlan.code, 'pro');
    // What happens on the first day of the next cycle.
    const next = page.getByRole('listitem').filter({ hasText: 'The plan changes to Pro' });
    await next.waitFor();
    assert.equal(await next.locator('time').getAttribute('datetime'), first.cycle.endsAt);
    await button(page, `Keep ${first.plan.name}`).click();
    await page.getByRole('listitem').filter({ hasText: 'A new cycle begins' }).first().waitFor();
    await button(page, 'Change the plan').click();
    await dialog.getByLabel('Plan').selectOption('pro');
    await dialog.getByText('It begins now').waitFor();
    await inDialog(page, 'Change to Pro now').click();
    await page.getByRole('heading', { level: 2, name: 'Pro', exact: true }).waitFor();
    // A limit has its unit.
    await page.getByText(/^[\d,]+ recordings$/).waitFor();
    assert.equal((await subscriptionOf(customer)).plan.code, 'pro');
  });

  it('reads in the dialog that an answer was lost, also where a business has no subscription yet', async () => {
    const { business } = await scene.server.signUp();
    const page = await scene.operator();
    const problem = { type: 'about:blank', title: 'No', status: 404, detail: 'None.', code: 'not_found' };
    await page.route(`**/v1/admin/businesses/${business.id}/subscription`, (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({
            status: 404,
            contentType: 'application/problem+json',
            body: JSON.stringify(problem),
          })
        : route.abort(),
    );
    await page.goto(`/console/businesses/${business.id}`);
    await button(page, 'Start a subscription').click();
    await page.getByRole('dialog').getByLabel('Plan').selectOption('pro');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Change to Pro/ })
      .click();
    await page.getByRole('dialog').getByText('It is not known whether it was done').waitFor();
    scene.allowFaults();
  });

  it('reads before a change of plan that its price is per seat', async () => {
    const team = {
      ...{ code: 'team', name: 'Team', price: { amount: 900, currency: 'USD' }, perSeat: true },
      ...{ interval: { unit: 'month', count: 1 }, limits: { seats: 1 } },
    };
    const token = await scene.server.operator();
    assert.equal((await scene.server.call('POST', '/v1/admin/plans', { token, body: team })).status, 201);
    const { business } = await scene.server.signUp();
    const page = await scene.operator();
    await page.goto(`/console/businesses/${business.id}`);
    await button(page, 'Change the plan').click();
    await page.getByRole('dialog').getByLabel('Plan').selectOption('team');
    await page.getByText('Price: $9.00 a month per seat.').waitFor();
  });

  it('changes the own name and password', async () => {
    const { email, password } = await scene.server.operatorLogin();
    const page = await scene.operator();
    const change = async (current, next) => {
      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByLabel('Present password').fill(current);
      await page.getByLabel('New password').fill(next);
      await button(page, 'Change the password').click();
      await title(page, 'Log in to the console');
      await logInToConsole(page, { email, password: next });
    };
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByLabel('First name').fill('Grace');
    await Promise.all([page.waitForEvent('load'), button(page, 'Save').click()]);
    assert.equal(await page.getByLabel('First name').inputValue(), 'Grace');
    const other = 'another horse battery';
    await change(password, other);
    await change(other, password);
    const me = await scene.server.call('GET', '/v1/me', { token: await scene.server.operator() });
    assert.equal(me.body.firstName, 'Grace');
  });

  it('sees the pages of a customer for a while, and can change nothing there', async () => {
    const customer = await scene.server.signUp({ name: 'Watched Engines' });
    const page = await scene.operator();
    // The operator has an account of a customer, too.
    const own = await scene.server.signUp({ name: 'Own Engines' });
    await logIn(page, own.email, PASSWORD);
    await page.goto(`/console/businesses/${customer.business.id}`);
    await button(page, 'View as customer').click();
    // A proxy answers while no server runs. That does not say that the pages are not served.
    await page.route('**/app/as-customer', (route) =>
      route.fulfill({ status: 404, body: '404 page not found' }),
    );
    await inDialog(page, 'Go on').click();
    await page.getByRole('dialog').getByText('The service cannot be reached').waitFor();
    await page.unroute('**/app/as-customer');
    await inDialog(page, 'Go on').click();
    const opened = page.waitForEvent('popup');
    await inDialog(page, 'Open their pages').click();
    const tab = await opened;
    await title(tab, /^Hello/);
    await tab.getByText('You see the pages of Watched Engines').waitFor();
    await tab.getByText(/10 minutes left/).waitFor();
    assert.equal(await tab.getByRole('button', { name: 'Log out' }).count(), 0);
    await tab.getByRole('link', { name: 'Bots and keys' }).click();
    await button(tab, 'Create a bot').click();
    await tab.getByRole('dialog').getByLabel('Name').fill('Intruder');
    await tab.getByRole('dialog').getByRole('button', { name: 'Create the bot' }).click();
    await tab.getByRole('dialog').getByRole('alert').getByText('it can only read').waitFor();
    const token = await scene.server.operator();
    const path = `/v1/admin/audit?businessId=${customer.business.id}&action=business.read`;
    assert.ok((await scene.server.call('GET', path, { token })).body.data.length > 0);
    // The token is in the memory of that page alone.
    assert.deepEqual(await tab.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
    await inDialog(tab, 'Cancel').click();
    await inDialog(page, 'Close').click();
    // Neither another tab nor a reload may show the pages of the log-in that this browser has itself.
    const second = await tab.context().newPage();
    await second.goto(await tab.getByRole('link', { name: 'Plan', exact: true }).getAttribute('href'));
    await title(second, 'This view has ended');
    await tab.reload();
    await title(tab, 'This view has ended');
    await tab.getByRole('link', { name: 'Use this tab for my own log-in' }).click();
    await title(tab, 'Hello, Ada');
    await page.goto('/app/');
    await title(page, 'Hello, Ada');
  });

  it('makes one file of all that a business has, and downloads it', async () => {
    const customer = await scene.server.signUp({ name: 'Exported Engines' });
    const page = await scene.operator();
    await page.goto(`/console/businesses/${customer.business.id}/settings`);
    await page.getByText('No file was made yet').waitFor();
    await button(page, 'Make a new file').click();
    const download = page.waitForEvent('download');
    await button(page, 'Download').click();
    const text = gunzipSync(await readFile(await (await download).path())).toString();
    assert.ok(text.includes('Exported Engines'));
  });

  it('cancels a subscription and resumes it', async () => {
    const customer = await scene.server.signUp();
    const page = await scene.operator();
    await page.goto(`/console/businesses/${customer.business.id}`);
    await button(page, 'Cancel the subscription').click();
    await inDialog(page, 'Cancel the subscription').click();
    await page.getByText('canceling', { exact: true }).waitFor();
    assert.equal((await subscriptionOf(customer)).cancelAtCycleEnd, true);
    await button(page, 'Resume').click();
    await page.getByText('active', { exact: true }).last().waitFor();
    await page.getByText('The subscription goes on').waitFor();
    assert.equal((await subscriptionOf(customer)).cancelAtCycleEnd, false);
  });

  it('creates a business, revokes its key, closes it by its name and erases it', async () => {
    const page = await scene.operator();
    await page.goto('/console/businesses');
    await page.getByRole('link', { name: 'Create a business' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Short Engines');
    await page.getByLabel('First name of the owner').fill('Ada');
    await page.getByLabel('Last name of the owner').fill('Lovelace');
    await page.getByLabel('E-mail of the owner').fill('nonsense');
    await button(page, 'Create the business').click();
    await page.locator('.wrong').waitFor();
    await page.getByLabel('E-mail of the owner').fill(`${crypto.randomUUID()}@example.com`);
    await button(page, 'Create the business').click();
    const key = await page.getByRole('dialog').locator('code').textContent();
    await button(page, 'I have stored it').click();
    await title(page, 'Short Engines');
    await page.getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await inDialog(page, 'Revoke the key').click();
    await page.getByText('The key is revoked').waitFor();
    assert.equal((await scene.server.call('GET', '/v1/usage', { key })).status, 401);
    await page
      .getByRole('navigation', { name: 'Pages of the business' })
      .getByRole('link', { name: 'Audit' })
      .click();
    await page.getByRole('cell', { name: 'Key: revoked' }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await button(page, 'Close the business').click();
    await page.getByLabel('Type “Short Engines” to confirm').fill('Short');
    await inDialog(page, 'Close Short Engines').click();
    await page.getByText('Nothing was done').waitFor();
    await page.getByLabel('Type “Short Engines” to confirm').fill('Short Engines');
    await inDialog(page, 'Close Short Engines').click();
    await button(page, 'Erase the business').click();
    await page.getByLabel('Type “Short Engines” to confirm').fill('Short Engines');
    await inDialog(page, 'Erase Short Engines').click();
    await title(page, 'Businesses');
    assert.equal(await page.getByRole('link', { name: 'Short Engines' }).count(), 0);
  });
});

describe('Where operators need a second factor', () => {
  const scene = setting({ OPERATOR_SECOND_FACTOR: 'required' });

  it('the console opens once it is set up, and a log-in asks for a code', async () => {
    const login = await scene.server.operatorLogin();
    const page = await scene.somebody();
    await page.goto('/console/login');
    await page.getByLabel('E-mail').fill(login.email);
    await page.getByLabel('Password').fill(login.password);
    await button(page, 'Log in').click();
    await title(page, 'Set up a second factor');
    assert.equal(await page.getByRole('link', { name: 'Businesses' }).count(), 0);
    await button(page, 'Switch it on').click();
    await page.getByRole('dialog').getByLabel('Your password').fill(login.password);
    await inDialog(page, 'Go on').click();
    const secret = (await page.getByRole('dialog').locator('code').textContent()).trim();
    const totp = new TOTP({ secret });
    // The authenticator app and the place for the recovery codes can be in other windows.
    await comeBack(page);
    await page.getByRole('dialog').getByLabel('Code', { exact: true }).fill(totp.generate());
    await inDialog(page, 'Switch it on').click();
    const codes = page.getByRole('dialog', { name: 'Your recovery codes' }).locator('code');
    const [recovery] = (await codes.textContent()).split('\n');
    await comeBack(page);
    await button(page, 'I have stored it').click();
    await button(page, 'Go on').click();
    await title(page, 'Overview');
    await button(page, 'Log out').click();
    await title(page, 'Log in to the console');
    // A code is good once, so this is one of recovery.
    await logInToConsole(page, login, () => recovery);
    await page.getByRole('link', { name: 'Businesses' }).click();
    await title(page, 'Businesses');
  });
});

describe('What asks for a code again', () => {
  const scene = setting();

  it('opens a dialog, and goes on once a code is shown; without one nothing is done', async () => {
    const login = await scene.server.operatorLogin();
    const page = await scene.somebody();
    await logInToConsole(page, login);
    // The factor is made after the log-in, so this session has shown no code.
    const token = await scene.server.operator();
    const post = async (path, body) => (await scene.server.call('POST', path, { token, body })).body;
    const { secret } = await post('/v1/me/second-factor', { password: login.password });
    const code = new TOTP({ secret }).generate();
    const { recoveryCodes } = await post('/v1/me/second-factor/confirm', { code });
    const keys = async () =>
      (await scene.server.call('GET', '/v1/admin/operators/keys', { token })).body.data.length;
    await page.goto('/console/operators');
    await button(page, 'Create a key').click();
    await page.getByLabel('Name').fill('Backend');
    await page.getByLabel('read usage, of any business').check();
    await inDialog(page, 'Create the key').click();
    const asked = page.getByRole('dialog', { name: 'Enter a code' });
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('This needs a code of your authenticator app.').waitFor();
    assert.equal(await keys(), 0);
    await inDialog(page, 'Create the key').click();
    await asked.getByLabel('Code').fill('000000');
    await asked.getByRole('button', { name: 'Go on' }).click();
    await asked.getByRole('alert').waitFor();
    await asked.getByLabel('Code').fill(recoveryCodes[0]);
    await asked.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('dialog', { name: 'The key Backend' }).waitFor();
    await button(page, 'I have stored it').click();
    assert.equal(await keys(), 1);
  });
});
