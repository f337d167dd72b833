import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** An app is a folder with an `index.html`, and a `routes.json` when it has more than one address. */
const apps = ['front', 'dashboard', 'console'].filter((name) => existsSync(at(`${name}/index.html`)));

export default defineConfig({
  root: at('.'),
  // The client is built from its sources, so that nothing has to be built before.
  resolve: { alias: { '@tenure/sdk': at('../sdk/src/index.ts') } },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // A file inside a page would need a hole in the content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(apps.map((name) => [name, at(`${name}/index.html`)])),
      output: {
        // A script for each page, and few others: many small files compress badly.
        codeSplitting: {
          groups: [
            // Apart, because the page at / has the styles and no script.
            { name: 'styles', test: /\.css$/, priority: 1 },
            { name: 'packages', test: /node_modules\/(?!lean-qr)/ },
            {
              name: 'shared',
              test: /(web\/src\/(api|ui)\/(?!qr-code).*|sdk\/src\/.*)\.tsx?$/,
              minShareCount: 2,
            },
            ...apps.map((name) => ({
              name: `${name}-pages`,
              test: RegExp(`web/src/${name}/`),
              minShareCount: 2,
            })),
          ],
        },
      },
      // Packages say 'use client' for servers that render; here everything runs in the browser.
      onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
    },
  },
});
