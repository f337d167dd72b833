import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';

// `npm run migration:show|run|revert`: TypeORM's command line on the build. It uses the database of DATABASE_URL, or the database
// of the running service with the same DATA_DIR.
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
await buildIfStale();
const cli = [path('../node_modules/typeorm/cli.js'), `migration:${process.argv[2]}`];
const child = spawn(
  process.execPath,
  [...cli, '-d', path('../dist/ormconfig.js'), ...process.argv.slice(3)],
  {
    stdio: 'inherit',
  },
);
// A child that a signal ended has no code.
const [code] = await once(child, 'exit');
process.exitCode = code ?? 1;
