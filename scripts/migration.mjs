import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';
import { built } from './built.mjs';

// `npm run migration:show|run|revert`: TypeORM's command line on the build. It uses the database of DATABASE_URL, or the embedded
// one: while the service runs, or for `revert`, before which the service is stopped, by itself. It prints which one it is.
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
await buildIfStale().catch((error) => {
  console.error(`Tenure could not be built. ${error.message}`);
  process.exit(1);
});
const cli = [path('../node_modules/typeorm/cli.js'), `migration:${process.argv[2]}`];
const args = [...cli, '-d', path('../dist/ormconfig.js'), ...process.argv.slice(3)];
/** @param {import('../src/config/config-with-database.js').ConfigWithDatabase} config */
const typeorm = async (config) => {
  await (await built('src/cli/database-url.js')).reach(config);
  // A child that a signal ended has no code.
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit');
  return code ?? 1;
};
const withoutServers = async () =>
  (await built('src/cli/without-servers.js')).withoutServers(process.env, typeorm);
const withServers = async () =>
  typeorm(await (await built('src/config/config-with-database.js')).configWithDatabase(process.env));
try {
  process.exitCode = process.argv[2] === 'revert' ? await withoutServers() : await withServers();
} catch (error) {
  const { explanationOf } = await built('src/errors/explained.error.js');
  const explained = explanationOf(error);
  console.error(`Tenure: ${explained?.message ?? error.stack}`);
  process.exitCode = explained?.exitCode ?? 1;
}
