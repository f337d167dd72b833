import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the build. It is in memory, so that a new build does not change a page that somebody has open. */
export interface Asset {
  type: string;
  content: Buffer;
  /** The content, compressed by Brotli; null if that saves nothing. */
  brotli: Buffer | null;
}

/** One app: its page, and the paths below `/app` or `/console` at which the page is shown. */
export interface App {
  page: string;
  routes: string[];
}

export interface BuiltPages {
  /** The page at `/`, with placeholders that are filled in later. */
  front: string;
  dashboard: App | null;
  console: App | null;
  /** The files, by name. A name has a hash of the content. */
  assets: Map<string, Asset>;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

/** Reads the pages that `scripts/web.mjs` built; null if they are not built, for example because Vite is not installed. */
export async function readBuiltPages(): Promise<BuiltPages | null> {
  const folder = findFolder(dirname(fileURLToPath(import.meta.url)));
  if (folder === null) return null;
  const routes = JSON.parse(await readFile(join(folder, 'pages.json'), 'utf8')) as Record<string, string[]>;
  const app = async (name: string): Promise<App | null> => {
    const found = routes[name];
    return found === undefined ? null : { page: await readPage(folder, name), routes: found };
  };
  return {
    front: await readPage(folder, 'front'),
    dashboard: await app('dashboard'),
    console: await app('console'),
    assets: await readAssets(join(folder, 'assets')),
  };
}

/** Finds the folder of the build. It is near the running code, which is a bundle, compiled files or sources. */
function findFolder(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const path of [join(folder, 'web'), join(folder, 'dist', 'web')])
      if (existsSync(join(path, 'pages.json'))) return path;
    if (folder === dirname(folder)) return null;
  }
}

const readPage = (folder: string, app: string): Promise<string> =>
  readFile(join(folder, app, 'index.html'), 'utf8');

async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const names = (await readdir(folder)).filter((name) => extname(name) in TYPES);
  const read = async (name: string): Promise<[string, Asset]> => [
    name,
    {
      type: TYPES[extname(name)] ?? '',
      content: await readFile(join(folder, name)),
      brotli: await readFile(join(folder, `${name}.br`)).catch(() => null),
    },
  ];
  return new Map(await Promise.all(names.map(read)));
}
