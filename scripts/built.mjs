/** A module of the build, by its path under dist/: `built('src/app.js')`. @param {string} path */
export const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);
