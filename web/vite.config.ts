import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The apps. An app is a folder with an `index.html`, and with a `routes.json` if it has more than one address. */
const apps = ['front', 'dashboard', 'console'].filter((name) => existsSync(at(`${name}/index.html`)));

export default defineConfig({
  root: at('.'),
  // Uses the sources of the client, so that the client need not be built before.
  resolve: { alias: { '@tenure/sdk': at('../sdk/src/index.ts') } },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    // The content security policy would refuse a file that is inlined in a page.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(apps.map((name) => [name, at(`${name}/index.html`)])),
      output: {
        // One script for each page, and few others, because many small files compress badly.
        codeSplitting: {
          groups: [
            // A separate file, because the page at / has the styles and no script.
            { name: 'styles', test: /\.css$/, priority: 1 },
            { name: 'packages', test: /node_modules\/(?!lean-qr)/ },
            {
              name: 'shared',
              test: /(web\/src\/(api|ui)\/(?!qr-code|forgot-password).*|sdk\/src\/.*)\.tsx?$/,
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
      // Packages write 'use client' for servers that render. Here everything runs in the browser.
      onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
    },
  },
});
