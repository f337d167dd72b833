import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { bundlePackages } from './packages.mjs';
import { compileSources } from './sources.mjs';

const TEMPLATE = 'tenure_template';
const built = (path) => join(process.cwd(), 'dist', 'src', path);

/**
 * Starts one PostgreSQL for the run, with a migrated database that every test copies; see database.ts. Compiles the sources at the
 * same time.
 */
export default async function globalSetup() {
  const undo = [];
  const stop = async () => {
    for (const each of undo.splice(0)) await each();
  };
  globalThis.stopTestServer = stop;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  const made = await Promise.allSettled([compile(undo), makeDatabases(undo)]);
  const failed = made.find(({ status }) => status === 'rejected');
  if (failed === undefined) return;
  await stop();
  throw failed.reason;
}

async function compile(undo) {
  await bundlePackages();
  undo.push(await compileSources());
}

async function makeDatabases(undo) {
  undo.push(await startServer());
  const folder = await mkdtemp(join(tmpdir(), 'tenure-document-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await makeTemplate(process.env.TENURE_TEST_DATABASE_URL);
  process.env.TENURE_OPENAPI = await writeDocument(process.env.TENURE_TEST_DATABASE_URL, folder);
}

/** Starts a PostgreSQL, unless TENURE_TEST_DATABASE_URL names one. */
async function startServer() {
  if (process.env.TENURE_TEST_DATABASE_URL) return async () => undefined;
  const { startEmbeddedPostgres } = await load('embedded-postgres/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-test-'));
  // If this process is root, PostgreSQL runs as another account, which needs access. Without it the data would be elsewhere.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, durable: false, maxConnections: 300 });
  process.env.TENURE_TEST_DATABASE_URL = server.url;
  const pid = Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  // A run that is aborted, for example because its output is closed, has no teardown.
  const killServer = () => process.kill(pid, 'SIGQUIT');
  process.once('exit', killServer);
  return async () => {
    process.off('exit', killServer);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl) {
  // The workers of a Citus cluster. TENURE_TEST_DATABASE_URL is its coordinator; see test/README.md.
  const workers = (process.env.TENURE_TEST_WORKERS ?? '').split(',').filter(Boolean);
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await onEach([adminUrl, ...workers], `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await onEach([adminUrl, ...workers], `CREATE DATABASE ${TEMPLATE}`);
    const url = new URL(adminUrl);
    url.pathname = `/${TEMPLATE}`;
    const { migrate } = await load('database/migrate.js');
    await migrate(url.href);
    if (workers.length > 0) await distributeTemplate(url, workers);
    // An open connection to the template would make every copy fail.
    await onEach([adminUrl, ...workers], `ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
    if (workers.length > 0)
      await onEach(
        [adminUrl, ...workers],
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${TEMPLATE}'`,
      );
  } finally {
    await admin.end();
  }
}

async function onEach(urls, statement) {
  for (const url of urls) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }
}

/** Makes a cluster of the templates on all nodes, and distributes it. Their copies form clusters, too. */
async function distributeTemplate(url, workers) {
  const { distribute } = await load('database/distribution.js');
  const of = (server) => Object.assign(new URL(server), { pathname: `/${TEMPLATE}` });
  await onEach([url.href, ...workers.map((server) => of(server).href)], 'CREATE EXTENSION citus');
  const { hostname, port } = url;
  await onEach([url.href], `SELECT citus_set_coordinator_host('${hostname}', ${port || 5432})`);
  for (const server of workers.map(of))
    await onEach([url.href], `SELECT citus_add_node('${server.hostname}', ${server.port || 5432})`);
  await distribute(url.href, 4);
}

/** Writes the document with which the recorder compares every answer; see recorder.ts. */
async function writeDocument(adminUrl, folder) {
  const nodes = [adminUrl, ...(process.env.TENURE_TEST_WORKERS ?? '').split(',').filter(Boolean)];
  const url = new URL(adminUrl);
  url.pathname = '/tenure_document';
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    DATABASE_URL: url.href,
    DATA_DIR: folder,
    RENEWALS: 'off',
    LOG_LEVEL: 'fatal',
    CATALOGUE: 'none',
    DISTRIBUTED: process.env.DISTRIBUTED ?? 'off',
  };
  try {
    await onEach(nodes, `DROP DATABASE IF EXISTS tenure_document WITH (FORCE)`);
    await onEach(nodes, `CREATE DATABASE tenure_document TEMPLATE ${TEMPLATE}`);
    const printed = await promisify(execFile)(process.execPath, ['test/support/print-openapi.mjs'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    const file = join(folder, 'openapi.json');
    await writeFile(file, printed.stdout);
    return file;
  } finally {
    await onEach(nodes, `DROP DATABASE IF EXISTS tenure_document WITH (FORCE)`);
  }
}

async function load(path) {
  if (!existsSync(built(path))) throw new Error(`${built(path)} is missing: run npm run build`);
  return import(pathToFileURL(built(path)).href);
}
