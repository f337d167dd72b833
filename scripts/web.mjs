/** Builds the pages into a folder, by default `dist/web`: `npm run pages`. scripts/build.mjs runs it beside the compiler. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build } from 'vite';

const web = fileURLToPath(new URL('../web/', import.meta.url));
const [, , folder = 'dist/web'] = process.argv;
const output = resolve(folder);
const TEXT = new Set(['.html', '.js', '.css', '.svg']);
// Otherwise the larger development build of React is used.
process.env.NODE_ENV = 'production';
const compress = promisify(brotliCompress);

await build({
  configFile: join(web, 'vite.config.ts'),
  mode: 'production',
  logLevel: 'warn',
  build: { outDir: output, emptyOutDir: true },
});
await writeFile(join(output, 'pages.json'), JSON.stringify(await apps()));
for (const entry of await readdir(output, { withFileTypes: true, recursive: true })) {
  if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
  const path = join(entry.parentPath, entry.name);
  // The server fills in HTML pages when it sends them: see src/pages/built-pages.ts.
  if (extname(path) === '.html') continue;
  const text = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  await writeFile(`${path}.br`, await compress(text, { params }));
}

/** The addresses of each app, relative to the app's own address. */
async function apps() {
  const found = {};
  for (const name of await readdir(web)) {
    const routes = join(web, name, 'routes.json');
    if (existsSync(routes)) found[name] = JSON.parse(await readFile(routes, 'utf8'));
  }
  return found;
}
