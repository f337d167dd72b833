/**
 * Writes the files that are generated from the build: the OpenAPI documents, openapi/*.json, and the client's types,
 * sdk/src/schema.d.ts.
 *
 *   npm run sdk:generate                 writes them
 *   npm run sdk:check                    fails if they differ, or if they break a client of the last release
 *   npm run sdk:generate -- --release    writes them as those of a release
 */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { typesOf } from '../sdk/scripts/types.mjs';
import { buildIfStale } from './build.mjs';
import { breakingChanges, contractOf } from './openapi/breaking-changes.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const AUDIENCES = ['sdk', 'dashboard', 'operator'];
/** The contract of the last release, and the intended changes since then that break its clients. */
const RELEASED = 'openapi/released/contract.json';
const DECLARED = 'openapi/released/declared-changes.json';
const asText = (value) => `${JSON.stringify(value, null, 1)}\n`;

await buildIfStale();
const documents = await documentsOfTheBuild();
const whole = merged(documents);
const files = new Map(documents.map((document, n) => [`openapi/${AUDIENCES[n]}.json`, asText(document)]));
files.set('sdk/src/schema.d.ts', await typesOf(whole));
if (process.argv.includes('--check')) await check();
else await write();
process.exit(process.exitCode ?? 0);

async function write() {
  if (process.argv.includes('--release')) {
    files.set(RELEASED, asText(contractOf(whole)));
    files.set(DECLARED, asText({}));
  }
  for (const [path, text] of files) await writeFile(join(root, path), text);
}

async function check() {
  const read = (path) => readFile(join(root, path), 'utf8').catch(() => '');
  const faults = [];
  for (const [path, text] of files)
    if ((await read(path)) !== text) faults.push(`${path} is not what the build says: npm run sdk:generate`);
  const [released, declared] = [JSON.parse(await read(RELEASED)), JSON.parse(await read(DECLARED))];
  const found = breakingChanges(released, contractOf(whole));
  for (const change of found)
    if (!(change in declared))
      faults.push(`${change}. This breaks clients of the last release: declare it in ${DECLARED}`);
  for (const change of Object.keys(declared))
    if (!found.includes(change)) faults.push(`${change}. ${DECLARED} says so, and it is not so`);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

/**
 * Reads the documents from the build, because only a build has complete ones. It starts the service on a temporary embedded
 * PostgreSQL, without a port.
 */
async function documentsOfTheBuild() {
  const built = (path) => import(pathToFileURL(join(root, 'dist', 'src', path)).href);
  const { startEmbeddedPostgres } = await built('embedded-postgres/embedded-postgres.js');
  const { createApp } = await built('app.js');
  const { loadConfig } = await built('config/config.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-openapi-'));
  // If this process is root, PostgreSQL runs as another account, which needs access.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  try {
    const env = {
      NODE_ENV: 'test',
      DATA_DIR: dataDir,
      RENEWALS: 'off',
      LOG_LEVEL: 'fatal',
      CATALOGUE: 'none',
      PAGES: 'off',
    };
    const app = await createApp({ ...loadConfig(env), databaseUrl: server.url });
    const found = [];
    for (const name of AUDIENCES)
      found.push((await app.inject({ method: 'GET', url: `/openapi/${name}.json` })).json());
    await app.close();
    return found;
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Merges the documents. A path can have operations for several audiences. */
function merged(several) {
  const all = structuredClone(several[0]);
  for (const { paths, components } of several.slice(1)) {
    for (const [path, item] of Object.entries(paths)) all.paths[path] = { ...all.paths[path], ...item };
    for (const [kind, entries] of Object.entries(components))
      all.components[kind] = { ...all.components[kind], ...entries };
  }
  return all;
}
