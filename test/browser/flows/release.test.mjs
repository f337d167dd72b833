import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setting, title } from '../support/setting.mjs';

describe('A tab that is older than the last release', () => {
  const scene = setting();
  const SCRIPT = '**/assets/plans-*.js';
  /** A tab from which the script of the page of plans is gone. */
  const withoutPlans = async () => {
    const page = await scene.operator();
    await page.route(SCRIPT, (route) => route.fulfill({ status: 404, body: '' }));
    let loads = 0;
    page.on('load', () => (loads += 1));
    return { page, loads: () => loads };
  };

  it('is loaded again once where it asks for a script that is gone, and shows the page', async () => {
    const { page, loads } = await withoutPlans();
    await page.route('**/console/plans', async (route) => {
      if (route.request().resourceType() !== 'fetch') return route.continue();
      // From here on all is of the new release.
      await page.unroute(SCRIPT);
      return route.fulfill({
        contentType: 'text/html',
        body: '<script src="/assets/console-new.js"></script>',
      });
    });
    await page.getByRole('link', { name: 'Plans' }).click();
    await title(page, 'Plans');
    assert.equal(loads(), 1);
  });

  it('says so where no load helps, and is not loaded again and again', async () => {
    const { page, loads } = await withoutPlans();
    await page.route('**/console/plans', (route) =>
      route.request().resourceType() === 'fetch'
        ? route.fulfill({ contentType: 'text/html', body: 'of another release' })
        : route.continue(),
    );
    await page.getByRole('link', { name: 'Plans' }).click();
    await title(page, 'Not loaded');
    assert.equal(loads(), 1);
    await page.getByRole('link', { name: 'Features' }).click();
    await title(page, 'Features');
    await page.getByRole('link', { name: 'Plans' }).click();
    await title(page, 'Not loaded');
    assert.equal(loads(), 1);
    await page.unroute(SCRIPT);
    await page.getByRole('button', { name: 'Try again' }).click();
    await title(page, 'Plans');
  });

  it('moves the focus to the title of a page that it loads', async () => {
    const page = await scene.operator();
    await page.getByRole('link', { name: 'Test clocks' }).press('Enter');
    await title(page, 'Test clocks');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Test clocks');
  });
});
