import { existsSync } from 'node:fs';

/** Imports a module of the build, by its path under dist/: `built('src/app.js')`. @param {string} path */
export const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** Runs `main` or `cli`: the bundle, or the compiled files if there is no bundle. @param {string} name */
export function run(name) {
  const bundled = new URL(`../dist/bundle/${name}.mjs`, import.meta.url);
  return existsSync(bundled) ? import(bundled.href) : built(`src/${name}.js`);
}
