// Starts an embedded PostgreSQL from the build in `checkout` and tells what happens, a line each.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [checkout, dataDir] = process.argv.slice(2);
const module = join(checkout, 'dist', 'src', 'embedded-postgres', 'embedded-postgres.js');
const { startEmbeddedPostgres } = await import(pathToFileURL(module).href);

const server = await startEmbeddedPostgres({
  dataDir,
  log: (line) => console.log(`log ${line}`),
  onExit: (reason) => {
    console.log(`ended ${reason}`);
    process.exit(1);
  },
}).catch((error) => {
  console.log(`refused ${error.name} ${error.message}`);
  process.exit(1);
});

process.on(
  'SIGTERM',
  () => void Promise.all([server.stop(), server.stop()]).then(() => console.log('stopped')),
);
// Ctrl-C goes to the whole process group: the server must outlive it until it is stopped.
process.on('SIGINT', () => console.log('interrupted'));
console.log(`ready ${server.url}`);
