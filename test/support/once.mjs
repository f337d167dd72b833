import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

/**
 * Jest loads all modules again for every test file. The service and its packages are the same for all of them, and loading them
 * takes two seconds. So Node loads them once for each worker, and every test file of the worker gets the same modules.
 */
const LOAD = Symbol.for('tenure.load');

/** The folder into which sources.mjs compiled the service for this run. */
function compiled() {
  const folder = process.env.TENURE_COMPILED;
  if (folder === undefined)
    throw new Error('TENURE_COMPILED is missing: test/support/global-setup.mjs sets it');
  return folder;
}

/** The text of a module for Jest that answers `what`: a package, or a source by its path below the project. */
export const loadedOnce = (what) =>
  `module.exports = globalThis[Symbol.for('tenure.load')](${JSON.stringify(what)});\n`;

/** Installs the loader in this process. */
export function loadOnce() {
  globalThis[LOAD] = (what) => {
    const require = createRequire(join(compiled(), 'main.js'));
    return require(what.endsWith('.ts') ? join(compiled(), what.replace(/\.ts$/, '.js')) : what);
  };
}

/**
 * Sets the loaded service aside, so that it is loaded again: for a test file that changes the service. Returns a function that puts
 * it back, so that the next file need not load it again.
 */
export function setServiceAside() {
  const { cache } = createRequire(join(compiled(), 'main.js'));
  const take = () => {
    const files = Object.keys(cache).filter((file) => !relative(compiled(), file).startsWith('..'));
    const taken = Object.fromEntries(files.map((file) => [file, cache[file]]));
    for (const file of files) delete cache[file];
    return taken;
  };
  const shared = take();
  return () => {
    take();
    Object.assign(cache, shared);
  };
}
