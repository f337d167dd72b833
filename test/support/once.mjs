import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/**
 * Jest gives every test file modules of its own. The service and its packages are the same in all of them, and it takes two
 * seconds to load them. So they are loaded once for each worker, by Node, and every test file of the worker gets the same ones.
 */
const LOAD = Symbol.for('tenure.load');

/** The folder in which sources.mjs compiled the service for this run. */
function compiled() {
  const folder = process.env.TENURE_COMPILED;
  if (folder === undefined)
    throw new Error('TENURE_COMPILED is missing: test/support/global-setup.mjs sets it');
  return folder;
}

/** The text of a module, for Jest, that is `what`: a package, or a source with its path below the project. */
export const loadedOnce = (what) =>
  `module.exports = globalThis[Symbol.for('tenure.load')](${JSON.stringify(what)});\n`;

/** Makes it work in this process. */
export function loadOnce() {
  globalThis[LOAD] = (what) => {
    const require = createRequire(join(compiled(), 'main.js'));
    return require(what.endsWith('.ts') ? join(compiled(), what.replace(/\.ts$/, '.js')) : what);
  };
}

/** Forgets the service, so that it is loaded anew: for a test file that changes it. */
export function forgetService() {
  const { cache } = createRequire(join(compiled(), 'main.js'));
  for (const file of Object.keys(cache)) if (!relative(compiled(), file).startsWith('..')) delete cache[file];
}
