import '@swc-node/register/esm-register';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Writes docs/schema.sql: the schema that the migrations make, on a temporary embedded server.
const { startEmbeddedPostgres } = await import('../src/embedded-postgres/embedded-postgres.js');
const { migrate } = await import('../src/database/migrate.js');
const { schemaOf } = await import('../test/support/schema.js');

const dataDir = await mkdtemp(join(tmpdir(), 'tenure-schema-'));
// If this process is root, PostgreSQL runs as another account, which needs access.
await chmod(dataDir, 0o711);
const server = await startEmbeddedPostgres({ dataDir, durable: false });
try {
  await migrate(server.url);
  await writeFile(new URL('../docs/schema.sql', import.meta.url), await schemaOf(server.url));
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
