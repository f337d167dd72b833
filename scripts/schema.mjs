import '@swc-node/register/esm-register';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Writes docs/schema.sql: what the migrations make of an empty database, on an embedded server of its own.
const { startEmbeddedPostgres } = await import('../src/embedded-postgres/embedded-postgres.js');
const { migrate } = await import('../src/database/migrate.js');
const { schemaOf } = await import('../test/support/schema.js');

const dataDir = await mkdtemp(join(tmpdir(), 'tenure-schema-'));
// Open to the account that runs the server when we are root.
await chmod(dataDir, 0o711);
const server = await startEmbeddedPostgres({ dataDir, durable: false });
try {
  await migrate(server.url);
  await writeFile(new URL('../docs/schema.sql', import.meta.url), await schemaOf(server.url));
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
