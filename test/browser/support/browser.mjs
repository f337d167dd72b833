import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const SYSTEM = [
  ...['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** How people see the pages. */
export const LOOKS = {
  light: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  tablet: { viewport: { width: 768, height: 1024 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};

/** `CHROMIUM`, else the system's, else the one that comes in an npm package (Linux on x64). */
async function executable() {
  const found = process.env.CHROMIUM ?? SYSTEM.find((path) => existsSync(path));
  if (found !== undefined) return found;
  // It brings the libraries that a server lacks, where it believes itself to be on one.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

export async function startBrowser() {
  return chromium.launch({ executablePath: await executable(), args: FLAGS });
}

/**
 * A person at a browser of their own. What goes wrong in it is gathered: errors of the console and of scripts, answers
 * of 5xx, and what the content security policy refused. Refusals of 4xx are part of what is tested.
 */
export async function person(browser, server, look = LOOKS.light) {
  const context = await browser.newContext({ ...look, baseURL: server.url, acceptDownloads: true });
  const faults = [];
  context.on('page', (page) => {
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
    page.on('console', (message) => {
      const isRefusal = /Failed to load resource: .* status of 4\d\d/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !isRefusal) faults.push(message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 500) faults.push(`${response.status()} of ${response.url()}`);
    });
  });
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`content security policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  return { context, page: await context.newPage(), faults };
}

/** Waits until nothing is on its way. */
export async function settled(page) {
  await page.waitForSelector('h1');
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('.skeleton') === null);
}

export async function logIn(page, email, password) {
  await page.goto('/app/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { level: 1, name: /Hello|Businesses/ }).waitFor();
}

/** Logs in to the console, with a code of the second factor where one is given. */
export async function logInToConsole(page, { email, password }, code) {
  await page.goto('/console/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
  if (code === undefined) return page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByLabel('Code').fill(code());
  await page.getByRole('button', { name: 'Log in' }).click();
  return page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
}

/** Goes to another window and comes back. The page then reads again. */
export async function comeBack(page) {
  await page.evaluate(async () => {
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
  });
  await page.waitForLoadState('networkidle');
}

/** The name of the business that the page shows. */
export async function businessOn(page) {
  const text = await page.getByRole('button', { name: /^Business: / }).textContent();
  return text.replace('Business: ', '');
}

/** Goes to another business. */
export async function switchTo(page, name) {
  await page.getByRole('button', { name: /^Business: / }).click();
  await page.getByRole('dialog').getByRole('button', { name }).click();
}

/** Neither the page nor a list in it is wider than its place. */
export async function expectRoom(page, name) {
  const tooWide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main .table')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map((element) => element.className),
  );
  assert.deepEqual(tooWide, [], `${name}: scrolls sideways`);
}

/** What every page has to be: named, without a fault that axe finds, and no wider than the screen. */
export async function expectGood(page, name) {
  await settled(page);
  assert.equal(await page.locator('h1').count(), 1, `${name}: one h1`);
  assert.match(await page.title(), /^.+ · Analytical Cloud$/, `${name}: a title of its own`);
  const primary = await page.locator('button.primary:visible, a.primary:visible').count();
  assert.ok(primary <= 1, `${name}: ${primary} primary buttons`);
  await expectRoom(page, name);
  await page.evaluate(axe);
  const violations = await page.evaluate(
    async (values) => (await globalThis.axe.run({ runOnly: { type: 'tag', values } })).violations,
    RULES,
  );
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  assert.deepEqual(told, [], `${name}: accessibility`);
}
