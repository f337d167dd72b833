import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PASSWORD } from '../support/server.mjs';
import { button, inDialog, setting, title } from '../support/setting.mjs';

describe('Who runs the service', () => {
  const scene = setting();
  let server;
  before(() => (server = scene.server));
  const read = async (path) => (await server.call('GET', path, { token: await server.operator() })).body;
  const write = async (path, body) => server.call('PATCH', path, { token: await server.operator(), body });

  it('changes price and limits of a plan, for the next cycles or for those that run', async () => {
    const { business } = await server.signUp();
    const { plan } = await read(`/v1/admin/businesses/${business.id}/subscription`);
    const limitOf = async () =>
      (await read(`/v1/admin/businesses/${business.id}/subscription`)).limits.recordings;
    const first = await limitOf();
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Plans' }).click();
    await page.getByRole('link', { name: plan.name, exact: true }).click();
    await title(page, plan.name);
    await page.locator('[name="limits.recordings"]').fill('many');
    await button(page, 'Save the plan').click();
    await page.locator('.wrong, [role="alert"]').first().waitFor();
    await page.locator('[name="limits.recordings"]').fill(String(first + 1));
    await page.locator('[name="price.amount"]').fill('12.50');
    await button(page, 'Save the plan').click();
    await page.getByText(`${plan.name} was changed`).waitFor();
    const changed = await read(`/v1/admin/plans/${plan.code}`);
    assert.deepEqual([changed.price.amount, changed.limits.recordings], [1250, first + 1]);
    assert.equal(await limitOf(), first);
    await page.locator('[name="limits.recordings"]').fill(String(first + 2));
    await page.getByLabel('Businesses on this plan get the change').selectOption('now');
    await button(page, 'Save the plan').click();
    await page.getByRole('row', { name: new RegExp(`newest.*Recordings: ${first + 2}`) }).waitFor();
    assert.equal(await limitOf(), first + 2);
    await page.getByRole('row', { name: new RegExp(`Recordings: ${first} `) }).waitFor();
    // Meanwhile another operator changes another limit.
    const limits = { ...changed.limits, recordings: first + 2, seats: changed.limits.seats + 7 };
    await write(`/v1/admin/plans/${plan.code}`, { limits });
    await page.locator('[name="limits.recordings"]').fill(String(first + 3));
    await button(page, 'Save the plan').click();
    await page.getByRole('row', { name: new RegExp(`Recordings: ${first + 3}`) }).waitFor();
    const both = { ...limits, recordings: first + 3 };
    assert.deepEqual((await read(`/v1/admin/plans/${plan.code}`)).limits, both);
  });

  it('creates a plan: what is wrong is said at its field, and everything that was chosen is kept', async () => {
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Plans' }).click();
    await page.getByRole('link', { name: 'Create a plan' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Team, yearly');
    await page.getByLabel('Code').fill('team_yearly');
    await page.getByLabel('Price', { exact: true }).fill('a lot');
    await page.locator('[name="limits.recordings"]').fill('many');
    await page.locator('[name="limits.seats"]').fill('some');
    await button(page, 'Create the plan').click();
    await page.locator('.wrong', { hasText: 'Is not an amount, such as 12.00' }).waitFor();
    assert.equal(await page.locator('.wrong').count(), 3);
    await page.getByLabel('Price', { exact: true }).fill('990.50');
    await page.getByLabel('Currency').fill('XXY');
    await page.getByLabel('Cycle unit').selectOption('year');
    await page.locator('[name="limits.recordings"]').fill('unlimited');
    await page.locator('[name="limits.seats"]').fill('1,000');
    await page.locator('[name="limits.export"]').selectOption('on');
    await page.getByLabel('When a cycle ends').selectOption({ label: 'The business goes to Free' });
    await page.getByLabel('Grace days').fill('7');
    await button(page, 'Create the plan').click();
    await page.locator('.field').filter({ hasText: 'Currency' }).locator('.wrong').waitFor();
    await page.getByLabel('Currency').fill('EUR');
    await button(page, 'Create the plan').click();
    await title(page, 'Team, yearly');
    const made = await read('/v1/admin/plans/team_yearly');
    assert.deepEqual(made.price, { amount: 99_050, currency: 'EUR' });
    assert.deepEqual(made.interval, { unit: 'year', count: 1 });
    assert.deepEqual(made.whenCycleEnds, { switchTo: 'free' });
    const { recordings, seats, export: exports } = made.limits;
    assert.deepEqual([recordings, seats, exports, made.graceDays], [null, 1000, true, 7]);
    assert.equal(made.isDefault, false);
    // It has a price, so owners pay first, unless the operator says otherwise.
    assert.deepEqual([made.selfService, made.whenTrialEnds], [false, 'end']);
  });

  it('adds a feature and retires it', async () => {
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Features' }).click();
    await button(page, 'Add a feature').click();
    await page.getByLabel('Name').fill('Exports');
    await page.getByLabel('Key', { exact: true }).fill('exports');
    await page.getByLabel('Unit').fill('export');
    await inDialog(page, 'Add it').click();
    await page.getByRole('row', { name: /Exports.*active/ }).waitFor();
    await button(page, 'Change Exports').click();
    await page.getByLabel('State').selectOption('yes');
    await inDialog(page, 'Save').click();
    await page.getByRole('row', { name: /Exports.*retired/ }).waitFor();
    await button(page, 'Change Exports').click();
    // Meanwhile another operator takes the feature back.
    await write('/v1/admin/features/exports', { retired: false });
    await page.getByLabel('Name').fill('All exports');
    await inDialog(page, 'Save').click();
    await page.getByRole('row', { name: /All exports.*active/ }).waitFor();
  });

  it('sees what a run of renewals would do, and lets a month of a test clock pass', async () => {
    const clock = await server.call('POST', '/v1/admin/test-clocks', {
      token: await server.operator(),
      body: { now: '2026-01-31T12:00:00Z' },
    });
    await server.call('POST', '/v1/admin/businesses', {
      token: await server.operator(),
      body: {
        name: 'Rehearsed Engines',
        testClockId: clock.body.id,
        owner: { email: `${crypto.randomUUID()}@example.com`, firstName: 'Ada', lastName: 'Lovelace' },
      },
    });
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Renewals' }).click();
    await button(page, 'Try without writing').click();
    await page.getByText('A run would do this now').waitFor();
    await page.getByRole('link', { name: 'Test clocks' }).click();
    await button(page, 'Make a clock').click();
    await page.getByLabel('What it is for').fill('A year of Pro');
    await inDialog(page, 'Make it').click();
    await page.getByRole('cell', { name: 'A year of Pro', exact: true }).waitFor();
    await page
      .getByRole('row', { name: /A year of Pro/ })
      .getByRole('button', { name: 'Delete' })
      .click();
    await inDialog(page, 'Delete the clock').click();
    await page.getByText('The clock is deleted').waitFor();
    await page.getByRole('button', { name: /^Advance/ }).click();
    await page.getByLabel('To', { exact: true }).fill('2026-03-01T12:00');
    await inDialog(page, 'Advance it').click();
    await page.getByText('Time has passed: 1 renewal, 0 switches, 0 ends.').waitFor();
    await inDialog(page, 'Close').click();
    await page.getByText(/^2026-03-01 \d\d:\d\d:\d\d UTC$/).waitFor();
    await page.getByRole('link', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Rehearsed Engines' }).click();
    // What expires there is told by the clock's today.
    await page.getByRole('link', { name: 'Credits' }).click();
    await button(page, 'Grant units').click();
    await page.getByLabel('Of', { exact: true }).selectOption('recordings');
    await page.getByLabel('Units', { exact: true }).fill('500');
    await page.getByLabel('Why').fill('A rehearsal');
    await page.getByLabel('They expire at').fill('2026-03-11T12:00');
    await inDialog(page, 'Grant them').click();
    await page.getByRole('row', { name: /expires in 10 days/ }).waitFor();
  });

  it('sees which of several buttons runs, and each failure until it is hidden', async () => {
    const token = await scene.server.operator();
    for (const name of ['First clock', 'Second clock'])
      await scene.server.call('POST', '/v1/admin/test-clocks', {
        token,
        body: { name, now: '2026-01-01T00:00:00Z' },
      });
    const page = await scene.operator();
    await page.goto('/console/test-clocks');
    const decline = page.getByRole('button', { name: /^Let payments decline on “?First clock/ });
    let failed = 0;
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.route('**/v1/admin/test-clocks/*', async (route) => {
      failed += 1;
      await held;
      const problem = { type: 'about:blank', title: '', status: 409, code: 'wrong_state' };
      await route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ ...problem, detail: `Failure ${failed}.` }),
      });
    });
    await decline.click();
    const busy = page.locator('button[aria-busy="true"]');
    await busy.waitFor();
    assert.equal(await busy.textContent(), await decline.textContent());
    answer();
    for (let at = 1; at <= 6; at += 1) {
      await page.getByText(`Failure ${at}.`).waitFor();
      await busy.waitFor({ state: 'detached' });
      if (at < 6) await decline.click();
    }
    assert.equal(await page.getByText(/^Failure/).count(), 6);
  });

  it('finds a person by their address, suspends them and erases them by typing it', async () => {
    const customer = await server.signUp();
    const page = await scene.operator();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByLabel('E-mail').fill(customer.email);
    await button(page, 'Search').click();
    await page.getByRole('heading', { name: `With the address ${customer.email}` }).waitFor();
    await page.getByRole('link', { name: 'Ada Lovelace' }).click();
    await button(page, 'Suspend').click();
    await inDialog(page, 'Suspend them').click();
    await page.getByText('suspended', { exact: true }).waitFor();
    assert.equal((await server.call('GET', '/v1/me', { token: customer.token })).status, 401);
    await button(page, 'Erase').click();
    await page.getByLabel(/to confirm$/).fill(customer.email);
    await inDialog(page, `Erase ${customer.email}`).click();
    // An owner closes the business first, and is told so.
    await page.getByRole('dialog').getByRole('alert').waitFor();
  });

  it('adds an operator and removes them, and makes a key that is shown once', async () => {
    const page = await scene.operator();
    const email = `${crypto.randomUUID()}@example.com`;
    await page.getByRole('link', { name: 'Operators' }).click();
    await button(page, 'Add an operator').click();
    await page.getByLabel('First name').fill('Grace');
    await page.getByLabel('Last name').fill('Hopper');
    await page.getByLabel('E-mail').fill(email);
    await inDialog(page, 'Add the operator').click();
    const colleague = await scene.somebody();
    await colleague.goto(await scene.server.mailedLink(email, 'reset-password'));
    await colleague.getByLabel('New password').fill(PASSWORD);
    await button(colleague, 'Change the password').click();
    await colleague.getByRole('link', { name: 'Log in' }).click();
    await colleague.getByLabel('E-mail').fill(email);
    await colleague.getByLabel('Password').fill(PASSWORD);
    // Where a proxy answered, nobody knows whether there is a console.
    const head = (route) =>
      route.request().method() === 'HEAD'
        ? route.fulfill({ status: 404, body: '404 page not found' })
        : route.continue();
    await colleague.route('**/console/', head);
    await button(colleague, 'Log in').click();
    await colleague.getByRole('link', { name: 'Go to the console' }).click();
    await colleague.getByRole('link', { name: 'Forgot the password?' }).click();
    await colleague.getByLabel('E-mail').fill(email);
    await button(colleague, 'Send the link').click();
    await colleague.getByRole('status').filter({ hasText: 'on its way' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: email });
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByText('Every other scope of a key stays').waitFor();
    await page.getByLabel(/to confirm$/).fill(email);
    await inDialog(page, 'Remove the operator').click();
    await row.waitFor({ state: 'detached' });
    await button(page, 'Create a key').click();
    await page.getByLabel('Name').fill('Backend');
    await page.getByLabel('read usage, of any business').check();
    await inDialog(page, 'Create the key').click();
    const key = await page.getByRole('dialog', { name: 'The key Backend' }).locator('code').textContent();
    await button(page, 'I have stored it').click();
    assert.equal((await page.content()).includes(key), false);
    const { email: maker } = await scene.server.operatorLogin();
    const made = page.getByRole('row').filter({ hasText: 'Backend' });
    await made.getByRole('cell', { name: maker }).waitFor();
    await made.getByRole('button', { name: 'Revoke' }).click();
    await inDialog(page, 'Revoke the key').click();
    await page.getByText('No key. Create one').waitFor();
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('cell', { name: 'Operator key: revoked' }).waitFor();
    await page.getByRole('cell', { name: 'Business: created' }).first().waitFor();
    await page.getByLabel('Where').selectOption('outside');
    await page.getByRole('cell', { name: 'Business: created' }).first().waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'Operator key: revoked' }).waitFor();
  });
});
