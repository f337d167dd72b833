import { existsSync } from 'node:fs';

/** A module of the build, by its path under dist/: `built('src/app.js')`. @param {string} path */
export const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** Runs `main` or `cli`: the bundle, or where none could be made, what the compiler made. @param {string} name */
export function run(name) {
  const bundled = new URL(`../dist/bundle/${name}.mjs`, import.meta.url);
  return existsSync(bundled) ? import(bundled.href) : built(`src/${name}.js`);
}
