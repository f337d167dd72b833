import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { logInToConsole, person, startBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

/**
 * What a group of flows needs: a server and a browser of its own, and people whose pages stay without fault. `env` is what the
 * server is told.
 */
export function setting(env) {
  const people = [];
  const scene = {
    server: undefined,
    browser: undefined,
    /** A person at a browser, who looks at nothing yet. */
    async somebody(look) {
      const found = await person(scene.browser, scene.server, look);
      people.push(found);
      return found.page;
    },
    /** For a person whose failing requests are what is tested. */
    allowFaults() {
      people.at(-1).faults.length = 0;
    },
    /** The operator, on the first page of the console. */
    async operator() {
      const page = await scene.somebody();
      await logInToConsole(page, await scene.server.operatorLogin());
      return page;
    },
  };
  before(async () => ([scene.server, scene.browser] = await Promise.all([startServer(env), startBrowser()])));
  after(async () => {
    await scene.browser?.close();
    await scene.server?.stop();
  });
  afterEach(async () => {
    for (const { context, faults } of people.splice(0)) {
      await context.close();
      assert.deepEqual(faults, []);
    }
  });
  return scene;
}

/** A button by its whole name; in a dialog; and the title of a page, once it is shown. */
export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const inDialog = (page, name) => button(page.getByRole('dialog'), name);
export const title = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
