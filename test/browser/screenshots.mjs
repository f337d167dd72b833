/**
 * Takes a picture of every page in each look, into a folder: `npm run screenshots -- FOLDER`. With `--docs` it takes those of
 * the documentation alone.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logIn, logInToConsole, LOOKS, person, settled, startBrowser } from './support/browser.mjs';
import { consolePagesOf, lively, OPEN_PAGES } from './support/scene.mjs';
import { startServer } from './support/server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** How long the collector may take: it looks every five seconds. */
const COLLECTED_MS = 60_000;
const forDocs = process.argv[2] === '--docs';
const folder = forDocs ? join(root, 'docs', 'images') : resolve(root, process.argv[2] ?? 'screenshots');
await mkdir(folder, { recursive: true });
const [server, browser] = await Promise.all([startServer({ PAYMENTS: 'manual' }), startBrowser()]);
try {
  const customer = await lively(server, forDocs ? { name: 'Analytical Engines' } : { payments: true });
  if (forDocs) await shootForDocs(customer);
  else await shootAll(customer);
} finally {
  await browser.close();
  await server.stop();
}

/** The first screen of each app. */
async function shootForDocs(customer) {
  const token = (await server.mailedLink(customer.email, 'verify-email')).split('/').at(-1);
  await server.call('POST', '/v1/auth/verify-email', { body: { token } });
  const { page } = await person(browser, server);
  await logIn(page, customer.email, customer.password);
  await settled(page);
  await page.screenshot({ path: join(folder, 'dashboard.png') });
  await otherCustomers(customer);
  await logInToConsole(page, await server.operatorLogin());
  await settled(page);
  await page.screenshot({ path: join(folder, 'console.png') });
}

/** Others, one of whom is past due, so that operators have something to look at. Nothing fails. */
async function otherCustomers({ ownWebhookId, pages, token: ownersToken }) {
  const token = await server.operator();
  await server.call('DELETE', `/v1/admin/webhooks/${ownWebhookId}`, { token });
  await server.call('DELETE', pages.webhook.replace('/app', '/v1'), { token: ownersToken });
  for (const planCode of ['pro', 'pro', 'pro', 'scale', 'free', 'free', 'free']) {
    const { business, key } = await server.signUp();
    const path = `/v1/admin/businesses/${business.id}/subscription`;
    await server.call('PUT', path, { token, body: { planCode, collect: planCode === 'scale' } });
    await server.call('POST', '/v1/usage', { key, body: { feature: 'recordings', amount: 40 } });
  }
  for (const until = Date.now() + COLLECTED_MS; Date.now() < until; await pause(500)) {
    const { body } = await server.call('GET', '/v1/admin/stats', { token });
    if (body.subscriptions.pastDue > 0) return;
  }
}

async function shootAll(customer) {
  for (const [look, how] of Object.entries(LOOKS)) {
    const { page, context } = await person(browser, server, how);
    const shoot = async (pages) => {
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(path);
        await settled(page);
        await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
      }
    };
    await shoot({ front: '/', ...OPEN_PAGES });
    await logIn(page, customer.email, customer.password);
    await shoot(customer.pages);
    await logInToConsole(page, await server.operatorLogin());
    await shoot(consolePagesOf(customer));
    await context.close();
  }
}
