import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { bundlePackages } from './packages.mjs';

const TEMPLATE = 'tenure_template';
const built = (path) => join(process.cwd(), 'dist', 'src', path);

/** One PostgreSQL for the run, with a migrated database that every test copies; see database.ts. */
export default async function globalSetup() {
  await bundlePackages();
  const stopServer = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'tenure-document-'));
  const stop = async () => {
    await stopServer();
    await rm(folder, { recursive: true, force: true });
  };
  globalThis.stopTestServer = stop;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void stop().finally(() => process.exit(130)));
  }
  try {
    await makeTemplate(process.env.TENURE_TEST_DATABASE_URL);
    process.env.TENURE_OPENAPI = await writeDocument(process.env.TENURE_TEST_DATABASE_URL, folder);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A server of one's own can be named in TENURE_TEST_DATABASE_URL; then none is started. */
async function startServer() {
  if (process.env.TENURE_TEST_DATABASE_URL) return async () => undefined;
  const { startEmbeddedPostgres } = await load('embedded-postgres/embedded-postgres.js');
  const dataDir = await mkdtemp(join(tmpdir(), 'tenure-test-'));
  // Open to the account that runs the server when we are root; else the data would go elsewhere.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, durable: false, maxConnections: 300 });
  process.env.TENURE_TEST_DATABASE_URL = server.url;
  const pid = Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
  // A run that breaks off, as when what it prints to is closed, has no teardown.
  const killServer = () => process.kill(pid, 'SIGQUIT');
  process.once('exit', killServer);
  return async () => {
    process.off('exit', killServer);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${TEMPLATE}`);
    const url = new URL(adminUrl);
    url.pathname = `/${TEMPLATE}`;
    const { migrate } = await load('database/migrate.js');
    await migrate(url.href);
    // A connection left open in the template would make every copy fail.
    await admin.query(`ALTER DATABASE ${TEMPLATE} ALLOW_CONNECTIONS false`);
  } finally {
    await admin.end();
  }
}

/** The document that the recorder holds every answer against; see recorder.ts. */
async function writeDocument(adminUrl, folder) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
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
  };
  try {
    await admin.query(`DROP DATABASE IF EXISTS tenure_document WITH (FORCE)`);
    await admin.query(`CREATE DATABASE tenure_document TEMPLATE ${TEMPLATE}`);
    const printed = await promisify(execFile)(process.execPath, ['test/support/print-openapi.mjs'], {
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    const file = join(folder, 'openapi.json');
    await writeFile(file, printed.stdout);
    return file;
  } finally {
    await admin.query(`DROP DATABASE IF EXISTS tenure_document WITH (FORCE)`);
    await admin.end();
  }
}

async function load(path) {
  if (!existsSync(built(path))) throw new Error(`${built(path)} is missing: run npm run build`);
  return import(pathToFileURL(built(path)).href);
}
