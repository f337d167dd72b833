import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  expectGood,
  logIn,
  logInToConsole,
  LOOKS,
  person,
  settled,
  startBrowser,
} from '../support/browser.mjs';
import { PASSWORD, startServer } from '../support/server.mjs';
import { CARDS, FakeStripe } from '../support/stripe.mjs';

/** How long the collector may take: it looks every five seconds. */
const COLLECTED_MS = 60_000;

describe('A customer who pays by card', () => {
  let stripe;
  let server;
  let browser;
  let operator;
  const people = [];
  before(async () => {
    stripe = await FakeStripe.start();
    [server, browser] = await Promise.all([startServer(stripe.settings), startBrowser()]);
    operator = await server.operator();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await stripe?.close();
    assert.deepEqual(
      people.flatMap(({ faults }) => faults),
      [],
    );
  });
  const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const button = (page, name) => page.getByRole('button', { name, exact: true });

  /** Somebody at a browser, for whom pages of Stripe are played. */
  const stranger = async (look, at = server) => {
    const found = await person(browser, at, look);
    people.push(found);
    await found.page.route(`${stripe.url}/**`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<html lang="en"><title>Stripe</title><h1>Stripe</h1>',
      }),
    );
    return found;
  };

  /** Somebody on a plan, of which money is collected where it costs some. */
  const payer = async (look = LOOKS.light, planCode = 'pro') => {
    const owner = await server.signUp();
    const path = `/v1/admin/businesses/${owner.business.id}/subscription`;
    const body = { planCode, collect: true };
    assert.equal((await server.call('PUT', path, { token: operator, body })).status, 200);
    const { page } = await stranger(look);
    await logIn(page, owner.email, PASSWORD);
    return { ...owner, page };
  };
  /** Gives a card on Stripe's page, and goes back as Stripe would. */
  const giveCard = async (page, card) => {
    await page.waitForURL(`${stripe.url}/**`);
    const { success_url: back } = stripe.person.checkOut(page.url(), card);
    await page.goto(back);
  };

  /** Waits until the collector has tried the customer's invoice with this outcome. */
  const declined = async ({ token }, code) => {
    for (const until = Date.now() + COLLECTED_MS; Date.now() < until; await pause(500)) {
      const { data } = (await server.call('GET', '/v1/invoices', { token })).body;
      if (data[0]?.declineCode === code) return;
    }
    throw new Error(`The invoice was not declined with ${code}.`);
  };

  it('signs up for a plan that has to be paid, and is led to the payment', async () => {
    const { page } = await stranger();
    await page.goto('/app/signup');
    await page.getByLabel('Scale').check();
    const email = `${crypto.randomUUID()}@example.com`;
    for (const [label, text] of [
      ['Name of your business', 'Paying Engines'],
      ['First name', 'Ada'],
      ['Last name', 'Lovelace'],
      ['E-mail', email],
      ['Password', PASSWORD],
    ])
      await page.getByLabel(label).fill(text);
    await expectGood(page, 'sign-up with plans to be paid');
    await button(page, 'Sign up').click();
    await button(page, 'I have stored it').click();
    const dialog = page.getByRole('dialog', { name: 'Change to Scale' });
    await dialog.getByText('Due now').waitFor();
    await dialog.getByRole('button', { name: 'Go on to payment' }).click();
    await giveCard(page, CARDS.good);
    await page.getByText('It is paid, and the payment method is saved').waitFor();
    await page.getByRole('heading', { level: 2, name: 'Scale' }).waitFor();
  });

  it('sees what is late and until when all works, gives a card, and has it paid', async () => {
    const owner = await payer();
    const { page } = owner;
    await declined(owner, 'no_payment_method');
    await page.goto('/app/plan?choose=scale');
    await page.getByText('Pay it first, or let another plan take over when the cycle ends.').waitFor();
    await page.getByRole('dialog').getByRole('link', { name: 'See what is owed' }).waitFor();
    await page.goto('/app/plan');
    // What comes next assumes that all is paid, so the dialog must not promise it.
    await page.getByText('What comes next').waitFor();
    await button(page, 'Cancel the subscription').click();
    await page.getByText(/^Pro goes on until/).waitFor();
    assert.equal(await page.getByText(/^Without canceling/).count(), 0);
    await button(page, 'Do not cancel').click();
    await page.goto('/app/billing');
    await page.getByText('A payment is late').waitFor();
    await page.getByText(/Everything works until/).waitFor();
    await page.getByText('If you add one, it is charged at once').waitFor();
    // Nothing was tried, so nothing was declined.
    await page.getByRole('row', { name: /unpaid|overdue/ }).waitFor();
    await page.getByRole('link', { name: 'See what is owed' }).click();
    await title(page, /^Invoice/);
    await page.getByRole('cell', { name: /Pro/ }).first().waitFor();
    await expectGood(page, 'invoice');
    await page.getByRole('link', { name: 'Billing' }).first().click();
    await button(page, 'Add a payment method').click();
    await giveCard(page, CARDS.good);
    await page.getByText('ending in 4242').waitFor();
    await page.getByRole('row', { name: /paid/ }).waitFor({ timeout: COLLECTED_MS });
    await expectGood(page, 'billing');
    await page.getByRole('link', { name: /^TENURE-/ }).click();
    await page.getByRole('link', { name: 'Download as PDF' }).waitFor();
  });

  it('sees that the bank decides about a payment that was late, and manages the bank account meanwhile', async () => {
    const owner = await payer();
    const { page } = owner;
    await declined(owner, 'no_payment_method');
    await saveCard(page, 'Add a payment method', CARDS.bankAccount);
    for (const until = Date.now() + COLLECTED_MS; ; await pause(500)) {
      const { pastDue } = (await server.call('GET', '/v1/billing', { token: owner.token })).body;
      if (pastDue?.status === 'processing') break;
      assert.ok(Date.now() < until, 'The bank account is not charged.');
    }
    await page.reload();
    await page.getByText('The bank decides about the payment. Everything works meanwhile.').waitFor();
    assert.equal(await page.getByText('A payment is late').count(), 0);
    await page.getByText('sepa debit ending in 3000').waitFor();
    await expectGood(page, 'bank decides');
    await button(page, 'Payment methods and receipts').click();
    await page.waitForURL(`${stripe.url}/portal/**`);
    const { page: console } = await stranger();
    await logInToConsole(console, await server.operatorLogin());
    await console.goto(`/console/businesses/${owner.business.id}`);
    await console.getByText(/of TENURE-.*: the bank decides about the payment/).waitFor();
  });

  it('opens one page of the provider, however often the button is pressed until it comes', async () => {
    const { page } = await payer();
    await page.goto('/app/billing');
    let opened = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/billing/checkout')) opened += 1;
    });
    let come;
    const comes = new Promise((resolve) => (come = resolve));
    await page.route(`${stripe.url}/**`, async (route) => {
      await comes;
      await route.fallback();
    });
    let left = Infinity;
    await page.exposeFunction('pressed', () => {
      left -= 1;
      if (left === 0) come();
    });
    page.on('request', (request) => {
      // Three more presses while the browser waits for the page.
      if (request.url().startsWith(stripe.url)) left = Math.min(left, 3);
    });
    await button(page, 'Add a payment method').evaluate((element) =>
      setInterval(() => {
        element.click();
        void globalThis.pressed();
      }, 100),
    );
    await page.waitForURL(`${stripe.url}/**`);
    assert.equal(opened, 1);
  });

  it('is told why a card is declined, and pays with another', async () => {
    const owner = await payer(LOOKS.narrow);
    const { page } = owner;
    await page.goto('/app/billing');
    await button(page, 'Add a payment method').click();
    await giveCard(page, CARDS.noFunds);
    await page.getByText(/ending in/).waitFor();
    await declined(owner, 'insufficient_funds');
    await page.getByRole('row', { name: /declined/ }).waitFor();
    await page.getByRole('link', { name: /^TENURE-/ }).click();
    await page.getByText('The last try was declined: insufficient funds.').waitFor();
    await button(page, /^Pay \$/).click();
    await page.getByText('The payment was declined: insufficient funds.').waitFor();
    await expectGood(page, 'declined');
  });

  it('sees what is due now, and buys a plan on a page of the provider', async () => {
    const { page } = await payer(LOOKS.dark, 'free');
    await page.getByRole('link', { name: 'Plan', exact: true }).click();
    await button(page, 'Choose Scale').click();
    await page.getByText('Due now').waitFor();
    await expectGood(page, 'due now');
    await button(page, 'Go on to payment').click();
    await giveCard(page, CARDS.good);
    await page.getByText('It is paid, and the payment method is saved.').waitFor({ timeout: COLLECTED_MS });
    await page.getByRole('heading', { level: 2, name: 'Scale' }).waitFor();
    assert.equal(page.url(), `${server.url}/app/plan`);
  });

  it('is shown how the payment ended, though the provider takes long to say it', async () => {
    const { page } = await payer(LOOKS.light, 'free');
    await page.goto('/app/plan');
    await button(page, 'Choose Scale').click();
    await button(page, 'Go on to payment').click();
    await page.waitForURL(`${stripe.url}/**`);
    const refusal = { type: '', title: '', status: 409, code: 'wrong_state', detail: 'Ask me later.' };
    let asked = 0;
    await page.route('**/v1/billing/checkouts/*', async (route) => {
      asked += 1;
      if (asked === 1) return route.fulfill({ status: 409, json: refusal });
      if (asked > 4) return route.continue();
      const response = await route.fetch();
      return route.fulfill({ response, json: { ...(await response.json()), state: 'open' } });
    });
    await giveCard(page, CARDS.good);
    await page.getByRole('alert').getByText('Ask me later.').waitFor();
    await button(page, 'Try again').click();
    await page.getByText('Checking the payment…').waitFor();
    await page.getByText('It is paid, and the payment method is saved.').waitFor({ timeout: COLLECTED_MS });
    await page.getByRole('heading', { level: 2, name: 'Scale' }).waitFor();
    assert.ok(asked > 4);
  });

  const chooseScale = async (page) => {
    await page.goto('/app/plan');
    await button(page, 'Choose Scale').click();
    await page.getByRole('button', { name: /^Pay .* and change$/ }).click();
  };
  const saveCard = async (page, which, card) => {
    await page.goto('/app/billing');
    await button(page, which).click();
    await giveCard(page, card);
    await page.getByText('The payment method is saved.').waitFor();
  };
  const plan = (page, name) => page.getByRole('heading', { level: 2, name });

  it('pays for a more expensive plan by the saved card', async () => {
    const { page } = await payer(LOOKS.light, 'free');
    await saveCard(page, 'Add a payment method', CARDS.good);
    await chooseScale(page);
    await plan(page, 'Scale').waitFor({ timeout: COLLECTED_MS });
  });

  it('buys seats with a plan and later, and gives some up for the next cycle or keeps them', async () => {
    const team = {
      code: 'team',
      name: 'Team',
      price: { amount: 900, currency: 'USD' },
      interval: { unit: 'month', count: 1 },
      perSeat: true,
      limits: { recordings: 100, seats: 1 },
    };
    await server.call('POST', '/v1/admin/plans', { token: operator, body: team });
    const { page, token } = await payer(LOOKS.narrow, 'free');
    await saveCard(page, 'Add a payment method', CARDS.good);
    await page.goto('/app/plan');
    await button(page, 'Choose Team').click();
    await page.getByLabel('Seats', { exact: true }).fill('0');
    await page.locator('.wrong', { hasText: 'Must be a whole number' }).waitFor();
    await page.getByLabel('Seats', { exact: true }).fill('4');
    await expectGood(page, 'seats with a plan');
    // The number stays while the field is hidden.
    await page.getByRole('group', { name: 'When' }).getByRole('button').last().click();
    await page.getByLabel('Seats', { exact: true }).waitFor({ state: 'detached' });
    await button(page, 'Now').click();
    assert.equal(await page.getByLabel('Seats', { exact: true }).inputValue(), '4');
    await button(page, 'Pay $36.00 and change').click();
    await plan(page, 'Team').waitFor({ timeout: COLLECTED_MS });
    const seats = (text) => page.locator('dt:text-is("Seats") + dd', { hasText: text }).waitFor();
    await seats(/^4$/);

    const invite = () => {
      const body = { email: `${crypto.randomUUID()}@example.com`, role: 'member' };
      return server.call('POST', '/v1/invitations', { token, body });
    };
    await invite();
    await page.reload();
    await button(page, 'Change the seats').click();
    await page.getByText('You have 4, and 2 are taken by people and open invitations.').waitFor();
    await page.getByLabel('Seats', { exact: true }).fill('1');
    await page.getByText('More seats are held than would be left.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).waitFor();
    assert.equal(await page.getByRole('dialog').getByRole('button').count(), 1);
    await page.getByLabel('Seats', { exact: true }).fill('0');
    await button(page, 'Change the seats').last().click();
    await page.locator('.wrong').waitFor();
    await page.getByLabel('Seats', { exact: true }).fill('6');
    await expectGood(page, 'more seats');
    await page.getByRole('button', { name: /^Pay \$1[78]\./ }).click();
    await seats(/^6$/);

    await button(page, 'Change the seats').click();
    await page.getByLabel('Seats', { exact: true }).fill('3');
    await page.getByText('Until then you have the 6 that are paid.').waitFor();
    await page.getByRole('button', { name: /^Have 3 seats from / }).click();
    await seats(/^6, 3 from /);
    await page
      .getByText(/A new cycle begins on plan Team: \$27\.00/)
      .first()
      .waitFor();
    await button(page, 'Keep 6 seats').click();
    await seats(/^6$/);
    await page
      .getByText(/A new cycle begins on plan Team: \$54\.00/)
      .first()
      .waitFor();

    for (let held = 2; held < 6; held += 1) await invite();
    await page.goto('/app/team');
    await button(page, 'Invite somebody').click();
    await page.getByRole('dialog').getByLabel('E-mail').fill('one.more@example.com');
    await button(page, 'Send the invitation').click();
    await page.getByText('All 6 seats are taken.').waitFor();
    await page.getByRole('link', { name: 'get more seats' }).click();
    await title(page, 'Plan');
  });

  it('buys several seats with a plan on a page of the provider', async () => {
    const { page } = await payer(LOOKS.light, 'free');
    await page.goto('/app/plan');
    await button(page, 'Choose Team').click();
    await page.getByLabel('Seats', { exact: true }).fill('4');
    await page.getByText('$36.00').first().waitFor();
    await button(page, 'Go on to payment').click();
    await giveCard(page, CARDS.good);
    await page.getByText('It is paid, and the payment method is saved.').waitFor({ timeout: COLLECTED_MS });
    await plan(page, 'Team').waitFor();
    await page.locator('dt:text-is("Seats") + dd', { hasText: /^4$/ }).waitFor();
  });

  it('is told when the saved card is declined, and until when the order waits; the next card pays for it', async () => {
    const { page, token } = await payer(LOOKS.light, 'free');
    await saveCard(page, 'Add a payment method', CARDS.noFunds);
    await chooseScale(page);
    await page.getByText('The payment was declined: insufficient funds.').waitFor();
    await page.getByRole('link', { name: 'Pay in another way' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await plan(page, 'Free').waitFor();
    const [{ id }] = (await server.call('GET', '/v1/invoices', { token })).body.data;
    await page.goto(`/app/billing/invoices/${id}`);
    await page.locator('dt:text-is("Void on") + dd').waitFor();
    await saveCard(page, 'Use another payment method', CARDS.good);
    for (const until = Date.now() + COLLECTED_MS; Date.now() < until; await pause(500)) {
      await page.goto('/app/plan');
      await settled(page);
      if (await plan(page, 'Scale').isVisible()) return;
    }
    throw new Error('The plan does not begin.');
  });

  it('is told that tax needs an address first, writes the country, and buys the plan', async () => {
    const taxed = await startServer({ ...stripe.settings, STRIPE_TAX: 'exclusive' });
    let page;
    try {
      const { email, token } = await taxed.signUp();
      ({ page } = await stranger(LOOKS.narrow, taxed));
      await logIn(page, email, PASSWORD);
      await saveCard(page, 'Add a payment method', CARDS.good);
      await chooseScale(page);
      await page.getByText('The tax depends on your address.').waitFor();
      await expectGood(page, 'tax needs an address');
      await page.getByRole('link', { name: 'Enter your country for invoices' }).click();
      await page.waitForURL('**/app/billing');
      await page.getByLabel('Country').fill('DE');
      await button(page, 'Save').click();
      await page.getByText('New invoices will show this').waitFor();
      await taxIsKnown(taxed, token);
      await chooseScale(page);
      await plan(page, 'Scale').waitFor({ timeout: COLLECTED_MS });
    } finally {
      // An open page asks its server for news.
      await page?.close();
      await taxed.stop();
    }
  });
  /** Waits until the collector has told Stripe of the address. */
  const taxIsKnown = async (at, token) => {
    const path = '/v1/subscription/plan/preview?planCode=scale';
    for (const until = Date.now() + COLLECTED_MS; Date.now() < until; await pause(500)) {
      const { dueNow } = (await at.call('GET', path, { token })).body;
      if (typeof dueNow.tax === 'number') return;
    }
    throw new Error('The tax is not known.');
  };

  it('says whom invoices are made out to', async () => {
    const { page, token } = await payer();
    await page.goto('/app/billing');
    await page.getByLabel('Name', { exact: false }).fill('Analytical Engines Ltd');
    await page.getByLabel('Address').fill('1 St James’s Square\nLondon');
    await page.getByLabel('Country').fill('GB');
    await page.getByLabel('Postal code').fill('SW1Y 4LE');
    await page.getByLabel('E-mail for invoices').fill('no address');
    await button(page, 'Save').click();
    await page.locator('.wrong').waitFor();
    await page.getByLabel('E-mail for invoices').fill('bills@example.com');
    await button(page, 'Save').click();
    await page.getByText('New invoices will show this').waitFor();
    const { body } = await server.call('GET', '/v1/billing/profile', { token });
    assert.deepEqual(body, {
      name: 'Analytical Engines Ltd',
      address: '1 St James’s Square\nLondon',
      country: 'GB',
      postalCode: 'SW1Y 4LE',
      taxId: null,
      email: 'bills@example.com',
      netDays: 0,
    });
  });
});
