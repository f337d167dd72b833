import assert from 'node:assert/strict';
import { TOTP } from 'otpauth';
import { after, afterEach, before, describe, it } from 'node:test';
import { businessOn, expectGood, logIn, person, startBrowser } from '../support/browser.mjs';
import { PASSWORD, startServer } from '../support/server.mjs';

describe('A customer', () => {
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
  const somebody = async () => {
    const found = await person(browser, server);
    people.push(found);
    return found.page;
  };
  const button = (page, name) => page.getByRole('button', { name, exact: true });
  const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();

  it('signs up, is shown the key once, logs out and in again', async () => {
    const page = await somebody();
    const email = `${crypto.randomUUID()}@example.com`;
    await page.goto('/app/');
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('Name of your business').fill('Difference Engines');
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Lovelace');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill('short');
    await button(page, 'Sign up').click();
    // The refusal stands at its field, and what was written stays.
    await page.locator('.wrong').waitFor();
    assert.equal(await page.getByLabel('Password').getAttribute('aria-invalid'), 'true');
    assert.equal(await page.getByLabel('First name').inputValue(), 'Ada');
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Sign up').click();
    const key = await page.getByRole('dialog').locator('code').textContent();
    const spent = await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings' } });
    assert.equal(spent.status, 200);
    await button(page, 'I have stored it').click();
    await title(page, 'Hello, Ada');
    assert.equal((await page.content()).includes(key), false);
    await button(page, 'Log out').click();
    await title(page, 'Log in');
    await logIn(page, email, PASSWORD);
  });

  it('is refused no sign-up before it is known whether there is one, and can try again', async () => {
    const page = await somebody();
    // Each part of the page that mounts later reads the settings again.
    await page.route('**/v1/config', (route) => route.fulfill({ status: 500, json: {} }));
    await page.goto('/app/signup');
    await button(page, 'Try again').waitFor();
    assert.equal(await page.getByText('You cannot sign up here').count(), 0);
    await page.unroute('**/v1/config');
    await button(page, 'Try again').click();
    await page.getByLabel('Name of your business').waitFor();
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('keeps the key in sight where the log-in after the sign-up gets no answer', async () => {
    const page = await somebody();
    await page.goto('/app/signup');
    for (const [label, text] of [
      ['Name of your business', 'Difference Engines'],
      ['First name', 'Ada'],
      ['Last name', 'Lovelace'],
      ['E-mail', `${crypto.randomUUID()}@example.com`],
      ['Password', PASSWORD],
    ])
      await page.getByLabel(label).fill(text);
    await button(page, 'Sign up').click();
    const session = '**/v1/auth/browser-sessions/dashboard';
    await page.route(session, (route) => route.abort());
    await button(page, 'I have stored it').click();
    const message = page.getByText('There was no answer.');
    await message.waitFor();
    // The dialog is still open, and everything outside of it is inert.
    await button(page, 'Hide this message').click();
    await message.waitFor({ state: 'detached' });
    await page.unroute(session);
    await button(page, 'I have stored it').click();
    await title(page, 'Hello, Ada');
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('who was invited by mail joins, makes a key and spends with it, without any page of the founder’s', async () => {
    const owner = await server.signUp();
    const email = `${crypto.randomUUID()}@example.com`;
    const body = { email, role: 'admin' };
    await server.call('POST', '/v1/invitations', { token: owner.token, body });
    const page = await somebody();
    const link = await server.mailedLink(email, 'invitations');
    await page.goto(link);
    await page.getByText(`to join ${owner.name}`).waitFor();
    const token = link.split('/').at(-1);
    assert.equal(page.url().includes(token), false);
    await page.getByLabel('First name').fill('Grace');
    await page.getByLabel('Last name').fill('Hopper');
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Join').click();
    await title(page, 'Hello, Grace');
    await page.getByRole('link', { name: 'Bots and keys' }).click();
    await button(page, 'Create a bot').click();
    await page.getByLabel('Name').fill('Importer');
    await button(page, 'Create the bot').click();
    await title(page, 'Importer');
    await button(page, 'Create a key').click();
    await button(page, 'Create the key').click();
    const key = await page.getByRole('dialog').locator('code').textContent();
    const spent = await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings', amount: 3 } });
    assert.equal(spent.status, 200);
    // A browser may close a dialog at the second try.
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').locator('code').textContent(), key);
    await page.evaluate(() => document.querySelector('dialog').close());
    await page.getByRole('dialog').getByText(key).waitFor();
    await button(page, 'I have stored it').click();
    await page.getByRole('link', { name: 'Usage' }).click();
    await page.getByText('3 of 100').waitFor();
    await page.goto(link);
    await page.getByText('This invitation was used').waitFor();
  });

  it('who has an account already joins by their password', async () => {
    const owner = await server.signUp({ name: 'Second' });
    const other = await server.signUp({ name: 'First' });
    await server.call('POST', '/v1/invitations', {
      token: owner.token,
      body: { email: other.email, role: 'member' },
    });
    const page = await somebody();
    // Somebody else is logged in here.
    await logIn(page, owner.email, PASSWORD);
    await page.goto(await server.mailedLink(other.email, 'invitations'));
    await page.getByText(`You are logged in as ${owner.email}`).waitFor();
    await button(page, 'Log out and go on').click();
    await button(page, 'I have an account already').click();
    await button(page, 'I have no account yet').click();
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Lovelace');
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Join').click();
    await button(page, 'Log in here to join').waitFor();
    await expectGood(page, 'invitation');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectGood(page, 'invitation in dark');
    await button(page, 'Log in here to join').click();
    await page.getByRole('link', { name: 'Forgot the password?' }).waitFor();
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Log in and join').click();
    await title(page, 'Hello, Ada');
    assert.equal(await businessOn(page), 'Second');
    // A member sees no keys, webhooks or audit.
    assert.equal(await page.getByRole('link', { name: 'Bots and keys' }).count(), 0);
    for (const path of ['bots', `bots/${crypto.randomUUID()}`, 'webhooks', 'audit']) {
      await page.goto(`/app/${path}`);
      await title(page, 'Only for admins');
    }
  });

  it('who forgot the password chooses a new one by the mail', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await page.goto('/app/login');
    await page.getByRole('link', { name: 'Forgot the password?' }).click();
    await page.getByLabel('E-mail').fill(email);
    await button(page, 'Send the link').click();
    await page.getByRole('status').filter({ hasText: 'on its way' }).waitFor();
    const link = await server.mailedLink(email, 'reset-password');
    await page.goto(link);
    await page.getByLabel('New password').fill('analytical engine 1843');
    await button(page, 'Change the password').click();
    await page.getByText('The password is changed').waitFor();
    await logIn(page, email, 'analytical engine 1843');
    await page.goto(link);
    await page.getByLabel('New password').fill('another engine 1843');
    await button(page, 'Change the password').click();
    await page.getByText('This link was used already or is too old').waitFor();
  });

  it('confirms the e-mail address by a button: a program that opens the link confirms nothing', async () => {
    const { email, token } = await server.signUp();
    const link = await server.mailedLink(email, 'verify-email');
    await fetch(link);
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    const notice = page.getByText('Confirm your e-mail address: open the link');
    await notice.waitFor();
    await page.goto(link);
    const verified = async () =>
      (await server.call('GET', '/v1/me', { token })).body.emailVerifiedAt !== null;
    assert.equal(await verified(), false);
    await button(page, 'Confirm').click();
    await page.getByText('Your e-mail address is confirmed').waitFor();
    assert.equal(await verified(), true);
    await page.getByRole('link', { name: 'Go on' }).click();
    await title(page, 'Hello, Ada');
    assert.equal(await notice.count(), 0);
  });

  it('is called by the new name on every page', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByLabel('First name').fill('Augusta');
    await Promise.all([page.waitForEvent('load'), button(page, 'Save').first().click()]);
    await page.getByRole('link', { name: 'Home' }).first().click();
    await title(page, 'Hello, Augusta');
  });

  it('reads on the first page when the plan renews after its trial, and when it has ended', async () => {
    const token = await server.operator();
    const post = async (path, body) => (await server.call('POST', path, { token, body })).body;
    const { id: testClockId } = await post('/v1/admin/test-clocks', { now: '2026-03-01T12:00:00Z' });
    const email = `${crypto.randomUUID()}@example.com`;
    const owner = { email, firstName: 'Ada', lastName: 'Lovelace' };
    const created = { name: 'Timed Engines', owner, testClockId, planCode: 'pro' };
    const { business } = await post('/v1/admin/businesses', created);
    const invitation = (await server.mailedLink(email, 'invitations')).split('/').at(-1);
    const body = { firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD };
    await server.call('POST', `/v1/auth/invitations/${invitation}/accept`, { body });
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    const next = (when, day) => page.locator(`dt:text-is("${when}") + dd`, { hasText: day }).waitFor();
    await next('Trial ends on', 'Mar 15, 2026');
    await post(`/v1/admin/test-clocks/${testClockId}/advance`, { to: '2026-03-20T12:00:00Z' });
    await page.reload();
    await next('Renews on', 'Mar 30, 2026');
    const path = `/v1/admin/businesses/${business.id}/subscription`;
    const pending = await server.call('PUT', path, { token, body: { planCode: 'scale', when: 'cycleEnd' } });
    assert.equal(pending.status, 200);
    await page.reload();
    await next('The plan changes on', 'Mar 30, 2026');
    await post(`/v1/admin/businesses/${business.id}/subscription/cancel`, { when: 'now' });
    await page.reload();
    await next('Ended on', 'Mar 20, 2026');
    await page.getByRole('link', { name: 'Choose a plan' }).waitFor();
    await server.call('PATCH', `/v1/admin/businesses/${business.id}`, { token, body: { suspended: true } });
    await page.reload();
    await page.getByText('Timed Engines is suspended: nobody can work in it. Write to').waitFor();
  });

  it('sees what a change of plan does before it is done, changes, cancels and goes on', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await button(page, 'Choose Scale').click();
    await button(page, 'Change to Scale now').click();
    await page.getByText('has to be paid for first').waitFor();
    await page.getByRole('link', { name: 'Write to us' }).waitFor();
    await page.keyboard.press('Escape');
    await button(page, 'Choose Pro').click();
    await page.getByText(/with 14 days of trial, then /).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Change to Pro now' }).click();
    await page.getByRole('heading', { level: 2, name: 'Pro' }).waitFor();
    await button(page, 'Cancel the subscription').click();
    await page.getByText(/^Without canceling, it /).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Do not cancel' }).click();
    await button(page, 'Cancel the subscription').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the subscription' }).click();
    await button(page, 'Go on with Pro').click();
    await button(page, 'Cancel the subscription').waitFor();
  });

  it('switches a second factor on, and is asked for a code at the next log-in', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Account' }).click();
    await button(page, 'Switch it on').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(`${PASSWORD}s`);
    await button(page, 'Go on').click();
    await dialog.locator('.wrong', { hasText: 'The password is wrong.' }).waitFor();
    await dialog.getByLabel('Your password').fill(PASSWORD);
    await button(page, 'Go on').click();
    await dialog.getByRole('img', { name: /^QR code/ }).waitFor();
    const totp = new TOTP({ secret: await dialog.locator('code').textContent() });
    const now = Date.now();
    await dialog.getByLabel('Code', { exact: true }).fill(totp.generate({ timestamp: now - 30_000 }));
    await dialog.getByRole('button', { name: 'Switch it on' }).click();
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    const [recovery] = (await dialog.locator('code').textContent()).split('\n');
    await button(page, 'I have stored it').click();
    await page.getByText('A log-in asks for a code').waitFor();
    await button(page, 'Log out').click();
    await title(page, 'Log in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Log in').click();
    await page.getByText('Now enter the code').waitFor();
    await page.getByLabel('Code').fill('000000');
    await button(page, 'Log in').click();
    await page.getByRole('alert').filter({ hasNotText: 'Now enter' }).waitFor();
    await page.getByLabel('Code').fill(recovery);
    await button(page, 'Log in').click();
    await title(page, 'Hello, Ada');
  });

  it('reads who changed what, and takes it along as CSV', async () => {
    const { email, token } = await server.signUp();
    await server.call('PATCH', '/v1/business', { token, body: { name: 'Renamed' } });
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('cell', { name: /Business: (edited|renamed|updated)/ }).waitFor();
    await page
      .getByText(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
      .first()
      .waitFor();
    await page.getByLabel('By').selectOption('bot');
    await page.getByText('No entry matches').waitFor();
    assert.match(page.url(), /actor=bot/);
    await page.goBack();
    await page.getByRole('cell', { name: /Business: (edited|renamed|updated)/ }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download as CSV').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
  });

  it('gets a file though the download broke off, and is told where it does not end', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await page.clock.install();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Audit' }).click();
    await title(page, 'Audit');
    await page.evaluate(() => {
      const send = window.fetch;
      let files = 0;
      window.fetch = async (request, init) => {
        const answer = await send(request, init);
        if (!/csv/.test(answer.headers.get('content-type'))) return answer;
        files += 1;
        if (files === 2) return answer;
        const body = new ReadableStream({
          start(file) {
            file.enqueue(new TextEncoder().encode('at,'));
            if (files === 1) file.error(new TypeError('network error'));
            init.signal.addEventListener('abort', () => file.error(init.signal.reason));
          },
        });
        return new Response(body, answer);
      };
    });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Download as CSV').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'audit.csv');
    const answered = page.waitForResponse(/format=csv/);
    await button(page, 'Download as CSV').click();
    await answered;
    await page.locator('button[aria-busy="true"]').waitFor();
    await page.clock.fastForward(600_000);
    await page.getByText('cannot be reached').waitFor();
    await page.locator('button[aria-busy="true"]').waitFor({ state: 'detached' });
  });

  /** An owner at the question whether Grace shall be the owner. */
  const handingOver = async () => {
    const owner = await server.signUp();
    const email = `${crypto.randomUUID()}@example.com`;
    await server.call('POST', '/v1/invitations', { token: owner.token, body: { email, role: 'member' } });
    const token = (await server.mailedLink(email, 'invitations')).split('/').at(-1);
    const body = { firstName: 'Grace', lastName: 'Hopper', password: PASSWORD };
    const accepted = await server.call('POST', `/v1/auth/invitations/${token}/accept`, { body });
    assert.equal(accepted.status, 200);
    const page = await somebody();
    await logIn(page, owner.email, PASSWORD);
    await page.getByRole('link', { name: 'Team' }).click();
    await page.getByRole('button', { name: 'Make owner Grace Hopper' }).click();
    return page;
  };

  it('hands the business over, and is an admin then, however slow the reads are', async () => {
    const page = await handingOver();
    const loaded = page.waitForEvent('load');
    await page.route('**/v1/members?*', (route) => loaded.then(() => route.continue()));
    await button(page, 'Make Grace Hopper the owner').click();
    await page.getByText('Grace Hopper is the owner now').waitFor();
    await page.getByRole('row', { name: /Grace Hopper.*owner/ }).waitFor();
    await page.getByRole('row', { name: /Ada Lovelace.*admin/ }).waitFor();
  });

  it('is shown that the business is handed over where the answer was lost', async () => {
    const page = await handingOver();
    await page.route('**/v1/business/owner', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await button(page, 'Make Grace Hopper the owner').click();
    await page.getByRole('row', { name: /Grace Hopper.*owner/ }).waitFor();
    await page.getByRole('row', { name: /Ada Lovelace.*admin/ }).waitFor();
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('reads what follows a trial by its name, and amounts in units of several words', async () => {
    const page = await somebody();
    const change = (url, changed) =>
      page.route(url, async (route) => {
        const answer = await route.fetch();
        const { data, ...rest } = await answer.json();
        await route.fulfill({ response: answer, json: { ...rest, data: changed(data) } });
      });
    const trial = { code: 'try', name: 'Try', trialDays: 14, whenTrialEnds: { switchTo: 'pro' } };
    await change('**/v1/plans?*', (plans) => {
      const pro = { ...plans.find(({ code }) => code === 'pro'), trialDays: 0 };
      return [...plans.filter(({ code }) => code !== 'pro'), pro, { ...pro, ...trial }];
    });
    await change('**/v1/features?*', (features) =>
      features.map((of) => (of.key === 'recordings' ? { ...of, unit: 'API call' } : of)),
    );
    await page.goto('/app/signup');
    // No money is collected here, so "Pro" itself cannot be chosen.
    await page.getByText(/^14 days of trial, then Pro$/).waitFor();
    await page
      .getByText(/^[\d,]+ API calls$/)
      .first()
      .waitFor();
  });

  it('sees that a page loads, and reads for as long as needed that an answer was lost', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await page.clock.install();
    await logIn(page, email, PASSWORD);
    let answer = () => {};
    const held = new Promise((resolve) => (answer = resolve));
    const session = '**/v1/auth/browser-sessions/dashboard';
    await page.route(session, (route) => held.then(() => route.continue()));
    await page.reload();
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    answer();
    await title(page, 'Hello, Ada');
    await page.unroute(session);
    await page.getByRole('link', { name: 'Account' }).click();
    const mail = '**/v1/me/verify-email';
    await page.route(mail, (route) => route.abort());
    await button(page, 'Send a mail to confirm it').click();
    const lost = page.getByText('It is not known whether it was done');
    await lost.waitFor();
    await page.unroute(mail);
    await button(page, 'Send a mail to confirm it').click();
    const sent = page.getByText('The mail is on its way.');
    await sent.waitFor();
    await page.clock.fastForward(60_000);
    await sent.waitFor({ state: 'detached' });
    assert.equal(await lost.count(), 1);
    await button(page, 'Hide this message').click();
    await lost.waitFor({ state: 'detached' });
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('is told at once that nothing was sent without a network, and nothing is sent later', async () => {
    const { email, token } = await server.signUp();
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await button(page, 'Cancel the subscription').click();
    const sent = [];
    page.on('request', (request) => request.method() !== 'GET' && sent.push(request.url()));
    await people.at(-1).context.setOffline(true);
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Cancel the subscription' }).click();
    await dialog.getByRole('alert').getByText('It is not known whether it was done').waitFor();
    await dialog.getByRole('button', { name: 'Do not cancel' }).click();
    const tried = sent.length;
    // The page reads again when the network is back.
    const read = page.waitForResponse('**/v1/subscription');
    await people.at(-1).context.setOffline(false);
    await read;
    await page.getByRole('link', { name: 'Team' }).click();
    await page.getByRole('cell', { name: 'Ada Lovelace' }).waitFor();
    assert.equal(sent.length, tried);
    const { body } = await server.call('GET', '/v1/subscription', { token });
    assert.equal(body.cancelAtCycleEnd, false);
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });

  it('is told when the service cannot answer, and goes on where it was', async () => {
    const { email } = await server.signUp();
    const page = await somebody();
    await logIn(page, email, PASSWORD);
    await page.route('**/v1/members?*', (route) => route.abort());
    await page.getByRole('link', { name: 'Team' }).click();
    await page.getByText('cannot be reached').waitFor();
    await page.unroute('**/v1/members?*');
    await button(page, 'Try again').click();
    await page.getByRole('cell', { name: 'Ada Lovelace' }).waitFor();
    // The failure is what was tested.
    people.at(-1).faults.length = 0;
  });
});
